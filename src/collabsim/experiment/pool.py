"""Workers that are replaced when they die, as a run that takes its process down makes them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

from collabsim.experiment.errors import StoppedError

MakeExecutor = Callable[[int], Executor]
"""Makes an executor of so many workers, as the classes of ``concurrent.futures`` do."""


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
    workers : how many runs it does at once.
    """

    def __init__(self, make: MakeExecutor, workers: int) -> None:
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
        StoppedError : if the new ones die of no work at all: it is not the runs that kill them.
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
