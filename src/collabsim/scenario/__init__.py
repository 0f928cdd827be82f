"""The typed, frozen description of a run: TOML in, every fault at once, JSON Schema out."""

from collabsim.scenario.classes import (
    InnovationClass,
    NamedInnovation,
    Organisation,
    Region,
    TrustType,
)
from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.groups import GROUPS, Parameters
from collabsim.scenario.scenario import Scenario
from collabsim.scenario.shipped import config_path, shipped_configs

__all__ = [
    "GROUPS",
    "Fault",
    "InnovationClass",
    "NamedInnovation",
    "Organisation",
    "Parameters",
    "Region",
    "Scenario",
    "ScenarioError",
    "TrustType",
    "config_path",
    "shipped_configs",
]
