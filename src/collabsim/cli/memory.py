"""How much memory the process may use, and what is said when it gives out."""

from __future__ import annotations

import errno
import math
import os
import re

LEAST = 0.95e9
"""Bytes below which making machine code ends the process without a word."""

SIGNS = (
    "failed to map segment|annot allocate memory|can't start new thread"
    "|error return without exception set"
)
"""What libraries say when memory gives out as they are loaded, or threads are started."""


def fit_into_memory() -> None:
    """Refuse a limit that is too tight, and let no library reserve most of what there is.

    Raises
    ------
    MemoryError : if the limit is too tight.
    """
    most = _limit()
    if most < LEAST:
        raise MemoryError
    if math.isfinite(most):  # Arrow's own allocator begins with a gigabyte
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def is_lack_of_memory(error: BaseException) -> bool:
    """Return whether an error, whatever its type, is one of memory that gave out."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    return isinstance(error, MemoryError) or bool(re.search(SIGNS, str(error)))


def lack_of_memory() -> str:
    """Say that memory gave out, and what limits it."""
    most = _limit()
    limit = f" A limit (ulimit -v) leaves {most / 1e9:.1f} GB." if math.isfinite(most) else ""
    return (
        f"There is too little memory: collabsim needs about 1 GB, more on many processors.{limit}"
    )


def _limit() -> float:
    """Return how many bytes this process may use, if the system says; infinity if it does not."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return math.inf
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    return math.inf if most == resource.RLIM_INFINITY else float(most)
