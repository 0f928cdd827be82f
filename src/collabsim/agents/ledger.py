"""The record of a run while it is written: every month it counts trusts, projects and diaries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collabsim.agents.nhs_trust import NHSTrust
from collabsim.agents.project import Project
from collabsim.pipeline import Stage
from collabsim.population import Population
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS, STATE_ITEMS, Record
from collabsim.scenario import Parameters, Scenario

Row = dict[str, float]


class Ledger:
    """Counts phase by phase, in the order of trusts and then of innovations.

    Floats are added one by one in that order: it is part of the result's last bits.

    Parameters
    ----------
    scenario, born : the run that is recorded.
    barriers : names of all barriers.
    """

    def __init__(self, scenario: Scenario, born: Population, barriers: tuple[str, ...]) -> None:
        self.scenario, self.born, self.barriers = scenario, born, barriers
        months, trusts, offers = scenario.months_total, len(born.trust), len(born.innovation)
        self.place = np.zeros((months, len(born.places), len(PLACE_ITEMS)))
        self.nation = np.zeros((months, len(NATION_ITEMS)))
        self.kind = np.zeros((months, len(scenario.classes), len(CLASS_ITEMS)))
        self.ever = np.zeros((months, offers), np.int64)
        self.used = np.zeros((months, offers))
        self.state = np.zeros((trusts, len(STATE_ITEMS)))
        self.named_use = np.zeros((months, trusts, len(scenario.innovations)))
        self.using = np.zeros((months, trusts), np.int64)
        self.offered = np.zeros((months, trusts), np.int64)
        self.open()

    def open(self) -> None:
        """Turn to a new page for the next month."""
        self.places = [dict.fromkeys(PLACE_ITEMS, 0.0) for _ in self.born.places]
        self.kinds = [dict.fromkeys(CLASS_ITEMS, 0.0) for _ in self.scenario.classes]

    def post(self, trusts: Sequence[NHSTrust]) -> None:
        """Enter what trusts wrote in their diaries in a phase that is over."""
        for trust in trusts:
            for item, amount, kind in trust.diary.post():
                row = self.places[trust.born.place] if kind is None else self.kinds[kind]
                row[item] += amount

    def close(self, t: int, trusts: Sequence[NHSTrust], p: Parameters, nation: Row) -> None:
        """Count how things stand at the end of a month, and write the month down."""
        if t > 0:
            self.ever[t] = self.ever[t - 1]
        used = [0.0] * self.used.shape[1]
        for trust in trusts:
            self.ever[t, trust.diary.firsts] += 1
            count_trust(trust, self.places[trust.born.place], p)
            self.count_projects(t, trust, used)
        self.place[t] = [list(row.values()) for row in self.places]
        self.kind[t] = [list(row.values()) for row in self.kinds]
        self.nation[t] = [nation[item] for item in NATION_ITEMS]
        self.used[t] = used
        self.state[:] = [[getattr(trust, item) for item in STATE_ITEMS] for trust in trusts]
        self.open()

    def count_projects(self, t: int, trust: NHSTrust, used: list[float]) -> None:
        """Count the innovations on offer to one NHS trust."""
        row = self.places[trust.born.place]
        on_offer = [project for project in trust.projects if project.innovation.launched]
        for project in on_offer:
            count_project(project, row, self.kinds[project.innovation.kind], used)
            if project.index < self.named_use.shape[2] and project.stage == Stage.ADOPTED:
                self.named_use[t, trust.index, project.index] = project.use
        piloted = [project for project in on_offer if project.innovation.piloted]
        self.offered[t, trust.index] = len(piloted)
        self.using[t, trust.index] = sum(each.stage == Stage.ADOPTED for each in piloted)

    def record(self) -> Record:
        """Return the record; months not yet run are zeros."""
        scenario, born = self.scenario, self.born
        return Record(
            scenario=scenario.name,
            replicate=born.replicate,
            seed=born.seed,
            today=scenario.months_before,
            places=born.places,
            place=self.place,
            nation=self.nation,
            kind=self.kind,
            ever=self.ever,
            used=self.used,
            state=self.state,
            named_use=self.named_use,
            using=self.using,
            offered=self.offered,
            classes=tuple(kind.name for kind in scenario.classes),
            families=tuple(kind.family for kind in scenario.classes),
            trusts=tuple(trust.code for trust in born.organisations),
            innovations=born.innovations,
            innovation_class=born.innovation["kind"],
            launch=born.innovation["launch"],
            eligible=(born.pair["eligible"] > 0).sum(axis=0),
            value=born.innovation["value"],
            barriers=self.barriers,
        )


def count_trust(trust: NHSTrust, row: Row, p: Parameters) -> None:
    """Count one NHS trust."""
    pt, known, beliefs = p.trust, trust.evidence, trust.rules.trust
    good = pt.category * known.all_good + known.message
    bad = pt.category * known.all_bad + known.memory * trust.leadership.above.blame
    co_good, co_bad = pt.category * known.co_good, pt.category * known.co_bad
    row["trusts"] += 1.0
    row["trust_nhs"] += beliefs.belief(trust.born.disposition, pt.prior, good, bad)
    row["trust_company"] += beliefs.belief(
        beliefs.COMPANY_START, beliefs.COMPANY_PRIOR, co_good, co_bad
    )
    row["permission"] += trust.permission
    row["forbidding"] += 1.0 if trust.stance < 0.0 else 0.0
    row["deficit"] += trust.deficit
    row["money"] += trust.money
    row["routine"] += trust.routine
    row["slack"] += trust.slack
    row["attention"] += trust.attention
    row["gaming"] += trust.gaming
    row["real_effort"] += trust.real
    row["reported_effort"] += trust.real + trust.faked


def count_project(project: Project, row: Row, kind: Row, used: list[float]) -> None:
    """Count one innovation on offer in one NHS trust."""
    family = project.innovation.design.family
    row[f"eligible_{family}"] += 1.0
    kind["eligible"] += 1.0
    if project.stage == Stage.ADOPTED:
        row[f"adopted_{family}"] += 1.0
        row[f"use_{family}"] += project.use
        kind["adopted"] += 1.0
        kind["use"] += project.use
        used[project.index] += project.use
