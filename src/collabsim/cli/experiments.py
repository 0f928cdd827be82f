"""The commands that run experiments, and what they share: progress, trouble, what is kept."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collabsim.cli.command import INTERRUPTED, Answer, TroubleError, argument, command
from collabsim.cli.options import MOST_REPLICATES, optional_whole
from collabsim.cli.progress import length, progress
from collabsim.plain import plural
from collabsim.scenario.faults import refused
from collabsim.scenario.shipped import named_file

if TYPE_CHECKING:  # slow to import
    from collabsim.experiment import Finished, Question
    from collabsim.experiment.pool import MakeExecutor
    from collabsim.experiment.precision import Cost

LONG = 12 * 3600.0
"""Seconds from which an experiment starts only if the user says so."""

WORKERS = (
    argument("--workers", metavar="N", help="runs at once (default: all cores)"),
    argument(
        "--scheduler", metavar="ADDRESS", help="a Dask scheduler to run on, such as tcp://host:8786"
    ),
)

WHICH = (
    argument(
        "file",
        metavar="FILE",
        help="an experiment file, or one that ships; or an experiment's folder, to go on with it or"
        " to run it again with --out",
    ),
    argument(
        "--replicates", metavar="N", help="simulated Englands instead of those the file asks for"
    ),
    argument("--small", action="store_true", help="try it out: the small world, two replicates"),
)


@command(
    *WHICH,
    argument("--out", metavar="DIR", help="folder (default: results/ and its name)"),
    *WORKERS,
    argument("--yes", action="store_true", help="start however long it will take"),
    examples=(
        "experiment permission_and_slack.toml",
        "experiment mine.toml --out results/mine --workers 8 --yes",
    ),
)
def experiment(arguments: argparse.Namespace) -> Answer:
    """Run an experiment, or what is missing of it; the same command again goes on where it stopped."""
    asked = load(arguments)
    folder = Path(arguments.file)
    name = named_file(arguments.file).stem + ("_small" if arguments.small else "")
    usual = folder if folder.is_dir() else Path("results") / name
    out = Path(arguments.out) if arguments.out else usual
    return _begin(asked, out, arguments, sure=arguments.yes)


@command(
    argument("folder", metavar="DIR", help="an experiment's folder"),
    *WORKERS,
    examples=("rerun results/lever_ranking",),
)
def rerun(arguments: argparse.Namespace) -> Answer:
    """Run the failed runs of an experiment's folder again, and what is missing."""
    workers_of(arguments)
    held = held_in(Path(arguments.folder))
    return _begin(held, Path(arguments.folder), arguments, sure=True, failed_too=True)


def held_in(folder: Path) -> Question:
    """Return the experiment that a folder holds.

    Raises
    ------
    ScenarioError : if it holds none, or was damaged.
    """
    from collabsim.experiment import Finished, FolderError

    try:
        return Finished.read(folder).experiment
    except FolderError as error:
        raise refused(str(error)) from None


def load(arguments: argparse.Namespace) -> Question:
    """Return the experiment that is meant, with as many replicates as were asked for."""
    from dataclasses import replace

    from collabsim.experiment import Experiment

    workers_of(arguments)
    replicates = optional_whole("--replicates", arguments.replicates, MOST_REPLICATES)
    folder = Path(arguments.file)
    if folder.is_dir():
        if arguments.small:
            raise refused("expected this with a file alone, not with a folder.", key="--small")
        found: Question = held_in(folder)
    else:
        found = Experiment.load(arguments.file, small=arguments.small)
    return found if replicates is None else replace(found, replicates=replicates)


def workers_of(arguments: argparse.Namespace) -> int | None:
    """Return how many runs to run at once, if that was given."""
    return optional_whole("--workers", arguments.workers, 10_000)


