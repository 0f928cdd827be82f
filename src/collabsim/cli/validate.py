"""Check config and experiment files and list every fault in them."""

from __future__ import annotations

import argparse

from collabsim.scenario.differences import trusts_of
from collabsim.scenario.documents import read_document
from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.scenario import Scenario
from collabsim.scenario.shipped import named_config, named_experiment

EXPERIMENTS = {"question", "base", "vary", "design", "variants", "points", "analyses"}
"""Tables and keys that experiments have and configs do not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="config or experiment files")


def execute(arguments: argparse.Namespace) -> int:
    """Read each file, run nothing."""
    faults: list[Fault] = []
    for file in arguments.files:
        try:
            said = _said(file)
        except ScenarioError as error:
            faults.extend(error.faults)
        else:
            print(f"{file}: valid. {said}")
    if faults:
        raise ScenarioError(faults)
    return 0


def _said(file: str) -> str:
    """Return what a valid file holds; a table that only experiments have makes it one."""
    path = named_experiment(file)
    tables = read_document(path if path.exists() else named_config(file), file).tables
    if "class" in tables:
        said = "a series of one's own: collabsim calibrate and collabsim predict read and check it."
        raise ScenarioError([Fault(said, file=file)])
    if not EXPERIMENTS & tables.keys():
        scenario = Scenario.load(named_config(file))
        return f"{scenario.name}, {_size(scenario)}."
    from collabsim.experiment import Experiment
    from collabsim.experiment.sets import left_out_told

    found = Experiment.load(path)
    shape = f"{len(found.design):,} points in {len(found.variants):,} variants"
    without = f"\n  {left_out_told(found.left_out)}" if found.left_out else ""
    return f"{shape}, {found.replicates:,} replicates: {found.question}{without}"


def _size(scenario: Scenario) -> str:
    pulled = [name for name, setting in scenario.levers.items() if setting.level > 0.0]
    return f"{trusts_of(scenario)} NHS trusts, {len(pulled)} levers pulled"
