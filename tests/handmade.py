"""What tests say of the small hand-made records and results that conftest.py makes; a small England."""

from __future__ import annotations

from collections.abc import Callable

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
