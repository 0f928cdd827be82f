"""Offer: companies launch and reach out, AHSNs choose what to support."""

from __future__ import annotations

from collabsim.barriers import budget, clarity, incentives
from collabsim.behaviour import ahsns, companies
from collabsim.month.state import AHSN, Company, Innovation, Now, Trust, draw
from collabsim.month.tallies import CLASS_ELIGIBLE, ELIGIBLE
from collabsim.numerics import normal
from collabsim.randomness import Decision

TRIAGE = int(Decision.TRIAGE)


def offer(now: Now) -> None:
    """Let companies launch what is due and push what they offer, AHSNs choose, outreach tilt."""
    if now.month > 0:
        carry_on(now)
    for innovation in now.innovations:
        push(now.companies[innovation.owner], innovation, now)
    for ahsn in now.ahsns:
        offer_ahsn(ahsn, now)
    tilt_outreach(now)


def carry_on(now: Now) -> None:
    """Count again what was on offer a month ago: nothing is ever withdrawn."""
    now_, before = now.month, now.month - 1
    for place in range(now.places.shape[1]):
        for item in ELIGIBLE:
            now.places[now_, place, item] = now.places[before, place, item]
    for kind in range(now.classes.shape[1]):
        now.classes[now_, kind, CLASS_ELIGIBLE] = now.classes[before, kind, CLASS_ELIGIBLE]
    for i in range(len(now.trusts)):
        now.offered[now_, i] = now.offered[before, i]


def push(company: Company, innovation: Innovation, now: Now) -> None:
    """Launch an innovation when it is due, and set this month's push behind it."""
    p = now.p
    if innovation.launched == 0.0 and innovation.launch <= now.month:
        launch(company, innovation, now)
    if innovation.launched > 0.0:
        age = float(now.month - innovation.launch)
        innovation.push = companies.campaign(company.effort, company.size, age, p.companies)
        innovation.cash_felt = budget.cash_felt(innovation.cash, innovation.payback, p.budget)
        innovation.mandate_now = incentives.mandate(
            innovation.mandate, innovation.pullable, p.incentives
        )


def launch(company: Company, innovation: Innovation, now: Now) -> None:
    """Put an innovation on offer, designed for the whole person if policy asks for it."""
    p = now.p.clarity
    innovation.launched = 1.0
    innovation.value_now, innovation.complexity_now = innovation.value, innovation.complexity
    if clarity.whole_person(innovation.widened, innovation.scope, p):
        innovation.value_now = clarity.wider_value(innovation.value, p)
        innovation.complexity_now = clarity.wider_complexity(innovation.complexity)
    for trust in now.trusts:
        if now.projects[trust.index, innovation.index].eligible > 0:
            put_on_offer(trust, innovation, now)


def put_on_offer(trust: Trust, innovation: Innovation, now: Now) -> None:
    """Put an innovation in its place among those on offer to a trust, in the order of all."""
    n, listed = trust.offers, now.on_offer
    while n > 0 and listed[trust.index, n - 1] > innovation.index:
        listed[trust.index, n] = listed[trust.index, n - 1]
        n -= 1
    listed[trust.index, n] = innovation.index
    trust.offers += 1
    now.places[now.month, trust.place, ELIGIBLE[innovation.piloted]] += 1.0
    now.classes[now.month, innovation.kind, CLASS_ELIGIBLE] += 1.0
    now.offered[now.month, trust.index] += innovation.piloted


def offer_ahsn(ahsn: AHSN, now: Now) -> None:
    """Choose in April what to support; share support out among live projects."""
    if now.season == 0:
        choose(ahsn, now)
    ahsn.dose = ahsns.dose(ahsn.credibility, ahsn.live, now.p.ahsns, now.p.loops)


def choose(ahsn: AHSN, now: Now) -> None:
    """Take on the innovations that look best, as many as the portfolio holds."""
    for k in range(len(now.innovations)):
        now.supported[ahsn.index, k] = 0.0
        now.urgency[k] = judge(ahsn, now.innovations[k], now)
    for _ in range(int(now.p.ahsns.portfolio + 0.5)):
        best, score = -1, 0.0
        for k in range(len(now.innovations)):
            if now.supported[ahsn.index, k] == 0.0 and now.urgency[k] > score:
                best, score = k, now.urgency[k]
        if best >= 0:
            now.supported[ahsn.index, best] = 1.0


def judge(ahsn: AHSN, innovation: Innovation, now: Now) -> float:
    """Return how good an innovation looks; 0 unless it is on offer, young and of a fit class."""
    p = now.p.ahsns
    young = innovation.launched > 0.0 and now.month - innovation.launch < p.span
    if not young or innovation.brokered == 0.0:
        return 0.0
    u, v = draw(TRIAGE, ahsn.id, innovation.id, now)
    return ahsns.triage_score(innovation.value_now, normal(u, v), p)


def support(ahsn: AHSN, innovation: Innovation, now: Now) -> float:
    """Return the dose of support an AHSN gives an innovation."""
    return now.supported[ahsn.index, innovation.index] * ahsn.dose


def tilt_outreach(now: Now) -> None:
    """Tilt companies' outreach towards willing trusts without adding to it."""
    mean, scale = 0.0, 0.0
    for i in range(len(now.trusts)):
        trust = now.trusts[i]
        trust.tilt = companies.willingness(trust.disposition, trust.permission, trust.stance)
        mean = mean + trust.tilt
    mean = mean / len(now.trusts)
    for i in range(len(now.trusts)):
        trust = now.trusts[i]
        trust.tilt = companies.tilt(trust.tilt, mean, now.p.companies)
        scale = scale + trust.tilt
    scale = scale / len(now.trusts)
    for trust in now.trusts:
        trust.tilt /= scale
