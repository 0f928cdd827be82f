"""What the numbers in a config file's rows mean, beside the parameter groups: units and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from collabsim.parameters import Param, described
from collabsim.scenario.classes import InnovationClass
from collabsim.scenario.dates import DATED

MOST_ROWS = 5_000
"""Organisations, innovations, classes, regions and the like allowed; England has some 220 trusts."""

# fmt: off

CLASS: Mapping[str, Param] = MappingProxyType(described(InnovationClass))
"""The numeric columns of a class of innovations."""

EXPOSURE = Param("How far the class meets the barrier: 0 not at all, 1 in full", "share", 1.0, (0.0, 1.0), (0.0, 1.0), "R8", "T4")

INCOME = Param("Median income of the type", "million pounds a year", 300.0, (1.0, 10000.0), (100.0, 1000.0), "S32 S34", "T4")
COUNT = Param("How many", "NHS trusts", 0.0, (0.0, 1000.0), (0.0, 50.0), "S34 S35", "T1", whole=True)

LAUNCH = Param("Launch", DATED, 0.0, (-600.0, 600.0), (-24.0, 120.0), "P2", "T4", whole=True)
INNOVATION: Mapping[str, Param] = MappingProxyType(
    {
        **{name: meta for name, meta in CLASS.items() if name != "share"},
        "value": Param("Net value to patients; below 0 it harms", "sd of value", 0.3, (-5.0, 5.0), (-1.0, 2.0), "R3", "T4"),
        "reach": Param("Share of eligible trusts that could use it", "share", 1.0, (0.0, 1.0), (0.5, 1.0), "P13", "T4"),
    }
)
"""What a named innovation may say of itself; the rest comes from its class."""

LEVEL = Param("How far the lever is applied: 0 today, 1 the most that is plausible", "share of plausible effort", 1.0, (0.0, 1.0), (0.0, 1.0), "R16", "T4")
START = Param("Month it starts in; 0 is today", DATED, 0.0, (0.0, 600.0), (0.0, 60.0), "R16", "T4", whole=True)
RAMP = Param("Months until it is in full force", "months", 12.0, (0.0, 600.0), (0.0, 36.0), "R16", "T4", whole=True)
AMOUNT = Param("Where to, by which factor or by how much", "in the parameter's unit", 0.0, (-1e6, 1e6), (-1.0, 1.0), "R16", "T4")

# fmt: on
