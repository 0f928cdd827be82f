"""Analysis: tables of an experiment in, effects with their uncertainty out; pure functions."""

from __future__ import annotations

from collabsim.analysis.cube import cube, levels, states
from collabsim.analysis.discovery import Box, discover
from collabsim.analysis.effects import Effects, contrasts, differences
from collabsim.analysis.levers import alone, channels, per_effort, removed, together
from collabsim.analysis.linear import main_effects
from collabsim.analysis.robustness import (
    agreement,
    agreement_range,
    pareto,
    rank_table,
    ranks,
    regret,
    rivals,
    standing,
)
from collabsim.analysis.sensitivity import morris, sobol, sobol_pairs
from collabsim.analysis.shapley import interactions, shapley
from collabsim.analysis.uncertainty import uncertainty

__all__ = [
    "Box",
    "Effects",
    "agreement",
    "agreement_range",
    "alone",
    "channels",
    "contrasts",
    "cube",
    "differences",
    "discover",
    "interactions",
    "levels",
    "main_effects",
    "morris",
    "pareto",
    "per_effort",
    "rank_table",
    "ranks",
    "regret",
    "removed",
    "rivals",
    "shapley",
    "sobol",
    "sobol_pairs",
    "standing",
    "states",
    "together",
    "uncertainty",
]
