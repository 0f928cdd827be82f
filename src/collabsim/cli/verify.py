"""Run a sample of an experiment's finished runs again and compare them bit for bit."""

from __future__ import annotations

import argparse
from secrets import randbelow

from collabsim.cli.options import LARGEST_SEED

SEEDS = 1_000_000
"""Seeds that are drawn from if none is given: short enough to type again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="an experiment's folder")
    parser.add_argument("--all", action="store_true", help="every run, not a sample")
    parser.add_argument("--seed", metavar="S", help="of the sample (default: another every time)")
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")


def execute(arguments: argparse.Namespace) -> int:
    """Compare them."""
    from collabsim.cli.sweep import progress_bar, read, whole, workers_of
    from collabsim.experiment.verify import SAMPLE, verify
    from collabsim.results import results_version

    workers = workers_of(arguments)
    seed = whole("--seed", arguments.seed, LARGEST_SEED) or 1 + randbelow(SEEDS)
    found = read(arguments.folder)
    if found.manifest["results_version"] != results_version():
        print("The results version has changed since; numbers may differ for that reason.")
    for sentence in found.store.damaged:
        print(sentence)
    with progress_bar() as progress:
        number, odd = verify(
            found,
            None if arguments.all else SAMPLE,
            seed=seed,
            workers=workers,
            progress=lambda done, total: progress(done, total, 0),
        )
    for each in odd[:20]:
        where = f"point {each.point}, world {each.world}, replicate {each.replicate}"
        print(f"{where}: {each.metric} was {each.then!r}, now {each.now!r}")
    if not number:
        print("No finished run is left to run again: nothing is verified.")
        return 1
    verdict = "all the same, bit for bit" if not odd else f"{len(odd)} values differ"
    drawn = "" if arguments.all else f", a sample drawn with --seed {seed}"
    print(f"{number:,} runs run again{drawn}: {verdict}.")
    return 1 if odd or found.store.damaged else 0
