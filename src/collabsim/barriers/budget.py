"""Budget: books must balance in-year, which limits investing for the future (A05, B15, B28-B30).

Mechanisms M4 and M5: an annual pot that lapses in March, a reserve held back and then burnt
(Liebman and Mahoney 2017), a payback hurdle of one year, raids when in deficit, and savings
that the adopter may not keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip, logistic
from collabsim.parameters import param

JANUARY, FEBRUARY, MARCH = 9, 10, 11


# fmt: off
@dataclass(frozen=True, slots=True)
class Budget:
    """Parameters of the financial year."""

    pot: float = param(0.0033, "share of income a year", (0.0, 0.1), (0.001, 0.01), "M4 S41", "T4", "Discretionary money a trust can put into new things")
    deficit_share: float = param(0.45, "share of trusts", (0.0, 1.0), (0.05, 0.66), "P19 S31", "T1", "Trusts in deficit: an outside condition, not explained")
    deficit_cut: float = param(0.35, "share of pot", (0.0, 1.0), (0.2, 0.5), "M4", "T4", "How much smaller the pot of a trust in deficit is")
    hold: float = param(0.18, "share of opening pot", (0.0, 0.8), (0.1, 0.3), "P8 M4", "T4", "Reserve held back until January")
    burn: float = param(0.95, "share of what is left", (0.0, 1.0), (0.6, 1.0), "P8 S26", "T4", "Left-over money spent in March rather than lost")
    routine: float = param(0.82, "share of an even pace", (0.0, 1.0), (0.7, 1.0), "P8", "T4", "Pace of routine investment")
    carry_over: float = param(0.02, "share of what is left", (0.0, 1.0), (0.0, 1.0), "M4", "T1", "Money that may be carried into next year (phi)")
    horizon: float = param(1.0, "years", (0.5, 10.0), (1.0, 5.0), "M4 A05", "T1", "Years within which a plan must pay back (H)")
    hurdle_spread: float = param(0.6, "years", (0.05, 5.0), (0.3, 1.0), "M4", "T4", "Softness of the payback test")
    strictness: float = param(0.8, "share", (0.0, 1.0), (0.4, 0.95), "M4", "T4", "How strictly the payback test is applied")
    deficit_strictness: float = param(0.92, "share", (0.0, 1.0), (0.6, 1.0), "M4", "T4", "How strictly the payback test is applied in a trust in deficit")
    waiver: float = param(0.35, "factor", (0.0, 1.0), (0.1, 1.0), "P9 S26", "T4", "What is left of strictness for year-end money")
    spare: float = param(0.08, "share of opening pot", (0.0, 1.0), (0.04, 0.2), "P9", "T4", "Money left in February or March that starts a rush")
    rush: float = param(1.0, "logit", (0.0, 5.0), (0.5, 2.0), "P9", "T4", "Pull of money that would lapse")
    rush_loss: float = param(0.3, "share of quality", (0.0, 1.0), (0.1, 0.4), "P9 S26", "T4", "Quality lost in year-end purchases")
    pilot_share: float = param(0.3, "share of cost", (0.0, 1.0), (0.1, 0.5), "M4", "T4", "Cost and payback of a pilot relative to full adoption")
    mandate_cover: float = param(0.6, "share", (0.0, 1.0), (0.3, 0.9), "L22", "T4", "Share of the budget barrier that a new mandate lifts")
    raid_chance: float = param(0.2, "per raid", (0.0, 1.0), (0.1, 0.4), "S30", "T1", "Chance that money set aside is raided (in April and again in October of a deficit year)")
    raid_share: float = param(0.5, "share", (0.0, 1.0), (0.3, 0.8), "S30", "T4", "How much a raid takes")
    shield: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.8), "L07", "T4", "Protection of set-aside money from raids")
    ring_fence: float = param(0.0, "share of income a year", (0.0, 0.02), (0.0, 0.001), "L07 S41", "T4", "Ring-fenced money for innovation on top of the pot")
    cash_share: float = param(0.3, "share", (0.0, 1.0), (0.1, 0.6), "M5", "T4", "Share of a saving that is cash")
    savings_kept: float = param(0.25, "share", (0.0, 1.0), (0.1, 0.6), "M5 B30", "T4", "Share of cash savings the adopter keeps")
# fmt: on


def in_deficit(draw: float, p: Any) -> float:
    """Return 1 if a trust runs a deficit this year, else 0; ``draw`` is uniform."""
    return 1.0 if draw < p.deficit_share else 0.0


def grant(income: float, deficit: float, p: Any) -> float:
    """Return the money allotted in April (£m): the pot, less in deficit, plus the ring-fence."""
    return income * (p.pot * (1.0 - p.deficit_cut * deficit) + p.ring_fence)


def raid(money: float, deficit: float, draw: float, p: Any) -> float:
    """Return what a raid takes (£m): deficits turn set-aside money into running costs (S30)."""
    if deficit > 0.0 and draw < p.raid_chance:
        return money * p.raid_share * (1.0 - p.shield)
    return 0.0


def routine_spend(left: float, opening: float, season: int, p: Any) -> float:
    """Return routine investment of the month (£m), before any innovation is paid for.

    A reserve is held until January, less of it as carry-over becomes free (P8).
    """
    if season < JANUARY:
        held = p.hold * (1.0 - p.carry_over) * opening
        return p.routine * max(0.0, left - held) / (12.0 - season)
    if season < MARCH:
        return p.routine * left / (12.0 - season)
    return min(left, p.routine * opening / 12.0)


def burnt(left: float, season: int, p: Any) -> float:
    """Return what is spent in March, after all decisions, rather than lost (£m).

    Use it or lose it: with free carry-over nothing is burnt, and the spike is gone (P8, P9).
    """
    return p.burn * (1.0 - p.carry_over) * left if season == MARCH else 0.0


def year_end(left: float, opening: float, season: int, p: Any) -> float:
    """Return 1 when left-over money is looking for a purchase (February, March), else 0."""
    rushed = season >= FEBRUARY and p.carry_over < 0.5 and left > p.spare * opening
    return 1.0 if rushed else 0.0


def at_stake(direct: bool, p: Any) -> float:
    """Return the share of cost and payback that is decided on now: a pilot is small."""
    return 1.0 if direct else p.pilot_share


def price(cost: float, income: float, stake: float, relief: float) -> float:
    """Return what a start costs (£m); ``relief`` is the share that the company takes over."""
    return cost * income * stake * (1.0 - relief)


def uncovered(mandate: float, own: float, p: Any) -> float:
    """Return the share of the budget barrier that a new mandate leaves; ``own`` was there before."""
    return 1.0 - p.mandate_cover * (mandate - own)


def rushed_quality(rush: float, p: Any) -> float:
    """Return the quality of a purchase: less when year-end money was rushed into it (P9)."""
    return 1.0 - p.rush_loss * (1.0 - p.carry_over) * rush


def believed_horizon(deficit: float, p: Any) -> float:
    """Return the years a trust dares to plan: promised years are discounted by likely raids (I5)."""
    risk = min(1.0, p.raid_chance * (1.0 + deficit)) * (1.0 - p.shield)
    return 1.0 + (p.horizon - 1.0) * (1.0 - risk) if p.horizon > 1.0 else p.horizon


def pays_back(payback: float, horizon: float, season: int, p: Any) -> float:
    """Return the share of plans with this payback (years) that pass the test, in [0, 1].

    ``Lambda((horizon - season / 12 - payback) / hurdle_spread) if payback > 0 else 1``: under an
    in-year rule a plan of one year is refused more often the later in the year it is made (B29).
    """
    if payback <= 0.0:
        return 1.0
    return logistic((horizon - season / 12.0 - payback) / p.hurdle_spread)


def gate(
    left: float,
    opening: float,
    cost: float,
    passes: float,
    deficit: float,
    rushed: float,
    season: int,
    p: Any,
) -> float:
    """Return how far money lets an innovation through: ``cover (1 - strict (1 - passes))``.

    ``cover = [(left - held) / cost] if cost > 0 else 1``, where until January a reserve is held,
    ``held = hold (1 - carry_over) opening if season < 9 else 0``, and ``strict = (strictness if
    deficit == 0 else deficit_strictness) (waiver if rushed > 0 else 1)``; ``cost`` in £m.
    1: cost covered and payback inside the horizon; 0: nothing left to spend.
    """
    held = p.hold * (1.0 - p.carry_over) * opening if season < JANUARY else 0.0
    cover = clip((left - held) / cost, 0.0, 1.0) if cost > 0.0 else 1.0
    strict = p.deficit_strictness if deficit > 0.0 else p.strictness
    if rushed > 0.0:
        strict = strict * p.waiver
    return cover * (1.0 - strict * (1.0 - passes))


def cash_felt(cash: float, payback: float, p: Any) -> float:
    """Return the cash return a year that the adopter expects to keep, per unit of cost (B30).

    ``cash cash_share savings_kept / max(payback, 0.5) if cash > 0 else cash``: who may keep
    nothing feels nothing, and a running cost is felt in full: gain-share cannot make a medicine
    dearer.
    """
    if cash <= 0.0:
        return cash
    return cash * p.cash_share * p.savings_kept / max(payback, 0.5)


def saving(cost: float, income: float, payback: float, use: float, p: Any) -> float:
    """Return the cash saved in a month of use (£m): what it cost, over its payback, as cash."""
    return cost * income / max(payback, 0.3) / 12.0 * use * p.cash_share
