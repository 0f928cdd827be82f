"""Decide: every trust hears of innovations, considers them and starts what it can.

What it reads of others nobody writes in this phase, so that the order of trusts cannot matter.
"""

from __future__ import annotations

from typing import NamedTuple

from collabsim import composition
from collabsim.barriers import (
    budget,
    capacity,
    clarity,
    incentives,
    leadership,
    perceptions,
    permission,
    resource,
    scaling,
)
from collabsim.barriers import trust as trusting
from collabsim.behaviour import ahsns, companies, outcomes
from collabsim.composition import BARRIERS
from collabsim.month.evidence import regard, standing
from collabsim.month.offer import support
from collabsim.month.start import start
from collabsim.month.state import Innovation, Now, Project, Trust, draw, draw_pair
from collabsim.month.tallies import ATTEMPTS, STOPPED, count
from collabsim.pipeline import AWARE, EVALUATED, UNAWARE
from collabsim.randomness import Decision
from collabsim.rules import Scene, own_gate

COURTSHIP, PRIORITY, START = int(Decision.COURTSHIP), int(Decision.PRIORITY), int(Decision.START)


class Look(NamedTuple):
    """What a trust makes of an innovation before it decides.

    Attributes
    ----------
    own : 1 if its own pilot succeeded, else 0.
    known : credible evidence (index), 1 with a successful pilot of its own.
    distance : how foreign the nearest user is, 0 if it is the trust itself.
    used : share of peers that use it.
    lag : 1 if the trusts of its AHSN lag England, else 0.
    given : dose of support from its AHSN.
    rushed : 1 if money that would lapse is looking for a purchase, else 0.
    """

    own: float
    known: float
    distance: float
    used: float
    lag: float
    given: float
    rushed: float


def decide(now: Now) -> None:
    """Let every trust consider what waits for a decision, and start what it can."""
    for trust in now.trusts:
        decide_trust(trust, now)


def decide_trust(trust: Trust, now: Now) -> None:
    """Hear of innovations, consider those that wait for a decision, start what is wanted."""
    trust.offers_for, trust.offers_against = 0.0, 0.0
    trust.encouraged = permission.encouragement(
        trust.permission, trust.stance, now.nation.worth, now.p.permission
    )
    trust.nih = scaling.not_invented_here(trust.tenure, now.p.scaling)
    ceiling, wanted = now.p.hazard.ceiling, 0
    for n in range(trust.offers):
        k = now.on_offer[trust.index, n]
        project = now.projects[trust.index, k]
        if project.stage > AWARE and project.stage != EVALUATED:
            continue
        innovation = now.innovations[k]
        hearing, moving = draw_pair(COURTSHIP, trust, innovation, now)
        if project.stage == UNAWARE:
            if hearing >= chance_to_hear(trust, innovation, now):
                continue
            hear(trust, project, innovation, now)
        if moving < ceiling and consider(trust, project, innovation, moving, now):
            now.queue[wanted] = k
            now.urgency[k], _ = draw(PRIORITY, trust.id, innovation.id, now)
            wanted += 1
    start(trust, wanted, now)


def chance_to_hear(trust: Trust, innovation: Innovation, now: Now) -> float:
    """Return the chance to become aware of an innovation this month."""
    p, k = now.p, innovation.index
    pushed = companies.reach(innovation.push, trust.tilt)
    brokered = ahsns.brokered(support(now.ahsns[trust.ahsn], innovation, now), p.ahsns)
    near, alike, everywhere = now.near[trust.ahsn, k], now.alike[trust.kind, k], now.everywhere[k]
    seen = scaling.mix(near.seen, alike.seen, everywhere.seen, p.scaling)
    return scaling.awareness(
        pushed, brokered, seen, innovation.known, innovation.mandate, innovation.pullable, p.scaling
    )


