"""Months worked by hand: small worlds in which nothing is left to chance, beside a trace on paper.

Two NHS trusts of one AHSN, with incomes of £300m and £600m, one company and one innovation, a device
that needs a pilot of two months and an evaluation of one. Chances are 0 or 1 and whatever a test is
not about is switched off, so that a reader can follow each number with a pencil. A row of a trace is
the end of a month; month 0 is an April.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from collabsim.compiled.engine import compiled
from collabsim.composition import BARRIERS
from collabsim.levers import Lever, LeverSetting, Move
from collabsim.model import CollaborationModel
from collabsim.pipeline import ADOPTED, AWARE, DECLINED, EVALUATED, EVALUATION, PILOT
from collabsim.population import build
from collabsim.record import PLACE_ITEMS
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation, Organisation
from collabsim.tables import open_tables

sys.path.append(str(Path(__file__).parents[1] / "engines"))
from months import state_differences

CERTAIN = {
    "world.months_before": 0.0, "world.companies": 1.0, "world.innovations": 0.0,
    "hazard.ceiling": 1.0, "hazard.sigma": 0.0, "hazard.nu": 1.0, "capacity.starts": 2.0,
    "leadership.churn": 0.0, "leadership.rejection": 0.0, "permission.forbid": 0.0,
    "permission.encourage": 0.0, "resource.collapse": 0.0, "outcomes.evaluation_noise": 0.0,
    "outcomes.skip_pilot": 0.0, "outcomes.rest": 3.0, "clarity.symptom": 0.0,
    "trust.initial": 0.5, "trust.initial_spread": 0.0, "trust.scandal": 0.0, "trust.message": 0.0,
    "trust.small_failure": 0.0, "trust.use_failure": 0.0,
}  # fmt: skip
DEVICE = {
    "pull": 99.0, "known": 0.95, "approval": 0.0, "pilot": 2.0, "evaluation": 1.0, "cost": 0.0,
    "payback": 0.0, "cash": 0.0, "complexity": 1.0, "slots": 1.0, "value": 1.0, "reach": 1.0,
}  # fmt: skip
SEED = 1
"""With these draws both trusts hear of the device, at a chance of 0.95 or more, in month 0."""


def world(
    *met: str,
    values: Mapping[str, float] | None = None,
    device: Mapping[str, float] | None = None,
    launch: int = 0,
    from_month: tuple[int, str, float] | None = None,
) -> Scenario:
    """Return the world in which only some barriers are met.

    ``values`` and ``device`` are what is not as above; ``from_month`` sets a parameter from then on.
    """
    base = Scenario.england()
    trusts = (
        Organisation("A", "A", "acute", "N", "Moors", 300.0),
        Organisation("B", "B", "acute", "N", "Moors", 600.0),
    )
    offers = (NamedInnovation("Scanner", "device", launch, {**DEVICE, **(device or {})}),)
    classes = tuple(
        dataclasses.replace(kind, exposure=dict.fromkeys(BARRIERS, 1.0)) for kind in base.classes
    )
    made = dataclasses.replace(base, organisations=trusts, innovations=offers, classes=classes)
    off = {f"barriers.{barrier}": 0.0 for barrier in BARRIERS if barrier not in met}
    made = made.with_values({**CERTAIN, **off, **(values or {})})
    if from_month is None:
        return made
    start, parameter, value = from_month
    lever = Lever("H1", "by_hand", (Move(parameter, "at_least", value),))
    made = dataclasses.replace(made, own_levers=(lever,))
    return made.with_levers({"by_hand": LeverSetting(1.0, start, 0)})


def trace(scenario: Scenario, months: int, read: Callable[[CollaborationModel], Any]) -> list[Any]:
    """Return what is read at the end of each month; machine code has to leave the same state."""
    scenario = scenario.with_values({"world.months": float(months)})
    model, out = CollaborationModel(scenario, seed=SEED), []
    while model.running:
        model.step()
        out.append(read(model))
    machine = compiled()(open_tables(scenario, build(scenario, SEED, 0)), scenario)
    assert state_differences(model.now, machine) == []
    return out


def counted(model: CollaborationModel, *items: str) -> tuple[float, ...]:
    """Return what was counted of some items this month."""
    row = model.record.place[model.now.month, 0]
    return tuple(float(row[PLACE_ITEMS.index(item)]) for item in items)


def test_a_raid() -> None:
    """A deficit halves the pot, October takes half of what is left, April half of what is carried."""
    values = {
        "budget.pot": 0.01, "budget.deficit_share": 1.0, "budget.deficit_cut": 0.5,
        "budget.raid_chance": 1.0, "budget.raid_share": 0.5, "budget.carry_over": 0.5,
        "budget.routine": 0.0, "budget.burn": 0.0,
    }  # fmt: skip
    scenario = world("budget", values=values, launch=999)
    found = trace(
        scenario, 19, lambda m: (*(t.money for t in m.trusts), *counted(m, "raided", "lapsed"))
    )
    #        A: £m                             B: £m     raided               lapsed
    april = (300 * 0.01 / 2, 3.0, 0.0, 0.0)
    october = (1.5 / 2, 1.5, 0.75 + 1.5, 0.0)
    april_after = (1.5 + 0.375 - 0.1875, 3.375, 0.1875 + 0.375, 0.375 + 0.75)
    october_after = (1.6875 / 2, 1.6875, 0.84375 + 1.6875, 0.0)
    at = {0: april, 6: october, 12: april_after, 18: october_after}
    for month, row in at.items():
        assert found[month] == pytest.approx(row), month
    assert found[5] == pytest.approx((1.5, 3.0, 0.0, 0.0))


def test_a_scandal() -> None:
    """Each month's scandal counts 2 x 3 x (1 + 0.5) bad events, of which half is left a month later."""
    values = {
        "trust.scandal": 12.0, "trust.kappa": 2.0, "trust.severity": 3.0, "trust.spill": 0.5,
        "trust.memory": 0.5, "trust.prior": 9.0,
    }  # fmt: skip
    found = trace(
        world("trust", values=values, launch=999),
        3,
        lambda m: (m.companies[0].scandal, *(t.regard(m.companies[0]) for t in m.trusts)),
    )
    #                 bad events           trust: prior events in favour / all events
    rows = [
        (9.0,                              4.5 / (9 + 9), 4.5 / 18),
        (9.0 / 2 + 9.0,                    4.5 / (9 + 13.5), 4.5 / 22.5),
        (13.5 / 2 + 9.0,                   4.5 / (9 + 15.75), 4.5 / 24.75),
    ]  # fmt: skip
    assert found == [pytest.approx(row) for row in rows]


