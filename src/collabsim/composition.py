"""How barriers combine: appeal, gates under sigma and nu, the hazard, and the barrier account.

The hazard is a ceiling times Lambda(appeal), times the gates combined with a constant elasticity of
substitution, sigma, to the power of nu. Structural uncertainty, not tuning: sigma is 0 for the weakest link, 1 for the geometric mean
(Kremer 1993, O-ring) and infinity for the average; nu says how many barriers act in series.
No source fixes either (A01, A02), so nu is matched to sigma and rankings are shown under all.

The order of tests is part of the contract: a trust's draw u is compared with the ceiling, then
with the hazard before gates (an *attempt*), and only then are gates evaluated. As u does not
depend on gates, attempts stopped by a barrier are an unbiased count of the hazard it costs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from collabsim.numerics import least, logistic
from collabsim.parameters import param

ROUNDING = 1e-9
"""By how much a gate may lie outside 0 to 1 through arithmetic alone."""

BARRIERS = (
    "capacity",
    "budget",
    "incentives",
    "resource",
    "scaling",
    "clarity",
    "trust",
    "perceptions",
    "leadership",
    "permission",
)
"""The ten barriers in the order of every gate vector: six hard, four soft."""

OWN = "own"
"""A user's own barrier, the eleventh, which stands last in a gate vector where there is one."""

FLOOR = 1e-6
"""A gate of exactly 0 counts as this much where a logarithm or a negative power needs it."""

MATCHED_NU = ((0.0, 1.0), (0.1, 1.17), (0.5, 2.2), (1.0, 3.0), (math.inf, 3.8))
"""(sigma, nu) pairs that give the same baseline, so that comparing sigmas compares logics."""


# fmt: off
@dataclass(frozen=True, slots=True)
class Hazard:
    """Parameters of the hazard of moving on."""

    ceiling: float = param(0.4, "per month", (0.0, 1.0), (0.25, 0.6), "P22", "T4", "Highest monthly hazard (h_max)")
    sigma: float = param(1.0, "elasticity", (0.0, math.inf), (0.0, math.inf), "A01 A02", "T4", "How barriers combine: 0 weakest link, 1 geometric, inf average")
    nu: float = param(0.0, "exponent", (0.0, 20.0), (0.0, 10.0), "A01 A02", "T4", "How many barriers act in series; 0 means matched to sigma")
    gates: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A02", "T4", "Gates as they are (1), or every gate open (0, the null)")
    pull: float = param(0.0, "logit", (-10.0, 10.0), (-1.0, 1.0), "P22", "T4", "Shift of the intrinsic pull of all piloted classes")
    pull_spread: float = param(2.7, "logit sd", (0.0, 10.0), (1.5, 4.0), "P2 P6", "T4", "How far innovations differ in intrinsic pull")
    fit_spread: float = param(2.8, "logit sd", (0.0, 10.0), (2.0, 4.5), "P1 P13", "T4", "Heterogeneity of trust x innovation: makes plateaus")
    trust_spread: float = param(1.8, "logit sd", (0.0, 10.0), (0.8, 2.4), "P15", "T4", "Innovativeness of a trust: makes early adopters of everything")
    ahsn_spread: float = param(1.3, "logit sd", (0.0, 10.0), (0.5, 2.0), "P14", "T4", "The part shared by the trusts of an AHSN")
# fmt: on


def matched_nu(sigma: float) -> float:
    """Return the nu that gives sigma the same baseline as the others, interpolated in r."""
    r = -math.inf if sigma == 0.0 else (1.0 if math.isinf(sigma) else (sigma - 1.0) / sigma)
    known = [(-30.0, 1.0), (-9.0, 1.17), (-1.0, 2.2), (0.0, 3.0), (1.0, 3.8)]
    r = max(r, -30.0)
    for (r0, nu0), (r1, nu1) in pairwise(known):
        if r <= r1:
            return nu0 + (nu1 - nu0) * (r - r0) / (r1 - r0)
    return known[-1][1]


