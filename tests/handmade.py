"""What tests say of the small hand-made records and results that conftest.py makes; a small England."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from collabsim.record import Record
from collabsim.results import Results

MONTHS, TODAY = 36, 12
MakeRecord = Callable[..., Record]
MakeResults = Callable[..., Results]

TWO_REGIONS = """
extends = "uptake_series.toml"
name = "Two regions"

[regions.N]
name = "North"
trusts = {acute = 14, acute_community = 6, specialist = 2, mental_health = 2, community = 1}
ahsns = {Moors = 15, Coast = 10}

[regions.S]
name = "South"
trusts = {acute = 12, acute_community = 5, mental_health_community = 2, ambulance = 1}
ahsns = {Downs = 20}
"""
"""A config: England of two regions, with the measured innovations."""


def effect(name: str, metric: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    """Return a row of a table of effects: from a level of 0.1, over twelve replicates, one world."""
    mean = (low + high) / 2.0
    ends = {"low": low, "high": high, "least": low, "most": high}
    luck = {"replicates": 12, "error": (high - low) / 4.4, "family": 1, "same": False}
    levels = {"from": 0.1, "to": 0.1 + mean, "relative": mean / 0.1}
    kinds = {
        key: value
        for kind in ("sets", "structures")
        for key, value in ((kind, 1), (f"{kind}_low", mean), (f"{kind}_high", mean))
    }
    signs = {"variants": 1, "up": int(mean > 0.0), "down": int(mean < 0.0)}
    whose = {"metric": metric, "name": name, "mean": mean}
    return {**whose, **ends, **luck, **levels, **kinds, **signs, **more}
