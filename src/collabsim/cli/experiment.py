"""Run an experiment, or what is missing of it; the same command again goes on where it stopped."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="an experiment file, or one that ships")
    parser.add_argument("--out", metavar="DIR", help="folder (default: results/ and its name)")
    add_workers(parser)
    parser.add_argument(
        "--replicates", metavar="N", help="simulated Englands instead of those the file asks for"
    )
    parser.add_argument(
        "--small", action="store_true", help="try it out: the small world, two replicates"
    )
    parser.add_argument("--yes", action="store_true", help="start however long it will take")


def add_workers(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what runs are run on."""
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler to run on, such as tcp://host:8786"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Run it."""
    from dataclasses import replace

    from collabsim.cli.sweep import MOST_REPLICATES, begin, load, whole, workers_of

    workers = workers_of(arguments)
    replicates = whole("--replicates", arguments.replicates, MOST_REPLICATES)
    experiment, path = load(arguments.file, small=arguments.small)
    if replicates is not None:
        experiment = replace(experiment, replicates=replicates)
    name = f"{path.stem}_small" if arguments.small else path.stem
    out = Path(arguments.out) if arguments.out else Path("results") / name
    return begin(experiment, out, workers, arguments.scheduler, sure=arguments.yes)
