"""The compiled month before decisions: begin, lead, fund, offer."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import (
    budget,
    capacity,
    clarity,
    incentives,
    leadership,
    permission,
    trust,
)
from collabsim.behaviour import ahsns, companies
from collabsim.numerics import normal
from collabsim.randomness import Decision, uniforms
from collabsim.record import CLASS_ITEMS, PLACE_ITEMS

CHURN, STANCE, REGION_CHURN = int(Decision.CHURN), int(Decision.STANCE), int(Decision.REGION_CHURN)
SCANDAL, DEFICIT, RAID = int(Decision.SCANDAL), int(Decision.DEFICIT), int(Decision.RAID)
TRIAGE = int(Decision.TRIAGE)

GRANTED, KEPT = PLACE_ITEMS.index("granted"), PLACE_ITEMS.index("kept")
ELIGIBLE = (PLACE_ITEMS.index("eligible_medicine"), PLACE_ITEMS.index("eligible_piloted"))
C_ELIGIBLE = CLASS_ITEMS.index("eligible")
RAIDED, LAPSED = PLACE_ITEMS.index("raided"), PLACE_ITEMS.index("lapsed")


def begin(s: Any, z: Any, q: Any) -> None:
    """Set every state to its value at birth."""
    pp, pe, ph, pa = q.permission[0], q.perceptions[0], q.companies[0], q.ahsns[0]
    nation = s.nation[0]
    nation.signal, nation.credibility, nation.worth = pp.announcement, 1.0, pp.unbacked
    for r in range(z.regions):
        region, now = s.region[r], s.region_now[r]
        now.received = permission.first_received(region.attenuation, pp)
        now.stance, now.tenure = region.stance, region.tenure
        now.sent = permission.pass_on(now.received, region.attenuation, now.stance)
    for i in range(z.trusts):
        born, me = s.trust[i], s.trust_now[i]
        sent = s.region_now[born.region].sent
        me.permission = permission.down_the_line(sent, born.attenuation, pp)
        me.stance, me.tenure, me.memory, me.capability = born.stance, born.tenure, 1.0, 1.0
        me.clarity, me.absorptive, me.ease = born.clarity, born.absorptive, born.ease
        me.belief, me.tilt = pe.belief, 1.0
    for j in range(z.companies):
        s.company_now[j].effort = ph.effort
    for a in range(z.ahsns):
        s.ahsn_now[a].credibility = pa.credibility
    for i in range(z.trusts):
        for k in range(z.innovations):
            if s.pair[i, k].eligible > 0:
                s.near[s.trust[i].ahsn, k].eligible += 1.0
                s.alike[s.trust[i].kind, k].eligible += 1.0
                s.everywhere[k].eligible += 1.0


def lead(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Signals, stances, leaders and scandals."""
    pp, pi, live, on = q.permission[t], q.incentives[t], q.barriers[t], q.loops[t]
    april = 1.0 if t % 12 == 0 else 0.0
    nation = s.nation[0]
    if live.incentives > 0.0 or t == 0:
        nation.weight = incentives.weight_believed(pi.weight, nation.gaming, pi, on)
    if live.permission > 0.0:
        nation.backing = permission.backed(nation.weight, pp)
        nation.signal = permission.national_signal(nation.signal, april, pp)
        nation.credibility = permission.credibility(
            nation.credibility, nation.backing, april, pp, on
        )
        nation.worth = permission.worth(nation.credibility, nation.backing, pp)
    for r in range(z.regions):
        lead_region(r, t, s, q, seed, rep)
    for i in range(z.trusts):
        lead_trust(i, t, s, z, q, seed, rep)
    scandals(t, s, z, q, seed, rep)


def lead_region(r: int, t: int, s: Any, q: Any, seed: int, rep: int) -> None:
    """One region: its leader may change; it takes up the national signal."""
    pp, live, nation, now = q.permission[t], q.barriers[t], s.nation[0], s.region_now[r]
    if live.leadership > 0.0:
        now.tenure += 1.0
        u, v = uniforms(seed, rep, t, REGION_CHURN, s.region_id[r], 0)
        if leadership.leaves(u, q.leadership[t]):
            now.tenure = 0.0
            if live.permission > 0.0:
                now.stance = permission.stance(v, pp)
    if live.permission > 0.0:
        sent = nation.signal * nation.credibility * s.region[r].attenuation
        now.received = permission.receive(now.received, sent, pp)
    now.sent = permission.pass_on(now.received, s.region[r].attenuation, now.stance)


