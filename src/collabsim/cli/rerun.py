"""Run the failed runs of an experiment's folder again, and what is missing."""

from __future__ import annotations

import argparse
from pathlib import Path

from collabsim.cli import experiment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="an experiment's folder")
    experiment.add_workers(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Run them."""
    from collabsim.cli.sweep import begin, read, workers_of

    workers = workers_of(arguments)
    held = read(arguments.folder).experiment
    out = Path(arguments.folder)
    return begin(held, out, workers, arguments.scheduler, sure=True, failed_too=True)
