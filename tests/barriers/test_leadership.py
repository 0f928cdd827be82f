"""Leadership by hand: who leaves, how long approval takes, what is refused, and the gate."""

from __future__ import annotations

import math

import pytest

from collabsim.barriers import leadership
from collabsim.barriers.leadership import Leadership

P = Leadership(
    friction=0.45, approval_time=1.5, unscreened=0.4, deleted_harm=1.5, rejection=0.2, churn=0.24,
    settling=6.0, unsettled=0.4, board_ties=3.0, board_effect=0.2,
)  # fmt: skip


def test_leaders_leave_at_a_twelfth_of_the_yearly_hazard() -> None:
    assert leadership.leaves(0.0199, P)
    assert not leadership.leaves(0.02, P)


def test_a_leader_settles() -> None:
    assert [leadership.unsettled(months, P) for months in (0.0, 5.9, 6.0, 60.0)] == [1, 1, 0, 0]
    assert leadership.gate(6.0, P) == pytest.approx(0.55)
    assert leadership.gate(5.9, P) == pytest.approx(0.22)  # 0.55 x 0.4


@pytest.mark.parametrize(
    ("usual", "trust", "new", "draw", "worth"),
    [
        (10.0, 0.5, 0.0, 0.0, 13),  # 15 e^-0.11 = 13.44
        (10.0, 1.0, 0.0, 0.0, 11),  # 12 e^-0.11 = 10.75, rounded up
        (10.0, 0.0, 0.0, 0.0, 16),  # 18 e^-0.11 = 16.13
        (10.0, 0.5, 1.0, 0.0, 17),  # a third longer with a new leader: 17.47
        (10.0, 0.5, 0.0, 2.0, 34),  # 15 e^0.83 = 34.40
        (0.0, 0.5, 1.0, 3.0, 0),
    ],
)
def test_months_of_approval(
    usual: float, trust: float, new: float, draw: float, worth: int
) -> None:
    assert leadership.approval_months(usual, trust, new, draw, P) == worth


def test_approval_varies_by_half_of_its_mean() -> None:
    """A lognormal of log sd 0.47 has a mean of 1 and a coefficient of variation of a half."""
    steps = [n / 100 for n in range(-600, 601)]
    weight = [math.exp(-x * x / 2) for x in steps]
    months = [leadership.approval_months(1e6, 0.5, 0.0, x, Leadership()) / 1e6 for x in steps]
    mean = sum(w * m for w, m in zip(weight, months, strict=True)) / sum(weight)
    square = sum(w * m * m for w, m in zip(weight, months, strict=True)) / sum(weight)
    assert mean == pytest.approx(1.0, abs=0.002)
    assert math.sqrt(square - mean**2) / mean == pytest.approx(0.5, abs=0.01)
    assert leadership.approval_months(1e6, 0.5, 0.0, 1.0, Leadership()) == 1433329  # e^0.36


def test_governance_refuses_what_is_at_stake() -> None:
    assert leadership.rejection_chance(0.5, P) == pytest.approx(0.1)
    assert leadership.rejection_chance(0.0, P) == 0.0
    assert leadership.rejection_chance(9.0, P) == 1.0


def test_deleted_checks_let_failures_through() -> None:
    assert leadership.harm_factor(P) == pytest.approx(1.6)  # 1 + 1.5 x 0.4
    assert leadership.harm_factor(Leadership(unscreened=0.0)) == 1.0


def test_the_pull_of_boards() -> None:
    assert leadership.board_pull(P) == pytest.approx(0.6)
