"""Outcomes by hand: value believed and given, evaluation, use, and what is given up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.behaviour import outcomes
from collabsim.behaviour.outcomes import Outcomes

P = Outcomes(
    prior_value=0.2, impression=0.5, evaluation_noise=0.4, skip_pilot=0.8, voltage_drop=0.5,
    abandon=0.01, abandon_complexity=0.5, abandon_support=0.4, abandon_fit=0.8, catch_up=0.6,
    intensity_start=0.05,
)  # fmt: skip
unit = st.floats(0.0, 1.0)


def test_evidence_replaces_what_was_guessed() -> None:
    assert outcomes.believed_value(1.0, 2.0, 0.0, P) == pytest.approx(1.2)  # 0.2 + 0.5 x 2
    # 0.2 + 0.5 x 2 x 0.75 + 0.25 x 0.8
    assert outcomes.believed_value(1.0, 2.0, 0.25, P) == pytest.approx(1.15)
    assert outcomes.believed_value(1.0, 2.0, 1.0, P) == pytest.approx(1.0)


def test_evidence_spares_a_pilot() -> None:
    assert [outcomes.skip_chance(known, P) for known in (0.0, 0.5, 1.0)] == pytest.approx(
        [0.0, 0.2, 0.8]
    )


def test_insight_removes_part_of_the_error_of_a_first_look() -> None:
    assert outcomes.first_look(0.1, -1.0, 0.0, P) == pytest.approx(-0.5)  # 0.1 - 0.5 x 1.2
    assert outcomes.first_look(0.1, -1.0, 0.5, P) == pytest.approx(-0.2)
    assert outcomes.first_look(0.1, -1.0, 1.0, P) == pytest.approx(0.1)


def test_an_evaluation() -> None:
    assert outcomes.evaluate(0.5, 1.0, 0.5, 0.0, P) == pytest.approx(0.5)
    # 0.5 x 0.8 - 1.5 x 0.2 + 0.4 + 0.15 x 0.2
    assert outcomes.evaluate(0.5, 0.8, 0.7, 1.0, P) == pytest.approx(0.53)


@pytest.mark.parametrize(
    ("penalty", "mutual", "capability", "logit"),
    [(1.5, 0.0, 1.0, 0.0), (0.0, 0.0, 1.0, 1.5), (1.5, 0.5, 1.0, 0.4), (1.5, 0.0, 2.0, 0.3)],
)
def test_whether_a_symptom_project_lasts(
    penalty: float, mutual: float, capability: float, logit: float
) -> None:
    lasting = outcomes.lasts(penalty, mutual, capability)
    assert lasting == pytest.approx(1 / (1 + math.exp(-logit)))


def test_a_late_adopter_starts_from_what_is_routine_elsewhere() -> None:
    assert outcomes.first_intensity(0.05, 0.55, 0.8, P) == pytest.approx(0.35)  # 0.05 + 0.6 x 0.5
    assert outcomes.first_intensity(0.05, 0.0, 0.8, P) == 0.05  # the first is not held back
    assert outcomes.first_intensity(0.05, 5.0, 0.8, P) == 0.8


def test_use_grows_towards_its_ceiling() -> None:
    # pace 0.1 (0.5 + 0.3 + 0.2); 0.2 + 0.1 x 0.25 x 0.75
    assert outcomes.grow(0.2, 0.8, 0.1, 0.6, 0.4, P) == pytest.approx(0.21875)
    assert outcomes.grow(0.8, 0.8, 3.0, 1.0, 1.0, P) == 0.8
    assert outcomes.grow(0.15, 0.2, 9.0, 1.0, 1.0, P) == 0.2  # never beyond it
    assert outcomes.grow(0.9, 0.3, 3.0, 1.0, 1.0, P) == 0.0  # never below none
    assert outcomes.grow(0.0, 0.8, 0.1, 0.6, 0.4, P) == pytest.approx(0.005)  # even from nothing


def test_the_more_wanted_the_wider_used() -> None:
    assert outcomes.ceiling(0.8, 0.0) == pytest.approx(0.7)  # 0.8 (0.75 + 0.125)
    assert outcomes.ceiling(0.8, math.log(3.0)) == pytest.approx(0.75)  # 0.8 (0.75 + 0.1875)


@pytest.mark.parametrize(
    ("case", "log"),
    [
        # complexity, support, need, mandate, harmful, unsettled
        ((1.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.0),
        ((3.0, 0.0, 0.0, 0.0, 0.0, 0.0), 1.0),  # 0.5 x 2
        ((1.0, 0.5, 0.0, 0.0, 0.0, 0.0), -0.2),
        ((1.0, 5.0, 0.0, 0.0, 0.0, 0.0), -0.4),  # support counts up to a dose of 1
        ((1.0, 0.0, 0.5, 0.0, 0.0, 0.0), -0.4),
        ((1.0, 0.0, 0.0, 0.5, 0.0, 0.0), -1.0),
        ((1.0, 0.0, 0.0, 0.0, 1.0, 0.0), 1.2),
        ((1.0, 0.0, 0.0, 0.0, 0.0, 1.0), 0.5),
    ],
)
def test_what_makes_a_trust_give_up(case: tuple[float, ...], log: float) -> None:
    assert outcomes.abandon_hazard(*case, 0.0, P) == pytest.approx(0.01 * math.exp(log))
    # half used, a quarter less often
    assert outcomes.abandon_hazard(*case, 0.5, P) == pytest.approx(0.0075 * math.exp(log))


def test_a_hazard_of_giving_up_is_at_most_1() -> None:
    assert outcomes.abandon_hazard(99.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, P) == 1.0


def test_good_shrinks_and_harm_grows_as_it_fits_less() -> None:
    # 0.9 x 0.5 = 0.45 is kept; 0.8 in use at twice the mean size
    assert outcomes.benefit(0.5, 0.8, 0.9, 0.5, 2.0) == pytest.approx(0.36)  # 0.5 x 0.45 x 1.6
    assert outcomes.benefit(-0.5, 0.8, 0.9, 0.5, 2.0) == pytest.approx(-1.24)  # -0.5 x 1.55 x 1.6
    assert outcomes.benefit(0.0, 0.8, 0.9, 0.5, 2.0) == 0.0


@given(st.floats(-2.0, 2.0), unit, unit, unit)
def test_a_better_fit_never_does_worse(value: float, use: float, local: float, more: float) -> None:
    fits = outcomes.benefit(value, use, 1.0, max(local, more), 1.0)
    assert fits >= outcomes.benefit(value, use, 1.0, local, 1.0) - 1e-12


def test_what_survives_replication() -> None:
    assert outcomes.local_share(1.0, 0.0, P) == 1.0  # where it is needed nothing is lost
    assert outcomes.local_share(0.0, 0.0, P) == pytest.approx(0.5)
    assert outcomes.local_share(0.5, 0.0, P) == pytest.approx(0.75)
    assert outcomes.local_share(0.0, 1.0, P) == pytest.approx(0.75)  # 1 - 0.5 x 0.5
    assert outcomes.local_share(0.0, 9.0, P) == pytest.approx(0.75)


def test_nothing_is_given_up_in_its_first_half_year() -> None:
    assert not outcomes.gives_up(6, 0.0, 1.0, 0.0)
    assert outcomes.gives_up(7, 0.19, 0.2, 0.0)
    assert not outcomes.gives_up(7, 0.2, 0.2, 0.0)
    assert outcomes.gives_up(7, 0.09, 0.2, 0.5)  # 0.2 x 0.5
    assert not outcomes.gives_up(7, 0.1, 0.2, 0.5)