def hear(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Become aware; the offer belies or confirms what is believed of industry."""
    project.stage = AWARE
    if innovation.belies > 0.0:
        trust.offers_for += 1.0
    else:
        trust.offers_against += 1.0


def consider(
    trust: Trust, project: Project, innovation: Innovation, drawn: float, now: Now
) -> bool:
    """Return whether this trust would move on with an innovation this month.

    The draw is compared with the hazard before gates (an attempt) and, only if it is
    below, with what the ten gates leave of it. Attempts stopped are put down to barriers.
    """
    hazard = now.p.hazard
    look = look_at(trust, project, innovation, now)
    attempt = composition.attempt(appeal(trust, project, innovation, look, now), hazard.ceiling)
    if drawn >= attempt:
        return False
    count(trust, ATTEMPTS[innovation.piloted], 1.0, now)
    plan(trust, project, innovation, look, now)
    gates(trust, project, innovation, look, now)
    if drawn < attempt * composition.combine(now.gates, hazard.sigma, hazard.nu):
        return True
    composition.account(now.gates, hazard.sigma, now.shares)
    for b in range(len(now.shares)):
        count(trust, STOPPED[innovation.piloted] + b, now.shares[b], now)
    return False


def look_at(trust: Trust, project: Project, innovation: Innovation, now: Now) -> Look:
    """Return what the trust knows and expects of an innovation before it decides."""
    p, k = now.p, innovation.index
    near, alike, everywhere = now.near[trust.ahsn, k], now.alike[trust.kind, k], now.everywhere[k]
    own = 1.0 if project.stage == EVALUATED else 0.0
    known, rushed = own, 0.0
    if own == 0.0:
        known = scaling.evidence(
            near.seen, alike.seen, everywhere.seen, trust.nih, trust.absorptive, p.scaling
        )
        if innovation.cost > 0.0 and p.barriers.budget > 0.0:
            rushed = budget.year_end(trust.money, trust.opening, now.season, p.budget)
    return Look(
        own,
        known,
        scaling.distance(own, near.users, alike.users),
        scaling.mix(near.users, alike.users, everywhere.users, p.scaling),
        1.0 if near.users < everywhere.users else 0.0,
        support(now.ahsns[trust.ahsn], innovation, now),
        rushed,
    )


def appeal(trust: Trust, project: Project, innovation: Innovation, look: Look, now: Now) -> float:
    """Return what an innovation is worth to this trust (logit): a sum of pulls."""
    p = now.p
    nudges = p.scaling.benchmark_push * look.lag + p.incentives.target_pull * innovation.targeted
    nudges = nudges + p.clarity.place_focus * clarity.place_tilt(trust.assets, project.need)
    believed = outcomes.believed_value(
        innovation.value_now, project.impression, look.known, p.outcomes
    )
    felt = incentives.value_felt(
        now.nation.weight, trust.motivation, believed, innovation.cash_felt, p.incentives
    )
    return composition.appeal(
        static=project.static,
        value=felt,
        evidence=p.scaling.evidence_pull * look.known,
        peers=scaling.peer_pull(look.used, innovation.peer, p.scaling),
        encouragement=trust.encouraged,
        mandate=p.incentives.mandate_pull * innovation.mandate_now,
        copying=p.incentives.copying * innovation.peer * look.used,
        match=clarity.match_pull(trust.clarity, project.need, p.clarity),
        support=ahsns.support_pull(look.given, p.ahsns),
        boards=leadership.board_pull(p.leadership),
        rush=p.budget.rush * look.rushed,
        nudges=nudges,
        proof=p.scaling.proof * look.own,
    )


def plan(trust: Trust, project: Project, innovation: Innovation, look: Look, now: Now) -> None:
    """Settle how it would be taken on: with a pilot or without, and at what price."""
    p = now.p
    skip, _ = draw(START, trust.id, innovation.id, now)
    project.direct = 1 if look.own > 0.0 or innovation.piloted == 0 else 0
    if project.direct == 0 and skip < outcomes.skip_chance(look.known, p.outcomes):
        project.direct = 1
    project.rush = 1 if look.rushed > 0.0 else 0
    stake = budget.at_stake(project.direct == 1, p.budget)
    relief = p.resource.cost_relief * now.companies[innovation.owner].effort
    project.price = budget.price(innovation.cost, trust.income, stake, relief)


def gates(trust: Trust, project: Project, innovation: Innovation, look: Look, now: Now) -> None:
    """Write the gates as this class of innovation meets them, in the order of BARRIERS."""
    p, g, company = now.p, now.gates, now.companies[innovation.owner]
    complexity, effort = innovation.complexity_now, company.effort
    nhs = resource.nhs_commitment(trust.slack, trust.attention, p.resource)
    industry = resource.company_commitment(
        effort, company.size, standing(trust, company, now), p.resource
    )
    payback = innovation.payback * budget.at_stake(project.direct == 1, p.budget)
    horizon = budget.believed_horizon(trust.deficit, p.budget)
    passes = budget.pays_back(payback, horizon, now.season, p.budget)
    g[0] = capacity.gate(trust.slack, complexity, look.given, effort, p.capacity)
    g[1] = budget.gate(
        trust.money, trust.opening, project.price, passes, trust.deficit, look.rushed, now.season,
        p.budget,
    )  # fmt: skip
    g[2] = incentives.gate(trust.attention, p.incentives)
    g[3] = resource.gate(nhs, industry, complexity, p.resource)
    g[4] = scaling.gate(
        trust.absorptive, trust.nih, look.distance, look.known, complexity, p.scaling
    )
    g[5] = clarity.gate(trust.clarity, project.need, p.clarity)
    g[6] = trusting.gate(regard(trust, company, now), innovation.stake, p.trust)
    g[7] = perceptions.gate(innovation.stereotype, trust.belief, trust.ease, p.perceptions)
    g[8] = leadership.gate(trust.tenure, p.leadership)
    g[9] = permission.gate(trust.permission, trust.stance, p.permission)
    if len(g) > len(BARRIERS):
        g[10] = own_gate(scene(trust, project, innovation, look, now))
    meet(trust, innovation, now)


def meet(trust: Trust, innovation: Innovation, now: Now) -> None:
    """Turn the gates into what a class that is exposed to them so far meets of each."""
    g, on, met, made = now.gates, now.p.barriers, now.p.hazard.gates, innovation
    uncovered = budget.uncovered(made.mandate_now, made.mandate, now.p.budget)
    g[0] = composition.met(met * on.capacity * made.exposure_capacity, g[0])
    g[1] = composition.met(met * on.budget * made.exposure_budget * uncovered, g[1])
    g[2] = composition.met(met * on.incentives * made.exposure_incentives, g[2])
    g[3] = composition.met(met * on.resource * made.exposure_resource, g[3])
    g[4] = composition.met(met * on.scaling * made.exposure_scaling, g[4])
    g[5] = composition.met(met * on.clarity * made.exposure_clarity, g[5])
    g[6] = composition.met(met * on.trust * made.exposure_trust, g[6])
    g[7] = composition.met(met * on.perceptions * made.exposure_perceptions, g[7])
    g[8] = composition.met(met * on.leadership * made.exposure_leadership, g[8])
    g[9] = composition.met(met * on.permission * made.exposure_permission, g[9])
    if len(g) > len(BARRIERS):
        g[10] = composition.met(met * made.exposure_own, g[10])


def scene(trust: Trust, project: Project, innovation: Innovation, look: Look, now: Now) -> Scene:
    """Return what a user's own barrier may look at."""
    company = now.companies[innovation.owner]
    return Scene(
        float(now.month), trust.income, trust.slack, trust.attention, trust.deficit, trust.money,
        trust.clarity, trust.absorptive, trust.ease, trust.belief, trust.permission, trust.stance,
        trust.tenure, regard(trust, company, now), standing(trust, company, now), project.need,
        look.known, look.used, look.given, innovation.value_now, innovation.complexity_now,
        innovation.cost, innovation.stake, innovation.stereotype, innovation.mandate,
        float(innovation.piloted), company.effort, company.size,
    )  # fmt: skip
