"""Say how far an experiment is: what is finished, failed, missing or damaged."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="an experiment's folder")


def execute(arguments: argparse.Namespace) -> int:
    """Print it."""
    from collabsim.cli.sweep import read

    found = read(arguments.folder)
    state = found.state()
    print(found.experiment.question)
    print(", ".join(f"{count:,} {word}" for word, count in state.items()) + ".")
    for sentence in found.store.damaged:
        print(sentence)
    for reason, count in found.store.failures()["reason"].value_counts().head(5).items():
        print(f"{count:,} failed: {reason}")
    if state["failed"]:
        print(f"Run them again: collabsim rerun {arguments.folder}")
    if state["missing"]:
        print("Go on: the command that started it, with all its options.")
    return 0
