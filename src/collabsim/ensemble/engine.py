"""The compiled engine: one run as one call of machine code, many runs over threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from collabsim.ensemble.books import Books, Schedule, Sizes, open_books, schedule_arrays
from collabsim.ensemble.cache import folder
from collabsim.ensemble.lift import Lifter
from collabsim.population import Population
from collabsim.record import Record
from collabsim.scenario import Scenario

Kernel = Callable[[Books, Sizes, Schedule, int, int], None]


@cache
def compiled() -> Kernel:
    """Return the run as machine code, from disk if these very sources were compiled before."""
    import numba

    from collabsim.ensemble.handle import run

    numba.config.CACHE_DIR = str(folder())
    parts = Lifter(numba.njit(nogil=True), {})
    return cast("Kernel", numba.njit(nogil=True, cache=True)(parts.copy(run)))


def run_one(kernel: Kernel, scenario: Scenario, born: Population) -> Record:
    """Run one replicate and return its record."""
    sizes, books = open_books(scenario, born)
    kernel(books, sizes, schedule_arrays(scenario), born.seed, born.replicate)
    return record_of(scenario, born, books)


def record_of(scenario: Scenario, born: Population, books: Any) -> Record:
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
    )
