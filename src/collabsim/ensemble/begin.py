"""Begin: every state is what it is at birth."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import permission


def begin(s: Any, z: Any, q: Any) -> None:
    """Set every state to its value at birth."""
    pp, pe, ph, pa = q.permission[0], q.perceptions[0], q.companies[0], q.ahsns[0]
    nation = s.nation[0]
    nation.signal, nation.credibility, nation.worth = pp.announcement, 1.0, pp.unbacked
    for r in range(z.regions):
        region, now = s.region[r], s.region_now[r]
        now.received = permission.first_received(pp)
        now.stance, now.tenure = region.stance, region.tenure
        now.sent = permission.pass_on(now.received, now.stance, pp)
    for i in range(z.trusts):
        born, me = s.trust[i], s.trust_now[i]
        me.permission = permission.down_the_line(s.region_now[born.region].sent, pp)
        me.stance, me.tenure, me.memory, me.capability = born.stance, born.tenure, 1.0, 1.0
        me.clarity, me.absorptive = q.clarity[0].clarity, born.absorptive
        me.ease, me.belief, me.tilt = pe.ease, pe.belief, 1.0
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
