"""Scaling: many local successes, few that spread (A11, A14-A17, B31, B32).

Mechanisms M14 (thresholds: Granovetter 1978; Centola and Macy 2007), M16 (not invented here,
absorptive capacity: Katz and Allen 1982; Cohen and Levinthal 1990), M17 (awareness).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import logistic
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Scaling:
    """Parameters of awareness, peers, absorptive capacity and not-invented-here."""

    notice: float = param(0.008, "per month", (0.0, 0.2), (0.005, 0.02), "M17", "T4", "Chance to hear of an innovation from nobody in particular")
    notice_peers: float = param(0.4, "per month", (0.0, 1.0), (0.2, 0.8), "M17 A16", "T4", "Chance to hear of an innovation that all peers visibly use")
    notice_mandate: float = param(0.55, "per month", (0.0, 1.0), (0.3, 0.8), "M17", "T4", "Chance to hear of a national mandate")
    notice_pull: float = param(0.0, "per month", (0.0, 1.0), (0.0, 0.2), "L22", "T4", "Chance to hear of what demand-pull supports")
    tie_ahsn: float = param(4.0, "relative to England", (0.0, 20.0), (1.0, 5.0), "M14", "T4", "Weight of peers in the same AHSN")
    tie_type: float = param(1.5, "relative to England", (0.0, 20.0), (1.0, 5.0), "M14", "T4", "Weight of peers of the same type")
    social: float = param(5.0, "logit", (0.0, 15.0), (1.0, 7.0), "M14 P14", "T4", "Pull of peers' use")
    threshold: float = param(0.25, "share", (0.0, 1.0), (0.1, 0.6), "M14", "T2", "Share of peers at which adopting becomes normal")
    threshold_width: float = param(0.1, "share", (0.01, 1.0), (0.05, 0.2), "M14", "T4", "Spread of the share of peers that persuades")
    evidence_scale: float = param(0.06, "visible share", (0.001, 1.0), (0.03, 0.12), "M10 M16", "T4", "Visible use that brings 63 % of what evidence can be")
    evidence_pull: float = param(1.0, "logit", (0.0, 5.0), (0.5, 2.0), "M10", "T4", "Pull of credible evidence")
    proof: float = param(1.0, "logit", (0.0, 5.0), (0.5, 2.0), "M10", "T4", "Pull of one's own successful pilot")
    absorptive_mean: float = param(0.45, "index", (0.0, 1.0), (0.3, 0.6), "M16", "T4", "Mean capacity to use others' knowledge")
    absorptive_gain: float = param(0.03, "per month", (0.0, 0.5), (0.01, 0.06), "M16", "T4", "Speed at which that capacity follows its target")
    research_add: float = param(0.0, "index", (-0.5, 0.5), (0.0, 0.2), "A18 L19", "T4", "Capacity added by protected research time")
    pilot_add: float = param(0.06, "index per pilot", (0.0, 0.5), (0.03, 0.1), "M16 R6", "T4", "Capacity added by each running pilot or evaluation, up to three")
    absorptive_floor: float = param(0.35, "share", (0.0, 1.0), (0.2, 0.5), "M16", "T4", "How far the gate opens with no absorptive capacity")
    nih: float = param(0.3, "index", (0.0, 1.0), (0.0, 0.6), "M16 A15", "T3", "Strength of not-invented-here")
    nih_relief: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.5), "A17 L20", "T4", "Not-invented-here removed by rewarding copying")
    entrenchment: float = param(0.0005, "index per month", (0.0, 0.01), (0.0, 0.001), "S68 L24", "T3", "Growth of not-invented-here after four years of one leader")
    benchmark: float = param(1.0, "factor", (0.0, 5.0), (1.0, 1.6), "B32 L18", "T4", "Reach of peers' evidence under comparative data")
    benchmark_push: float = param(0.0, "logit", (0.0, 2.0), (0.0, 0.15), "B32 L18", "T2", "Push on trusts whose AHSN is shown to lag the nation")
# fmt: on


DISTANCE_AHSN, DISTANCE_TYPE, DISTANCE_FAR = 0.3, 0.6, 1.0
"""How foreign a source is: same AHSN, same type, elsewhere (M16)."""


def not_invented_here(tenure: float, p: Any) -> float:
    """Return the discount on others' knowledge: less if copying is rewarded, more if entrenched."""
    grown = p.entrenchment * max(0.0, tenure - 48.0)
    return min(1.0, p.nih * (1.0 - p.nih_relief) + grown)


