"""Leadership and culture: decisions hard to reach, slow to come, and leaders who move on (A33, A34, A38, B03, B04, B06, B12).

Mechanisms M13 (latency and friction of governance), M21 (board ties: Davis 1991, but Chu and
Davis 2016 find nothing since) and the turnover of leaders (S67). The
board effect is expected near null and serves as a negative control: ``board_effect = 0``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Leadership:
    """Parameters of access, approval and turnover."""

    friction: float = param(0.45, "share", (0.0, 1.0), (0.25, 0.6), "M13 S74", "T4", "Perceived friction of governance and access")
    approval_time: float = param(1.0, "of usual", (0.0, 3.0), (0.4, 1.5), "M13 S73", "T1", "Length of approval relative to the usual of its class")
    unscreened: float = param(0.0, "share", (0.0, 1.0), (0.0, 1.0), "M13 I4", "T4", "Checks deleted (1) rather than run side by side (0) when decisions speed up")
    deleted_harm: float = param(1.5, "times", (0.0, 10.0), (0.5, 3.0), "M13 I4", "T4", "Further failures when checks are deleted")
    rejection: float = param(0.2, "share at full stakes", (0.0, 1.0), (0.1, 0.4), "M13", "T4", "Chance that governance says no")
    churn: float = param(0.24, "per year", (0.0, 2.0), (0.2, 0.35), "S67", "T1", "Hazard that the leader of an NHS trust, or of a region, changes")
    settling: float = param(6.0, "months", (0.0, 36.0), (3.0, 12.0), "S67", "T4", "Time a new leader takes to settle")
    unsettled: float = param(0.4, "factor", (0.0, 1.0), (0.2, 0.8), "S67", "T4", "How far the gate opens while a leader settles")
    handover: float = param(3.0, "months", (0.0, 12.0), (0.0, 6.0), "S67 M13", "T4", "Delay of approvals in progress when a leader changes")
    board_ties: float = param(0.1, "ties per board", (0.0, 5.0), (0.0, 1.0), "M21 B13", "T4", "Ties between NHS and industry boards")
    board_effect: float = param(0.1, "logit per tie", (0.0, 1.0), (0.0, 0.4), "M21 S65", "T3", "Effect of a tie on appeal; 0 is the null")
# fmt: on


def leaves(draw: float, p: Any) -> bool:
    """Return whether a leader leaves this month."""
    return bool(draw < p.churn / 12.0)


def unsettled(tenure: float, p: Any) -> float:
    """Return 1 while a leader is new (months in post below ``settling``), else 0."""
    return 1.0 if tenure < p.settling else 0.0


def gate(tenure: float, p: Any) -> float:
    """Return how far leadership lets an innovation through: ``(1 - friction) settled``.

    ``settled = unsettled if tenure < settling else 1``: less while a new leader settles.
    """
    open_to = 1.0 - p.friction
    return open_to * p.unsettled if tenure < p.settling else open_to


def approval_months(usual: float, trust: float, new: float, draw: float, p: Any) -> int:
    """Return months of approval: lognormal with a CV of 0.5, right-skewed as P5 asks.

    ``floor(mean e^(0.47 draw - 0.11) + 0.5)``, ``mean = usual approval_time (1.2 - 0.4 trust) (1 +
    0.3 new)``; ``draw`` is a standard normal, ``new`` 1 with a new leader.
    """
    mean = usual * p.approval_time * (1.2 - 0.4 * trust) * (1.0 + 0.3 * new)
    return int(mean * math.exp(0.47 * draw - 0.11) + 0.5)


def rejection_chance(stake: float, p: Any) -> float:
    """Return the chance that governance refuses, rising with what is at stake for patients."""
    return min(1.0, p.rejection * stake)


def harm_factor(p: Any) -> float:
    """Return how many times more failures slip through when checks are deleted (I4)."""
    return 1.0 + p.deleted_harm * p.unscreened


def board_pull(p: Any) -> float:
    """Return the pull (logit) of board ties."""
    return p.board_effect * p.board_ties
