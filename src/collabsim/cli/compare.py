"""Run two or more scenarios on the same luck and report how they differ from the first."""

from __future__ import annotations

import argparse

from collabsim.cli import options
from collabsim.scenario.faults import Fault, ScenarioError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "configs",
        metavar="CONFIG",
        nargs="+",
        help="config files, or names of shipped ones; the first is compared with",
    )
    options.add_arguments(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Run several scenarios."""
    from collabsim.cli.work import carry_out
    from collabsim.scenario.shipped import named_config

    if len(arguments.configs) < 2:
        sentence = "expected two configs or more, found one."
        raise ScenarioError([Fault(sentence, key="compare", value=arguments.configs[0])])
    configs = [named_config(config) for config in arguments.configs]
    return carry_out(options.checked(arguments, configs, "comparison"))
