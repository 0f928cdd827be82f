"""One process a folder: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from collabsim.experiment.errors import FolderError

LOCK = "lock"


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Hold a folder alone.

    Raises
    ------
    FolderError : if another process, or another call of this one, holds it.
    """
    lock = FileLock(folder / LOCK, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderError(
            f"{folder} is in use: another process is running this experiment."
        ) from None
    try:
        yield
    finally:
        lock.release()
