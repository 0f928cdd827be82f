"""Lead: leaders change, the signal of permission comes down the line, scandals break."""

from __future__ import annotations

from collabsim.barriers import incentives, leadership, permission
from collabsim.barriers import trust as trusting
from collabsim.month.state import Company, Nation, Now, Region, Trust, draw
from collabsim.randomness import Decision

CHURN, STANCE, REGION_CHURN = int(Decision.CHURN), int(Decision.STANCE), int(Decision.REGION_CHURN)
SCANDAL = int(Decision.SCANDAL)


def lead(now: Now) -> None:
    """Let the nation lead, then its regions, then every trust's board; then scandals break."""
    lead_nation(now.nation, now)
    for region in now.regions:
        lead_region(region, now)
    for trust in now.trusts:
        lead_trust(trust, now)
    for company in now.companies:
        risk_scandal(company, now)
    report_scandals(now)


def lead_nation(nation: Nation, now: Now) -> None:
    """Let the scorecard be believed as far as it is honest, and announce in April."""
    p, april = now.p, 1.0 if now.season == 0 else 0.0
    if p.barriers.incentives > 0.0 or now.month == 0:
        nation.weight = incentives.weight_believed(
            p.incentives.weight, nation.gaming, p.incentives, p.loops
        )
    if p.barriers.permission > 0.0:
        nation.backing = permission.backed(nation.weight, p.permission)
        nation.signal = permission.national_signal(nation.signal, april, p.permission)
        nation.credibility = permission.credibility(
            nation.credibility, nation.backing, april, p.permission, p.loops
        )
        nation.worth = permission.worth(nation.credibility, nation.backing, p.permission)


def lead_region(region: Region, now: Now) -> None:
    """Perhaps change leader; take up the national signal and pass it on."""
    p, nation = now.p, now.nation
    if p.barriers.leadership > 0.0:
        region.tenure += 1.0
        leaving, drawn = draw(REGION_CHURN, region.id, 0, now)
        if leadership.leaves(leaving, p.leadership):
            region.tenure = 0.0
            if p.barriers.permission > 0.0:
                region.stance = permission.stance(drawn, p.permission)
    if p.barriers.permission > 0.0:
        sent = nation.signal * nation.credibility * p.permission.attenuation
        region.received = permission.receive(region.received, sent, p.permission)
    region.sent = permission.pass_on(region.received, region.stance, p.permission)


def lead_trust(trust: Trust, now: Now) -> None:
    """Let evidence fade, perhaps change leader, hear the signal of permission."""
    p = now.p
    trust.changed = 0.0
    if p.barriers.trust > 0.0:
        fade(trust, now)
    if p.barriers.leadership > 0.0:
        change_leader(trust, now)
    if p.barriers.permission > 0.0:
        hear_signal(trust, now)
    trust.visibility = trusting.visibility(trust.permission, trust.stance, p.trust, p.loops)
    if p.barriers.trust > 0.0:
        trust.message = trusting.heard(trust.message, trust.permission, now.nation.worth, p.trust)


def fade(trust: Trust, now: Now) -> None:
    """Let a month pass over evidence; a new leader slowly learns what others know."""
    p = now.p.trust
    trust.own_good *= p.memory
    trust.own_bad *= p.memory
    trust.co_good *= p.memory
    trust.co_bad *= p.memory
    trust.message *= p.memory
    trust.memory = trusting.remembered(trust.memory, p)


def change_leader(trust: Trust, now: Now) -> None:
    """Let the leader leave now and then, and with the leader evidence and stance."""
    p = now.p
    trust.tenure += 1.0
    leaving, _ = draw(CHURN, trust.id, 0, now)
    if leadership.leaves(leaving, p.leadership):
        trust.tenure, trust.changed = 0.0, 1.0
        if p.barriers.permission > 0.0:
            drawn, _ = draw(STANCE, trust.id, 0, now)
            trust.stance = permission.stance(drawn, p.permission)
        if p.barriers.trust > 0.0:
            forget(trust, now)


def forget(trust: Trust, now: Now) -> None:
    """Let evidence leave with a leader; companies forget half as much."""
    kept, half = trusting.kept(now.p.trust), trusting.company_kept(now.p.trust)
    trust.memory *= kept
    trust.own_good *= kept
    trust.own_bad *= kept
    trust.co_good *= half
    trust.co_bad *= half
    for j in range(len(now.companies)):
        if now.companies[j].products > 0:
            bond = now.bonds[trust.index, j]
            bond.good *= kept
            bond.bad *= kept
            bond.co_good *= half
            bond.co_bad *= half


def hear_signal(trust: Trust, now: Now) -> None:
    """Perhaps lift a ban; take up what the region passes on."""
    p = now.p.permission
    if trust.changed == 0.0 and trust.stance < 0.0 and p.lift_bans > 0.0:
        _, drawn = draw(STANCE, trust.id, 0, now)
        trust.stance = 0.0 if drawn < p.lift_bans else -1.0
    sent = permission.down_the_line(now.regions[trust.region].sent, p)
    trust.permission = permission.receive(trust.permission, sent, p)


def risk_scandal(company: Company, now: Now) -> None:
    """Perhaps be found out."""
    drawn, _ = draw(SCANDAL, company.id, 0, now)
    chance = trusting.scandal_chance(len(now.companies), now.p.trust)
    company.breach = 1.0 if drawn < chance else 0.0
    company.news = 0.0


def report_scandals(now: Now) -> None:
    """Let this month's scandals stick to companies and, less so, to their sectors."""
    now.nation.scandals = 0.0
    for g in range(len(now.sectors)):
        now.sectors[g] = 0.0
    for company in now.companies:
        now.sectors[company.sector] += company.breach
        now.nation.scandals += company.breach
    if now.p.barriers.trust > 0.0:
        for company in now.companies:
            suffer(company, now)


def suffer(company: Company, now: Now) -> None:
    """Take the blame for its own scandal and, less of it, for those of its sector."""
    p, sector = now.p.trust, now.sectors[company.sector]
    fresh = trusting.scandal_evidence(company.breach, sector, p, now.p.loops)
    company.scandal = p.memory * company.scandal + fresh
