"""Capacity by hand: slack over the year, what projects take, and the gate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.barriers import capacity
from collabsim.barriers.capacity import Capacity
from collabsim.scenario.groups import Loops

ON = Loops()
P = Capacity(
    extra_slack=0.02, winter=0.03, half_slack=0.05, steepness=2.0, complexity_load=0.5,
    attention_price=0.1, broker_backfill=0.02, fund_backfill=0.01, industry_backfill=0.04,
    capability_gain=0.1, capability_half=0.02, capability_yield=0.05, relief=0.01,
)  # fmt: skip


def test_projects_take_slack_and_symptom_projects_give_some_back() -> None:
    # 0.012 + 0.05 - 0.01 x 3
    assert capacity.pressure(0.012, 0.05, 3.0, P, ON) == pytest.approx(0.032)
    assert capacity.pressure(0.012, 0.05, 3.0, P, Loops(R5=0.0)) == pytest.approx(0.012)


@pytest.mark.parametrize(
    ("season", "worth"),
    [
        (9, 0.091),  # January: 0.1 + 0.02 - 0.03 + 0.05 x 0.2 - 0.004 - 0.1 x 0.05
        (3, 0.151),  # July: + 0.03 instead
        (0, 0.121),  # April and October: a quarter of a year away, nothing
        (6, 0.121),
        (11, 0.106),  # March: cos 60 degrees is a half, - 0.015
    ],
)
def test_slack_over_the_year(season: int, worth: float) -> None:
    assert capacity.slack(0.1, season, 1.2, 0.004, 0.05, P, ON) == pytest.approx(worth)


def test_slack_is_lowest_in_january_and_highest_in_july() -> None:
    year = [capacity.slack(0.1, season, 1.0, 0.0, 0.0, P, ON) for season in range(12)]
    assert year.index(min(year)) == 9
    assert year.index(max(year)) == 3


def test_slack_has_limits_and_capability_counts_only_in_its_loop() -> None:
    assert capacity.slack(0.9, 0, 1.0, 0.0, 0.0, P, ON) == 0.4
    assert capacity.slack(0.1, 0, 1.0, 0.5, 0.0, P, ON) == 0.0
    # without R4: 0.1 + 0.02 - 0.03
    assert capacity.slack(0.1, 9, 1.2, 0.0, 0.0, P, Loops(R4=0.0)) == pytest.approx(0.09)


@given(st.floats(0.0, 0.3), st.floats(0.0, 0.2), st.floats(0.0, 2.0))
def test_pressure_and_attention_never_add_slack(trait: float, more: float, stock: float) -> None:
    free = capacity.slack(trait, 0, stock, 0.0, 0.0, P, ON)
    assert capacity.slack(trait, 0, stock, more, 0.0, P, ON) <= free
    assert capacity.slack(trait, 0, stock, 0.0, more, P, ON) <= free
    assert capacity.slack(trait, 0, stock + more, 0.0, 0.0, P, ON) >= free


def test_capability_follows_real_effort() -> None:
    assert capacity.capability(1.0, 0.02, P) == pytest.approx(1.0)  # today's effort keeps it
    assert capacity.capability(1.0, 0.06, P) == pytest.approx(1.05)  # 1 + 0.1 (2 x 0.06 / 0.08 - 1)
    assert capacity.capability(1.0, 0.0, P) == pytest.approx(0.9)
    assert capacity.capability(2.5, 9.0, P) == 2.0  # held inside 0 to 2
    assert capacity.capability(-1.0, 0.0, P) == 0.0


def test_half_of_attention_gets_through_at_half_slack() -> None:
    assert capacity.attention_free(0.0, P) == 0.0
    assert capacity.attention_free(0.05, P) == pytest.approx(0.5)
    assert capacity.attention_free(0.15, P) == pytest.approx(0.75)  # 0.15 / 0.2


@pytest.mark.parametrize(
    ("slack", "complexity", "support", "effort", "worth"),
    [
        # a complexity of 1.6 needs 0.05 (0.7 + 0.5 x 0.6) = 0.05
        (0.04, 1.6, 0.0, 0.0, 0.5),  # 0.04 + 0.01 of the fund: y = 1
        (0.04, 1.6, 0.5, 1.0, 0.8),  # + 0.02 x 0.5 + 0.04: twice the need, y = 4
        (0.01, 1.6, 9.0, 0.0, 0.5),  # support counts up to 1.5: 0.01 + 0.01 + 0.03
        (0.075, 3.0, 0.0, 0.0, 0.5),  # need 0.05 x 1.7 = 0.085
        (0.025, 1.0, 0.0, 0.0, 0.5),  # need 0.05 x 0.7 = 0.035
    ],
)
def test_the_gate(
    slack: float, complexity: float, support: float, effort: float, worth: float
) -> None:
    assert capacity.gate(slack, complexity, support, effort, P) == pytest.approx(worth)


def test_the_gate_is_half_open_at_seven_tenths_of_half_slack() -> None:
    p = Capacity(half_slack=0.06, steepness=2.5)
    assert capacity.gate(0.0, 1.0, 0.0, 0.0, p) == 0.0
    assert capacity.gate(0.042, 1.0, 0.0, 0.0, p) == pytest.approx(0.5)
    assert capacity.gate(0.06, 1.0, 0.0, 0.0, p) == pytest.approx(
        0.709, abs=5e-4
    )  # y = (1 / 0.7)^2.5


def test_a_rebound_fades_by_a_tenth_a_month() -> None:
    assert capacity.REBOUND_MEMORY == 0.9
