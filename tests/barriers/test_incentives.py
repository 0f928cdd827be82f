"""Incentives by hand: weights, the split of attention, gaming, and the value felt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collabsim.barriers import incentives
from collabsim.barriers.incentives import Incentives
from collabsim.scenario.groups import Loops

P = Incentives(
    measurability=0.5, metric_benefit=0.25, complementarity=0.1, returns=0.5, finance_weight=0.5,
    deficit_pressure=1.0, half_effort=0.05, value_weight=2.0, cash_weight=1.5, gaming_ease=0.1,
    audit=0.2, pressure=1.5, belief_loss=0.5, demand_pull=0.4,
)  # fmt: skip


def test_a_measure_seen_to_be_gamed_loses_weight() -> None:
    assert incentives.weight_believed(0.2, 0.5, P, Loops()) == pytest.approx(
        0.15
    )  # 0.2 (1 - 0.5 x 0.5)
    assert incentives.weight_believed(0.2, 0.5, P, Loops(B2=0.0)) == 0.2


def test_weight_relative_to_operations() -> None:
    assert incentives.relative_weight(0.25, P) == pytest.approx(0.5)  # 1.5 x 0.25 / 0.75
    assert incentives.relative_weight(0.0, P) == 0.0


def test_the_split_of_attention() -> None:
    # wanted: 0.5 x 0.5 + 0.15 + 0.1 = 0.5, squared 0.25; finance 0.5 squared
    assert incentives.effort(0.25, 0.15, 0.0, P) == pytest.approx(0.25 / 1.5)
    # a deficit doubles the weight of finance: 1 squared
    assert incentives.effort(0.25, 0.15, 1.0, P) == pytest.approx(0.25 / 2.25)
    # returns of 3/4: to the power of 4
    assert incentives.effort(0.25, 0.15, 0.0, replace(P, returns=0.75)) == pytest.approx(1 / 18)
    # innovation that rivals policy is not wanted at all, and never less than that
    assert incentives.effort(0.0, 0.15, 0.0, replace(P, complementarity=-0.5)) == 0.0


def test_faking_begins_beyond_the_audit() -> None:
    assert incentives.faked(0.25, P) == pytest.approx(0.0175)  # 0.1 (1.5 x 0.5 x 0.5 - 0.2)
    assert incentives.faked(0.1, P) == 0.0  # 1.5 x 0.1667 x 0.5 = 0.125 is under 0.2


def test_gaming_is_the_share_of_what_is_reported() -> None:
    assert incentives.gaming(0.02, 0.06) == pytest.approx(0.25)
    assert incentives.gaming(0.0, 0.06) == 0.0
    assert incentives.gaming(0.0, 0.0) == 0.0


def test_the_gate() -> None:
    assert incentives.gate(0.0, P) == 0.0
    assert incentives.gate(0.05, P) == pytest.approx(0.5)
    assert incentives.gate(0.15, P) == pytest.approx(0.75)  # 0.15 / 0.2


def test_value_felt() -> None:
    # measured 0.25 x 0.4 + 0.75 = 0.85; 2 x 0.2 x 0.5 x 0.85 + 0.1 x 0.4 + 1.5 x 0.2 = 0.51
    assert incentives.value_felt(0.2, 0.1, 0.4, 0.2, P) == pytest.approx(1.02)


def test_a_measure_that_only_counts_rewards_what_nobody_believes_in() -> None:
    counting = replace(P, metric_benefit=0.0)
    felt = [incentives.value_felt(0.2, 0.0, belief, 0.0, counting) for belief in (-1.0, 1.0)]
    assert felt == pytest.approx([0.4, 0.4])  # 2 x 2 x 0.2 x 0.5


def test_demand_pull_adds_to_a_mandate_up_to_a_whole_one() -> None:
    assert incentives.mandate(0.3, 1.0, P) == pytest.approx(0.7)
    assert incentives.mandate(0.3, 0.0, P) == 0.3
    assert incentives.mandate(0.9, 1.0, P) == 1.0
