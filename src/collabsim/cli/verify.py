"""Run a sample of an experiment's finished runs again and compare them bit for bit."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="an experiment's folder")
    parser.add_argument("--all", action="store_true", help="every run, not a sample")
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")


def execute(arguments: argparse.Namespace) -> int:
    """Compare them."""
    from collabsim.cli.sweep import progress_bar, read, workers_of
    from collabsim.experiment.manifest import model_source
    from collabsim.experiment.verify import SAMPLE, verify

    workers = workers_of(arguments)
    found = read(arguments.folder)
    if found.manifest["model_source"] != model_source():
        print("The model's source has changed since; numbers may differ for that reason.")
    for sentence in found.store.damaged:
        print(sentence)
    with progress_bar() as progress:
        number, odd = verify(
            found,
            None if arguments.all else SAMPLE,
            workers=workers,
            progress=lambda done, total: progress(done, total, 0),
        )
    for each in odd[:20]:
        where = f"point {each.point}, world {each.world}, replicate {each.replicate}"
        print(f"{where}: {each.metric} was {each.then!r}, now {each.now!r}")
    verdict = "all the same, bit for bit" if not odd else f"{len(odd)} values differ"
    print(f"{number:,} runs run again: {verdict}.")
    return 1 if odd or found.store.damaged else 0