def met(exposure: float, gate: float) -> float:
    """Return the gate as a class meets it: ``1 - exposure (1 - gate)``; exposure 0 is neutral.

    Raises
    ------
    ValueError : if the gate is not in [0, 1], as one of a user's own may not be.
    """
    if not -ROUNDING <= gate <= 1.0 + ROUNDING:
        raise ValueError("a gate returned a number that is not from 0 to 1")
    return 1.0 - exposure * (1.0 - gate)


def combine(gates: Any, sigma: float, nu: float) -> float:
    """Return all gates combined, in [0, 1]. The number of gates is fixed: a neutral one counts as 1.

    nu is meant for ten gates. With an eleventh, each still counts for a tenth of it, so that an open
    one takes nothing from the others (exactly so at sigma 1, nearly so elsewhere). Gates are taken
    relative to the lowest, so that no power is too large for a number however small sigma is.
    """
    n = len(gates)
    lowest = least(gates)
    if sigma == 0.0:
        return lowest**nu
    nu = nu * (n / len(BARRIERS))
    acc = 0.0
    if math.isinf(sigma):
        for g in gates:
            acc = acc + g
        return (acc / n) ** nu
    if sigma == 1.0:
        product = 1.0
        for g in gates:
            product = product * max(g, FLOOR)
        return product ** (nu / n)
    r = (sigma - 1.0) / sigma
    lowest = max(lowest, FLOOR)
    for g in gates:
        acc = acc + (max(g, FLOOR) / lowest) ** r
    return (lowest * (acc / n) ** (1.0 / r)) ** nu


def loss_weight(gate: float, lowest: float, sigma: float) -> float:
    """Return a gate's weight in the lost hazard (Aumann-Shapley; sigma above 0).

    Only ratios of weights count; they are relative to the ``lowest`` gate, as in ``combine``.
    """
    if math.isinf(sigma):
        return 1.0 - gate
    if sigma == 1.0:
        return -math.log(max(gate, FLOOR))
    r = (sigma - 1.0) / sigma
    lowest = max(lowest, FLOOR)
    return abs(lowest**-r - (max(gate, FLOOR) / lowest) ** r)


def account(gates: Any, sigma: float, shares: Any) -> None:
    """Write into ``shares`` each barrier's share of the lost hazard; shares sum to 1, or are all 0.

    A share is the gate's loss weight over the sum of all. At the weakest link the smallest gate
    takes it all (ties split). It is what the loss is made of, not what removing a barrier would
    gain.
    """
    n = len(gates)
    lowest = least(gates)
    whole = 0.0
    for b in range(n):
        if sigma == 0.0:
            shares[b] = 1.0 if gates[b] == lowest and lowest < 1.0 else 0.0
        else:
            shares[b] = loss_weight(gates[b], lowest, sigma)
        whole = whole + shares[b]
    for b in range(n):
        shares[b] = shares[b] / whole if whole > 0.0 else 0.0


def appeal(
    static: float,
    value: float,
    evidence: float,
    peers: float,
    encouragement: float,
    mandate: float,
    copying: float,
    match: float,
    support: float,
    boards: float,
    rush: float,
    nudges: float,
    proof: float,
) -> float:
    """Return the log-odds that an innovation is worth starting here: a sum of pulls (logit).

    ``static`` is intrinsic pull, fit with the trust and the trust's innovativeness; ``nudges``
    are targets, comparative data and place; ``proof`` one's own successful pilot.
    """
    inner = static + value + evidence + peers + encouragement + mandate + copying
    return inner + match + support + boards + rush + nudges + proof


def attempt(appeal_now: float, ceiling: float) -> float:
    """Return the hazard before gates: ``ceiling Lambda(appeal_now)``."""
    return ceiling * logistic(appeal_now)
