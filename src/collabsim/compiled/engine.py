"""Machine code of the month: made once for each set of rules, kept on disk, run without Mesa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import Any

from collabsim.compiled.cache import folder, holds_code
from collabsim.month.begin import begin
from collabsim.month.phases import PHASES, run_month
from collabsim.month.state import Now
from collabsim.population import Population
from collabsim.record import Record
from collabsim.rule_substitution import Substituter, called_by, content, full_name
from collabsim.rules import OURS, Rules
from collabsim.scenario import Scenario
from collabsim.tables import open_tables, plain_state, record_of, schedule_array

Kernel = Callable[[Now, Scenario], Now]
"""Runs a scenario from what ``open_tables`` returns, and returns what is left of it."""
Notice = Callable[[str], None]

KEPT_PHASES = (begin, *PHASES)
"""Functions of which machine code is kept one by one."""

COMPILER = RLock()
"""One thread at a time makes machine code."""

KEPT = 8
"""Sets of rules whose machine code is kept in memory."""

COMPILING = "Compiling the model's rules for this computer (once) ..."


def silent(words: str) -> None:
    """Say nothing."""


def compiled(rules: Rules = OURS, notice: Notice = silent) -> Kernel:
    """Return the run as machine code, from disk if these very rules were compiled before.

    With numba's ``NUMBA_DISABLE_JIT=1`` the run is interpreted, and its numbers are the same.

    Parameters
    ----------
    rules : in force.
    notice : called with a sentence if the rules have to be compiled first, which takes a while.
    """
    import numba

    if numba.config.DISABLE_JIT:
        return interpreted(rules)
    with COMPILER:
        kernel, on_disk = _machine_code(rules)
        if not on_disk and not kernel.signatures:
            notice(COMPILING)
            kernel.compile(_signature())

    def run(opened: Now, scenario: Scenario) -> Now:
        kernel(opened, schedule_array(scenario))
        return opened

    return run


def interpreted(rules: Rules = OURS) -> Kernel:
    """Return the run under these rules, not compiled: slow, the same bits, open to a debugger."""
    start, month = rules.in_force(begin), rules.in_force(run_month)

    def run(opened: Now, scenario: Scenario) -> Now:
        read, schedule = plain_state(opened), scenario.schedule()
        start(read._replace(p=schedule[0]))
        for number, p in enumerate(schedule):
            month(read._replace(p=p, month=number, season=number % 12))
        return read

    return run


def _signature() -> tuple[Any, Any]:
    """Return numba's types of what a run is given: the same in any scenario."""
    from numba import typeof

    from collabsim.population import build

    world = Scenario.england()
    return typeof(open_tables(world, build(world, 0, 0))), typeof(schedule_array(world))


@lru_cache(maxsize=KEPT)
def _machine_code(rules: Rules) -> tuple[Any, bool]:
    """Return the run, compiled when it is first called, and whether it is on disk already."""
    import numba

    from collabsim.compiled.run import run

    copy, place = _phases_of(rules).copy(run), _place(rules)
    _name_after(place, copy, Counter())
    with _kept_in(place):
        kernel = numba.njit(nogil=True, cache=True, _nrt=False)(copy)
    return kernel, holds_code(place, copy.__qualname__)


@lru_cache(maxsize=KEPT)
def _place(rules: Rules) -> Path:
    return folder(*(f"{name}: {content(own)}" for name, own in sorted(rules.replaced.items())))


@lru_cache(maxsize=KEPT)
def _phases_of(rules: Rules) -> Substituter:
    """Return what makes machine code of phases under these rules, kept on disk.

    A phase that no rule of a user's own is called in is made once for everybody.
    """
    parts = Substituter(partial(_part, place=_place(rules), named=Counter()), rules.replaced)
    for phase in KEPT_PHASES if rules.replaced else ():
        if not called_by(phase) & rules.replaced.keys():
            parts.put(phase, _phases_of(OURS).substitute(phase))
    return parts


def _part(function: Any, place: Path, named: Counter[str]) -> Any:
    """Compile a function that machine code alone calls: no wrapper, and nothing is counted.

    This saves a third of the compilation. A user's own rule may hold a list, so it may count.
    """
    import numba

    ours = function.__module__.startswith("collabsim.")
    kept = {full_name(phase) for phase in KEPT_PHASES}
    cached = full_name(function) in kept
    _name_after(place, function, named)
    if not ours:  # code read back from disk imports this module, and a user's may be gone
        function.__module__ = __name__
    with _kept_in(place):
        return numba.njit(
            cache=cached,
            _nrt=not ours,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
        )(function)


def _name_after(place: Path, function: Any, named: Counter[str]) -> None:
    """Name a function after the rules it is compiled with, and its copies within other rules by number.

    numba tells functions of one name apart by the order in which a process compiled them. Code that
    two processes compiled can hold one name for different functions; read back into one process, the
    first would stand for both. Copies are made in the same order in every process.
    """
    name = function.__qualname__
    function.__qualname__ = f"{name}_{place.name}_{named[name]}"
    named[name] += 1


@contextmanager
def _kept_in(place: Path) -> Iterator[None]:
    """Let numba keep what is made in a folder: it asks for it as a function is wrapped.

    The setting is the whole process's: it is put back, and held under a lock.
    """
    import numba

    with COMPILER:
        before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(place)
        try:
            yield
        finally:
            numba.config.CACHE_DIR = before


def run_one(kernel: Kernel, scenario: Scenario, born: Population, rules: Rules = OURS) -> Record:
    """Run one replicate and return its record; ``kernel`` was made of these rules."""
    left = kernel(open_tables(scenario, born, rules), scenario)
    return record_of(scenario, born, left, rules)
