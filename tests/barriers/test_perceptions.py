"""Perceptions by hand: how belief and ease move, and the gate."""

from __future__ import annotations

import pytest

from collabsim.barriers import perceptions
from collabsim.barriers.perceptions import Perceptions

P = Perceptions(
    ease=0.5, anchor=0.1, celebration=0.1, offer_for=0.2, offer_against=0.1,
    stereotype_weight=0.8, ideology_weight=0.5,
)  # fmt: skip


def test_belief_moves_with_offers_and_with_what_is_seen() -> None:
    assert perceptions.next_belief(0.5, 0.0, 0.0, 0.0, P) == pytest.approx(0.5)
    assert perceptions.next_belief(0.5, 2.0, 0.0, 0.0, P) == pytest.approx(0.68)  # 1 - 0.5 x 0.8^2
    assert perceptions.next_belief(0.5, 0.0, 1.0, 0.0, P) == pytest.approx(0.45)  # 0.5 x 0.9
    assert perceptions.next_belief(0.5, 0.0, 0.0, 0.5, P) == pytest.approx(
        0.525
    )  # + 0.1 x 0.5 x 0.5
    # 0.68 x 0.9 = 0.612, + 0.1 x 0.5 x 0.388
    assert perceptions.next_belief(0.5, 2.0, 1.0, 0.5, P) == pytest.approx(0.6314)


def test_ease_is_anchored_and_moved_by_what_is_seen() -> None:
    assert perceptions.next_ease(0.7, 0.0, P) == pytest.approx(0.68)  # 0.7 - 0.1 x 0.2
    assert perceptions.next_ease(0.7, 0.5, P) == pytest.approx(0.696)  # + 0.1 x 0.5 x 0.32


def test_the_gate() -> None:
    # (1 - 0.8 x 0.5 x 0.75) (1 - 0.5 x 0.4)
    assert perceptions.gate(0.5, 0.25, 0.6, P) == pytest.approx(0.56)
    assert perceptions.gate(1.0, 1.0, 1.0, P) == 1.0
    assert perceptions.gate(1.0, 0.0, 1.0, P) == pytest.approx(0.2)
    assert perceptions.gate(0.0, 0.0, 0.0, P) == pytest.approx(0.5)
