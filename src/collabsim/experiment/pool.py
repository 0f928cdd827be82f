"""Numbered tasks spread over workers, which are replaced when they die; outcomes are kept as they come.

Which worker does what, in which order and in batches of what size changes no number.
"""

from __future__ import annotations

import multiprocessing
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import islice
from typing import Any

from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.shards import Outcome
from collabsim.results import results_version

MakeExecutor = Callable[[int], Executor]
"""Makes an executor of so many workers, as the classes of ``concurrent.futures`` do."""

SECONDS = 0.5
"""A batch is made to take about so long: seldom enough to cost nothing, often enough to watch."""

LARGEST = 250
"""Tasks in a batch at most."""

PATIENCE = 60.0
"""Seconds that batches under way are given to end when all is stopped."""

TRIES = 2
"""Times a task is handed to a worker that dies before it counts as failed."""

ANSWERS = "10s"
"""How long a scheduler is waited for."""

RETRIES = 3
"""Times that Dask itself starts a batch again whose worker was lost."""

GUARD = 'A script starts work on processes only under `if __name__ == "__main__":`.'
"""What is wrong most often where no process can be started."""


def refuse_while_importing() -> None:
    """End a worker that runs the script it should only import, before it starts workers itself.

    Where a process cannot be copied, workers import the script again that has started them.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(f"This worker was to start workers itself. {GUARD}")


class Pool:
    """An executor that can be made again.

    Attributes
    ----------
    workers : how many batches it does at once.
    """

    def __init__(self, make: MakeExecutor, workers: int) -> None:
        refuse_while_importing()
        self.workers = workers
        self._make = make
        self._executor = make(workers)

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out work; if the workers are dead already, the future says so."""
        try:
            return self._executor.submit(work, *arguments)
        except BrokenExecutor as error:
            future: Future[Any] = Future()
            future.set_exception(error)
            return future

    def renew(self) -> None:
        """Put new workers in the place of dead ones.

        Raises
        ------
        StoppedError : if the new ones die of no work at all: it is not the tasks that kill them.
        """
        self._executor.shutdown()
        self._executor = self._make(self.workers)
        try:
            self._executor.submit(int).result()
        except BrokenExecutor as error:
            raise StoppedError(f"No worker can be started ({error}). {GUARD}") from error

    def close(self) -> None:
        """Let the workers go, once they have done what they were handed."""
        self._executor.shutdown()


Timed = tuple[float, list[Outcome]]


def timed(work: Callable[[Any], list[Outcome]], described: Any) -> Timed:
    """Return how many seconds a batch took, and what came of it."""
    start = time.perf_counter()
    outcomes = work(described)
    return time.perf_counter() - start, outcomes


@dataclass
class Spread:
    """One pass of some numbered tasks over a pool.

    Attributes
    ----------
    numbers : of the tasks, in the order in which they are handed out.
    describe : returns what a worker needs to do these tasks; it can be pickled.
    work : does what was described and returns an outcome a task; a function of a module, so that
        another process finds it.
    keep : puts outcomes where they are safe, such as ``Store.add``.
    tick : called about once a second, from the calling thread.
    patience : seconds that batches under way are given to end when all is stopped.
    """

    pool: Pool
    numbers: Iterator[int]
    describe: Callable[[tuple[int, ...]], Any]
    work: Callable[[Any], list[Outcome]]
    keep: Callable[[list[Outcome]], None]
    tick: Callable[[], None]
    patience: float = PATIENCE
    seconds: float = SECONDS
    waiting: dict[Future[Timed], tuple[int, ...]] = field(default_factory=dict)
    alone: bool = True
    again: deque[int] = field(default_factory=deque)
    tries: dict[int, int] = field(default_factory=dict)

    def run(self) -> None:
        """Keep every worker busy and every outcome safe, until nothing is left."""
        try:
            self.tick()
            while self.fill():
                ready, _ = wait(self.waiting, timeout=1.0, return_when=FIRST_COMPLETED)
                there = [self.take(future) for future in ready]
                if not all(there):
                    self.renew()
                self.tick()
        except BaseException:
            self.leave()
            raise

    def fill(self) -> bool:
        """Hand out batches until all workers have one to do and one to follow.

        The first goes alone, so that machine code is made once; and so do tasks that may have
        killed their worker, so that it is known which one does.
        """
        most = 1 if self.alone else 2 * self.pool.workers
        while len(self.waiting) < most:
            some = (self.again.popleft(),) if self.again else self.next_few()
            if not some:
                break
            future = self.pool.submit(timed, self.work, self.describe(some))
            self.waiting[future] = some
        return bool(self.waiting)

    def next_few(self) -> tuple[int, ...]:
        """Return the next tasks: about half a second's worth."""
        size = max(1, min(LARGEST, int(SECONDS / self.seconds)))
        return tuple(islice(self.numbers, size))

    def take(self, future: Future[Timed]) -> bool:
        """Keep what came of a batch, and say whether the workers are still there."""
        some = self.waiting.pop(future)
        error = CancelledError("the worker was lost") if future.cancelled() else future.exception()
        if error is None:
            seconds, outcomes = future.result()
            self.keep(outcomes)
            self.seconds = max(seconds / len(some), 1e-6)
        else:
            self.retry(some, error)
        self.alone = self.alone and bool(self.again)
        return not isinstance(error, BrokenExecutor)

    def retry(self, some: tuple[int, ...], error: BaseException) -> None:
        """Put tasks back in the queue, or note why they failed once they were tried enough."""
        for number in some:
            self.tries[number] = self.tries.get(number, 0) + 1
            if self.tries[number] < TRIES or len(some) > 1:
                self.again.append(number)
            else:
                died = "The worker died. " if isinstance(error, BrokenExecutor) else ""
                self.keep([(number, f"{died}{type(error).__name__}: {error}"[:500])])

    def renew(self) -> None:
        """Replace dead workers, and do alone whatever they had in hand: one of it killed them."""
        wait(self.waiting)  # the death of one ends all that was handed out
        for future in list(self.waiting):
            self.take(future)
        self.alone = True
        self.pool.renew()

    def leave(self) -> None:
        """Drop what has not begun, and keep what of the rest still comes to an end."""
        begun = [future for future in self.waiting if not future.cancel()]
        done, _ = wait(begun, timeout=self.patience)
        with suppress(OSError):
            for future in done:
                if not future.cancelled() and future.exception() is None:
                    self.keep(future.result()[1])


@contextmanager
def cluster(address: str) -> Iterator[tuple[MakeExecutor, int]]:
    """Give what makes an executor on a Dask cluster, and how many batches that takes at once.

    Raises
    ------
    FolderError : if there is no such cluster, or a worker there has another model.
    """
    if find_spec("distributed") is None:
        raise FolderError("--scheduler needs Dask: pip install 'collabsim[cluster]'.")
    if not re.fullmatch(r"(\w+://)?\S+:\d+/?|\w+://\S+", address):  # Dask would wait for it
        raise FolderError(f"--scheduler {address}: expected an address such as tcp://host:8786.")
    from distributed import Client

    try:
        client = Client(address, timeout=ANSWERS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        said = str(error).splitlines()[0]
        raise FolderError(
            f"--scheduler {address}: no Dask scheduler answers there ({said})."
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        now = results_version()
        others = [worker for worker, it in client.run(results_version).items() if it != now]
        if not threads or others:
            said = f"worker {others[0]} runs another model" if others else "it has no workers"
            raise FolderError(f"--scheduler {address}: {said}.")
        yield lambda _: client.get_executor(pure=False, retries=RETRIES), threads
