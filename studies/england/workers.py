"""Processes for an experiment's pool: none outlives whoever started it, and stopping waits for none."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from collabsim.experiment.pool import Pool


@contextmanager
def workers(number: int) -> Iterator[Pool]:
    """Give a pool of so many processes, or of this one; jobs under way when it is left are given up."""
    others = set(multiprocessing.active_children())
    pool = Pool(_processes if number > 1 else _Here, number)
    try:
        yield pool
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.kill()
        raise
    finally:
        pool.close()


def _processes(number: int) -> Executor:
    return ProcessPoolExecutor(number, initializer=_end_with_parent)


class _Here(Executor):
    """Does at once, in this process, whatever it is handed."""

    def __init__(self, number: int) -> None:
        """Take no more than one job at a time, whatever the number."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Return the future of work that is done; a request to stop stops it."""
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - the future holds it
            future.set_exception(error)
        return future


def _end_with_parent() -> None:
    """End this process when its parent ends, however that did: nobody would want its work."""
    threading.Thread(target=_outlived, daemon=True).start()


def _outlived() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
