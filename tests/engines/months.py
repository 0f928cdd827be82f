"""The compiled engine's own functions run by Python month by month, and its state next to Mesa's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from collabsim.agents.evidence import Bond
from collabsim.agents.project import Project
from collabsim.ensemble import month
from collabsim.ensemble.books import Books, open_books, schedule_arrays
from collabsim.ensemble.engine import record_of
from collabsim.ensemble.interpreted import plain_books, write_back
from collabsim.model import CollaborationModel
from collabsim.population import build
from collabsim.record import Record
from collabsim.rules import OURS
from collabsim.scenario import Scenario


class CompiledMonths:
    """The compiled engine's months, not compiled."""

    def __init__(self, scenario: Scenario, replicate: int, seed: int) -> None:
        self.scenario, self.born = scenario, build(scenario, seed, replicate)
        self.sizes, self.arrays = open_books(scenario, self.born, OURS)
        self.books, self.schedule = plain_books(self.arrays, schedule_arrays(scenario))
        month.begin(self.books, self.sizes, self.schedule)

    def step(self, t: int) -> None:
        world = (self.books, self.sizes, self.schedule)
        luck = (self.born.seed, self.born.replicate)
        month.lead(t, *world, *luck)
        month.fund(t, *world, *luck)
        month.offer(t, *world, *luck)
        month.decide(t, *world, *luck)
        month.deliver(t, *world, *luck)
        month.learn(t, *world)
        month.measure(t, *world)

    @property
    def record(self) -> Record:
        write_back(self.books, self.arrays)
        return record_of(self.scenario, self.born, self.arrays)


ARRAYS = (
    "place",
    "nation",
    "kind",
    "ever",
    "used",
    "state",
    "named_use",
    "using",
    "offered",
    "eligible",
    "value",
)
EVIDENCE = ("memory", "message", "own_good", "own_bad", "co_good", "co_bad")
SCRATCH = (
    "trust_now.encouraged", "region_now.sent", "offer_now.cash",
    "offer_now.mandate",
)  # fmt: skip
"""What the compiled engine works out once for a month, or keeps between two of its loops."""


def record_differences(one: Record, other: Record) -> list[str]:
    return [n for n in ARRAYS if not np.array_equal(getattr(one, n), getattr(other, n))]


def state_differences(model: CollaborationModel, books: Books) -> list[str]:
    """Return every column of state in which a model differs from the compiled engine's books."""
    found = []
    for table, agents in tables(model):
        rows = getattr(books, table)
        for column in (name for name in rows.names if f"{table}.{name}" not in SCRATCH):
            ours = [value(agent, column) for agent in agents]
            if not np.array_equal(ours, rows.column(column).ravel()):
                found.append(f"{table}.{column}")
    stages = [project.stage for project in every_project(model)]
    found += [] if np.array_equal(stages, books.stage.ravel()) else ["stage"]
    supported = [ahsn.supported for ahsn in model.ahsns]
    found += [] if np.array_equal(supported, books.supported) else ["supported"]
    return found + ([] if np.array_equal(model.scandals, books.scandals) else ["scandals"])


def tables(model: CollaborationModel) -> Iterator[tuple[str, Sequence[Any]]]:
    """Yield the compiled engine's tables with the agents that hold the same, in the same order."""
    companies, crowd = range(len(model.companies)), model.crowd
    yield "trust_now", model.trusts
    yield "bond", [t.evidence.bonds.get(j, Bond()) for t in model.trusts for j in companies]
    yield "pair_now", list(every_project(model))
    yield "ahsn_now", model.ahsns
    yield "seen", [item(ahsn, "seen", j) for ahsn in model.ahsns for j in companies]
    yield "company_now", model.companies
    yield "region_now", model.regions
    yield "nation", [model.national]
    yield "offer_now", model.innovations
    offers = range(len(model.innovations))
    yield "near", [item(group, "crowd", k) for group in crowd.near for k in offers]
    yield "alike", [item(group, "crowd", k) for group in crowd.alike for k in offers]
    yield "everywhere", [item(crowd.everywhere, "crowd", k) for k in offers]


COLUMNS = {
    "seen": ("good", "bad", "new_good", "new_bad"),
    "crowd": ("users", "seen", "use", "eligible"),
}


def item(holder: Any, table: str, n: int) -> SimpleNamespace:
    return SimpleNamespace(**{name: getattr(holder, name)[n] for name in COLUMNS[table]})


def every_project(model: CollaborationModel) -> Iterator[Project]:
    """Yield trusts x innovations, with one that never begins where it could not be used."""
    for trust in model.trusts:
        own = {project.index: project for project in trust.projects}
        for made in model.innovations:
            yield own.get(made.index, Project(trust, made, 0.0, 0.0, 0.0, 0.0, 0.0))


def value(agent: Any, column: str) -> float:
    holder = agent.evidence if column in EVIDENCE and hasattr(agent, "evidence") else agent
    renamed = {"seen_good": "all_good", "seen_bad": "all_bad"}.get(column, column)
    return float(getattr(holder, renamed))
