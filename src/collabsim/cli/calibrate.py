"""Fit one attribute of an innovation to a measured series of your own, under plausible parameter sets."""

from __future__ import annotations

import argparse
from pathlib import Path

from collabsim.cli.predict import add_shared_arguments, carry_out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "series", metavar="SERIES.toml", help="what the innovation is, and its series"
    )
    add_shared_arguments(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Fit it."""
    return carry_out(arguments, Path(arguments.series), None, fitting=True)