def _begin(
    asked: Question,
    out: Path,
    arguments: argparse.Namespace,
    *,
    sure: bool,
    failed_too: bool = False,
) -> Answer:
    """Run what a folder is missing, say what became of it, and answer the question."""
    from concurrent.futures import ThreadPoolExecutor

    from collabsim.experiment import FolderError, StoppedError
    from collabsim.experiment.runner import run_experiment, trouble

    found = None
    executor: MakeExecutor = ThreadPoolExecutor
    workers = workers_of(arguments)
    try:
        with ExitStack() as opened:
            if arguments.scheduler:
                from collabsim.experiment.pool import cluster

                executor, workers = opened.enter_context(cluster(arguments.scheduler))
            _announce(asked, out, workers, sure)
            shown = opened.enter_context(progress("run"))
            found = run_experiment(
                asked,
                out,
                executor=executor,
                workers=workers,
                progress=lambda done, total, failed: shown.tell(done, total, failed=failed),
                failed_too=failed_too,
            )
        return _conclude(found)
    except FolderError as error:
        if found is None:
            raise refused(str(error)) from None
        raise TroubleError(f"{error} {_kept(out)}") from None
    except StoppedError as error:
        raise TroubleError(f"{error} {_kept(out)}") from None
    except KeyboardInterrupt:
        try:
            raise TroubleError(f"Stopped. {_kept(out)}", INTERRUPTED) from None
        except KeyboardInterrupt:
            raise KeyboardInterrupt("What was finished is kept.") from None
    except OSError as error:
        raise TroubleError(f"{trouble(out, error)} {_kept(out)}") from None


def size(asked: Question, found: Cost) -> str:
    """Return in a line what an experiment takes."""
    shape = f"{plural(len(asked.design), 'point')} x {plural(len(asked.variants), 'variant')}"
    most = "up to " if asked.stop else ""
    return (
        f"{shape} x {most}{plural(asked.replicates, 'replicate')}: {plural(found.runs, 'run')},"
        f" about {length(found.seconds)} with {found.workers} at once,"
        f" {max(found.size / 1e6, 0.1):,.1f} MB."
    )


def warm() -> None:
    """Make machine code of the rules if there is none yet, and say so."""
    from collabsim.compiled.engine import compiled

    compiled(notice=lambda words: print(words, file=sys.stderr))


def _announce(asked: Question, out: Path, workers: int | None, sure: bool) -> None:
    """Say what is coming, and stop short of what takes very long unless that is wanted."""
    from collabsim.experiment import Finished
    from collabsim.experiment.manifest import MANIFEST, check
    from collabsim.experiment.precision import cost

    missing = None
    if (out / MANIFEST).is_file():
        check(out, asked)
        missing = Finished.read(out).state()["missing"]
    print(asked.question, file=sys.stderr)
    warm()
    found = cost(asked, workers, missing)
    print(size(asked, found), file=sys.stderr)
    if found.seconds > LONG and not sure:
        sentence = (
            f"it will take about {length(found.seconds)}; say --yes to start it all the same."
        )
        raise refused(sentence)


def _conclude(found: Finished) -> Answer:
    """Return what is there, and the finding."""
    from collabsim.report.answering import answer_folder
    from collabsim.report.provenance import of_experiment
    from collabsim.report.write import write_pages
    from collabsim.results import REPORT

    state, answer = found.state(), answer_folder(found.folder)
    (page,) = write_pages(answer, of_experiment(found), found.folder / REPORT)
    lines = [answer.text, f"\nA page to read and to print: {page}"]
    lines.append(f"The finding, its tables and figures: {found.folder / 'answer'}")
    if state["failed"]:
        lines.append(
            f"{plural(state['failed'], 'run')} failed; see failures.csv, or collabsim rerun DIR."
        )
    lines.append(f"{plural(state['finished'], 'run')} in {found.folder}")
    data: dict[str, Any] = {
        "question": answer.question,
        "summary": answer.summary.sentences,
        "text": answer.text,
        "findings": answer.findings,
    }
    data |= {"certainty": answer.certainty, "conditions": answer.conditions, **state}
    return Answer("\n".join(lines), data, folder=found.folder)


def _kept(out: Path) -> str:
    """Say how much is kept and how to go on."""
    from collabsim.experiment import Finished, FolderError

    try:
        state = Finished.read(out).state()
    except FolderError:
        there = out.is_dir() and any(out.iterdir())
        return "" if there or not out.is_dir() else "Nothing was written."
    total = sum(state.values())
    done = total - state["missing"]
    return f"{done:,} of {total:,} runs are kept; the same command goes on with the rest."
