"""Explain a barrier, lever, parameter, metric, class, loop, claim or mechanism, with its sources."""

from __future__ import annotations

import argparse

from collabsim.scenario.faults import Fault, ScenarioError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="what to explain; without it, all there is"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Print the explanation."""
    from collabsim.explain import contents, explain

    try:
        print(explain(arguments.name) if arguments.name else contents())
    except LookupError as error:
        raise ScenarioError([Fault(str(error.args[0]))]) from error
    return 0
