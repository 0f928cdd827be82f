"""Learn: evidence, views, know-how, effort and credibility follow what was seen this month."""

from __future__ import annotations

from collabsim.barriers import perceptions, scaling
from collabsim.barriers import trust as trusting
from collabsim.behaviour import ahsns, companies
from collabsim.month.state import AHSN, Company, Now, Peers, Trust
from collabsim.numerics import share
from collabsim.pipeline import ADOPTED, EVALUATED


def learn(now: Now) -> None:
    """Let AHSNs, trusts and companies learn from the month; see who uses what."""
    if now.p.barriers.trust > 0.0:
        share_sights(now)
    for ahsn in now.ahsns:
        learn_ahsn(ahsn, now)
    for trust in now.trusts:
        learn_trust(trust, now)
    for company in now.companies:
        learn_company(company, now)
    count_live(now)
    count_peers(now)


def share_sights(now: Now) -> None:
    """Turn what was seen in each AHSN and, a little, elsewhere into evidence its trusts share."""
    p, on = now.p.trust, now.p.loops
    for ahsn in now.ahsns:
        ahsn.seen_good, ahsn.seen_bad = 0.0, 0.0
    for j in range(len(now.companies)):
        if now.companies[j].products == 0:
            continue
        good, bad = 0.0, 0.0
        for a in range(len(now.ahsns)):
            good = good + now.sights[a, j].new_good
            bad = bad + now.sights[a, j].new_bad
        for a in range(len(now.ahsns)):
            sight, ahsn = now.sights[a, j], now.ahsns[a]
            sight.good = p.memory * sight.good + on.R1 * trusting.seen(sight.new_good, good, p)
            sight.bad = p.memory * sight.bad + on.B1 * trusting.seen(sight.new_bad, bad, p)
            sight.new_good, sight.new_bad = 0.0, 0.0
            ahsn.seen_good += sight.good
            ahsn.seen_bad += sight.bad


def learn_ahsn(ahsn: AHSN, now: Now) -> None:
    """Let an AHSN's credibility follow its results."""
    ahsn.credibility = ahsns.next_credibility(
        ahsn.credibility, ahsn.successes, ahsn.failures, now.p.ahsns
    )
    ahsn.successes, ahsn.failures = 0.0, 0.0


def learn_trust(trust: Trust, now: Now) -> None:
    """Let know-how and views follow what the month brought."""
    p = now.p
    if p.barriers.scaling > 0.0:
        trust.absorptive = scaling.absorptive_capacity(
            trust.absorptive, trust.usual_absorptive, trust.pilots, p.scaling, p.loops
        )
    if p.barriers.perceptions > 0.0:
        trust.belief = perceptions.next_belief(
            trust.belief, trust.offers_for, trust.offers_against, trust.visibility, p.perceptions
        )
        trust.ease = perceptions.next_ease(trust.ease, trust.visibility, p.perceptions)


def learn_company(company: Company, now: Now) -> None:
    """Let effort follow the uptake of what a company offers."""
    if company.products > 0:
        p = now.p
        company.uptake = companies.next_uptake(company.uptake, company.news, len(now.trusts))
        company.effort = companies.next_effort(company.effort, company.uptake, p.companies, p.loops)


def count_live(now: Now) -> None:
    """Count what the trusts of each AHSN have under way."""
    for ahsn in now.ahsns:
        ahsn.live = 0.0
    for trust in now.trusts:
        now.ahsns[trust.ahsn].live += trust.live


def count_peers(now: Now) -> None:
    """Count, for next month's decisions, who uses and visibly uses each innovation (M14, M10)."""
    for k in range(len(now.innovations)):
        clear(now.everywhere[k])
        for a in range(len(now.ahsns)):
            clear(now.near[a, k])
        for y in range(len(now.alike)):
            clear(now.alike[y, k])
    for i in range(len(now.trusts)):
        count_among_peers(now.trusts[i], now)
    for k in range(len(now.innovations)):
        for a in range(len(now.ahsns)):
            near = now.near[a, k]
            join(now.everywhere[k], near.users, near.seen, near.use)
            share_out(near)
        for y in range(len(now.alike)):
            share_out(now.alike[y, k])
        share_out(now.everywhere[k])


def count_among_peers(trust: Trust, now: Now) -> None:
    """Count a trust among those of its AHSN and its type."""
    for n in range(trust.offers):
        k = now.on_offer[trust.index, n]
        project = now.projects[trust.index, k]
        if project.stage in (ADOPTED, EVALUATED):
            used = 1.0 if project.stage == ADOPTED else 0.0
            seen = scaling.shown(trust.visibility, used)
            join(now.near[trust.ahsn, k], used, seen, used * project.use)
            join(now.alike[trust.kind, k], used, seen, used * project.use)


def clear(peers: Peers) -> None:
    """Forget last month's users."""
    peers.users, peers.seen, peers.use = 0.0, 0.0, 0.0


def join(peers: Peers, used: float, seen: float, use: float) -> None:
    """Count one trust, or those of an AHSN."""
    peers.users += used
    peers.seen += seen
    peers.use += use


def share_out(peers: Peers) -> None:
    """Turn counts into shares of those who could use the innovation."""
    peers.users = share(peers.users, peers.eligible)
    peers.seen = share(peers.seen, peers.eligible)
    peers.use = share(peers.use, peers.eligible)
