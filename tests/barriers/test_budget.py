"""The financial year by hand: grants, raids, reserves, the March rush, and the payback test."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.barriers import budget
from collabsim.barriers.budget import Budget

P = Budget(
    pot=0.004, deficit_share=0.4, deficit_cut=0.25, hold=0.2, burn=0.9, routine=0.8,
    carry_over=0.5, horizon=3.0, hurdle_spread=0.5, strictness=0.8, deficit_strictness=0.9,
    waiver=0.5, spare=0.1, rush_loss=0.4, pilot_share=0.25, mandate_cover=0.6, raid_chance=0.3,
    raid_share=0.5, shield=0.2, ring_fence=0.001, cash_share=0.4, savings_kept=0.5,
)  # fmt: skip


def test_deficits_come_to_their_share() -> None:
    assert [budget.in_deficit(draw, P) for draw in (0.0, 0.39, 0.4, 1.0)] == [1, 1, 0, 0]


def test_the_grant() -> None:
    assert budget.grant(500.0, 0.0, P) == pytest.approx(2.5)  # 500 (0.004 + 0.001)
    assert budget.grant(500.0, 1.0, P) == pytest.approx(2.0)  # 500 (0.004 x 0.75 + 0.001)


def test_a_raid_takes_unshielded_money_of_those_in_deficit() -> None:
    assert budget.raid(10.0, 1.0, 0.29, P) == pytest.approx(4.0)  # 10 x 0.5 x 0.8
    assert budget.raid(10.0, 1.0, 0.3, P) == 0.0
    assert budget.raid(10.0, 0.0, 0.0, P) == 0.0


@pytest.mark.parametrize(
    ("left", "season", "worth"),
    [
        (10.0, 0, 0.8 * 8.8 / 12),  # held: 0.2 x 0.5 x 12 = 1.2
        (10.0, 8, 0.8 * 8.8 / 4),  # December
        (10.0, 9, 0.8 * 10 / 3),  # January: the reserve is free
        (10.0, 10, 4.0),  # February: 0.8 x 10 / 2
        (10.0, 11, 0.8),  # March: 0.8 x 12 / 12
        (0.5, 11, 0.5),  # no more than is left
        (1.0, 0, 0.0),  # all of it held
    ],
)
def test_routine_investment(left: float, season: int, worth: float) -> None:
    assert budget.routine_spend(left, 12.0, season, P) == pytest.approx(worth)


def test_only_march_burns_and_free_carry_over_ends_it() -> None:
    assert budget.burnt(2.0, 11, P) == pytest.approx(0.9)  # 0.9 x 0.5 x 2
    assert [budget.burnt(2.0, season, P) for season in range(11)] == [0.0] * 11
    assert budget.burnt(2.0, 11, replace(P, carry_over=1.0)) == 0.0


def test_money_looks_for_a_purchase_in_february_and_march() -> None:
    p = replace(P, carry_over=0.49)
    rushed = [budget.year_end(2.0, 10.0, season, p) for season in range(12)]
    assert rushed == [0.0] * 10 + [1.0, 1.0]
    assert budget.year_end(1.0, 10.0, 11, p) == 0.0  # no more than a tenth is left
    assert budget.year_end(1.1, 10.0, 11, p) == 1.0
    assert budget.year_end(2.0, 10.0, 11, P) == 0.0  # half may be carried over


def test_what_a_start_costs() -> None:
    assert budget.at_stake(True, P) == 1.0
    assert budget.at_stake(False, P) == 0.25
    assert budget.price(0.001, 500.0, 0.25, 0.2) == pytest.approx(0.1)  # 0.5 x 0.25 x 0.8


def test_a_new_mandate_lifts_the_barrier_as_far_as_it_is_new() -> None:
    assert budget.uncovered(0.9, 0.4, P) == pytest.approx(0.7)  # 1 - 0.6 x 0.5
    assert budget.uncovered(0.4, 0.4, P) == 1.0


def test_rushed_purchases_lose_quality() -> None:
    assert budget.rushed_quality(1.0, P) == pytest.approx(0.8)  # 1 - 0.4 x 0.5
    assert budget.rushed_quality(0.0, P) == 1.0


def test_promised_years_are_discounted_by_raids() -> None:
    assert budget.believed_horizon(0.0, P) == pytest.approx(2.52)  # 1 + 2 (1 - 0.3 x 0.8)
    assert budget.believed_horizon(1.0, P) == pytest.approx(2.04)  # 1 + 2 (1 - 0.6 x 0.8)
    # half a year promised: 1 + 0.5 (1 - 0.24)
    assert budget.believed_horizon(0.0, replace(P, horizon=1.5)) == pytest.approx(1.38)
    # the chance of a raid is at most 1: 1 + 2 (1 - 0.8)
    assert budget.believed_horizon(1.0, replace(P, raid_chance=0.7)) == pytest.approx(1.4)
    for plain in (0.5, 0.95, 1.0):  # a year and less is no promise
        assert budget.believed_horizon(1.0, replace(P, horizon=plain)) == plain


def test_the_payback_test() -> None:
    assert budget.pays_back(2.0, 2.5, 6, P) == pytest.approx(0.5)  # 2.5 - 6/12 - 2 = 0
    # in April half a year is left over: Lambda(0.5 / 0.5)
    assert budget.pays_back(2.0, 2.5, 0, P) == pytest.approx(1 / (1 + math.exp(-1)))
    assert budget.pays_back(0.0, 1.0, 11, P) == 1.0  # nothing asked
    assert budget.pays_back(1e-9, 1.0, 0, P) == pytest.approx(1 / (1 + math.exp(-2)))


@pytest.mark.parametrize(
    ("season", "deficit", "rushed", "worth"),
    [
        (8, 0.0, 0.0, 0.3),  # (6 - 0.2 x 0.5 x 10) / 10 = 0.5; 0.5 (1 - 0.8 x 0.5)
        (9, 0.0, 0.0, 0.36),  # nothing held: 0.6 x 0.6
        (9, 1.0, 0.0, 0.33),  # 0.6 (1 - 0.9 x 0.5)
        (10, 0.0, 1.0, 0.48),  # 0.6 (1 - 0.8 x 0.5 x 0.5)
        (10, 1.0, 1.0, 0.465),  # 0.6 (1 - 0.9 x 0.5 x 0.5)
    ],
)
def test_the_gate(season: int, deficit: float, rushed: float, worth: float) -> None:
    assert budget.gate(6.0, 10.0, 10.0, 0.5, deficit, rushed, season, P) == pytest.approx(worth)


def test_the_gate_at_its_ends() -> None:
    assert budget.gate(6.0, 10.0, 0.0, 0.5, 0.0, 0.0, 9, P) == pytest.approx(
        0.6
    )  # free: 1 - 0.8 x 0.5
    assert budget.gate(99.0, 10.0, 1.0, 1.0, 0.0, 0.0, 9, P) == 1.0
    assert budget.gate(0.5, 10.0, 1.0, 1.0, 0.0, 0.0, 8, P) == 0.0  # less than what is held
    assert budget.gate(9.0, 10.0, 1.0, 0.0, 0.0, 0.0, 9, replace(P, strictness=1.0)) == 0.0


@given(st.floats(0.0, 10.0), st.floats(0.0, 5.0), st.floats(0.01, 5.0), st.floats(0.0, 1.0))
def test_more_money_or_a_better_plan_never_closes_the_gate(
    left: float, more: float, cost: float, passes: float
) -> None:
    now = budget.gate(left, 10.0, cost, passes, 0.0, 0.0, 3, P)
    assert budget.gate(left + more, 10.0, cost, passes, 0.0, 0.0, 3, P) >= now
    assert budget.gate(left, 10.0, cost, 1.0, 0.0, 0.0, 3, P) >= now
    assert budget.gate(left, 10.0, cost + more, passes, 0.0, 0.0, 3, P) <= now


def test_cash_felt_is_what_may_be_kept_and_a_running_cost_is_felt_in_full() -> None:
    assert budget.cash_felt(0.5, 2.0, P) == pytest.approx(0.05)  # 0.5 x 0.4 x 0.5 / 2
    assert budget.cash_felt(0.5, 0.1, P) == pytest.approx(
        0.2
    )  # no payback counts as under half a year
    assert budget.cash_felt(0.5, 2.0, replace(P, savings_kept=0.0)) == 0.0
    for p in (P, replace(P, savings_kept=1.0), replace(P, cash_share=1.0)):
        assert budget.cash_felt(-0.3, 2.0, p) == -0.3
        assert budget.cash_felt(0.0, 2.0, p) == 0.0


def test_savings_of_a_month() -> None:
    # 0.001 x 600 over 2 years is 0.3 a year, 0.025 a month; half in use, 0.4 of it cash
    assert budget.saving(0.001, 600.0, 2.0, 0.5, P) == pytest.approx(0.005)
    # no payback counts as under 0.3 years: 2 a year
    assert budget.saving(0.001, 600.0, 0.1, 0.5, P) == pytest.approx(2.0 / 12 * 0.2)
