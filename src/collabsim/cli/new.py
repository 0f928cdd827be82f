"""Print a config file to start from: every value with its unit, range and evidence."""

from __future__ import annotations

import argparse
from pathlib import Path

from collabsim.scenario.scenario import Scenario


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "config",
        metavar="CONFIG",
        nargs="?",
        help="a config to write out in full (default England)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print the file."""
    from collabsim.scenario.writing import scenario_toml

    chosen = arguments.config
    scenario = Scenario.load(Path(chosen)) if chosen else Scenario.england()
    print(scenario_toml(scenario), end="")
    return 0
