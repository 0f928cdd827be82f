"""The command ``verify``: files of a results folder are checked, and some of its runs run again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import randbelow
from typing import TYPE_CHECKING

from collabsim.cli.command import TROUBLE, Answer, TroubleError, argument, command
from collabsim.cli.options import LARGEST_SEED, optional_whole
from collabsim.cli.progress import progress
from collabsim.cli.status import checked_files, kind, readable
from collabsim.plain import plural

if TYPE_CHECKING:
    from collabsim.experiment.verify import Mismatch

SEEDS = 1_000_000
"""Seeds that are drawn from if none is given: short enough to type again."""

NOT_HERE = "It has functions of its author's own: its runs cannot be run again here."

Outcome = tuple[list[str], int]
"""Sentences about what was found, and the exit code."""


@command(
    argument("folder", metavar="DIR", help="a results folder of any kind"),
    argument("--all", action="store_true", help="every run, not a sample"),
    argument("--seed", metavar="S", help="of the sample (default: another every time)"),
    argument("--workers", metavar="N", help="runs at once (default: all cores)"),
    examples=("verify results/lever_ranking", "verify results/england-1 --all"),
)
def verify(arguments: argparse.Namespace) -> Answer:
    """Check every file of any results folder, run a sample of its runs again and compare them bit for bit."""
    workers = optional_whole("--workers", arguments.workers, 10_000)
    seed = optional_whole("--seed", arguments.seed, LARGEST_SEED) or 1 + randbelow(SEEDS)
    folder = Path(arguments.folder)
    held = kind(folder)
    if held == "experiment":
        with readable():
            lines, code = _experiment(folder, seed, workers, everything=arguments.all)
    else:
        lines, code = checked_files(folder)
        if not code:
            lines, code = _rest(folder, held, seed, everything=arguments.all)
    data = {"kind": held, "verified": not code, "says": lines}
    data |= {} if arguments.all else {"seed": seed}
    return Answer("\n".join(lines), data, code)


def _experiment(folder: Path, seed: int, workers: int | None, *, everything: bool) -> Outcome:
    from collabsim.experiment import Finished
    from collabsim.experiment.verify import verify

    found = Finished.read(folder)
    missing = found.state()["missing"]
    lines = [*found.damaged, *describe_version(found.manifest["results_version"])]
    lines += [f"{plural(missing, 'run')} missing."] if missing else []
    if found.experiment.own.absent:
        return [*lines, NOT_HERE], TROUBLE if found.damaged or missing else 0
    told, different = _compared(partial(verify, found, workers=workers), seed, everything)
    return [*lines, *told], TROUBLE if different or found.damaged or missing else 0


def _rest(folder: Path, held: str, seed: int, *, everything: bool) -> Outcome:
    """Return what is found of a folder that is no experiment's, whose files are as written."""
    from collabsim.experiment.verify import verify_results
    from collabsim.results import Results

    if held != "run":
        said = f"The files of a {held} are checked; nothing of it is run again."
        return [*describe_version(_made_by(folder, held)), said], 0
    try:
        results = Results.read(folder)
    except ValueError as error:
        raise TroubleError(str(error)) from None
    lines = describe_version(results.manifest["results_version"])
    if results.own:
        return [*lines, NOT_HERE], 0
    told, code = _compared(partial(verify_results, results), seed, everything)
    return [*lines, *told], code


def _made_by(folder: Path, held: str) -> str:
    """Return which results version made a prediction or a calibration, whose files were checked."""
    from collabsim.results.folder import MANIFEST, MARKS

    text = (folder / (MARKS[held] if held == "calibration" else MANIFEST)).read_text("utf-8")
    with suppress(ValueError, TypeError, KeyError):
        return str(json.loads(text)["results_version"])
    return "none"


def describe_version(then: str) -> list[str]:
    """Return in a sentence that another results version made a folder, nothing if this one did."""
    from collabsim.results import results_version

    now = results_version()
    said = f"It is of results version {then}, this is {now}: numbers may differ."
    return [] if then == now else [said]


def _compared(
    again: Callable[..., tuple[int, list[Mismatch]]], seed: int, everything: bool
) -> Outcome:
    """Run again, and return what came out."""
    from collabsim.experiment.verify import SAMPLE

    with progress("run") as shown:
        number, odd = again(None if everything else SAMPLE, seed=seed, progress=shown.tell)
    lines = [f"{each.where}: {each.what} was {each.then!r}, now {each.now!r}" for each in odd[:20]]
    if not number:
        return [*lines, "No finished run is left to run again: nothing is verified."], TROUBLE
    verdict = "all the same, bit for bit" if not odd else f"{len(odd):,} differ"
    drawn = "" if everything else f", a sample drawn with --seed {seed}"
    return [*lines, f"{plural(number, 'run')} run again{drawn}: {verdict}."], TROUBLE if odd else 0
