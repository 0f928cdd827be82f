"""Compile the phases of a month by two processes at once, by way of the disk.

numba compiles one function at a time in a process. A second process compiles half of the phases and
leaves them in the folder of machine code, where the first finds them. Should it fail, the first
compiles them itself.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collabsim.ensemble.books import open_books, schedule_arrays
from collabsim.ensemble.month import HALVES
from collabsim.population import build
from collabsim.rules import OURS
from collabsim.scenario import Scenario

CHILD = "from collabsim.ensemble.engine import compile_half; compile_half()"

LONGEST = 300.0
"""Seconds after which the second process is no longer waited for."""


def compile_whole(kernel: Any, lift: Callable[[Any], Any] | None) -> None:
    """Compile a run; its phases first, half of them by a second process, if ``lift`` is given.

    Parameters
    ----------
    kernel : the run, as numba wraps it.
    lift : from a phase to what compiles it, and keeps on disk what it compiled.
    """
    if lift is not None:
        with _second_process():
            compile_phases(HALVES[0], lift)
        compile_phases(HALVES[1], lift)
    types = _types()
    whole = types["s"].owned, types["z"], types["q"].owned, types["seed"], types["rep"]
    kernel.compile(whole)


def compile_phases(phases: Iterable[Callable[..., None]], lift: Callable[[Any], Any]) -> None:
    """Compile phases one by one."""
    types = _types()
    for phase in phases:
        lift(phase).compile(tuple(types[name] for name in inspect.signature(phase).parameters))


@contextmanager
def _second_process() -> Iterator[None]:
    """Compile the second half elsewhere meanwhile, if there is another processor and a Python."""
    child = _started() if processors() > 1 else None
    try:
        yield
        if child is not None:
            child.wait(LONGEST)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if child is not None:
            child.kill()
            child.wait()


def _started() -> subprocess.Popen[bytes] | None:
    """Start the second process: quiet, and without the working directory on its path."""
    python = sys.executable or ""
    if not Path(python).name.startswith("python"):
        return None
    here = str(Path(__file__).parents[2])
    paths = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        return subprocess.Popen(
            [python, *(["-B"] if sys.dont_write_bytecode else []), "-P", "-c", CHILD],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:  # no such program, or no room for another process
        return None


def processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _types() -> dict[str, Any]:
    """Return numba's types of what phases are given, by the names of their parameters."""
    from numba import typeof, types

    from collabsim.ensemble.handle import Loan

    world = Scenario.england()
    sizes, books = open_books(world, build(world, 0, 0), OURS)
    schedule = schedule_arrays(world)
    whole = dict.fromkeys(("t", "seed", "rep"), types.int64)
    return {**whole, "s": Loan(typeof(books)), "z": typeof(sizes), "q": Loan(typeof(schedule))}
