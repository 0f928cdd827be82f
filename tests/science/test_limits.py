"""Limits that hold whatever the parameters: what must adopt everything, and what nothing."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest
from ensembles import trust

from collabsim import Record, Scenario, simulate
from collabsim.composition import BARRIERS
from collabsim.scenario import config_path

SMALL = Scenario.load(config_path("small.toml"))


def with_classes(scenario: Scenario, exposure: float | None = None, **columns: float) -> Scenario:
    """Return the scenario with columns of every class replaced, and every exposure if given."""
    classes = []
    for kind in scenario.classes:
        met = kind.exposure if exposure is None else dict.fromkeys(BARRIERS, exposure)
        classes.append(dataclasses.replace(kind, exposure=MappingProxyType(dict(met)), **columns))
    return dataclasses.replace(scenario, classes=tuple(classes))


def adopted(record: Record) -> np.ndarray:
    """Return for each innovation the share of eligible trusts that ever adopted it."""
    return record.ever[-1] / np.maximum(record.eligible, 1)


WILLING = {
    "hazard.pull_spread": 0.0,
    "hazard.fit_spread": 0.0,
    "hazard.trust_spread": 0.0,
    "hazard.ahsn_spread": 0.0,
    "world.launch_span": 12.0,
    "world.months": 60.0,
}
"""Everybody finds everything equally appealing, and all is launched in the first year."""


def test_open_gates_and_high_appeal_adopt_everything() -> None:
    """No gate, no doubt, no limit of room or money, no harm: every eligible trust adopts."""
    scenario = with_classes(SMALL, pull=20.0, known=0.9, stake=0.0, slots=0.0).with_values(
        {
            **WILLING,
            "hazard.gates": 0.0,
            "barriers.budget": 0.0,
            "resource.collapse": 0.0,
            "outcomes.value_mean": 3.0,
            "outcomes.value_spread": 0.0,
            "clarity.symptom": 0.0,
        }
    )
    (record,) = simulate(scenario, 1).records[scenario.name]
    assert (adopted(record) == 1.0).all()


SHUT = {
    "capacity": {
        "capacity.slack_mean": 0.0,
        "capacity.winter": 0.0,
        "capacity.capability_yield": 0.0,
        "capacity.broker_backfill": 0.0,
        "capacity.relief": 0.0,
    },
    "budget": {"budget.pot": 0.0},
    "incentives": {"incentives.weight": 0.0, "incentives.motivation": 0.0},
    "resource": {
        "resource.nhs_base": 0.0,
        "resource.slack_yield": 0.0,
        "resource.effort_yield": 0.0,
        "companies.effort": 0.0,
        "companies.effort_floor": 0.0,
    },
    "scaling": {"scaling.nih": 1.0},
    "clarity": {"clarity.clarity": 0.0, "clarity.luck": 0.0},
    "trust": {"trust.threshold": 1.0, "trust.stakes": 1.0},
    "perceptions": {
        "perceptions.belief": 0.0,
        "perceptions.offer_for": 0.0,
        "perceptions.ideology_weight": 1.0,
    },
    "leadership": {"leadership.friction": 1.0},
    "permission": {"permission.forbid": 1.0, "permission.under_radar": 0.0},
}
"""For each barrier, what shuts its gate for everybody."""


def test_every_barrier_can_be_shut() -> None:
    assert set(SHUT) == set(BARRIERS)


@pytest.mark.parametrize("barrier", BARRIERS)
def test_one_shut_gate_stops_everything_at_the_weakest_link(barrier: str) -> None:
    """Sigma = 0: however high the appeal, one shut gate is enough; switched off, it stops nothing."""
    columns = {"pull": 12.0, "known": 0.9, "cost": 0.001, "payback": 1.0, "stereotype": 1.0}
    world = with_classes(SMALL, exposure=1.0, **columns, stake=1.0).with_values(
        {**WILLING, "hazard.sigma": 0.0, **SHUT[barrier]}
    )
    off = world.with_values({f"barriers.{barrier}": 0.0})
    records = simulate({"shut": world, "off": off}, 1).records
    assert not records["shut"][0].ever.any()
    assert records["off"][0].ever.any()


def test_the_null_without_gates_stops_no_attempt() -> None:
    """hazard.gates = 0 is the null model: nothing is ever stopped by a barrier."""
    (record,) = simulate(SMALL.with_values({"hazard.gates": 0.0}), 1).records[SMALL.name]
    items = record.whole()
    assert items["attempts_piloted"].sum() > 0
    assert not any(items[f"stopped_piloted_{b}"].any() for b in BARRIERS)


def test_attempts_stopped_add_up_over_barriers() -> None:
    """The account is exact: each attempt that was stopped is shared out in full."""
    (record,) = simulate(SMALL, 1).records[SMALL.name]
    items = record.whole()
    stopped = sum(items[f"stopped_piloted_{b}"].sum() for b in BARRIERS)
    assert stopped == pytest.approx(round(stopped), abs=1e-6)
    assert 0 < stopped < items["attempts_piloted"].sum()


def test_boards_without_effect_change_nothing() -> None:
    """board_effect = 0 is the null form of M21: the lever is exactly idle."""
    null = SMALL.with_values({"leadership.board_effect": 0.0})
    records = simulate({"today": null, "boards": null.with_levers({"boards": 1.0})}, 1).records
    today, boards = records["today"][0], records["boards"][0]
    assert np.array_equal(today.place, boards.place)


def test_no_gaming_no_gap() -> None:
    """gaming_ease = 0 is the null form of M2: what is reported is real."""
    null = SMALL.with_values({"incentives.gaming_ease": 0.0}).with_levers({"scorecard": 1.0})
    (record,) = simulate(null, 1).records[SMALL.name]
    items = record.whole()
    assert np.array_equal(items["real_effort"], items["reported_effort"])


def test_money_is_conserved() -> None:
    """What comes in is spent, raided, lapsed or left, in every place and month of every year."""
    (record,) = simulate(SMALL, 1).records[SMALL.name]
    for region in record.by("region").values():
        left = np.concatenate([[0.0], region["money"][:-1]])
        came = left + region["granted"] + region["kept"]
        went = sum(region[n] for n in ("routine", "innovation", "raided", "lapsed", "money"))
        assert np.allclose(came, went, rtol=1e-12)


def test_a_barrier_switched_off_has_a_still_state() -> None:
    """Trust switched off: nobody meets the gate, and trust stays where it was at birth."""
    (record,) = simulate(SMALL.with_values({"barriers.trust": 0.0}), 1).records[SMALL.name]
    items = record.whole()
    assert not items["stopped_piloted_trust"].any()
    assert np.ptp(items["trust_nhs"]) == 0.0
    assert trust(record) > 0.0
