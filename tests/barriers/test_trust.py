"""Trust by hand: beliefs, evidence that fades and is forgotten, scandals, visibility, the gate."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from collabsim.barriers import trust
from collabsim.barriers.trust import Trust
from collabsim.scenario.groups import Loops

ON = Loops()
P = Trust(
    prior=4.0, kappa=2.0, memory=0.9, forget=0.4, category=0.25, observed=0.5, far=0.1,
    message=0.01, setback=0.25, scandal=0.6, severity=3.0, spill=0.1, visible=-1.0, openness=2.0,
    celebrate=0.5, threshold=0.3, stakes=0.4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("good", "bad", "worth"),
    [
        (0.0, 0.0, 0.5),  # the disposition
        (2.0, 0.0, 4 / 6),  # (4 x 0.5 + 2) / (4 + 2)
        (0.0, 4.0, 0.25),  # 2 / 8
        (1.0, 3.0, 0.375),  # 3 / 8
        (0.0, -3.0, 0.5),  # what rivals lost leaves no less than no bad evidence
    ],
)
def test_belief(good: float, bad: float, worth: float) -> None:
    assert trust.belief(0.5, 4.0, good, bad) == pytest.approx(worth)


def test_what_a_company_believes_before_it_has_worked_with_a_trust() -> None:
    first = trust.belief(trust.COMPANY_START, trust.COMPANY_PRIOR, 0.0, 0.0)
    once = trust.belief(trust.COMPANY_START, trust.COMPANY_PRIOR, 1.0, 0.0)
    assert first == pytest.approx(0.57)
    assert once == pytest.approx(2.995 / 4.5)  # (3.5 x 0.57 + 1) / (3.5 + 1)


def test_evidence_about_others_counts_in_part() -> None:
    assert trust.counted(2.0, 6.0, P) == pytest.approx(3.0)  # 2 + 0.25 x 4
    assert trust.counted(2.0, 6.0, replace(P, category=0.0)) == 2.0


def test_evidence_fades() -> None:
    assert trust.faded(2.0, 0.0, P) == 2.0
    assert trust.faded(2.0, 3.0, P) == pytest.approx(1.458)  # 2 x 0.9^3


def test_a_new_leader_learns_what_others_remember() -> None:
    assert trust.remembered(1.0, P) == 1.0
    assert trust.remembered(0.5, P) == pytest.approx(0.55)  # 1 - 0.5 x 0.9
    assert trust.remembered(0.0, P) == pytest.approx(0.1)


def test_what_outlasts_a_leader() -> None:
    assert trust.kept(P) == pytest.approx(0.6)
    assert trust.company_kept(P) == pytest.approx(0.8)
    assert trust.kept(replace(P, forget=1.0)) == 0.0
    assert trust.company_kept(replace(P, forget=1.0)) == 0.5


def test_messages_events_and_what_is_seen_of_them() -> None:
    assert trust.heard(0.2, 0.5, 0.4, P) == pytest.approx(0.202)  # 0.2 + 0.01 x 0.5 x 0.4
    assert trust.setback(P) == pytest.approx(0.5)  # 0.25 x 2
    assert trust.seen(1.0, 3.0, P) == pytest.approx(0.6)  # 0.5 (1 + 0.1 x 2)


def test_scandals_hurt_the_sector() -> None:
    assert trust.scandal_chance(50, P) == pytest.approx(0.001)  # 0.6 / 12 / 50
    assert trust.scandal_evidence(1.0, 2.0, P, ON) == pytest.approx(7.2)  # 2 x 3 (1 + 0.1 x 2)
    assert trust.scandal_evidence(0.0, 1.0, P, ON) == pytest.approx(0.6)
    assert trust.scandal_evidence(1.0, 2.0, P, Loops(B1=0.0)) == 0.0


@pytest.mark.parametrize(
    ("permission", "stance", "on", "logit"),
    [
        (0.25, 1.0, ON, 0.5),  # - 1 + 2 x 0.25 + 0.5 + 0.5
        (0.25, -1.0, ON, -0.5),
        (0.5, 0.0, ON, 0.5),
        (0.5, 1.0, Loops(R2=0.0), -0.5),
    ],
)
def test_visibility(permission: float, stance: float, on: Loops, logit: float) -> None:
    assert trust.visibility(permission, stance, P, on) == pytest.approx(1 / (1 + math.exp(-logit)))


def test_the_gate() -> None:
    assert trust.gate(0.5, 0.5, P) == pytest.approx(0.5)  # 0.3 + 0.4 x 0.5 is asked
    assert trust.gate(0.5 + 0.12 * math.log(3.0), 0.5, P) == pytest.approx(0.75)
    assert trust.gate(0.3, 0.0, P) == pytest.approx(0.5)
