"""Check config files and list every fault in them."""

from __future__ import annotations

import argparse

from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.scenario import Scenario
from collabsim.scenario.shipped import named_config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="config files")


def execute(arguments: argparse.Namespace) -> int:
    """Read each file, run nothing."""
    faults: list[Fault] = []
    for file in arguments.files:
        try:
            scenario = Scenario.load(named_config(file))
        except ScenarioError as error:
            faults.extend(error.faults)
        else:
            print(f"{file}: valid. {scenario.name}, {_size(scenario)}.")
    if faults:
        raise ScenarioError(faults)
    return 0


def _size(scenario: Scenario) -> str:
    synthetic = sum(sum(region.trusts.values()) for region in scenario.regions)
    trusts = len(scenario.organisations) or synthetic
    pulled = [name for name, setting in scenario.levers.items() if setting.level > 0.0]
    return f"{trusts} NHS trusts, {len(pulled)} levers pulled"
