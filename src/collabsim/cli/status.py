"""Say of any results folder what it holds, and what of it is missing, damaged or failed."""

from __future__ import annotations

import argparse
from pathlib import Path

from collabsim.cli.codes import TROUBLE
from collabsim.scenario.faults import Fault, ScenarioError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="a results folder of any kind")


def execute(arguments: argparse.Namespace) -> int:
    """Print it; the exit code is 1 if anything is missing or not as it was written."""
    folder = Path(arguments.folder)
    if kind(folder) != "experiment":
        return said(folder)
    from collabsim.experiment import Finished
    from collabsim.experiment.errors import DamagedError, FolderError

    try:
        found = Finished.read(folder)
        state = found.state()
        print(found.experiment.question)
        print(", ".join(f"{count:,} {word}" for word, count in state.items()) + ".")
        for sentence in found.damaged:
            print(sentence)
        for reason, count in found.runs.failures["reason"].value_counts().head(5).items():
            print(f"{count:,} failed: {reason}")
    except DamagedError as error:
        print(error)
        return TROUBLE
    except FolderError as error:
        raise ScenarioError([Fault(str(error))]) from None
    if state["failed"]:
        print(f"Run them again: collabsim rerun {arguments.folder}")
    if state["missing"]:
        print("Go on: the command that started it, with all its options.")
    return TROUBLE if state["missing"] or found.damaged else 0


def kind(folder: Path) -> str:
    """Return which kind of results a folder holds.

    Raises
    ------
    ScenarioError : if it holds none.
    """
    from collabsim.results import kind_of

    found = kind_of(folder)
    if not found:
        raise ScenarioError([Fault(f"{folder} holds no results of collabsim.")])
    return found


def said(folder: Path) -> int:
    """Say of a folder that is no experiment's whether every file is as it was written."""
    from collabsim.results.sums import SUMS, Sums

    if not (folder / SUMS).is_file():
        print(f"{folder} has no {SUMS}: it is not finished, or is of another version of collabsim.")
        return TROUBLE
    sums = Sums.read(folder)
    faults = sums.faults()
    for sentence in faults:
        print(sentence)
    if not faults:
        print(f"A {kind(folder)}: {len(sums.listed):,} files, all as they were written.")
    return TROUBLE if faults else 0
