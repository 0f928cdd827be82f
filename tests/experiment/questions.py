"""Experiment files on a variant so small that a run takes milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

BASE = """
question = "Does the scorecard matter more where needs are known?"
metrics = ["adoption_piloted", "trust_nhs", "company_effort"]

[base]
extends = "small.toml"
[base.world]
months_before = 6
today = "2026-10"
months = 18
companies = 3
innovations = 6
"""
GRID = """
[design]
kind = "grid"
[vary.levers]
scorecard = [0, 0.5, 1]
asset_need = [0, 1]
[variants.structures.weakest_link]
hazard.sigma = 0
"""

Written = Callable[..., Path]


def text(rest: str = GRID, replicates: int = 4) -> str:
    """Return an experiment file: 12 runs a replicate unless told otherwise."""
    return f"replicates = {replicates}\n{BASE}{rest}"
