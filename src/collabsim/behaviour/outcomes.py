"""Outcomes: what an innovation is worth, looks worth, and gives in one place (A14, B17, B18, C09).

Mechanism M19 (the replicability problem: adopted innovations rarely work as well as first time;
complexity predicts abandonment, NASSS). Net value may be negative: more adoption is not
better by construction (S79).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip, logistic
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Outcomes:
    """Parameters of value, evaluation, use and abandonment."""

    value_mean: float = param(0.3, "benefit index", (-3.0, 3.0), (0.0, 0.5), "S79", "T2", "Mean net value of an innovation")
    value_spread: float = param(0.6, "benefit index sd", (0.0, 3.0), (0.4, 0.8), "S79", "T2", "Spread of net value: about three in ten do harm")
    prior_value: float = param(0.25, "benefit index", (-1.0, 2.0), (0.0, 0.5), "M10", "T4", "Value expected of an innovation nobody has seen work")
    impression: float = param(0.5, "benefit index sd", (0.0, 3.0), (0.2, 0.8), "M10", "T4", "Error of a first impression")
    evaluation_noise: float = param(0.35, "benefit index sd", (0.0, 3.0), (0.2, 0.6), "P6", "T4", "Error of a local evaluation")
    skip_pilot: float = param(1.0, "factor", (0.0, 1.0), (0.5, 1.0), "M16", "T4", "Chance to skip one's own pilot on complete evidence from elsewhere")
    rest: float = param(18.0, "months", (1.0, 120.0), (6.0, 36.0), "P6", "T4", "Time before a declined innovation is looked at again; twice that for an abandoned one")
    voltage_drop: float = param(0.4, "share", (0.0, 1.0), (0.2, 0.7), "M19 S77", "T2", "Value that does not survive where an innovation does not fit and is not supported")
    abandon: float = param(0.006, "per month", (0.0, 0.2), (0.005, 0.03), "M19", "T4", "Hazard that a simple innovation that nobody supports, needs or uses yet is abandoned")
    abandon_complexity: float = param(0.45, "log per step", (0.0, 3.0), (0.3, 0.8), "M19", "T4", "Effect of complexity on abandonment")
    abandon_support: float = param(0.5, "log per dose", (0.0, 3.0), (0.2, 1.0), "M19", "T4", "Protection from abandonment by support")
    abandon_fit: float = param(0.8, "log", (0.0, 3.0), (0.3, 1.2), "M19", "T4", "Protection from abandonment by local need")
    catch_up: float = param(0.6, "share", (0.0, 1.0), (0.0, 1.0), "P13", "T4", "How far a late adopter starts from the use that others have reached, not from nothing")
    intensity_start: float = param(0.03, "share of use", (0.0, 1.0), (0.01, 0.1), "P13", "T4", "Use that grows even from nothing")
# fmt: on


def believed_value(value: float, impression: float, evidence: float, p: Any) -> float:
    """Return the value a trust believes in: a prior with its error, replaced as evidence comes."""
    guess = p.prior_value + p.impression * impression * (1.0 - evidence)
    return guess + evidence * (value - p.prior_value)


def skip_chance(evidence: float, p: Any) -> float:
    """Return the chance that evidence from elsewhere spares a trust its own pilot (A14, A15)."""
    return evidence * evidence * p.skip_pilot


def first_look(value: float, impression: float, insight: float, p: Any) -> float:
    """Return the value seen when a plan is challenged; ``insight`` removes part of the error."""
    return value + p.impression * 1.2 * (1.0 - insight) * impression


def evaluate(value: float, quality: float, need: float, draw: float, p: Any) -> float:
    """Return the result of a local pilot; above 0 is a success. Rushed purchases do worse (P9)."""
    rushed = 1.5 * (1.0 - quality)
    return value * quality - rushed + p.evaluation_noise * draw + 0.15 * (need - 0.5)


def lasts(symptom_penalty: float, mutual: float, capability: float) -> float:
    """Return the chance that a symptom project outlives its funding (M23, A21)."""
    return logistic(1.5 - symptom_penalty + 0.8 * mutual + 0.3 * (capability - 1.0))


def first_intensity(first: float, elsewhere: float, ceiling: float, p: Any) -> float:
    """Return the use in the month of adoption: a late adopter takes up what is routine elsewhere.

    ``elsewhere`` is the mean use of all eligible trusts. Practice does not wait for the
    organisation: guidelines and staff carry it, so places differ less than their dates do (P13).
    """
    return min(ceiling, first + p.catch_up * max(0.0, elsewhere - first))


def grow(
    intensity: float, ceiling: float, speed: float, absorptive: float, attention: float, p: Any
) -> float:
    """Return next month's intensity of use: logistic growth, faster with know-how and attention.

    ``attention`` is the share of it that slack lets through.
    """
    pace = speed * (0.5 + 0.5 * absorptive + 0.5 * attention)
    grown = intensity + pace * (intensity + p.intensity_start) * (1.0 - intensity / ceiling)
    return clip(grown, 0.0, ceiling)


def ceiling(best: float, keenness: float) -> float:
    """Return the intensity a trust ends at: the wider, the more it is wanted there.

    ``keenness`` is the static appeal: the innovation's own pull and the trust's keenness on it.
    """
    return best * (0.75 + 0.25 * logistic(keenness))


def abandon_hazard(
    complexity: float,
    support: float,
    need: float,
    mandate: float,
    harmful: float,
    unsettled: float,
    intensity: float,
    p: Any,
) -> float:
    """Return the monthly hazard that an adopted innovation is abandoned (M19)."""
    pull = p.abandon_complexity * (complexity - 1.0) - p.abandon_support * min(support, 1.0)
    pull = pull - p.abandon_fit * need - 2.0 * mandate + 1.2 * harmful + 0.5 * unsettled
    return min(1.0, p.abandon * math.exp(pull) * (1.0 - 0.5 * intensity))


def benefit(value: float, use: float, quality: float, local: float, scale: float) -> float:
    """Return a month's net benefit: what is good shrinks, and what is harmful grows, as it fits less.

    ``value use scale (kept if value > 0 else 2 - kept)``, ``kept = quality local``. ``quality`` of the purchase and the ``local`` share of replication are in [0, 1]; ``scale``
    is the trust's size relative to the mean.
    """
    kept = quality * local
    return value * (kept if value > 0.0 else 2.0 - kept) * use * scale


def local_share(need: float, support: float, p: Any) -> float:
    """Return the share of an innovation's value that survives replication here (voltage drop)."""
    return 1.0 - p.voltage_drop * (1.0 - need) * (1.0 - 0.5 * min(support, 1.0))


def gives_up(months: int, draw: float, hazard: float, sticky: float) -> bool:
    """Return whether an innovation is abandoned: never in its first half year of use."""
    return bool(months > 6 and draw < hazard * (1.0 - sticky))
