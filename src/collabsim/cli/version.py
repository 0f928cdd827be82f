"""Print the versions of collabsim and of what its numbers depend on, and the hash of the model's source."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments: there are none."""


def execute(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Print a line each."""
    from collabsim.experiment.manifest import model_source
    from collabsim.results import versions

    for name, number in {**versions(), "model": model_source()}.items():
        print(f"{name} {number}")
    return 0
