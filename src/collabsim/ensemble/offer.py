"""Offer: launches, what AHSNs support, whom companies approach."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import budget, clarity, incentives
from collabsim.behaviour import ahsns, companies
from collabsim.numerics import normal
from collabsim.randomness import Decision, uniforms
from collabsim.record import CLASS_ITEMS, PLACE_ITEMS

TRIAGE = int(Decision.TRIAGE)
ELIGIBLE = (PLACE_ITEMS.index("eligible_medicine"), PLACE_ITEMS.index("eligible_piloted"))
C_ELIGIBLE = CLASS_ITEMS.index("eligible")


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
            s.urgency[k] = ahsns.triage_score(now.value, normal(u, v), pa)
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
