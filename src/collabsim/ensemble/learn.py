"""Learn: evidence, views, know-how, effort and credibility follow what was seen this month."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import perceptions, scaling, trust
from collabsim.behaviour import ahsns, companies
from collabsim.numerics import share
from collabsim.pipeline import Stage

EVALUATED = int(Stage.EVALUATED)
ADOPTED = int(Stage.ADOPTED)


def learn(t: int, s: Any, z: Any, q: Any) -> None:
    """Let evidence, views, know-how, effort and credibility follow what was seen this month."""
    pt, live, on = q.trust[t], q.barriers[t], q.loops[t]
    if live.trust > 0.0:
        learn_seen(s, z, pt, on)
    for a in range(z.ahsns):
        now = s.ahsn_now[a]
        now.credibility = ahsns.next_credibility(
            now.credibility, now.successes, now.failures, q.ahsns[t]
        )
        now.successes, now.failures, now.live = 0.0, 0.0, 0.0
    for i in range(z.trusts):
        learn_trust(i, t, s, q)
    for i in range(z.trusts):
        s.ahsn_now[s.trust[i].ahsn].live += s.trust_now[i].live
    for j in range(z.companies):
        now = s.company_now[j]
        if s.company[j].products > 0:
            now.uptake = companies.next_uptake(now.uptake, now.news, z.trusts)
            now.effort = companies.next_effort(now.effort, now.uptake, q.companies[t], on)
    crowd(s, z)


def learn_seen(s: Any, z: Any, pt: Any, on: Any) -> None:
    """Turn visible events into the evidence that AHSNs' trusts share about each company."""
    for a in range(z.ahsns):
        s.ahsn_now[a].seen_good = 0.0
        s.ahsn_now[a].seen_bad = 0.0
    for j in range(z.companies):
        if s.company[j].products == 0:
            continue
        good, bad = 0.0, 0.0
        for a in range(z.ahsns):
            good = good + s.seen[a, j].new_good
            bad = bad + s.seen[a, j].new_bad
        for a in range(z.ahsns):
            now = s.seen[a, j]
            now.good = pt.memory * now.good + on.R1 * trust.seen(now.new_good, good, pt)
            now.bad = pt.memory * now.bad + on.B1 * trust.seen(now.new_bad, bad, pt)
            now.new_good, now.new_bad = 0.0, 0.0
            s.ahsn_now[a].seen_good += now.good
            s.ahsn_now[a].seen_bad += now.bad


def learn_trust(i: int, t: int, s: Any, q: Any) -> None:
    """One trust's views and know-how."""
    born, me, pe, live = s.trust[i], s.trust_now[i], q.perceptions[t], q.barriers[t]
    if live.scaling > 0.0:
        me.absorptive = scaling.absorptive_capacity(
            me.absorptive, born.absorptive, me.pilots, q.scaling[t], q.loops[t]
        )
    if live.perceptions > 0.0:
        me.belief = perceptions.next_belief(
            me.belief, me.offers_for, me.offers_against, me.visibility, pe
        )
        me.ease = perceptions.next_ease(me.ease, me.visibility, pe)


def crowd(s: Any, z: Any) -> None:
    """Count, for next month's decisions, the share of peers who use and visibly use each innovation."""
    for k in range(z.innovations):
        clear(s.everywhere[k])
        for a in range(z.ahsns):
            clear(s.near[a, k])
        for y in range(z.kinds):
            clear(s.alike[y, k])
    for i in range(z.trusts):
        born, shown = s.trust[i], s.trust_now[i].visibility
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            stage = s.stage[i, k]
            if stage in (ADOPTED, EVALUATED):
                used = 1.0 if stage == ADOPTED else 0.0
                seen = scaling.shown(shown, used)
                use = used * s.pair_now[i, k].use
                join(s.near[born.ahsn, k], used, seen, use)
                join(s.alike[born.kind, k], used, seen, use)
    for k in range(z.innovations):
        for a in range(z.ahsns):
            join(s.everywhere[k], s.near[a, k].users, s.near[a, k].seen, s.near[a, k].use)
            share_out(s.near[a, k])
        for y in range(z.kinds):
            share_out(s.alike[y, k])
        share_out(s.everywhere[k])


def clear(group: Any) -> None:
    """Forget last month's users."""
    group.users, group.seen, group.use = 0.0, 0.0, 0.0


def join(group: Any, used: float, seen: float, use: float) -> None:
    """Count one trust, or those of an AHSN."""
    group.users += used
    group.seen += seen
    group.use += use


def share_out(group: Any) -> None:
    """Turn counts into shares of those who could use the innovation."""
    group.users = share(group.users, group.eligible)
    group.seen = share(group.seen, group.eligible)
    group.use = share(group.use, group.eligible)