def mix(ahsn: float, kind: float, nation: float, p: Any) -> float:
    """Return the tie-weighted mean of what is seen in the AHSN, the type and England (M14)."""
    weight = p.tie_ahsn + p.tie_type + 1.0
    return (p.tie_ahsn * ahsn + p.tie_type * kind + nation) / weight


def awareness(
    pushed: float,
    brokered: float,
    peers: float,
    known: float,
    mandate: float,
    pullable: float,
    p: Any,
) -> float:
    """Return the chance to become aware this month: all chances to miss it must come true (M17).

    ``pushed`` by the company, ``brokered`` by the AHSN, ``peers`` the visible share of users,
    ``known`` anyway, under a national ``mandate`` or covered by demand-pull (0 or 1).
    """
    missed = (1.0 - p.notice) * (1.0 - pushed) * (1.0 - brokered)
    missed = missed * (1.0 - min(1.0, p.notice_peers * p.benchmark * peers)) * (1.0 - known)
    return 1.0 - missed * (1.0 - p.notice_mandate * mandate) * (1.0 - p.notice_pull * pullable)


def evidence(
    ahsn: float, kind: float, nation: float, nih: float, absorptive: float, p: Any
) -> float:
    """Return the credibility of others' visible results here, in [0, 1].

    ``(1 - e^(-seen / evidence_scale)) (0.4 + 0.6 absorptive)``, ``seen = benchmark mix(ahsn (1 - 0.3
    nih), kind (1 - 0.6 nih), nation (1 - nih))``: each source discounted by its distance.
    """
    near = ahsn * (1.0 - DISTANCE_AHSN * nih)
    like = kind * (1.0 - DISTANCE_TYPE * nih)
    far = nation * (1.0 - DISTANCE_FAR * nih)
    seen = p.benchmark * mix(near, like, far, p)
    return (1.0 - math.exp(-seen / p.evidence_scale)) * (0.4 + 0.6 * absorptive)


def distance(own: float, near: float, alike: float) -> float:
    """Return how foreign the nearest user is: 0 is the trust itself; shares of users decide."""
    if own > 0.0:
        return 0.0
    if near > 0.0:
        return DISTANCE_AHSN
    return DISTANCE_TYPE if alike > 0.0 else DISTANCE_FAR


def shown(visibility: float, used: float) -> float:
    """Return how much of an innovation peers see: of a successful pilot half as much as of use."""
    return visibility * (0.5 + 0.5 * used)


def peer_pull(used: float, peer_weight: float, p: Any) -> float:
    """Return the pull (logit) of peers' use: half in proportion, half once it becomes normal."""
    normal = logistic((used - p.threshold) / p.threshold_width)
    return p.social * peer_weight * 0.5 * (used + normal)


def gate(
    absorptive: float, nih: float, distance: float, known: float, complexity: float, p: Any
) -> float:
    """Return how far know-how lets an innovation through: ``able (1 - nih distance (1 - known))``.

    ``able = absorptive_floor + (1 - absorptive_floor) absorptive^((1 + complexity) / 4)``. 1 with
    full absorptive capacity and evidence of one's own.
    """
    able = p.absorptive_floor + (1.0 - p.absorptive_floor) * absorptive ** (
        0.25 * (1.0 + complexity)
    )
    return able * (1.0 - nih * distance * (1.0 - known))


def absorptive_capacity(now: float, target: float, pilots: float, p: Any, on: Any) -> float:
    """Return next month's absorptive capacity: it follows its target, which pilots raise (R6)."""
    wanted = target + p.research_add + on.R6 * p.pilot_add * min(pilots, 3.0)
    return min(1.0, max(0.0, now + p.absorptive_gain * (wanted - now)))
