"""The compiled engine: one run as one call of machine code, many runs over threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import Any, cast

import numpy as np

from collabsim.ensemble.ahead import compile_phases, compile_whole
from collabsim.ensemble.books import Books, Schedule, Sizes, open_books, schedule_arrays
from collabsim.ensemble.cache import folder, holds_code
from collabsim.ensemble.month import HALVES
from collabsim.lift import Lifter, called_by, content, full_name
from collabsim.population import Population
from collabsim.record import STATE_ITEMS, Record
from collabsim.rules import OURS, Rules
from collabsim.scenario import Scenario

Kernel = Callable[[Books, Sizes, Schedule, int, int], None]
Notice = Callable[[str], None]

PHASES = frozenset(full_name(phase) for half in HALVES for phase in half)
"""Full names of the functions of which machine code is kept one by one."""

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
        from collabsim.ensemble.interpreted import interpreted

        return interpreted(rules)
    with COMPILER:
        kernel, on_disk = _machine_code(rules)
        if not on_disk and not kernel.signatures:
            notice(COMPILING)
            # a second process may be unable to import a rule of one's own
            compile_whole(kernel, None if rules.replaced else _phases_of(rules).lift)
    return cast("Kernel", kernel)


@lru_cache(maxsize=KEPT)
def _machine_code(rules: Rules) -> tuple[Any, bool]:
    """Return the run, compiled when it is first called, and whether it is on disk already."""
    import numba

    from collabsim.ensemble.handle import run

    copy, place = _phases_of(rules).copy(run), _place(rules)
    with _kept_in(place):
        kernel = numba.njit(nogil=True, cache=True, _nrt=False)(copy)
    return kernel, holds_code(place, run.__name__)


@lru_cache(maxsize=KEPT)
def _place(rules: Rules) -> Path:
    return folder(*(f"{name}: {content(own)}" for name, own in sorted(rules.replaced.items())))


@lru_cache(maxsize=KEPT)
def _phases_of(rules: Rules) -> Lifter:
    """Return what lifts phases into machine code under these rules, kept on disk.

    A phase that no rule of a user's own is called in is made once for everybody.
    """
    parts = Lifter(partial(_part, place=_place(rules)), rules.replaced)
    for phase in (phase for half in HALVES for phase in half if rules.replaced):
        if not called_by(phase) & rules.replaced.keys():
            parts.put(phase, _phases_of(OURS).lift(phase))
    return parts


def compile_half() -> None:
    """Compile the second half of the phases, and leave them on disk: what a second process does."""
    with COMPILER:
        compile_phases(HALVES[1], _phases_of(OURS).lift)


def _part(function: Any, place: Path) -> Any:
    """Compile a function that machine code alone calls: no wrapper, and nothing is counted.

    This saves a third of the compilation. A user's own rule may hold a list, so it may count.
    """
    import numba

    ours = function.__module__.startswith("collabsim.")
    if not ours:  # code read back from disk imports this module, and a user's may be gone
        function.__module__ = __name__
    with _kept_in(place):
        return numba.njit(
            cache=full_name(function) in PHASES,
            _nrt=not ours,
            no_cpython_wrapper=True,
            no_cfunc_wrapper=True,
        )(function)


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
    sizes, books = open_books(scenario, born, rules)
    kernel(books, sizes, schedule_arrays(scenario), born.seed, born.replicate)
    return record_of(scenario, born, books, rules)


def record_of(scenario: Scenario, born: Population, books: Any, rules: Rules = OURS) -> Record:
    """Return the record of a finished run."""
    return Record(
        scenario=scenario.name,
        replicate=born.replicate,
        seed=born.seed,
        today=scenario.months_before,
        places=born.places,
        place=books.place_tally,
        nation=books.nation_tally,
        kind=books.class_tally,
        ever=books.ever,
        used=books.used,
        state=np.stack([books.trust_now[item] for item in STATE_ITEMS], axis=1),
        named_use=books.named_use,
        using=books.using,
        offered=books.offered,
        classes=tuple(kind.name for kind in scenario.classes),
        families=tuple(kind.family for kind in scenario.classes),
        trusts=tuple(trust.code for trust in born.organisations),
        innovations=born.innovations,
        innovation_class=born.innovation["kind"],
        launch=born.innovation["launch"],
        eligible=(born.pair["eligible"] > 0).sum(axis=0),
        value=born.innovation["value"],
        barriers=rules.barriers,
    )
