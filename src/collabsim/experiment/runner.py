"""Runs what a folder is missing of an experiment: tasks to a pool, outcomes to the store as they come."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic

from collabsim.experiment.batch import carry_out
from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.finished import Finished, store_of, summaries, wanted
from collabsim.experiment.manifest import HEAD, MANIFEST, renew, write_new
from collabsim.experiment.pool import MakeExecutor, Pool, Spread
from collabsim.experiment.question import Question
from collabsim.experiment.shards import add_lines, mend_lines
from collabsim.experiment.store import FAILED, FINISHED, LOCK, Store, only_here
from collabsim.results import csv_of
from collabsim.results.sums import SUMS, WORKED

Progress = Callable[[int, int, int], None]
"""Called with runs done, runs in all (as far as is known) and runs that failed."""

STRETCH = 60.0
"""Seconds of work that are noted at once, but for the last: what a kill can take from the count."""


def run_experiment(
    experiment: Question,
    folder: Path,
    *,
    executor: MakeExecutor = ThreadPoolExecutor,
    workers: int | None = None,
    progress: Progress | None = None,
    failed_too: bool = False,
) -> Finished:
    """Run what a folder is missing of an experiment, or also again what failed.

    Raises
    ------
    FolderError : if the folder is in use or holds something else than this experiment.
    StoppedError : if workers or the disk gave out; what was finished is kept.
    """
    if experiment.own.absent:
        raise FolderError(experiment.own.absent)
    try:
        with closing(Pool(executor, workers or os.cpu_count() or 1)) as pool:
            _prepare(folder)
            with only_here(folder):
                store = _opened(folder, experiment)
                if failed_too:
                    store.forget_failures()
                _run_rounds(experiment, store, pool, progress)
                store.close()
                found = Finished(folder, experiment)
                store.write({name: csv_of(each) for name, each in summaries(found).items()})
    except OSError as error:
        raise StoppedError(trouble(folder, error)) from error
    return Finished(folder, experiment)


def _opened(folder: Path, experiment: Question) -> Store:
    """Return the store of a folder that is new or goes on with this experiment."""
    if (folder / MANIFEST).exists():
        renew(folder, experiment)
    else:
        write_new(folder, experiment)
    store = store_of(folder, experiment)
    store.mend()
    (folder / WORKED).touch()
    mend_lines(folder / WORKED, WORKED)
    return store


def _prepare(folder: Path) -> None:
    """Make the folder, unless what stands there is not ours to touch."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file; expected a folder, new or of this experiment.")
    folder.mkdir(parents=True, exist_ok=True)
    ours = {*HEAD, LOCK, SUMS}
    there = {path.name for path in folder.iterdir() if not path.name.endswith(".partial")}
    if MANIFEST not in there and there - ours:
        raise FolderError(f"{folder} holds something that is not an experiment; choose another.")


def _run_rounds(experiment: Question, store: Store, pool: Pool, progress: Progress | None) -> None:
    """Run until no round asks for more."""
    noted = monotonic()

    def note(least: float = STRETCH) -> None:
        """Write down the seconds of work since the last note, if they are worth it."""
        nonlocal noted
        spent = monotonic() - noted
        if spent >= least and store.folder.is_dir():
            add_lines(store.folder / WORKED, [(pool.workers, (round(spent, 3),))], WORKED)
            noted += spent

    while True:
        end = wanted(store, experiment) * experiment.per_replicate
        if next(store.missing(end), None) is None:
            return

        def tick(end: int = end) -> None:
            note()
            if progress is not None:
                done, failed = store.count(FINISHED), store.count(FAILED)
                progress(done + failed, end, failed)

        noted = monotonic()
        try:
            Spread(pool, store.missing(end), experiment.batch, carry_out, store.add, tick).run()
        finally:
            note(least=0.0)


def trouble(folder: Path, error: OSError) -> str:
    """Say what became of a folder or of its disk, in a sentence."""
    if not folder.is_dir():
        return f"{folder} was removed or renamed while it was worked on."
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "The disk is full." if full else f"The disk failed ({error.strerror or error})."
