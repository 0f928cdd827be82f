"""Lead: leaders change, the signal of permission comes down the line, scandals break."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import incentives, leadership, permission, trust
from collabsim.randomness import Decision, uniforms

CHURN, STANCE, REGION_CHURN = int(Decision.CHURN), int(Decision.STANCE), int(Decision.REGION_CHURN)
SCANDAL = int(Decision.SCANDAL)


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
        sent = nation.signal * nation.credibility * pp.attenuation
        now.received = permission.receive(now.received, sent, pp)
    now.sent = permission.pass_on(now.received, now.stance, pp)


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
        sent = permission.down_the_line(s.region_now[born.region].sent, pp)
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
    """Draw scandals; evidence sticks to companies and to their sectors."""
    pt, live, on, nation = q.trust[t], q.barriers[t], q.loops[t], s.nation[0]
    nation.scandals = 0.0
    for g in range(len(s.scandals)):
        s.scandals[g] = 0.0
    for j in range(z.companies):
        u, _ = uniforms(seed, rep, t, SCANDAL, s.company_id[j], 0)
        own = 1.0 if u < trust.scandal_chance(z.companies, pt) else 0.0
        s.company_now[j].breach, s.company_now[j].news = own, 0.0
        s.scandals[s.company[j].sector] += own
        nation.scandals += own
    if live.trust > 0.0:
        for j in range(z.companies):
            now, sector = s.company_now[j], s.scandals[s.company[j].sector]
            fresh = trust.scandal_evidence(now.breach, sector, pt, on)
            now.scandal = pt.memory * now.scandal + fresh
