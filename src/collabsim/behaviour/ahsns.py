"""AHSNs (Health Innovation Networks since 2023): brokerage with limited, saturating bandwidth (B21, B22, B33).

Mechanism M20: each April an AHSN picks a few innovations, as well as it can tell good from bad;
support works, a little, and saturates (PReCePT, S43): trusts are more willing to adopt, and where an
innovation is in use its use grows faster. Too many projects congest it (B4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.numerics import share
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class AHSNs:
    """Parameters of brokerage and triage."""

    portfolio: float = param(4.0, "innovations", (0.0, 60.0), (2.0, 8.0), "M20 S38", "T1", "Innovations an AHSN supports at a time")
    capacity: float = param(10.0, "projects", (0.1, 500.0), (5.0, 20.0), "M20", "T4", "Live projects an AHSN can support in full (B4)")
    support: float = param(1.67, "dose", (0.0, 10.0), (1.0, 2.5), "M20", "T4", "Strength of AHSN support (at full credibility)")
    effect: float = param(0.4, "logit", (0.0, 2.0), (0.18, 0.59), "M20 S43 P17", "T1", "Effect of a unit dose of support: on appeal (T4), and on use in `spread_time`")
    half_dose: float = param(0.25, "dose", (0.01, 5.0), (0.1, 0.5), "M20 P17", "T4", "Dose at which half of what support can do is done")
    spread_time: float = param(24.0, "months", (1.0, 240.0), (12.0, 48.0), "M20 S43 P17", "T1", "Months of support that add its effect to the log-odds of use, where adopted")
    triage_noise: float = param(0.6, "value sd", (0.0, 5.0), (0.3, 1.2), "M20", "T4", "Error in judging an innovation's value")
    span: float = param(96.0, "months", (1.0, 600.0), (48.0, 120.0), "M20", "T4", "Age after which an innovation is no longer taken on")
    credibility: float = param(0.6, "index", (0.0, 1.0), (0.4, 0.8), "M20", "T4", "Credibility of a broker at the start")
    credit: float = param(0.02, "per success", (0.0, 1.0), (0.01, 0.05), "M20 I8", "T4", "Share of missing credibility gained by a supported pilot that succeeds")
    discredit: float = param(0.03, "per failure", (0.0, 1.0), (0.01, 0.06), "M20 I8", "T4", "Share of credibility lost by a supported pilot that fails its evaluation")
    notice: float = param(0.12, "per month and dose", (0.0, 1.0), (0.05, 0.2), "M17", "T4", "Chance that support makes a trust aware, up to a dose of 1.5")
# fmt: on


def triage_score(value: float, draw: float, p: Any) -> float:
    """Return how good an innovation looks to a broker: its value, with an error (I8)."""
    return value + p.triage_noise * draw


def dose(credibility: float, live: float, p: Any, on: Any) -> float:
    """Return the support per project: its strength by credibility, thinned when congested (B4)."""
    spread = min(1.0, share(p.capacity, live)) if live > 0.0 else 1.0
    return p.support * credibility * (spread if on.B4 > 0.0 else 1.0)


def support_pull(given: float, p: Any) -> float:
    """Return the pull (logit) of support, which saturates (P17).

    ``effect given (1 + half_dose) / (given + half_dose)``
    """
    return p.effect * given * (1.0 + p.half_dose) / (given + p.half_dose)


def spread_gain(given: float, p: Any) -> float:
    """Return what support adds to the speed of use where it is adopted (logit per month; M20).

    ``support_pull(given) / spread_time``: support raised the log-odds of use by its effect in two years (S43). It
    goes on for as long as support does; only the ceiling of use ends it.
    """
    return support_pull(given, p) / p.spread_time


def brokered(given: float, p: Any) -> float:
    """Return the chance that support makes a trust aware of an innovation this month (M17)."""
    return p.notice * min(given, 1.5)


def next_credibility(now: float, successes: float, failures: float, p: Any) -> float:
    """Return a broker's credibility after a month's supported successes and failures."""
    earned = 1.0 - (1.0 - now) * (1.0 - p.credit) ** successes
    return earned * (1.0 - p.discredit) ** failures
