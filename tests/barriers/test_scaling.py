"""Scaling by hand: who hears of it, what is seen of others, not-invented-here, know-how."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from collabsim.barriers import scaling
from collabsim.barriers.scaling import Scaling
from collabsim.scenario.groups import Loops

P = Scaling(
    notice=0.1, notice_peers=0.5, notice_mandate=0.5, notice_pull=0.2, tie_ahsn=4.0, tie_type=1.0,
    social=4.0, threshold=0.3, threshold_width=0.1, evidence_scale=0.9625, absorptive_gain=0.1,
    research_add=0.1, pilot_add=0.05, absorptive_floor=0.2, nih=0.4, nih_relief=0.5,
    entrenchment=0.005, benchmark=1.5,
)  # fmt: skip


@pytest.mark.parametrize(
    ("tenure", "worth"),
    [(0, 0.2), (47, 0.2), (48, 0.2), (49, 0.205), (68, 0.3), (999, 1.0)],  # 0.4 x 0.5 at first
)
def test_nobody_is_entrenched_before_48_months(tenure: int, worth: float) -> None:
    assert scaling.not_invented_here(float(tenure), P) == pytest.approx(worth)


def test_what_is_seen_is_weighted_by_ties() -> None:
    assert scaling.mix(0.6, 0.3, 0.1, P) == pytest.approx(
        2.8 / 6
    )  # (4 x 0.6 + 0.3 + 0.1) / (4 + 1 + 1)
    assert scaling.mix(0.0, 0.6, 0.0, P) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("chances", "worth"),
    [
        # pushed, brokered, peers, known, mandate, pullable; nobody in particular tells 0.1
        ((0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.1),
        ((0.2, 0.0, 0.0, 0.0, 0.0, 0.0), 0.28),  # 1 - 0.9 x 0.8
        ((0.0, 0.1, 0.0, 0.0, 0.0, 0.0), 0.19),  # 1 - 0.9 x 0.9
        ((0.0, 0.0, 0.4, 0.0, 0.0, 0.0), 0.37),  # 1 - 0.9 (1 - 0.5 x 1.5 x 0.4)
        ((0.0, 0.0, 0.0, 0.5, 0.0, 0.0), 0.55),  # 1 - 0.9 x 0.5
        ((0.0, 0.0, 0.0, 0.0, 0.5, 0.0), 0.325),  # 1 - 0.9 (1 - 0.5 x 0.5)
        ((0.0, 0.0, 0.0, 0.0, 0.0, 1.0), 0.28),  # 1 - 0.9 x 0.8
        ((0.0, 0.0, 2.0, 0.0, 0.0, 0.0), 1.0),  # a chance is at most 1
        # 1 - 0.9 x 0.8 x 0.9 x 0.7 x 0.5 x 0.5 x 0.8
        ((0.2, 0.1, 0.4, 0.5, 1.0, 1.0), 0.90928),
    ],
)
def test_awareness(chances: tuple[float, ...], worth: float) -> None:
    assert scaling.awareness(*chances, P) == pytest.approx(worth)


def test_evidence_of_others() -> None:
    # 0.5 x 0.85, 0.25 x 0.7 and 0.1 x 0.5 mix to 1.925 / 6; times 1.5 that is 0.48125, half the scale
    value = (1.0 - math.exp(-0.5)) * 0.7  # 0.4 + 0.6 x 0.5
    assert scaling.evidence(0.5, 0.25, 0.1, 0.5, 0.5, P) == pytest.approx(value)
    assert scaling.evidence(0.0, 0.0, 0.0, 0.5, 1.0, P) == 0.0
    # a full discount leaves the AHSN 0.7 of its weight, the type 0.4, the nation nothing
    sharp = replace(P, evidence_scale=1.0, benchmark=1.0)
    alone = [scaling.evidence(*seen, 1.0, 1.0, sharp) for seen in ((6, 0, 0), (0, 6, 0), (0, 0, 6))]
    assert alone == pytest.approx([1 - math.exp(-2.8), 1 - math.exp(-0.4), 0.0])


def test_the_nearest_user_decides_the_distance() -> None:
    assert scaling.distance(1.0, 0.0, 0.0) == 0.0
    assert scaling.distance(0.0, 0.1, 0.9) == 0.3
    assert scaling.distance(0.0, 0.0, 0.1) == 0.6
    assert scaling.distance(0.0, 0.0, 0.0) == 1.0


def test_a_pilot_shows_half_as_much_as_use() -> None:
    assert scaling.shown(0.4, 1.0) == pytest.approx(0.4)
    assert scaling.shown(0.4, 0.0) == pytest.approx(0.2)


def test_the_pull_of_peers() -> None:
    assert scaling.peer_pull(0.3, 0.5, P) == pytest.approx(0.8)  # 4 x 0.5 x 0.5 (0.3 + 0.5)
    # a width and ln 3 widths above the threshold Lambda is 3/4
    used = 0.3 + 0.1 * math.log(3.0)
    assert scaling.peer_pull(used, 0.5, P) == pytest.approx(used + 0.75)


@pytest.mark.parametrize(
    ("absorptive", "nih", "distance", "known", "complexity", "worth"),
    [
        (1.0, 0.5, 0.6, 0.5, 2.0, 0.85),  # 1 - 0.5 x 0.6 x 0.5
        (0.0625, 0.0, 1.0, 0.0, 1.0, 0.4),  # a square root, 0.25: 0.2 + 0.8 x 0.25
        (0.0625, 0.0, 1.0, 0.0, 3.0, 0.25),  # itself: 0.2 + 0.8 x 0.0625
        (0.0, 0.0, 1.0, 0.0, 1.0, 0.2),
        (1.0, 1.0, 1.0, 1.0, 3.0, 1.0),
        (1.0, 1.0, 1.0, 0.0, 3.0, 0.0),
    ],
)
def test_the_gate(
    absorptive: float, nih: float, distance: float, known: float, complexity: float, worth: float
) -> None:
    assert scaling.gate(absorptive, nih, distance, known, complexity, P) == pytest.approx(worth)


def test_absorptive_capacity_follows_its_target() -> None:
    on = Loops()
    # target 0.6 + 0.1 + 0.05 x 2 = 0.8
    assert scaling.absorptive_capacity(0.5, 0.6, 2.0, P, on) == pytest.approx(0.53)
    assert scaling.absorptive_capacity(0.5, 0.6, 9.0, P, on) == pytest.approx(
        0.535
    )  # three pilots at most
    assert scaling.absorptive_capacity(0.5, 0.6, 9.0, P, Loops(R6=0.0)) == pytest.approx(0.52)
    assert scaling.absorptive_capacity(1.0, 3.0, 0.0, P, on) == 1.0  # held inside 0 to 1
    assert scaling.absorptive_capacity(0.0, -3.0, 0.0, P, on) == 0.0
