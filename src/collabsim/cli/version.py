"""Print the versions of collabsim and of what its numbers depend on, and the results version."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments: there are none."""


def execute(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Print a line each."""
    from collabsim.results import results_version, versions

    for name, number in {**versions(), "results": results_version()}.items():
        print(f"{name} {number}")
    return 0
