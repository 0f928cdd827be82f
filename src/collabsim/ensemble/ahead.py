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

LONGEST = 300.0
"""Seconds after which the second process is no longer waited for."""


def compile_phases(lift: Callable[[Any], Any]) -> None:
    """Compile every phase, half of them by a second process if there is a second processor.

    Parameters
    ----------
    lift : from a phase to what compiles it, and keeps on disk what it compiled.
    """
    with _second_process():
        _compile(HALVES[0], lift)
    _compile(HALVES[1], lift)


@contextmanager
def _second_process() -> Iterator[None]:
    """Compile the second half elsewhere meanwhile."""
    python = sys.executable or ""
    if (os.cpu_count() or 1) < 2 or not Path(python).name.startswith("python"):
        yield
        return
    here = str(Path(__file__).parents[2])
    paths = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    child = subprocess.Popen(
        [python, "-m", "collabsim.ensemble.ahead"],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        child.wait(LONGEST)
    except subprocess.TimeoutExpired:
        pass
    finally:
        child.kill()
        child.wait()


def _compile(phases: Iterable[Callable[..., None]], lift: Callable[[Any], Any]) -> None:
    types = _types()
    for phase in phases:
        lift(phase).compile(tuple(types[name] for name in inspect.signature(phase).parameters))


def _types() -> dict[str, Any]:
    """Return numba's types of what phases are given, by the names of their parameters."""
    from numba import typeof, types

    from collabsim.ensemble.handle import Loan

    world = Scenario.england()
    sizes, books = open_books(world, build(world, 0, 0), OURS)
    schedule = schedule_arrays(world)
    whole = dict.fromkeys(("t", "seed", "rep"), types.int64)
    return {**whole, "s": Loan(typeof(books)), "z": typeof(sizes), "q": Loan(typeof(schedule))}


if __name__ == "__main__":
    from collabsim.ensemble.engine import phases_of

    _compile(HALVES[1], phases_of(OURS).lift)
