"""Begin: every state is what it is at birth."""

from __future__ import annotations

from collabsim.barriers import permission
from collabsim.month.state import Now, Region, Trust


def begin(now: Now) -> None:
    """Set every state that births leave open, before the first month."""
    nation, p = now.nation, now.p
    nation.signal, nation.credibility, nation.worth = (
        p.permission.announcement,
        1.0,
        p.permission.unbacked,
    )
    for region in now.regions:
        begin_region(region, now)
    for trust in now.trusts:
        begin_trust(trust, now)
    for company in now.companies:
        company.effort = p.companies.effort
    for ahsn in now.ahsns:
        ahsn.credibility = p.ahsns.credibility


def begin_region(region: Region, now: Now) -> None:
    """Let a region have heard what a standing signal has brought."""
    region.received = permission.first_received(now.p.permission)
    region.sent = permission.pass_on(region.received, region.stance, now.p.permission)


def begin_trust(trust: Trust, now: Now) -> None:
    """Give a trust its first views, and make it one of its peers."""
    p = now.p
    sent = permission.down_the_line(now.regions[trust.region].sent, p.permission)
    trust.permission = sent
    trust.memory, trust.capability, trust.tilt = 1.0, 1.0, 1.0
    trust.clarity, trust.absorptive = p.clarity.clarity, trust.usual_absorptive
    trust.ease, trust.belief = p.perceptions.ease, p.perceptions.belief
    for k in range(len(now.innovations)):
        if now.projects[trust.index, k].eligible > 0:
            now.near[trust.ahsn, k].eligible += 1.0
            now.alike[trust.kind, k].eligible += 1.0
            now.everywhere[k].eligible += 1.0
