"""Measure: count everything that metrics are made of."""

from __future__ import annotations

from typing import Any

from collabsim.barriers import trust
from collabsim.pipeline import Stage
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS

ADOPTED = int(Stage.ADOPTED)
IN_USE = (PLACE_ITEMS.index("adopted_medicine"), PLACE_ITEMS.index("adopted_piloted"))
USE = (PLACE_ITEMS.index("use_medicine"), PLACE_ITEMS.index("use_piloted"))
TRUSTS = PLACE_ITEMS.index("trusts")
MONEY, TRUST_NHS = PLACE_ITEMS.index("money"), PLACE_ITEMS.index("trust_nhs")
TRUST_COMPANY, PERMISSION = PLACE_ITEMS.index("trust_company"), PLACE_ITEMS.index("permission")
FORBIDDING, DEFICIT = PLACE_ITEMS.index("forbidding"), PLACE_ITEMS.index("deficit")
SLACK, ATTENTION = PLACE_ITEMS.index("slack"), PLACE_ITEMS.index("attention")
ROUTINE = PLACE_ITEMS.index("routine")
GAMING, REAL = PLACE_ITEMS.index("gaming"), PLACE_ITEMS.index("real_effort")
REPORTED = PLACE_ITEMS.index("reported_effort")
C_ADOPTED = CLASS_ITEMS.index("adopted")
C_USE = CLASS_ITEMS.index("use")
N_SIGNAL, N_CREDIBILITY = NATION_ITEMS.index("signal"), NATION_ITEMS.index("credibility")
N_BACKING, N_WEIGHT = NATION_ITEMS.index("backing"), NATION_ITEMS.index("weight")
N_EFFORT, N_BROKERS = NATION_ITEMS.index("company_effort"), NATION_ITEMS.index("broker_credibility")
N_SCANDALS = NATION_ITEMS.index("scandals")


def measure(t: int, s: Any, z: Any, q: Any) -> None:
    """Count everything that metrics are made of."""
    for k in range(z.innovations):
        if t > 0:
            s.ever[t, k] += s.ever[t - 1, k]
    blame = 0.0
    for j in range(z.companies):
        blame = blame + s.company_now[j].scandal
    s.nation[0].blame = blame / z.companies
    for i in range(z.trusts):
        measure_trust(i, t, s, q)
        for n in range(s.offers[i]):
            k = s.on_offer[i, n]
            if s.stage[i, k] == ADOPTED:
                measure_use(i, k, t, s)
    row, nation = s.nation_tally[t], s.nation[0]
    gaming, effort, active, brokers = 0.0, 0.0, 0, 0.0
    for i in range(z.trusts):
        gaming = gaming + s.trust_now[i].gaming
    for j in range(z.companies):
        if s.company[j].products > 0:
            effort = effort + s.company_now[j].effort
            active += 1
    for a in range(z.ahsns):
        brokers = brokers + s.ahsn_now[a].credibility
    nation.gaming = gaming / z.trusts
    row[N_SIGNAL], row[N_CREDIBILITY] = nation.signal, nation.credibility
    row[N_BACKING], row[N_WEIGHT] = nation.backing, nation.weight
    row[N_EFFORT] = effort / active if active > 0 else 0.0
    row[N_BROKERS], row[N_SCANDALS] = brokers / z.ahsns, nation.scandals


def measure_trust(i: int, t: int, s: Any, q: Any) -> None:
    """Count one trust."""
    born, me, pt = s.trust[i], s.trust_now[i], q.trust[t]
    row, broker = s.place_tally[t, born.place], s.ahsn_now[born.ahsn]
    good = pt.category * (me.own_good + me.memory * broker.seen_good) + me.message
    bad = pt.category * (me.own_bad + me.memory * broker.seen_bad)
    bad = bad + me.memory * s.nation[0].blame
    row[TRUSTS] += 1.0
    row[TRUST_NHS] += trust.belief(born.disposition, pt.prior, good, bad)
    row[TRUST_COMPANY] += trust.belief(
        trust.COMPANY_START, trust.COMPANY_PRIOR, pt.category * me.co_good, pt.category * me.co_bad
    )
    row[PERMISSION] += me.permission
    row[FORBIDDING] += 1.0 if me.stance < 0.0 else 0.0
    row[DEFICIT] += me.deficit
    row[MONEY] += me.money
    row[ROUTINE] += me.routine
    row[SLACK] += me.slack
    row[ATTENTION] += me.attention
    row[GAMING] += me.gaming
    row[REAL] += me.real
    row[REPORTED] += me.real + me.faked


def measure_use(i: int, k: int, t: int, s: Any) -> None:
    """Count one innovation in use in one trust."""
    made, use = s.offer[k], s.pair_now[i, k].use
    row, kind = s.place_tally[t, s.trust[i].place], s.class_tally[t, made.kind]
    row[IN_USE[made.piloted]] += 1.0
    row[USE[made.piloted]] += use
    kind[C_ADOPTED] += 1.0
    kind[C_USE] += use
    s.used[t, k] += use
    if k < s.named_use.shape[2]:
        s.named_use[t, i, k] = use
    s.using[t, i] += made.piloted
