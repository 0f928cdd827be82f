"""Capacity: a system geared to the here and now has no slack to explore (A03, C09).

Mechanism M3: exploration needs slack (March 1991; Nohria and Gulati 1996), winter takes it
away, and a trust that never invests keeps the demand that eats it (the capability trap, R4).
A symptom project relieves pressure while it runs and hands it back at the end (R5, M23).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Capacity:
    """Parameters of slack, demand and the capability trap."""

    slack_mean: float = param(0.08, "share of capacity", (0.0, 0.4), (0.03, 0.15), "M3", "T1", "Mean slack of a trust over a year")
    slack_spread: float = param(0.35, "log sd", (0.0, 1.5), (0.2, 0.5), "M3", "T4", "How far trusts differ in slack")
    extra_slack: float = param(0.0, "share of capacity", (-0.1, 0.2), (0.0, 0.035), "A03 L21", "T4", "Slack created or taken by policy")
    winter: float = param(0.035, "share of capacity", (0.0, 0.2), (0.02, 0.06), "M3", "T1", "Slack lost in January and regained in July")
    half_slack: float = param(0.06, "share of capacity", (0.001, 0.5), (0.03, 0.12), "M3", "T4", "Slack that lets half of attention through; at 0.7 of it the gate is half open for a simple innovation")
    steepness: float = param(2.5, "exponent", (0.5, 10.0), (2.0, 6.0), "M3", "T4", "How sharply the gate opens with slack (Hill exponent)")
    complexity_load: float = param(0.3, "of half_slack per step", (0.0, 2.0), (0.15, 0.6), "M19", "T4", "Extra slack a more complex innovation needs")
    project_load: float = param(0.004, "share of capacity", (0.0, 0.05), (0.002, 0.008), "M3", "T4", "Slack that a pilot or its evaluation takes, times its complexity (1 to 3)")
    attention_price: float = param(0.04, "slack per attention", (0.0, 1.0), (0.0, 0.12), "M1", "T4", "Slack lost when attention moves from operations to innovation")
    broker_backfill: float = param(0.01, "share of capacity", (0.0, 0.1), (0.005, 0.02), "M20", "T4", "Slack that a unit dose of AHSN support lends a project, up to a dose of 1.5")
    fund_backfill: float = param(0.0, "share of capacity", (0.0, 0.1), (0.0, 0.006), "L07", "T4", "Slack bought with a ring-fenced fund")
    industry_backfill: float = param(0.0, "share of capacity", (0.0, 0.2), (0.0, 0.03), "A21 L23", "T4", "Slack lent by a fully committed company")
    capability_gain: float = param(0.015, "per month", (0.0, 0.2), (0.005, 0.03), "M3", "T4", "Speed at which real innovation effort builds capability")
    capability_half: float = param(0.009, "share of attention", (0.001, 0.2), (0.004, 0.02), "M3", "T4", "Real effort that keeps capability at today's level")
    capability_yield: float = param(0.015, "share of capacity", (0.0, 0.1), (0.0, 0.03), "M3 R4", "T4", "Slack gained per unit of capability above today's")
    relief: float = param(0.006, "share of capacity", (0.0, 0.05), (0.0, 0.012), "A20 M23", "T4", "Slack a symptom project frees while it runs")
    rebound: float = param(0.012, "share of capacity", (0.0, 0.1), (0.0, 0.024), "A21 M23", "T4", "Slack lost when a symptom project ends")
    starts: float = param(2.0, "projects a month", (0.0, 20.0), (1.0, 4.0), "M3", "T4", "New projects a trust can open in one month")
# fmt: on


REBOUND_MEMORY = 0.9
"""Share of a rebound still felt a month later: gone within a year or two (M23)."""


def pressure(load: float, rebound: float, symptoms: float, p: Any, on: Any) -> float:
    """Return the slack that projects take: load and rebounds, less relief by symptom fixes (R5).

    ``load + R5 (rebound - relief symptoms)``: cut R5 and only the load remains.
    """
    return load + on.R5 * (rebound - p.relief * symptoms)


def slack(
    trait: float, season: int, capability: float, pressure: float, attention: float, p: Any, on: Any
) -> float:
    """Return the share of capacity free for anything new, between 0 and 0.4.

    ``clip(trait + extra_slack - cold + capable - pressure - attention_price attention, 0, 0.4)``,
    ``cold = winter cos(2 pi (season - 9) / 12)``, ``capable = R4 capability_yield (capability -
    1)``; ``season`` 0 is April and 9 January. ``pressure`` is the load of running pilots and
    rebounds, less relief. Cut R4 and capability no longer matters.
    """
    winter = p.winter * math.cos(2.0 * math.pi * (season - 9) / 12.0)
    capable = on.R4 * p.capability_yield * (capability - 1.0)
    free = trait + p.extra_slack - winter + capable - pressure - p.attention_price * attention
    return clip(free, 0.0, 0.4)


def capability(stock: float, real_effort: float, p: Any) -> float:
    """Return next month's capability stock Q in [0, 2]; 1 is today's level.

    ``clip(stock + capability_gain (2 real_effort / (real_effort + capability_half) - stock), 0,
    2)``: saturating, so that measurement alone cannot buy slack.
    """
    grown = 2.0 * real_effort / (real_effort + p.capability_half)
    return clip(stock + p.capability_gain * (grown - stock), 0.0, 2.0)


def attention_free(slack_now: float, p: Any) -> float:
    """Return the share of intended attention that slack lets through.

    ``slack_now / (slack_now + half_slack)``
    """
    return slack_now / (slack_now + p.half_slack)


def gate(slack_now: float, complexity: float, support: float, effort: float, p: Any) -> float:
    """Return how far capacity lets an innovation through: ``y / (1 + y)``, ``y = (free / need)^steepness``.

    ``need = half_slack (0.7 + complexity_load (complexity - 1))``; ``free = slack_now + lent``;
    ``lent = broker_backfill min(support, 1.5) + fund_backfill + industry_backfill effort``.
    1: slack far above need; 0: no slack and no backfill. ``support`` is AHSN support, ``effort``
    the company's UK effort.
    """
    lent = p.broker_backfill * min(support, 1.5) + p.fund_backfill + p.industry_backfill * effort
    need = p.half_slack * (0.7 + p.complexity_load * (complexity - 1.0))
    y = ((slack_now + lent) / need) ** p.steepness
    return y / (1.0 + y)
