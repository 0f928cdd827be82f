"""Companies: effort goes where uptake is fast, and outreach to whom it can win (A12, A13, B06, B09).

Mechanism M22 (Danzon et al. 2005: launches follow expected price and volume). Companies learn
about trusts as trusts learn about them; ``work_with_willing`` moves outreach, it adds none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Companies:
    """Parameters of companies' effort and outreach."""

    effort: float = param(0.5, "index", (0.0, 1.0), (0.05, 0.95), "M22", "T4", "UK effort of a company at the start")
    effort_speed: float = param(0.05, "per month", (0.0, 1.0), (0.02, 0.1), "M22", "T4", "Speed at which effort follows uptake")
    effort_floor: float = param(0.2, "index", (0.0, 1.0), (0.1, 0.4), "M22", "T4", "Effort where nothing is taken up")
    uptake_half: float = param(0.006, "per trust-month", (0.0001, 0.1), (0.003, 0.012), "M22", "T4", "Uptake that earns half of the possible extra effort")
    speed_bonus: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.15), "B06 L04", "T4", "Effort gained because decisions are fast")
    outreach: float = param(0.1, "per month", (0.0, 1.0), (0.05, 0.2), "M17", "T4", "Chance that full effort of a mean company makes a trust aware")
    outreach_life: float = param(36.0, "months", (1.0, 600.0), (18.0, 60.0), "M17", "T4", "How long after launch outreach lasts")
    articulated: float = param(1.0, "factor", (0.0, 5.0), (1.0, 1.5), "B19 L13", "T4", "Outreach when needs are published")
    work_with_willing: float = param(0.0, "share per willingness", (0.0, 5.0), (0.0, 1.5), "B09 L10", "T4", "Tilt of outreach towards willing trusts")
# fmt: on


def willingness(disposition: float, permission: float, stance: float) -> float:
    """Return how willing a trust looks from outside: disposition, permission and stance (B09)."""
    return 2.0 * (disposition - 0.5) + 2.0 * permission + 0.5 * stance


def tilt(willing: float, mean_willing: float, p: Any) -> float:
    """Return the relative outreach a trust gets, before scaling so that the mean stays 1."""
    return 1.0 + p.work_with_willing * clip(willing - mean_willing, -0.6, 1.0)


def campaign(effort: float, size: float, age: float, p: Any) -> float:
    """Return a company's monthly push for an innovation of this age (months since launch)."""
    return p.outreach * effort * size * math.exp(-age / p.outreach_life) * p.articulated


def reach(push: float, tilt_here: float) -> float:
    """Return the chance that the push makes this trust aware this month, in [0, 0.9]."""
    return clip(push * tilt_here, 0.0, 0.9)


def next_uptake(now: float, news: float, trusts: int) -> float:
    """Return the uptake a company sees (per trust-month): a year's starts and adoptions."""
    return now * 11.0 / 12.0 + news / trusts / 12.0


def next_effort(now: float, uptake: float, p: Any, on: Any) -> float:
    """Return next month's UK effort: it follows the uptake of the company's products (R3)."""
    ratio = uptake / p.uptake_half
    earned = (1.0 - p.effort_floor) * ratio / (1.0 + ratio)
    wanted = (p.effort_floor + earned) * (1.0 + p.speed_bonus)
    return clip(now + on.R3 * p.effort_speed * (wanted - now), 0.0, 1.0)
