"""Jobs spread over processes, and handed back as they are done."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from typing import TypeVar

from collabsim.experiment.errors import StoppedError
from collabsim.experiment.pool import GUARD, refuse_while_importing

Job = TypeVar("Job")
Result = TypeVar("Result")


def spread(
    work: Callable[[Job], Result], jobs: Mapping[int, Job], workers: int
) -> Iterator[tuple[int, Result]]:
    """Do every job and yield the number of each with its result, in the order in which they end.

    Whoever stops waits for nothing: jobs under way are given up.

    Raises
    ------
    StoppedError : if a process dies, or none can be started.
    """
    refuse_while_importing()
    if workers == 1 or len(jobs) < 2:
        for number, job in jobs.items():
            yield number, work(job)
        return
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(min(workers, len(jobs)), initializer=_end_with_parent)
    try:
        waiting = {pool.submit(work, job): number for number, job in jobs.items()}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        if isinstance(error, BrokenExecutor):
            raise StoppedError(f"A worker died ({error}). {GUARD}") from error
        raise
    pool.shutdown()


def _end_with_parent() -> None:
    """End this process when its parent ends, however that did: nobody would want its work."""
    threading.Thread(target=_outlived, daemon=True).start()


def _outlived() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