def lead_trust(i: int, t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """One trust: its leader may change, the signal arrives, projects become visible."""
    pp, pt, live, on = q.permission[t], q.trust[t], q.barriers[t], q.loops[t]
    born, me = s.trust[i], s.trust_now[i]
    me.changed = 0.0
    if live.trust > 0.0:
        remember(me, pt)
    if live.leadership > 0.0:
        me.tenure += 1.0
        leaving, _ = uniforms(seed, rep, t, CHURN, s.trust_id[i], 0)
        if leadership.leaves(leaving, q.leadership[t]):
            me.tenure, me.changed = 0.0, 1.0
            if live.permission > 0.0:
                u, _ = uniforms(seed, rep, t, STANCE, s.trust_id[i], 0)
                me.stance = permission.stance(u, pp)
            if live.trust > 0.0:
                forget(i, s, z, pt)
    if live.permission > 0.0:
        if me.changed == 0.0 and me.stance < 0.0 and pp.lift_bans > 0.0:
            _, v = uniforms(seed, rep, t, STANCE, s.trust_id[i], 0)
            me.stance = 0.0 if v < pp.lift_bans else -1.0
        sent = s.region_now[born.region].sent
        sent = permission.down_the_line(sent, born.attenuation, pp)
        me.permission = permission.receive(me.permission, sent, pp)
    me.visibility = trust.visibility(me.permission, me.stance, pt, on)
    if live.trust > 0.0:
        me.message = trust.told(me.message, me.permission, s.nation[0].worth, pt)


def remember(me: Any, pt: Any) -> None:
    """Let a month pass over a trust's evidence; a new leader slowly learns what others know."""
    me.own_good *= pt.memory
    me.own_bad *= pt.memory
    me.co_good *= pt.memory
    me.co_bad *= pt.memory
    me.message *= pt.memory
    me.memory = trust.remembered(me.memory, pt)


def forget(i: int, s: Any, z: Any, pt: Any) -> None:
    """Let evidence leave with a leader: all sides keep what is not forgotten."""
    me, kept, half = s.trust_now[i], trust.kept(pt), trust.company_kept(pt)
    me.memory *= kept
    me.own_good *= kept
    me.own_bad *= kept
    me.co_good *= half
    me.co_bad *= half
    for j in range(z.companies):
        if s.company[j].products == 0:
            continue
        bond = s.bond[i, j]
        bond.good *= kept
        bond.bad *= kept
        bond.co_good *= half
        bond.co_bad *= half


def scandals(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Draw scandals; the media follow them and evidence sticks to companies."""
    pt, live, on, nation = q.trust[t], q.barriers[t], q.loops[t], s.nation[0]
    nation.scandals = 0.0
    for g in range(len(s.media)):
        s.media[g] = trust.attention_left(s.media[g], pt)
    for j in range(z.companies):
        u, _ = uniforms(seed, rep, t, SCANDAL, s.company_id[j], 0)
        own = 1.0 if u < trust.scandal_chance(z.companies, pt) else 0.0
        s.company_now[j].breach, s.company_now[j].news = own, 0.0
        s.media[s.company[j].sector] += own
        nation.scandals += own
    if live.trust > 0.0:
        for j in range(z.companies):
            now, media = s.company_now[j], s.media[s.company[j].sector]
            fresh = trust.scandal_evidence(now.breach, media, pt, on)
            now.scandal = pt.memory * now.scandal + fresh


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
        u, v = uniforms(seed, rep, t, DEFICIT, s.trust_id[i], 0)
        me.deficit = q.loops[t].B3 * budget.in_deficit(born.weakness, normal(u, v), pb)
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
        me.clarity = clarity.next_clarity(me.clarity, born.clarity, q.clarity[t])


def offer(t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Launches, AHSNs' portfolios and support, companies' outreach."""
    if t > 0:
        carry_on(t, s, z)
    for k in range(z.innovations):
        made, now = s.offer[k], s.offer_now[k]
        if now.launched == 0.0 and made.launch <= t:
            launch(made, now, q.clarity[t])
            for i in range(z.trusts):
                if s.pair[i, k].eligible > 0:
                    put_on_offer(i, k, t, s)
        if now.launched > 0.0:
            seller = s.company_now[made.owner].effort, s.company[made.owner].size
            age = float(t - made.launch)
            s.push[k] = companies.campaign(seller[0], seller[1], age, q.companies[t])
            now.cash = budget.cash_felt(made.cash, made.payback, q.budget[t])
            now.mandate = incentives.mandate(made.mandate, made.pullable, q.incentives[t])
    for a in range(z.ahsns):
        if t % 12 == 0:
            choose(a, t, s, z, q, seed, rep)
        now = s.ahsn_now[a]
        now.dose = ahsns.dose(now.credibility, now.live, q.ahsns[t], q.loops[t])
    outreach(t, s, z, q)


def launch(made: Any, now: Any, p: Any) -> None:
    """Put an innovation on offer, designed for the whole person if policy asks for it."""
    now.launched = 1.0
    now.value, now.complexity = made.value, made.complexity
    if clarity.whole_person(made.widened, made.scope, p):
        now.value = clarity.wider_value(made.value, p)
        now.complexity = clarity.wider_complexity(made.complexity)


def carry_on(t: int, s: Any, z: Any) -> None:
    """Count again what was on offer a month ago: nothing is ever withdrawn."""
    for place in range(z.places):
        for item in ELIGIBLE:
            s.place_tally[t, place, item] = s.place_tally[t - 1, place, item]
    for kind in range(z.classes):
        s.class_tally[t, kind, C_ELIGIBLE] = s.class_tally[t - 1, kind, C_ELIGIBLE]
    for i in range(z.trusts):
        s.offered[t, i] = s.offered[t - 1, i]


def put_on_offer(i: int, k: int, t: int, s: Any) -> None:
    """Put an innovation in its place among those on offer to a trust, in the order of all."""
    n = s.offers[i]
    while n > 0 and s.on_offer[i, n - 1] > k:
        s.on_offer[i, n] = s.on_offer[i, n - 1]
        n -= 1
    s.on_offer[i, n] = k
    s.offers[i] += 1
    made = s.offer[k]
    s.place_tally[t, s.trust[i].place, ELIGIBLE[made.piloted]] += 1.0
    s.class_tally[t, made.kind, C_ELIGIBLE] += 1.0
    s.offered[t, i] += made.piloted


def choose(a: int, t: int, s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Let an AHSN take on the innovations that look best to it."""
    pa = q.ahsns[t]
    for k in range(z.innovations):
        s.supported[a, k] = 0.0
        s.urgency[k] = 0.0
        made, now = s.offer[k], s.offer_now[k]
        young = now.launched > 0.0 and t - made.launch < pa.span
        if young and made.brokered > 0.0:
            u, v = uniforms(seed, rep, t, TRIAGE, s.ahsn_id[a], s.offer_id[k])
            need = s.ahsn_need[a, k]
            s.urgency[k] = ahsns.triage_score(now.value, normal(u, v), need, pa)
    for _ in range(int(pa.portfolio + 0.5)):
        best, score = -1, 0.0
        for k in range(z.innovations):
            if s.supported[a, k] == 0.0 and s.urgency[k] > score:
                best, score = k, s.urgency[k]
        if best >= 0:
            s.supported[a, best] = 1.0


def outreach(t: int, s: Any, z: Any, q: Any) -> None:
    """Tilt companies' outreach towards willing trusts without adding to it."""
    ph, mean, scale = q.companies[t], 0.0, 0.0
    for i in range(z.trusts):
        me = s.trust_now[i]
        me.tilt = companies.willingness(s.trust[i].disposition, me.permission, me.stance)
        mean = mean + me.tilt
    mean = mean / z.trusts
    for i in range(z.trusts):
        me = s.trust_now[i]
        me.tilt = companies.tilt(me.tilt, mean, ph)
        scale = scale + me.tilt
    scale = scale / z.trusts
    for i in range(z.trusts):
        s.trust_now[i].tilt /= scale
