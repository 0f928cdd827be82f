"""Companies by hand: outreach, and effort that follows uptake."""

from __future__ import annotations

import math

import pytest

from collabsim.behaviour import companies
from collabsim.behaviour.companies import Companies
from collabsim.scenario.groups import Loops

P = Companies(
    effort_speed=0.1, effort_floor=0.2, uptake_half=0.01, speed_bonus=0.1, outreach=0.2,
    outreach_life=36.0, articulated=1.5, work_with_willing=2.0,
)  # fmt: skip


def test_willingness_as_seen_from_outside() -> None:
    assert companies.willingness(0.5, 0.0, 0.0) == 0.0
    assert companies.willingness(0.7, 0.1, 1.0) == pytest.approx(1.1)  # 2 x 0.2 + 0.2 + 0.5


def test_outreach_is_tilted_within_limits() -> None:
    assert companies.tilt(0.5, 0.3, P) == pytest.approx(1.4)  # 1 + 2 x 0.2
    assert companies.tilt(5.0, 0.0, P) == pytest.approx(3.0)  # at most 1 above the mean
    assert companies.tilt(-5.0, 0.0, P) == pytest.approx(-0.2)  # at most 0.6 below it


def test_a_campaign_fades_with_age() -> None:
    assert companies.campaign(0.5, 2.0, 0.0, P) == pytest.approx(0.3)  # 0.2 x 0.5 x 2 x 1.5
    assert companies.campaign(0.5, 2.0, 36.0, P) == pytest.approx(0.3 / math.e)


def test_reach_is_a_chance() -> None:
    assert companies.reach(0.2, 2.0) == pytest.approx(0.4)
    assert companies.reach(0.8, 2.0) == 0.9
    assert companies.reach(0.2, -1.0) == 0.0


def test_uptake_is_a_years_mean() -> None:
    assert companies.next_uptake(0.012, 24.0, 200) == pytest.approx(0.021)  # 0.011 + 0.12 / 12


def test_effort_follows_uptake() -> None:
    on = Loops()
    # (0.2 + 0.8 x 1/2) 1.1 = 0.66
    assert companies.next_effort(0.5, 0.01, P, on) == pytest.approx(0.516)
    # (0.2 + 0.8 x 3/4) 1.1 = 0.88
    assert companies.next_effort(0.5, 0.03, P, on) == pytest.approx(0.538)
    assert companies.next_effort(0.5, 0.0, P, on) == pytest.approx(0.472)  # 0.2 x 1.1 = 0.22
    assert companies.next_effort(0.5, 0.03, P, Loops(R3=0.0)) == 0.5
    assert companies.next_effort(2.0, 0.03, P, on) == 1.0  # held inside 0 to 1
    assert companies.next_effort(-1.0, 0.0, P, on) == 0.0
