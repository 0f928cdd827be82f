"""What the commands on experiments share: files found, progress shown, trouble in a sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from collabsim.cli.bars import length, progress
from collabsim.cli.codes import INTERRUPTED, TROUBLE
from collabsim.ensemble.engine import compiled
from collabsim.experiment import Experiment, Finished, FolderError, StoppedError
from collabsim.experiment.experiment import Progress
from collabsim.experiment.manifest import MANIFEST, check
from collabsim.experiment.pilot import Cost, cost
from collabsim.experiment.pool import MakeExecutor
from collabsim.experiment.runner import run_experiment, trouble
from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.shipped import named_experiment

MOST_REPLICATES = 100_000
"""Of an experiment."""

LONG = 12 * 3600.0
"""Seconds from which an experiment starts only if the user says so."""


def load(name: str, *, small: bool = False) -> tuple[Experiment, Path]:
    """Return the experiment of a file, near or shipped, and its path."""
    path = named_experiment(name)
    return Experiment.load(path, small=small), path


def read(folder: str) -> Finished:
    """Return what a folder holds."""
    try:
        return Finished.read(folder)
    except FolderError as error:
        raise ScenarioError([Fault(str(error))]) from None


def workers_of(arguments: argparse.Namespace) -> int | None:
    """Return how many runs to run at once, if said."""
    return whole("--workers", arguments.workers, 10_000)


def whole(option: str, text: str | None, most: int) -> int | None:
    """Return the whole number of an option, from 1 up, if it was given."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise ScenarioError(
            [Fault(f"expected a whole number from 1 to {most}.", key=option, value=text)]
        )
    return int(text)


def begin(
    experiment: Experiment,
    out: Path,
    workers: int | None,
    scheduler: str | None,
    *,
    sure: bool,
    failed_too: bool = False,
) -> int:
    """Run what a folder is missing, say what became of it, and answer the question."""
    found = None
    try:
        with ExitStack() as opened:
            executor: MakeExecutor = ThreadPoolExecutor
            if scheduler:
                from collabsim.experiment.pool import cluster

                executor, workers = opened.enter_context(cluster(scheduler))
            _announce(experiment, out, workers, sure)
            told = opened.enter_context(progress_bar())
            found = run_experiment(
                experiment,
                out,
                executor=executor,
                workers=workers,
                progress=told,
                failed_too=failed_too,
            )
        _conclude(found)
    except FolderError as error:
        if found is None:
            raise ScenarioError([Fault(str(error))]) from None
        print(f"{error} {_kept(out)}", file=sys.stderr)
        return TROUBLE
    except StoppedError as error:
        print(f"{error} {_kept(out)}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        try:
            print(f"Stopped. {_kept(out)}", file=sys.stderr)
        except KeyboardInterrupt:
            raise KeyboardInterrupt("What was finished is kept.") from None
        return INTERRUPTED
    except OSError as error:
        print(f"{trouble(out, error)} {_kept(out)}", file=sys.stderr)
        return TROUBLE
    return 0


def size(experiment: Experiment, found: Cost) -> str:
    """Return in a line what an experiment takes."""
    shape = f"{len(experiment.design):,} points x {len(experiment.variants):,} variants"
    most = "up to " if experiment.stop else ""
    every = "replicate" if experiment.replicates == 1 else "replicates"
    return (
        f"{shape} x {most}{experiment.replicates:,} {every}: {found.runs:,} runs,"
        f" about {length(found.seconds)} with {found.workers} at once,"
        f" {max(found.size / 1e6, 0.1):,.1f} MB."
    )


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Give a function that shows runs done, of how many, and how many failed."""
    with progress("run") as shown:
        yield lambda done, total, failed: shown.tell(done, total, failed=failed)


def warm() -> None:
    """Make machine code of the rules if there is none yet, and say so."""
    compiled(notice=lambda words: print(words, file=sys.stderr))


def _announce(experiment: Experiment, out: Path, workers: int | None, sure: bool) -> None:
    """Say what is coming, and stop short of what takes very long unless that is wanted."""
    missing = None
    if (out / MANIFEST).is_file():
        check(out, experiment)
        missing = read(str(out)).state()["missing"]
    print(experiment.question, file=sys.stderr)
    warm()
    found = cost(experiment, workers, missing)
    print(size(experiment, found), file=sys.stderr)
    if found.seconds > LONG and not sure:
        sentence = (
            f"it will take about {length(found.seconds)}; say --yes to start it all the same."
        )
        raise ScenarioError([Fault(sentence)])


def _conclude(found: Finished) -> None:
    """Say what is there, and the finding if the answer can be made."""
    from collabsim.report.answer import answer_folder

    state = found.state()
    print(answer_folder(found.folder).text)
    print(f"\nThe finding, its tables and figures: {found.folder / 'answer'}")
    if state["failed"]:
        print(f"{state['failed']:,} runs failed; see failures.csv, or collabsim rerun DIR.")
    print(f"{state['finished']:,} runs in {found.folder}")


def _kept(out: Path) -> str:
    """Say how much is kept and how to go on."""
    try:
        state = Finished.read(out).state()
    except FolderError:
        there = out.is_dir() and any(out.iterdir())
        return "" if there or not out.is_dir() else "Nothing was written."
    total = sum(state.values())
    done = total - state["missing"]
    return f"{done:,} of {total:,} runs are kept; the same command goes on with the rest."
