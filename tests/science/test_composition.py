"""How barriers combine, by hand: gates under every sigma, the account, appeal and hazard."""

from __future__ import annotations

import math

import pytest

from collabsim import composition


def test_a_gate_as_a_class_meets_it() -> None:
    assert composition.met(0.5, 0.2) == pytest.approx(0.6)  # 1 - 0.5 x 0.8
    assert composition.met(1.0, 0.2) == pytest.approx(0.2)
    assert composition.met(1.0, 1.0 + 5e-10) == pytest.approx(1.0)  # arithmetic may stray so far
    assert composition.met(1.0, -5e-10) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("gate", [1.0 + 2e-9, -2e-9, math.nan])
def test_a_gate_outside_0_to_1_is_refused(gate: float) -> None:
    with pytest.raises(ValueError, match="not from 0 to 1"):
        composition.met(1.0, gate)


@pytest.mark.parametrize(
    ("sigma", "nu"),
    [
        (0.0, 1.0),
        (0.01, 1.0),  # r beyond -30 counts as -30
        (1 / 20.5, 1.085),  # r = -19.5, halfway from 1 to 1.17
        (0.1, 1.17),
        (1 / 6, 1.685),  # r = -5, halfway to 2.2
        (0.5, 2.2),
        (2 / 3, 2.6),  # r = -1/2, halfway to 3
        (1.0, 3.0),
        (2.0, 3.4),  # r = 1/2, halfway to 3.8
        (math.inf, 3.8),
    ],
)
def test_matched_nu(sigma: float, nu: float) -> None:
    assert composition.matched_nu(sigma) == pytest.approx(nu)


TWO = [0.5, 0.5] + [1.0] * 8
FIVE = [0.25] * 5 + [1.0] * 5
SHUT = [0.0] + [1.0] * 9


@pytest.mark.parametrize(
    ("gates", "sigma", "nu", "worth"),
    [
        (TWO, 0.0, 2.0, 0.25),  # the smallest, squared
        (TWO, math.inf, 2.0, 0.81),  # the mean, squared
        (TWO, 1.0, 5.0, 0.5),  # 0.25^(5 / 10)
        (FIVE, 2.0, 3.0, 0.75**6),  # r = 1/2: mean of roots 0.75, to the power of 3 / r
        (FIVE, 0.5, 3.0, 2.5**-3),  # r = -1: mean of inverses 2.5
        (SHUT, 0.0, 1.0, 0.0),
        (SHUT, 1.0, 5.0, 1e-3),  # a gate of 0 counts as 1e-6
        (SHUT, 0.5, 1.0, 10 / (1e6 + 9)),
        (SHUT, math.inf, 1.0, 0.9),
        ([0.0] * 10, math.inf, 1.0, 0.0),
        ([1.0] * 10, 0.5, 3.0, 1.0),
    ],
)
def test_combined_gates(gates: list[float], sigma: float, nu: float, worth: float) -> None:
    assert composition.combine(gates, sigma, nu) == pytest.approx(worth)


def test_an_eleventh_gate_that_is_open_takes_nothing_from_the_others() -> None:
    ten = [0.5] * 10
    assert composition.combine([*ten, 1.0], 1.0, 3.0) == pytest.approx(0.125)
    assert composition.combine([*ten, 1.0], 0.0, 3.0) == pytest.approx(0.125)
    assert composition.combine([*ten, 0.5], math.inf, 3.0) == pytest.approx(0.5**3.3)


@pytest.mark.parametrize(
    ("gate", "sigma", "worth"),
    [
        (0.7, math.inf, 0.3),
        (0.5, 1.0, math.log(2.0)),
        (0.0, 1.0, 6 * math.log(10.0)),
        (0.25, 2.0, 1.0),  # 0.25^-1/2 - 1
        (0.25, 0.5, 0.75),  # 1 - 0.25
        (0.0, 2.0, 999.0),  # a gate of 0 counts as 1e-6
    ],
)
def test_loss_weight(gate: float, sigma: float, worth: float) -> None:
    assert composition.loss_weight(gate, gate, sigma) == pytest.approx(worth)
    assert composition.loss_weight(1.0, gate, sigma) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("sigma", [5e-324, 1e-300, 1e-9, 0.001, 0.019])
def test_a_sigma_near_0_is_the_weakest_link(sigma: float) -> None:
    """1e-6 to the power of 1 - 1 / sigma would be too large for a number."""
    shares = [0.0] * 10
    for gates in (SHUT, FIVE, [0.25, *[0.5] * 9]):
        assert composition.combine(gates, sigma, 2.0) == pytest.approx(
            composition.combine(gates, 0.0, 2.0), rel=0.2, abs=2e-12
        )
        composition.account(gates, sigma, shares)
        lowest = [gate == min(gates) for gate in gates]
        assert shares == pytest.approx([each / sum(lowest) for each in lowest], abs=1e-9)
    composition.account([1.0] * 10, sigma, shares)
    assert shares == [0.0] * 10


@pytest.mark.parametrize(
    ("gates", "sigma", "shares"),
    [
        ([0.5, 0.25, 1.0], 1.0, [1 / 3, 2 / 3, 0.0]),  # ln 2 and 2 ln 2
        ([0.9, 0.7, 1.0], math.inf, [0.25, 0.75, 0.0]),
        ([0.5, 0.9, 0.5], 0.0, [0.5, 0.0, 0.5]),  # ties split
        ([0.2, 0.9, 0.5], 0.0, [1.0, 0.0, 0.0]),
        ([1.0, 1.0, 1.0], 0.0, [0.0, 0.0, 0.0]),
        ([1.0, 1.0, 1.0], 1.0, [0.0, 0.0, 0.0]),
    ],
)
def test_the_account(gates: list[float], sigma: float, shares: list[float]) -> None:
    found = [9.0] * len(gates)
    composition.account(gates, sigma, found)
    assert found == pytest.approx(shares)


def test_appeal_is_the_sum_of_all_pulls() -> None:
    pulls = [2.0**n for n in range(13)]
    assert composition.appeal(*pulls) == 2.0**13 - 1.0


def test_the_hazard_before_gates() -> None:
    assert composition.attempt(0.0, 0.4) == pytest.approx(0.2)
    assert composition.attempt(math.log(3.0), 0.4) == pytest.approx(0.3)
