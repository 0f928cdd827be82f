"""The compiled engine: one run as one call of machine code, many runs over threads."""

from __future__ import annotations

from typing import Any, NamedTuple

from collabsim.ensemble import after, before
from collabsim.ensemble import decide as deciding
from collabsim.ensemble.books import open_books, schedule_arrays
from collabsim.ensemble.cache import folder
from collabsim.ensemble.lift import Lifter
from collabsim.population import Population
from collabsim.record import Record
from collabsim.scenario import Scenario
from collabsim.scenario.groups import GROUPS


class Schedule(NamedTuple):
    """The parameters of every month, a record array a group."""

    world: Any
    traits: Any
    hazard: Any
    capacity: Any
    budget: Any
    incentives: Any
    resource: Any
    scaling: Any
    clarity: Any
    trust: Any
    perceptions: Any
    leadership: Any
    permission: Any
    companies: Any
    ahsns: Any
    outcomes: Any
    loops: Any
    barriers: Any


assert Schedule._fields == tuple(GROUPS)


def run_months(s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Run every month of one replicate."""
    before.begin(s, z, q)
    for t in range(z.months):
        before.lead(t, s, z, q, seed, rep)
        before.fund(t, s, z, q, seed, rep)
        before.offer(t, s, z, q, seed, rep)
        deciding.decide(t, s, z, q, seed, rep)
        after.deliver(t, s, z, q, seed, rep)
        after.learn(t, s, z, q)
        after.measure(t, s, z, q)


def compiled() -> Any:
    """Return the run as machine code, from the cache if these very sources were compiled before."""
    import numba

    numba.config.CACHE_DIR = str(folder())
    parts = Lifter(numba.njit(nogil=True), {})
    return numba.njit(nogil=True, cache=True)(parts.copy(run_months))


def run_one(kernel: Any, scenario: Scenario, born: Population) -> Record:
    """Run one replicate and return its record."""
    sizes, books = open_books(scenario, born)
    kernel(books, sizes, Schedule(*schedule_arrays(scenario)), born.seed, born.replicate)
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
