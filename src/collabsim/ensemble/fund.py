"""Fund: the financial year, attention, gaming, slack and clarity."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import budget, capacity, clarity, incentives
from collabsim.randomness import Decision, uniforms
from collabsim.record import PLACE_ITEMS

DEFICIT, RAID = int(Decision.DEFICIT), int(Decision.RAID)
GRANTED, KEPT = PLACE_ITEMS.index("granted"), PLACE_ITEMS.index("kept")
RAIDED, LAPSED = PLACE_ITEMS.index("raided"), PLACE_ITEMS.index("lapsed")


def fund(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """The financial year, attention, gaming, slack and clarity of every trust."""
    for i in range(z.trusts):
        fund_money(i, t, s, q, seed, rep)
        fund_attention(i, t, s, q)


def fund_money(i: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """Grants in April, raids in April and October, routine investment every month."""
    pb, born, me = q.budget[t], s.trust[i], s.trust_now[i]
    if q.barriers[t].budget == 0.0:
        if t == 0:
            me.money = budget.grant(born.income, 0.0, pb)
            me.opening = me.money
        return
    tally, season = s.place_tally[t, born.place], t % 12
    if season == 0:
        luck, _ = uniforms(seed, rep, t, RAID, s.trust_id[i], 0)
        year, _ = uniforms(seed, rep, t, DEFICIT, s.trust_id[i], 0)
        me.deficit = q.loops[t].B3 * budget.in_deficit(year, pb)
        carried = pb.carry_over * me.money
        lost = budget.raid(carried, me.deficit, luck, pb)
        granted = budget.grant(born.income, me.deficit, pb)
        kept = pb.savings_kept * me.savings
        tally[GRANTED] += granted
        tally[KEPT] += kept
        tally[RAIDED] += lost
        tally[LAPSED] += me.money - carried
        me.money = granted + carried - lost + kept
        me.opening, me.savings = me.money, 0.0
    elif season == 6:
        luck, _ = uniforms(seed, rep, t, RAID, s.trust_id[i], 0)
        lost = budget.raid(me.money, me.deficit, luck, pb)
        tally[RAIDED] += lost
        me.money -= lost
    me.routine = budget.routine_spend(me.money, me.opening, season, pb)
    me.money -= me.routine


def fund_attention(i: int, t: int, s: Any, q: Any) -> None:
    """Attention follows the scorecard; slack decides how much of it becomes real effort."""
    pc, pi, live, on = q.capacity[t], q.incentives[t], q.barriers[t], q.loops[t]
    born, me, weight = s.trust[i], s.trust_now[i], s.nation[0].weight
    if live.incentives > 0.0 or t == 0:
        me.attention = incentives.effort(weight, born.motivation, me.deficit, pi)
    if live.capacity > 0.0 or t == 0:
        pressure = capacity.pressure(me.load, me.rebound, me.symptoms, pc, on)
        me.slack = capacity.slack(born.slack, t % 12, me.capability, pressure, me.attention, pc, on)
        me.capability = capacity.capability(me.capability, me.real, pc) if t > 0 else 1.0
        me.rebound *= capacity.REBOUND_MEMORY
    me.free = capacity.attention_free(me.slack, pc)
    me.real = me.attention * me.free
    if live.incentives > 0.0 or t == 0:
        me.faked = incentives.faked(weight, pi)
        me.gaming = incentives.gaming(me.faked, me.real)
    if live.clarity > 0.0:
        me.clarity = clarity.next_clarity(me.clarity, q.clarity[t])
