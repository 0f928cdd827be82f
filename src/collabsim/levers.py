"""The lever catalogue L01-L24: which parameters each lever moves, from today's value to what.

A lever is a number from 0 (today) to 1 (the most effort that is plausible). Rules never see
levers: a lever moves parameters, and rules read parameters. What 1 means in the real world,
sources, strength of evidence and the perverse effect to expect stand in
``evidence/levers.toml`` under the lever's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from collabsim.numerics import clip

How = Literal["to", "at_least", "at_most", "times", "by"]


@dataclass(frozen=True, slots=True)
class Move:
    """One parameter that a lever moves: to or towards a value, times a factor, or by an amount.

    ``at_least`` raises it to a value and ``at_most`` lowers it; where a scenario is beyond that
    value already, they leave it as it is. ``to`` goes to the value from either side.
    """

    parameter: str
    how: How
    amount: float

    def apply(self, value: float, level: float) -> float:
        """Return the moved value; a level between 0 and 1 goes that share of the way."""
        if self.how == "by":
            return value + self.amount * level
        if self.how == "times":
            return value * (1.0 + (self.amount - 1.0) * level)
        if self.how != "to" and (self.amount < value) == (self.how == "at_least"):
            return value
        return value + (self.amount - value) * level


@dataclass(frozen=True, slots=True)
class Lever:
    """Something a policy actor can set, from 0 (today) to 1 (the most that is plausible)."""

    id: str
    name: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class LeverSetting:
    """How far a lever is applied, from which month (0 is today) and over how many months."""

    level: float = 1.0
    start: int = 0
    ramp: int = 12

    def at(self, month: int) -> float:
        """Return the level reached by a month counted from today, rising evenly over the ramp."""
        if month < self.start:
            return 0.0
        if self.ramp <= 0:
            return self.level
        return self.level * min(1.0, (month - self.start) / self.ramp)


def _lever(number: str, name: str, **moves: tuple[How, float]) -> Lever:
    made = (Move(key.replace("__", "."), how, amount) for key, (how, amount) in moves.items())
    return Lever(number, name, tuple(made))


# fmt: off
_CATALOGUE = (
    _lever("L01", "permission", permission__announcement=("at_least", 0.95)),
    _lever("L02", "encouragement", permission__encouragement=("at_least", 1.0), permission__forbid=("times", 0.2),
           permission__encourage=("at_least", 0.5), permission__lift_bans=("at_least", 0.06)),
    _lever("L03", "governance", leadership__friction=("times", 0.5), leadership__rejection=("times", 0.7)),
    _lever("L04", "faster_decisions", leadership__approval_time=("times", 0.6), companies__speed_bonus=("at_least", 0.15)),
    _lever("L04b", "deleted_checks", leadership__approval_time=("times", 0.4), leadership__unscreened=("at_least", 1.0),
           companies__speed_bonus=("at_least", 0.15)),
    _lever("L05", "scorecard", incentives__weight=("at_least", 0.30)),
    _lever("L06", "multi_year_budgets", budget__horizon=("at_least", 3.0), budget__carry_over=("at_least", 0.8),
           permission__backing=("by", 0.5)),
    _lever("L07", "ring_fence", budget__ring_fence=("at_least", 0.0007), budget__shield=("at_least", 0.8),
           capacity__fund_backfill=("at_least", 0.006), permission__backing=("by", 0.5)),
    _lever("L08", "gain_share", budget__savings_kept=("at_least", 0.6), budget__cash_share=("at_least", 0.5)),
    _lever("L09", "celebrate", trust__celebrate=("at_least", 2.2), perceptions__celebration=("at_least", 0.02)),
    _lever("L10", "work_with_willing", companies__work_with_willing=("at_least", 1.5)),
    _lever("L11", "boards", leadership__board_ties=("by", 1.0)),
    _lever("L12", "ahsn_capacity", ahsns__portfolio=("times", 2.0), ahsns__capacity=("times", 2.0),
           ahsns__support=("times", 1.5), ahsns__triage_noise=("times", 0.6)),
    _lever("L13", "articulation", clarity__articulation=("at_least", 0.35), companies__articulated=("at_least", 1.5),
           clarity__symptom=("times", 0.6)),
    _lever("L14", "business_case", clarity__challenge_fix=("at_least", 0.6), clarity__challenge_veto=("at_least", 0.5),
           clarity__challenge_insight=("at_least", 0.5)),
    _lever("L15", "whole_person", clarity__whole_person=("at_least", 0.5)),
    _lever("L16", "asset_need", clarity__place_focus=("at_least", 0.8)),
    _lever("L17", "targets", incentives__weight=("by", 0.08), incentives__target_pull=("at_least", 0.6),
           incentives__pressure=("times", 1.5), incentives__measurability=("times", 0.9)),
    _lever("L18", "benchmarking", scaling__benchmark=("at_least", 1.6), scaling__benchmark_push=("at_least", 0.15)),
    _lever("L19", "research_time", scaling__research_add=("at_least", 0.2), capacity__extra_slack=("by", -0.003)),
    _lever("L20", "reward_copying", incentives__copying=("at_least", 1.2), scaling__nih_relief=("at_least", 0.5)),
    _lever("L21", "slack", capacity__extra_slack=("by", 0.035)),
    _lever("L22", "demand_pull", incentives__demand_pull=("at_least", 0.4), scaling__notice_pull=("at_least", 0.2)),
    _lever("L23", "industry_resource", capacity__industry_backfill=("at_least", 0.03), resource__industry_add=("at_least", 0.4),
           resource__cost_relief=("at_least", 0.4), resource__mutual=("at_least", 0.6), clarity__symptom=("by", 0.25)),
    _lever("L24", "leadership_stability", leadership__churn=("times", 0.5)),
)
# fmt: on

LEVERS: Mapping[str, Lever] = MappingProxyType({lever.name: lever for lever in _CATALOGUE})
"""Every lever of the catalogue by name, in the order of their ids."""

_FACTORS_AND_SUMS: tuple[How, ...] = ("times", "by")


def moved(
    value: float,
    bounds: tuple[float, float],
    moves: Iterable[tuple[Move, float]],
) -> float:
    """Return a parameter's value under several levers: targets first, then factors, then sums.

    ``moves`` pairs each move of this parameter with its lever's level. Of several targets, each as
    far as its level reaches, the one that is furthest from today's value wins, up or down.
    """
    active = [(move, level) for move, level in moves if level != 0.0]
    reached = [
        move.apply(value, level) for move, level in active if move.how not in _FACTORS_AND_SUMS
    ]
    if reached:
        value = max(reached, key=lambda target: abs(target - value))
    for how in _FACTORS_AND_SUMS:
        for move, level in active:
            if move.how == how:
                value = move.apply(value, level)
    return clip(value, *bounds)
