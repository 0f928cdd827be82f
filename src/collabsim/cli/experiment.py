"""Run an experiment, or what is missing of it; the same command again goes on where it stopped."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="an experiment file, or one that ships")
    parser.add_argument("--out", metavar="DIR", help="folder (default: results/ and its name)")
    add_workers(parser)
    parser.add_argument("--yes", action="store_true", help="start however long it will take")


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what runs are run on."""
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler to run on, such as tcp://host:8786"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Run it."""
    from collabsim.cli.sweep import begin, load, workers_of

    workers = workers_of(arguments)
    experiment, path = load(arguments.file)
    out = Path(arguments.out) if arguments.out else Path("results") / path.stem
    return begin(experiment, out, workers, arguments.scheduler, sure=arguments.yes)
