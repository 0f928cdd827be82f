"""Permission: under the radar, or with a clear signal of permission and encouragement (A35-A37, A40, B01, B02).

Mechanism M12: a signal from the top is attenuated at every level (Williamson 1967), decays,
and is worth little unless metrics or money back it (B5). Permission is a gate; encouragement
adds to appeal; a board may forbid, stay silent or encourage. No NHS effect size exists: T4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip, logistic
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Permission:
    """Parameters of the signal and of what boards make of it."""

    announcement: float = param(0.35, "index", (0.0, 1.0), (0.1, 0.95), "M12 C04 L01", "T4", "Strength of the yearly national signal")
    half_life: float = param(9.0, "months", (0.5, 120.0), (3.0, 24.0), "M12", "T4", "Half-life of the signal")
    attenuation: float = param(0.8, "per level", (0.0, 1.0), (0.6, 0.95), "M12", "T4", "Share of the signal that each level passes on")
    levels: float = param(4.0, "levels", (2.0, 8.0), (3.0, 5.0), "M12", "T4", "Steps from the nation down to a trust's board, each of which loses some")
    transmission: float = param(0.5, "per month", (0.0, 1.0), (0.2, 1.0), "M12", "T4", "Speed at which a level takes up the signal")
    unbacked: float = param(0.3, "share", (0.0, 1.0), (0.1, 1.0), "M12", "T4", "Worth of a signal that neither metric nor money backs")
    backing: float = param(0.0, "index", (0.0, 1.0), (0.0, 1.0), "M12 B28", "T4", "Money behind the signal")
    backing_weight: float = param(0.15, "share of oversight", (0.01, 1.0), (0.05, 0.3), "M12", "T4", "Scorecard weight that alone backs the signal in full")
    fatigue: float = param(0.15, "per announcement", (0.0, 1.0), (0.05, 0.3), "I13", "T4", "Credibility lost by an unbacked announcement of full strength (B5)")
    recovery: float = param(0.02, "per month", (0.0, 1.0), (0.01, 0.05), "M12", "T4", "Speed at which credibility returns")
    encouragement: float = param(0.2, "share", (0.0, 1.0), (0.0, 1.0), "A40 L02", "T4", "How far the signal encourages rather than permits")
    encouragement_pull: float = param(1.0, "logit", (0.0, 5.0), (0.5, 2.0), "M12 A40", "T4", "Pull of encouragement")
    forbid: float = param(0.1, "share of boards", (0.0, 1.0), (0.02, 0.25), "A37", "T4", "Boards, and regional leaders, that instruct staff not to deal with industry")
    encourage: float = param(0.2, "share of boards", (0.0, 1.0), (0.1, 0.5), "M12", "T4", "Boards, and regional leaders, that encourage it")
    lift_bans: float = param(0.0, "per month", (0.0, 1.0), (0.0, 0.06), "A37 L02", "T4", "Hazard that an existing ban of a board is withdrawn")
    threshold: float = param(0.08, "index", (0.0, 1.0), (0.02, 0.25), "M12", "T4", "Signal at which half of silent boards feel permitted")
    stance_shift: float = param(0.3, "index", (0.0, 1.0), (0.1, 0.5), "M12", "T4", "What an encouraging board adds to the signal")
    width: float = param(0.12, "index", (0.01, 1.0), (0.06, 0.24), "M12", "T4", "Spread of the signal at which boards feel permitted")
    under_radar: float = param(0.05, "share", (0.0, 1.0), (0.0, 0.1), "A35", "T4", "What still happens under the radar of a ban")
# fmt: on


LN2 = 0.6931471805599453
"""The natural logarithm of 2."""


def national_signal(signal: float, april: float, p: Any) -> float:
    """Return the national signal: it fades by its half-life and is renewed every April."""
    faded = signal * math.exp(-LN2 / p.half_life)
    return max(faded, p.announcement) if april > 0.0 else faded


def backed(weight: float, p: Any) -> float:
    """Return how far metrics and money stand behind the signal, in [0, 1]."""
    return clip(weight / p.backing_weight + p.backing, 0.0, 1.0)


def credibility(now: float, backing: float, april: float, p: Any, on: Any) -> float:
    """Return next month's credibility: unbacked announcements wear it out (B5, I13)."""
    if april > 0.0:
        now = now * (1.0 - on.B5 * p.fatigue * (1.0 - backing) * p.announcement)
    return now + p.recovery * (1.0 - now)


def worth(cred: float, backing: float, p: Any) -> float:
    """Return what the signal is worth to those who hear it: cheap talk is worth ``unbacked``."""
    return cred * (p.unbacked + (1.0 - p.unbacked) * backing)


def pass_on(received: float, stance: float, p: Any) -> float:
    """Return what a regional leader passes on: all of it if encouraging, else less.

    ``received attenuation^(1 - stance)``: silence loses a level's share, a ban twice that.
    """
    return received * p.attenuation ** (1.0 - stance)


def first_received(p: Any) -> float:
    """Return what a region has taken up of the signal when the run begins."""
    return 0.6 * p.announcement * p.attenuation


def down_the_line(sent: float, p: Any) -> float:
    """Return what reaches a trust's board of what its region sends: every level loses some."""
    return sent * p.attenuation ** (p.levels - 2.0)


def receive(now: float, sent: float, p: Any) -> float:
    """Return what a level has taken up of what is sent to it."""
    return now + p.transmission * (sent - now)


def stance(draw: float, p: Any) -> float:
    """Return the stance of a new leader of a trust or region: -1 forbids, 0 is silent, 1 encourages."""
    if draw < p.forbid:
        return -1.0
    return 1.0 if draw >= 1.0 - p.encourage else 0.0


def encouragement(permission: float, stance_now: float, worth_now: float, p: Any) -> float:
    """Return the pull (logit) of encouragement by the signal and by the board (A40).

    ``encouragement_pull max(0, 2 permission encouragement + 0.5 stance_now) worth_now``
    """
    felt = 2.0 * permission * p.encouragement + 0.5 * stance_now
    return p.encouragement_pull * max(0.0, felt) * worth_now


def gate(permission: float, stance_now: float, p: Any) -> float:
    """Return how far permission lets an innovation through: ``under_radar if stance_now < 0 else open``.

    ``open = Lambda((permission + stance_shift stance_now - threshold) / width)``: a ban leaves
    only what happens under the radar (A35).
    """
    if stance_now < 0.0:
        return p.under_radar
    return logistic((permission + p.stance_shift * stance_now - p.threshold) / p.width)
