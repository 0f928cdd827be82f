"""Permission by hand: the signal, what backs it, how it comes down the line, and the gate."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from collabsim.barriers import permission
from collabsim.barriers.permission import Permission
from collabsim.scenario.groups import Loops

ON = Loops()
P = Permission(
    announcement=0.5, half_life=3.0, attenuation=0.5, levels=4.0, transmission=0.25, unbacked=0.4,
    backing=0.2, backing_weight=0.5, fatigue=0.2, recovery=0.1, encouragement=0.3,
    encouragement_pull=2.0, forbid=0.1, encourage=0.2, threshold=0.1, stance_shift=0.2, width=0.1,
    under_radar=0.05,
)  # fmt: skip


def test_the_signal_fades_and_is_renewed_in_april() -> None:
    assert permission.national_signal(0.8, 0.0, P) == pytest.approx(0.8 * 2 ** (-1 / 3))
    assert permission.national_signal(0.8, 1.0, P) == pytest.approx(
        0.8 * 2 ** (-1 / 3)
    )  # still stronger
    assert permission.national_signal(0.1, 1.0, P) == 0.5
    assert permission.national_signal(0.1, 0.0, P) < 0.1


def test_weight_and_money_back_the_signal() -> None:
    assert permission.backed(0.1, P) == pytest.approx(0.4)  # 0.1 / 0.5 + 0.2
    assert permission.backed(1.0, P) == 1.0
    assert permission.backed(0.0, replace(P, backing=0.0)) == 0.0


def test_unbacked_announcements_wear_credibility_out() -> None:
    # 0.8 (1 - 0.2 x 0.5 x 0.5) = 0.76, + 0.1 x 0.24
    assert permission.credibility(0.8, 0.5, 1.0, P, ON) == pytest.approx(0.784)
    assert permission.credibility(0.8, 0.5, 0.0, P, ON) == pytest.approx(0.82)  # 0.8 + 0.1 x 0.2
    assert permission.credibility(0.8, 0.5, 1.0, P, Loops(B5=0.0)) == pytest.approx(0.82)
    assert permission.credibility(0.8, 1.0, 1.0, P, ON) == pytest.approx(0.82)  # backed in full


def test_what_a_signal_is_worth() -> None:
    assert permission.worth(0.5, 0.25, P) == pytest.approx(0.275)  # 0.5 (0.4 + 0.6 x 0.25)
    assert permission.worth(0.5, 0.0, P) == pytest.approx(0.2)
    assert permission.worth(0.5, 1.0, P) == pytest.approx(0.5)


def test_every_level_loses_some() -> None:
    assert permission.first_received(P) == pytest.approx(0.15)  # 0.6 x 0.5 x 0.5
    passed_on = [permission.pass_on(0.8, stance, P) for stance in (1.0, 0.0, -1.0)]
    assert passed_on == pytest.approx([0.8, 0.4, 0.2])
    assert permission.down_the_line(0.8, P) == pytest.approx(0.2)  # two more levels
    assert permission.receive(0.2, 0.6, P) == pytest.approx(0.3)  # 0.2 + 0.25 x 0.4


def test_stances_come_to_their_shares() -> None:
    drawn = [permission.stance(draw, P) for draw in (0.0, 0.09, 0.1, 0.79, 0.8, 1.0)]
    assert drawn == [-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("stance", "worth"),
    [
        (0.0, 0.3),  # 2 x (2 x 0.5 x 0.3) x 0.5
        (1.0, 0.8),  # 2 x (0.3 + 0.5) x 0.5
        (-1.0, 0.0),  # never below none
    ],
)
def test_encouragement(stance: float, worth: float) -> None:
    assert permission.encouragement(0.5, stance, 0.5, P) == pytest.approx(worth)


def test_the_gate() -> None:
    assert permission.gate(0.1, 0.0, P) == pytest.approx(0.5)
    assert permission.gate(0.1 + 0.1 * math.log(3.0), 0.0, P) == pytest.approx(0.75)
    assert permission.gate(0.0, 1.0, P) == pytest.approx(
        1 / (1 + math.exp(-1))
    )  # (0 + 0.2 - 0.1) / 0.1
    assert permission.gate(0.9, -1.0, P) == 0.05
