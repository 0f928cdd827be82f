"""Clarity by hand: the gate, articulation, matching, and designs for the whole person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from collabsim.barriers import clarity
from collabsim.barriers.clarity import Clarity

P = Clarity(
    clarity=0.6, articulation=0.3, luck=0.5, learning=0.1, match=2.0, whole_person=0.4,
    whole_person_gain=0.4,
)  # fmt: skip


def test_the_gate() -> None:
    assert clarity.gate(0.4, 0.5, P) == pytest.approx(0.55)  # 0.4 + 0.6 x 0.5 x 0.5
    assert clarity.gate(1.0, 0.0, P) == 1.0
    assert clarity.gate(0.0, 1.0, replace(P, luck=1.0)) == 1.0
    assert clarity.gate(0.0, 0.0, P) == 0.0


def test_clarity_follows_what_is_usual_and_articulated() -> None:
    assert clarity.next_clarity(0.4, P) == pytest.approx(0.45)  # 0.4 + 0.1 (0.9 - 0.4)
    assert clarity.next_clarity(0.4, replace(P, articulation=0.9)) == pytest.approx(
        0.46
    )  # at most 1
    assert clarity.next_clarity(0.4, replace(P, articulation=-0.9)) == pytest.approx(
        0.36
    )  # at least 0


def test_the_pull_of_a_match() -> None:
    assert clarity.match_pull(0.5, 0.4, P) == pytest.approx(0.6)  # 2 x 0.4 x 0.75
    assert clarity.match_pull(0.0, 0.4, P) == pytest.approx(0.4)
    assert clarity.match_pull(0.5, 0.0, P) == 0.0


def test_the_average_place_is_not_tilted_to() -> None:
    assert clarity.place_tilt(0.5, 0.5) == 0.0
    assert clarity.place_tilt(1.0, 1.0) == 3.0
    assert clarity.place_tilt(0.0, 1.0) == -1.0


def test_designed_for_the_whole_person() -> None:
    assert clarity.whole_person(1.0, 0.39, P)
    assert not clarity.whole_person(1.0, 0.4, P)
    assert not clarity.whole_person(0.0, 0.0, P)
    assert clarity.wider_value(0.5, P) == pytest.approx(0.7)  # 0.5 + 0.4 x 0.5
    assert clarity.wider_value(-0.5, P) == pytest.approx(-0.3)  # - 0.5 + 0.4 x 0.5
    assert [clarity.wider_complexity(steps) for steps in (1.0, 2.0, 3.0)] == [2.0, 3.0, 3.0]
