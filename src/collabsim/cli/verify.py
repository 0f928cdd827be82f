"""Check every file of any results folder, run a sample of its runs again and compare them bit for bit."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import randbelow
from typing import TYPE_CHECKING

from collabsim.cli.codes import TROUBLE
from collabsim.cli.options import LARGEST_SEED
from collabsim.cli.status import kind, said
from collabsim.scenario.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from collabsim.experiment.verify import Mismatch

SEEDS = 1_000_000
"""Seeds that are drawn from if none is given: short enough to type again."""


NOT_HERE = "It has functions of its author's own: its runs cannot be run again here."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="a results folder of any kind")
    parser.add_argument("--all", action="store_true", help="every run, not a sample")
    parser.add_argument("--seed", metavar="S", help="of the sample (default: another every time)")
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")


def execute(arguments: argparse.Namespace) -> int:
    """Check and compare; the exit code is 1 if anything is missing, damaged or different."""
    from collabsim.cli.sweep import whole, workers_of
    from collabsim.experiment.errors import DamagedError, FolderError

    workers = workers_of(arguments)
    seed = whole("--seed", arguments.seed, LARGEST_SEED) or 1 + randbelow(SEEDS)
    folder = Path(arguments.folder)
    held = kind(folder)
    try:
        if held == "experiment":
            return _experiment(folder, seed, workers, everything=arguments.all)
    except DamagedError as error:
        print(error)
        return TROUBLE
    except FolderError as error:
        raise ScenarioError([Fault(str(error))]) from None
    if said(folder):
        return TROUBLE
    if held == "run":
        return _run(folder, seed, everything=arguments.all)
    _version(_made_by(folder, held))
    print(f"The files of a {held} are checked; nothing of it is run again.")
    return 0


def _experiment(folder: Path, seed: int, workers: int | None, *, everything: bool) -> int:
    from collabsim.experiment import Finished
    from collabsim.experiment.verify import verify

    found = Finished.read(folder)
    for sentence in found.damaged:
        print(sentence)
    _version(found.manifest["results_version"])
    missing = found.state()["missing"]
    if missing:
        print(f"{missing:,} runs are missing.")
    if found.experiment.own.absent:
        print(NOT_HERE)
        return TROUBLE if found.damaged or missing else 0
    again = partial(verify, found, workers=workers)
    different = _compared(again, seed, everything=everything)
    return TROUBLE if different or found.damaged or missing else 0


def _run(folder: Path, seed: int, *, everything: bool) -> int:
    from collabsim.composition import BARRIERS
    from collabsim.experiment.verify import verify_results
    from collabsim.metrics import METRICS
    from collabsim.results import Results

    try:
        results = Results.read(folder)
    except ValueError as error:
        print(error)
        return TROUBLE
    _version(results.manifest["results_version"])
    own = [*results.manifest["barriers"]] != [*BARRIERS]
    if own or {*results.manifest["metrics"]} != {*METRICS}:
        print(NOT_HERE)
        return 0
    return _compared(partial(verify_results, results), seed, everything=everything)


def _made_by(folder: Path, held: str) -> str:
    """Return which results version made a prediction or a calibration, whose files were checked."""
    from collabsim.calibration.store import PLAN
    from collabsim.results.folder import MANIFEST

    text = (folder / (PLAN if held == "calibration" else MANIFEST)).read_text("utf-8")
    with suppress(ValueError, TypeError, KeyError):
        return str(json.loads(text)["results_version"])
    return "none"


def _version(then: str) -> None:
    from collabsim.results import results_version

    if then != results_version():
        print(f"It is of results version {then}, this is {results_version()}: numbers may differ.")


def _compared(
    again: Callable[..., tuple[int, list[Mismatch]]], seed: int, *, everything: bool
) -> int:
    """Run again, say what came out and return the exit code."""
    from collabsim.cli.sweep import progress_bar
    from collabsim.experiment.verify import SAMPLE

    with progress_bar() as progress:
        number, odd = again(
            None if everything else SAMPLE,
            seed=seed,
            progress=lambda done, total: progress(done, total, 0),
        )
    for each in odd[:20]:
        print(f"{each.where}: {each.what} was {each.then!r}, now {each.now!r}")
    if not number:
        print("No finished run is left to run again: nothing is verified.")
        return TROUBLE
    verdict = "all the same, bit for bit" if not odd else f"{len(odd):,} differ"
    drawn = "" if everything else f", a sample drawn with --seed {seed}"
    print(f"{number:,} runs run again{drawn}: {verdict}.")
    return TROUBLE if odd else 0
