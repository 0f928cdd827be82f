"""Perceptions: beliefs that industry cares only for novel therapies, and ideology (A23, A28-A30, B20).

Mechanism M11: an ease with industry that is anchored at what is usual (after Friedkin and Johnsen
1990) and moved by what is seen of joint work, whether it succeeded or not; a belief that learns from the offers a trust really gets. Peers'
views, first views of one's own and fixed convictions were in the model and were taken out: nothing
else moved with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Perceptions:
    """Parameters of ideology and of beliefs about industry."""

    ease: float = param(0.55, "index", (0.0, 1.0), (0.4, 0.7), "M11 A23", "T4", "Usual ease with working with industry")
    anchor: float = param(0.03, "per month", (0.0, 1.0), (0.0, 0.3), "M11", "T4", "Pull back to what is usual")
    celebration: float = param(0.0, "per month", (0.0, 0.1), (0.0, 0.02), "A27 L09", "T4", "Movement of views by shared work that is seen")
    belief: float = param(0.35, "index", (0.0, 1.0), (0.2, 0.5), "A28 A29", "T4", "First belief that industry values prevention and everyday data")
    offer_for: float = param(0.03, "per offer", (0.0, 1.0), (0.01, 0.06), "M11 A30", "T4", "Learning from an offer that belies the stereotype")
    offer_against: float = param(0.012, "per offer", (0.0, 1.0), (0.005, 0.03), "M11", "T4", "Learning from an offer that fits it")
    stereotype_weight: float = param(1.0, "share", (0.0, 1.0), (0.5, 1.0), "A28 A29", "T4", "How far disbelief closes the gate for a stereotype-breaking offer")
    ideology_weight: float = param(0.5, "share", (0.0, 1.0), (0.2, 0.8), "A23", "T4", "How far unease with industry closes the gate")
# fmt: on


def next_belief(
    belief: float, offers_for: float, offers_against: float, visible: float, p: Any
) -> float:
    """Return the belief that industry values prevention and everyday data, after a month's offers."""
    disbelief = (1.0 - belief) * (1.0 - p.offer_for) ** offers_for
    held = (1.0 - disbelief) * (1.0 - p.offer_against) ** offers_against
    return held + p.celebration * visible * (1.0 - held)


def next_ease(ease: float, visible: float, p: Any) -> float:
    """Return next month's ease with industry: what is usual anchors, what is seen moves."""
    moved = ease + p.anchor * (p.ease - ease)
    return moved + p.celebration * visible * (1.0 - moved)


def gate(stereotype: float, belief: float, ease: float, p: Any) -> float:
    """Return how far views let an innovation through: ``fits (1 - ideology_weight (1 - ease))``.

    ``fits = 1 - stereotype_weight stereotype (1 - belief)``: belief counts for as much as the offer
    breaks the stereotype.
    """
    fits = 1.0 - p.stereotype_weight * stereotype * (1.0 - belief)
    return fits * (1.0 - p.ideology_weight * (1.0 - ease))
