"""Fund: the financial year, attention, gaming, slack and clarity of every trust."""

from __future__ import annotations

from collabsim.barriers import budget, capacity, clarity, incentives
from collabsim.month.state import Now, Trust, draw
from collabsim.month.tallies import GRANTED, KEPT, LAPSED, RAIDED, count
from collabsim.randomness import Decision

DEFICIT, RAID = int(Decision.DEFICIT), int(Decision.RAID)


def fund(now: Now) -> None:
    """Let every trust balance its books, share out its attention and see what slack is left."""
    for trust in now.trusts:
        fund_trust(trust, now)


def fund_trust(trust: Trust, now: Now) -> None:
    """Balance the books, share out attention, and see what slack is left."""
    p, first, weight = now.p, now.month == 0, now.nation.weight
    if p.barriers.budget > 0.0:
        balance_books(trust, now)
    elif first:
        trust.money = budget.grant(trust.income, 0.0, p.budget)
        trust.opening = trust.money
    if p.barriers.incentives > 0.0 or first:
        trust.attention = incentives.effort(weight, trust.motivation, trust.deficit, p.incentives)
    if p.barriers.capacity > 0.0 or first:
        find_slack(trust, now)
    trust.free = capacity.attention_free(trust.slack, p.capacity)
    trust.real = trust.attention * trust.free
    if p.barriers.incentives > 0.0 or first:
        trust.faked = incentives.faked(weight, p.incentives)
        trust.gaming = incentives.gaming(trust.faked, trust.real)
    if p.barriers.clarity > 0.0:
        trust.clarity = clarity.next_clarity(trust.clarity, p.clarity)


def balance_books(trust: Trust, now: Now) -> None:
    """Open the year in April, perhaps be raided in October, and invest as usual."""
    if now.season == 0:
        open_year(trust, now)
    elif now.season == 6:
        trust.money -= raid(trust, trust.money, now)
    trust.routine = budget.routine_spend(trust.money, trust.opening, now.season, now.p.budget)
    trust.money -= trust.routine


def open_year(trust: Trust, now: Now) -> None:
    """Close last year's books and open this year's."""
    p = now.p.budget
    drawn, _ = draw(DEFICIT, trust.id, 0, now)
    trust.deficit = now.p.loops.B3 * budget.in_deficit(drawn, p)
    carried = p.carry_over * trust.money
    lost = raid(trust, carried, now)
    granted = budget.grant(trust.income, trust.deficit, p)
    kept = p.savings_kept * trust.savings
    count(trust, GRANTED, granted, now)
    count(trust, KEPT, kept, now)
    count(trust, LAPSED, trust.money - carried, now)
    trust.money = granted + carried - lost + kept
    trust.opening, trust.savings = trust.money, 0.0


def raid(trust: Trust, set_aside: float, now: Now) -> float:
    """Return what running costs take of money set aside, if in deficit and unlucky (£m)."""
    drawn, _ = draw(RAID, trust.id, 0, now)
    lost = budget.raid(set_aside, trust.deficit, drawn, now.p.budget)
    count(trust, RAIDED, lost, now)
    return lost


def find_slack(trust: Trust, now: Now) -> None:
    """Find out what capacity is left once the month's demands are met."""
    p, on = now.p.capacity, now.p.loops
    pressure = capacity.pressure(trust.load, trust.rebound, trust.symptoms, p, on)
    trust.slack = capacity.slack(
        trust.usual_slack, now.season, trust.capability, pressure, trust.attention, p, on
    )
    if now.month > 0:
        trust.capability = capacity.capability(trust.capability, trust.real, p)
    trust.rebound *= capacity.REBOUND_MEMORY
