"""Clarity: what problem are we solving, and is it the cause or a symptom (A20, A21, B14-B17, B19, B23).

Mechanisms M23 (shifting the burden: quick fixes plug a deficit and rarely last), M25 (match of
need, assets and solution) and the challenge of plans by both sides (B16).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Clarity:
    """Parameters of problem statements, symptom projects and matching."""

    clarity: float = param(0.5, "index", (0.0, 1.0), (0.2, 0.9), "M25", "T4", "Usual clarity of trusts' problem statements")
    articulation: float = param(0.0, "index", (0.0, 1.0), (0.0, 0.35), "B19 L13", "T4", "Clarity added by publishing problems industry can answer")
    luck: float = param(1.0, "share", (0.0, 1.0), (0.5, 1.0), "M25", "T4", "How far an offer that happens to fit makes up for an unclear problem")
    learning: float = param(0.04, "per month", (0.0, 1.0), (0.02, 0.1), "M25", "T4", "Speed at which clarity follows its target")
    match: float = param(1.0, "logit", (0.0, 5.0), (0.5, 2.0), "M25 B14", "T4", "Pull of an offer that fits a need")
    place_focus: float = param(0.0, "logit", (0.0, 3.0), (0.0, 0.8), "B23 L16", "T4", "Pull towards places with strong assets and high need")
    symptom: float = param(0.25, "share", (0.0, 1.0), (0.1, 0.5), "A20 M23", "T4", "Projects that treat a symptom")
    symptom_penalty: float = param(1.5, "logit", (0.0, 5.0), (1.0, 3.0), "A21 M23", "T4", "How much less likely a symptom project is to last")
    challenge_fix: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.6), "B16 L14", "T4", "Symptom projects turned to their cause by challenge")
    challenge_veto: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.5), "B16 L14", "T4", "Projects that look harmful which challenge stops")
    challenge_insight: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.5), "B16 L14", "T4", "Share of the error of a first impression that challenge removes")
    whole_person: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.5), "B17 L15", "T4", "New devices, digital tools and services designed for the whole person")
    whole_person_gain: float = param(0.4, "share of value", (0.0, 2.0), (0.1, 0.8), "B17 M19", "T4", "Value gained by whole-person design, for one step of complexity")
# fmt: on


def gate(clarity: float, need: float, p: Any) -> float:
    """Return how far clarity lets an innovation through: ``clarity + (1 - clarity) luck need``.

    ``luck`` is the parameter, a share. 1: clearly stated, or the offer happens to fit; 0: unclear and no fit.
    """
    return clarity + (1.0 - clarity) * p.luck * need


def next_clarity(now: float, p: Any) -> float:
    """Return next month's clarity, which follows what is usual plus articulation (B19)."""
    target = clip(p.clarity + p.articulation, 0.0, 1.0)
    return now + p.learning * (target - now)


def match_pull(clarity: float, need: float, p: Any) -> float:
    """Return the pull (logit) of need met by an offer, stronger where the need is well stated."""
    return p.match * need * (0.5 + 0.5 * clarity)


def place_tilt(assets: float, need: float) -> float:
    """Return how far assets by need of this place exceed the average place (mean about 0)."""
    return 4.0 * assets * need - 1.0


def whole_person(widened: float, scope: float, p: Any) -> bool:
    """Return whether an innovation is designed for the whole person (B17); ``scope`` is a uniform draw."""
    return bool(widened > 0.0 and scope < p.whole_person)


def wider_value(value: float, p: Any) -> float:
    """Return the net value of a whole-person design: helpful, or at least less harmful."""
    return value + p.whole_person_gain * abs(value)


def wider_complexity(complexity: float) -> float:
    """Return the complexity of a whole-person design: a step more, up to complex."""
    return min(3.0, complexity + 1.0)