PILOTED = [
    # end of month 0: approved at once, the pilot begins
    (PILOT, 2),
    (PILOT, 1),
    (EVALUATION, 1),
    (EVALUATION, 0),
]
"""Stage and months left in it, until the evaluation is made in month 4."""


def stage(model: CollaborationModel, trust: int = 0) -> tuple[int, int]:
    project = model.now.projects[trust, 0]
    return project.stage, project.timer


def test_a_failed_pilot() -> None:
    """It counts kappa x setback against the company, and the AHSN sees half of it at half the weight."""
    values = {
        "trust.kappa": 2.0, "trust.setback": 0.5, "trust.memory": 0.5, "trust.prior": 4.5,
        "trust.visible": 0.0, "trust.openness": 0.0, "trust.observed": 0.5, "hazard.gates": 0.0,
    }  # fmt: skip

    def read(model: CollaborationModel) -> tuple[Any, ...]:
        trust, company = model.trusts[0], model.companies[0]
        seen = model.now.sights[0, 0].bad
        return (*stage(model), trust.own_bad, seen, trust.regard(company), trust.co_bad)

    found = trace(world("trust", values=values, device={"value": -1.0}), 8, read)
    assert [row[:2] for row in found[:4]] == PILOTED
    assert {row[2:] for row in found[:4]} == {(0.0, 0.0, 0.5, 0.0)}
    # stage, timer, own bad events, seen: 0.5 x (1 + 1) x 0.5, trust: 2.25 / all, against the trust
    assert found[4] == pytest.approx((DECLINED, 3, 1.0, 0.5, 2.25 / (4.5 + 1.0 + 0.5), 0.3))
    assert found[5] == pytest.approx((DECLINED, 2, 0.5, 0.25, 2.25 / (4.5 + 0.75), 0.15))
    assert found[6] == pytest.approx((DECLINED, 1, 0.25, 0.125, 2.25 / (4.5 + 0.375), 0.075))
    assert found[7][:2] == (AWARE, 0)


def test_a_ban() -> None:
    """Two attempts a month are stopped, all by permission, until bans are lifted in month 3."""
    values = {
        "permission.forbid": 1.0, "permission.under_radar": 0.0, "permission.threshold": 0.0,
        "permission.width": 0.01, "permission.announcement": 1.0,
    }  # fmt: skip
    scenario = world("permission", values=values, from_month=(3, "permission.lift_bans", 1.0))
    items = ("forbidding", "attempts_piloted", "stopped_piloted_permission", "starts")
    found = trace(scenario, 5, lambda m: counted(m, *items))
    # boards that forbid, attempts, stopped by permission, starts
    assert found == [(2, 2, 2, 0), (2, 2, 2, 0), (2, 2, 2, 0), (0, 2, 0, 2), (0, 0, 0, 0)]


def test_a_mandate() -> None:
    """Nobody has money. From month 2 a mandate covers the device, and with it the budget's gate."""
    values = {"budget.pot": 0.0, "budget.mandate_cover": 1.0}
    device = {"cost": 0.001, "pullable": 1.0}
    scenario = world(
        "budget", values=values, device=device, from_month=(2, "incentives.demand_pull", 1.0)
    )
    items = ("attempts_piloted", "stopped_piloted_budget", "starts", "innovation")
    found = trace(scenario, 3, lambda m: (m.innovations[0].mandate_now, *counted(m, *items)))
    # mandate, attempts, stopped by the budget, starts, £m spent
    assert found == [(0, 2, 2, 0, 0), (0, 2, 2, 0, 0), (1, 2, 0, 2, 0)]


def test_a_full_ahsn() -> None:
    """Two projects share the support that is enough for one; two successes close 3/4 of what it lacks."""
    values = {
        "ahsns.support": 1.0, "ahsns.credibility": 0.6, "ahsns.capacity": 1.0, "ahsns.credit": 0.5,
        "ahsns.portfolio": 1.0, "ahsns.triage_noise": 0.0, "hazard.gates": 0.0,
    }  # fmt: skip
    found = trace(
        world(values=values),
        7,
        lambda m: (*stage(m), m.ahsns[0].live, m.ahsns[0].credibility, m.ahsns[0].dose),
    )
    # stage, timer, live projects, credibility at the end, dose of support at the beginning
    rows = [
        (*PILOTED[0], 2, 0.6, 0.6),
        (*PILOTED[1], 2, 0.6, 0.6 / 2),
        (*PILOTED[2], 2, 0.6, 0.6 / 2),
        (*PILOTED[3], 2, 0.6, 0.6 / 2),
        (EVALUATED, 0, 2, 1 - 0.4 / 4, 0.6 / 2),
        (ADOPTED, 0, 0, 0.9, 0.9 / 2),
        (ADOPTED, 1, 0, 0.9, 0.9),
    ]
    assert found == [pytest.approx(row) for row in rows]
