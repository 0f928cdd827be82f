"""Levers by hand: what one moves, how far in which month, and several on one parameter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim import levers
from collabsim.levers import LeverSetting, Move, moved

ANY = (-100.0, 100.0)


def to(amount: float) -> Move:
    return Move("a.b", "to", amount)


def at_least(amount: float) -> Move:
    return Move("a.b", "at_least", amount)


def at_most(amount: float) -> Move:
    return Move("a.b", "at_most", amount)


def times(amount: float) -> Move:
    return Move("a.b", "times", amount)


def by(amount: float) -> Move:
    return Move("a.b", "by", amount)


@pytest.mark.parametrize(
    ("move", "none", "half", "whole"),
    [
        (to(10.0), 2.0, 6.0, 10.0),
        (to(1.0), 2.0, 1.5, 1.0),
        (at_least(10.0), 2.0, 6.0, 10.0),
        (at_least(1.0), 2.0, 2.0, 2.0),  # beyond it already
        (at_most(1.0), 2.0, 1.5, 1.0),
        (at_most(10.0), 2.0, 2.0, 2.0),
        (times(3.0), 2.0, 4.0, 6.0),  # a factor of 2 halfway
        (by(10.0), 2.0, 7.0, 12.0),
    ],
)
def test_a_move(move: Move, none: float, half: float, whole: float) -> None:
    assert [move.apply(2.0, level) for level in (0.0, 0.5, 1.0)] == [none, half, whole]
    assert moved(2.0, ANY, [(move, 0.5)]) == half


@pytest.mark.parametrize(
    ("month", "level"), [(0, 0.0), (5, 0.0), (6, 0.0), (9, 0.2), (12, 0.4), (18, 0.8), (90, 0.8)]
)
def test_a_lever_rises_over_its_ramp(month: int, level: float) -> None:
    assert LeverSetting(0.8, start=6, ramp=12).at(month) == pytest.approx(level)


def test_a_lever_without_a_ramp_is_there_at_once() -> None:
    for ramp in (0, -1):
        assert [LeverSetting(0.8, 6, ramp).at(month) for month in (5, 6, 7)] == [0.0, 0.8, 0.8]
    assert LeverSetting(0.8, 6, 1).at(7) == 0.8


def test_targets_come_first_then_factors_then_sums() -> None:
    moves = [(by(1.0), 1.0), (times(2.0), 1.0), (to(3.0), 1.0)]
    assert moved(1.0, ANY, moves) == 7.0  # 3 x 2 + 1
    assert moved(1.0, ANY, reversed(moves)) == 7.0


def test_of_several_targets_the_furthest_wins_up_or_down() -> None:
    assert moved(5.0, ANY, [(to(6.0), 1.0), (to(1.0), 1.0)]) == 1.0
    assert moved(5.0, ANY, [(to(6.0), 1.0), (to(1.0), 0.1)]) == 6.0  # 1 is reached as far as 4.6
    assert moved(5.0, ANY, [(by(2.0), 0.0), (to(6.0), 0.0)]) == 5.0


def test_a_parameter_stays_within_its_bounds() -> None:
    assert moved(1.0, (0.0, 2.0), [(by(5.0), 1.0)]) == 2.0
    assert moved(1.0, (0.0, 2.0), [(by(-5.0), 1.0)]) == 0.0


@given(st.floats(0.0, 1.0), st.floats(-5.0, 5.0), st.floats(-5.0, 5.0))
def test_a_target_is_never_passed(level: float, value: float, target: float) -> None:
    reached = moved(value, ANY, [(to(target), level)])
    assert min(value, target) - 1e-12 <= reached <= max(value, target) + 1e-12


def test_the_catalogue_names_parameters_as_a_config_does() -> None:
    made = levers.LEVERS
    assert made["permission"].id == "L01"
    (move,) = made["permission"].moves
    assert (move.parameter, move.how, move.amount) == ("permission.announcement", "at_least", 0.95)
    assert [move.how for move in made["encouragement"].moves] == [
        "at_least",
        "times",
        "at_least",
        "at_least",
    ]
    assert [lever.name for lever in made.values()] == list(made)


@given(st.sampled_from([*levers.LEVERS.values()]), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_no_lever_of_the_catalogue_takes_back_what_a_scenario_has_already(
    lever: levers.Lever, level: float, beyond: float
) -> None:
    """A base whose scorecard weighs 0.4 keeps it when the lever, which raises it to 0.3, is used."""
    for move in lever.moves:
        if move.how not in ("times", "by"):
            assert move.apply(move.amount + beyond, level) == move.amount + beyond
