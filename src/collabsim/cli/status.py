"""The command ``status``, and what it shares with ``verify``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from collabsim.cli.command import TROUBLE, Answer, TroubleError, argument, command
from collabsim.scenario.faults import refused


@command(
    argument("folder", metavar="DIR", help="a results folder of any kind"),
    examples=("status results/lever_ranking",),
)
def status(arguments: argparse.Namespace) -> Answer:
    """Say of any results folder what it holds, and what of it is missing, damaged or failed."""
    folder = Path(arguments.folder)
    held = kind(folder)
    if held != "experiment":
        lines, code = checked_files(folder)
        return Answer("\n".join(lines), {"kind": held, "whole": not code, "says": lines}, code)
    from collabsim.experiment import Finished

    with readable():
        found = Finished.read(folder)
        state, failures = found.state(), found.runs.failures["reason"].value_counts()
    lines = [found.experiment.question]
    lines += [", ".join(f"{count:,} {word}" for word, count in state.items()) + ".", *found.damaged]
    lines += [f"{count:,} failed: {reason}" for reason, count in failures.head(5).items()]
    if state["failed"]:
        lines.append(f"Run them again: collabsim rerun {arguments.folder}")
    if state["missing"]:
        lines.append("Go on: the command that started it, with all its options.")
    data = {"kind": held, "question": found.experiment.question, **state}
    data |= {"damaged": found.damaged, "failures": dict(failures)}
    return Answer("\n".join(lines), data, TROUBLE if state["missing"] or found.damaged else 0)


@contextmanager
def readable() -> Iterator[None]:
    """Turn what is wrong with an experiment's folder into a fault, or damage into trouble."""
    from collabsim.experiment.errors import DamagedError, FolderError

    try:
        yield
    except DamagedError as error:
        raise TroubleError(str(error)) from None
    except FolderError as error:
        raise refused(str(error)) from None


def kind(folder: Path) -> str:
    """Return which kind of results a folder holds.

    Raises
    ------
    ScenarioError : if it holds none.
    """
    from collabsim.results import kind_of

    found = kind_of(folder)
    if not found:
        raise refused(f"the folder {folder} holds no results of collabsim.")
    return found


def _called(folder: Path) -> str:
    """Return what a folder that is no experiment's is called: a fit is no prediction."""
    held = kind(folder)
    with suppress(OSError, ValueError, AttributeError):
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return "fit to a series" if manifest.get("kind") == "fit" else held
    return held


def checked_files(folder: Path) -> tuple[list[str], int]:
    """Return whether every file of a folder that is no experiment's is as written, and the code."""
    from collabsim.results.sums import SUMS, Sums

    if not (folder / SUMS).is_file():
        said = f"{folder} has no {SUMS}: it is not finished, or is of another version of collabsim."
        return [said], TROUBLE
    sums = Sums.read(folder)
    faults = list(sums.faults())
    whole = f"A {_called(folder)}: {len(sums.listed):,} files, all as they were written."
    return faults or [whole], TROUBLE if faults else 0
