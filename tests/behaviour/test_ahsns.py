"""AHSNs by hand: triage, the dose of support and its effect, credibility."""

from __future__ import annotations

import pytest

from collabsim.behaviour import ahsns
from collabsim.behaviour.ahsns import AHSNs
from collabsim.scenario.groups import Loops

P = AHSNs(
    capacity=10.0, support=2.0, effect=0.4, half_dose=0.25, spread_time=20.0, triage_noise=0.5,
    credit=0.1, discredit=0.2, notice=0.1,
)  # fmt: skip


def test_triage_errs() -> None:
    assert ahsns.triage_score(0.3, 2.0, P) == pytest.approx(1.3)  # 0.3 + 0.5 x 2
    assert ahsns.triage_score(0.3, 0.0, P) == 0.3


def test_support_is_thinned_when_congested() -> None:
    doses = [ahsns.dose(0.4, live, P, Loops()) for live in (0.0, 0.5, 10.0, 20.0)]
    assert doses == pytest.approx([0.8, 0.8, 0.8, 0.4])  # 2 x 0.4, then 10 / 20 of it
    assert ahsns.dose(0.4, 20.0, P, Loops(B4=0.0)) == pytest.approx(0.8)


def test_what_support_does() -> None:
    assert ahsns.support_pull(0.0, P) == 0.0
    assert ahsns.support_pull(1.0, P) == pytest.approx(0.4)
    assert ahsns.support_pull(0.25, P) == pytest.approx(0.25)  # half of 0.4 x 1.25
    assert ahsns.spread_gain(1.0, P) == pytest.approx(0.02)  # 0.4 / 20
    assert ahsns.brokered(1.0, P) == pytest.approx(0.1)
    assert ahsns.brokered(3.0, P) == pytest.approx(0.15)  # up to a dose of 1.5


def test_a_failure_lowers_credibility_and_a_success_raises_it() -> None:
    assert ahsns.next_credibility(0.5, 0.0, 0.0, P) == pytest.approx(0.5)
    assert ahsns.next_credibility(0.5, 1.0, 0.0, P) == pytest.approx(0.55)  # 1 - 0.5 x 0.9
    assert ahsns.next_credibility(0.5, 0.0, 1.0, P) == pytest.approx(0.4)  # 0.5 x 0.8
    assert ahsns.next_credibility(0.5, 2.0, 1.0, P) == pytest.approx(
        0.476
    )  # (1 - 0.5 x 0.81) x 0.8
