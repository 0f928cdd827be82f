"""Runs what is missing: batches to an executor, outcomes to the store as they come.

Which worker runs what, in which order and in batches of what size changes no number.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from collabsim.experiment.batch import Timed, timed
from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.experiment import Experiment, Progress
from collabsim.experiment.finished import Finished
from collabsim.experiment.lock import only_here
from collabsim.experiment.manifest import HEAD, MANIFEST, renew, write_new
from collabsim.experiment.pool import MakeExecutor, Pool, refuse_while_importing
from collabsim.experiment.store import FAILED, FINISHED, Store, wanted
from collabsim.experiment.summary import fits, summarise
from collabsim.experiment.worked import Watch
from collabsim.results import csv_of
from collabsim.results.sums import SUMS

SECONDS = 0.5
"""A batch is made to take about so long: seldom enough to cost nothing, often enough to watch."""

LARGEST = 250
"""Runs in a batch at most."""

PATIENCE = 60.0
"""Seconds that batches under way are given to end when all is stopped."""

TRIES = 2
"""Times a run is handed to a worker that dies before it counts as failed."""


def run_experiment(
    experiment: Experiment,
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
    refuse_while_importing()
    try:
        _prepare(folder)
        with only_here(folder):
            store = _opened(folder, experiment)
            if failed_too:
                store.forget_failures()
            with closing(Pool(executor, workers or os.cpu_count() or 1)) as pool:
                _run_rounds(store, pool, progress)
            store.close()
            _summarise(store)
    except OSError as error:
        raise StoppedError(trouble(folder, error)) from error
    return Finished(folder, experiment)


def _opened(folder: Path, experiment: Experiment) -> Store:
    """Return the store of a folder that is new or goes on with this experiment."""
    if (folder / MANIFEST).exists():
        renew(folder, experiment)
    else:
        write_new(folder, experiment)
    store = Store(folder, experiment)
    store.mend()
    return store


def _prepare(folder: Path) -> None:
    """Make the folder, unless what stands there is not ours to touch."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder} is a file; expected a folder, new or of this experiment.")
    folder.mkdir(parents=True, exist_ok=True)
    ours = {*HEAD, "lock", SUMS}
    there = {path.name for path in folder.iterdir() if not path.name.endswith(".partial")}
    if MANIFEST not in there and there - ours:
        raise FolderError(f"{folder} holds something that is not an experiment; choose another.")


def _run_rounds(store: Store, pool: Pool, progress: Progress | None) -> None:
    """Run until no round asks for more."""
    while True:
        replicates = wanted(store)
        if next(store.missing(replicates), None) is None:
            return
        _Round(store, pool, progress, replicates).run()


@dataclass
class _Round:
    """One pass over the runs that are missing of so many replicates."""

    store: Store
    pool: Pool
    progress: Progress | None
    replicates: int
    seconds: float = SECONDS
    waiting: dict[Future[Timed], tuple[int, ...]] = field(default_factory=dict)
    alone: bool = True
    again: deque[int] = field(default_factory=deque)
    tries: dict[int, int] = field(default_factory=dict)

    def run(self) -> None:
        """Keep every worker busy and every outcome safe, until nothing is missing."""
        numbers = self.store.missing(self.replicates)
        watch = Watch(self.store.folder, self.pool.workers)
        try:
            self.report()
            while self.fill(numbers):
                ready, _ = wait(self.waiting, timeout=1.0, return_when=FIRST_COMPLETED)
                there = [self.take(future) for future in ready]
                if not all(there):
                    self.renew()
                self.report()
                watch.note()
        except BaseException:
            self.leave()
            raise
        finally:
            watch.note(least=0.0)

    def fill(self, numbers: Iterator[int]) -> bool:
        """Hand out batches until all workers have one to do and one to follow.

        The first goes alone, so that machine code is made once; and so do runs that may have
        killed their worker, so that it is known which one does.
        """
        most = 1 if self.alone else 2 * self.pool.workers
        while len(self.waiting) < most:
            some = (self.again.popleft(),) if self.again else self.next_few(numbers)
            if not some:
                break
            batch = self.store.experiment.batch(some)
            self.waiting[self.pool.submit(timed, batch)] = some
        return bool(self.waiting)

    def next_few(self, numbers: Iterator[int]) -> tuple[int, ...]:
        """Return the next runs: about half a second's worth."""
        size = max(1, min(LARGEST, int(SECONDS / self.seconds)))
        return tuple(islice(numbers, size))

    def take(self, future: Future[Timed]) -> bool:
        """Keep what came of a batch, and say whether the workers are still there."""
        some = self.waiting.pop(future)
        error = CancelledError("the worker was lost") if future.cancelled() else future.exception()
        if error is None:
            seconds, outcomes = future.result()
            self.store.add(outcomes)
            self.seconds = max(seconds / len(some), 1e-6)
        else:
            self.retry(some, error)
        self.alone = self.alone and bool(self.again)
        return not isinstance(error, BrokenExecutor)

    def retry(self, some: tuple[int, ...], error: BaseException) -> None:
        """Put runs back in the queue, or note why they failed once they were tried enough."""
        for number in some:
            self.tries[number] = self.tries.get(number, 0) + 1
            if self.tries[number] < TRIES or len(some) > 1:
                self.again.append(number)
            else:
                died = "The worker died. " if isinstance(error, BrokenExecutor) else ""
                self.store.add([(number, f"{died}{type(error).__name__}: {error}"[:500])])

    def renew(self) -> None:
        """Replace dead workers, and run alone whatever they had in hand: one of it killed them."""
        wait(self.waiting)  # the death of one ends all that was handed out
        for future in list(self.waiting):
            self.take(future)
        self.alone = True
        self.pool.renew()

    def report(self) -> None:
        """Tell how far it is."""
        if self.progress is not None:
            done, failed = self.store.count(FINISHED), self.store.count(FAILED)
            total = self.replicates * self.store.experiment.per_replicate
            self.progress(done + failed, total, failed)

    def leave(self) -> None:
        """Drop what has not begun, and keep what of the rest still comes to an end."""
        begun = [future for future in self.waiting if not future.cancel()]
        done, _ = wait(begun, timeout=PATIENCE)
        with suppress(OSError):
            for future in done:
                if not future.cancelled() and future.exception() is None:
                    self.store.add(future.result()[1])


def _summarise(store: Store) -> None:
    """Write the tables that a spreadsheet opens."""
    tables = {"failures.csv": store.failures()}
    if fits(store.experiment):
        tables["summary.csv"] = summarise(store.experiment, (good for good, _ in store.blocks()))
    store.write({name: csv_of(table) for name, table in tables.items()})


def trouble(folder: Path, error: OSError) -> str:
    """Say what became of a folder or of its disk, in a sentence."""
    if not folder.is_dir():
        return f"{folder} was removed or renamed while it was worked on."
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "The disk is full." if full else f"The disk failed ({error.strerror or error})."
