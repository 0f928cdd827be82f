"""Measure: count everything that metrics are made of."""

from __future__ import annotations

from collabsim.barriers import trust as trusting
from collabsim.month.state import Innovation, Now, Project, Trust
from collabsim.month.tallies import MEDICINE_OR_PILOTED
from collabsim.pipeline import ADOPTED
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS

IN_USE, USE = (
    tuple(PLACE_ITEMS.index(f"{item}_{family}") for family in MEDICINE_OR_PILOTED)
    for item in ("adopted", "use")
)
(
    TRUSTS, TRUST_NHS, TRUST_COMPANY, PERMISSION, FORBIDDING, DEFICIT, MONEY, ROUTINE, SLACK,
    ATTENTION, GAMING, REAL, REPORTED,
) = (
    PLACE_ITEMS.index(item)
    for item in (
        "trusts", "trust_nhs", "trust_company", "permission", "forbidding", "deficit", "money",
        "routine", "slack", "attention", "gaming", "real_effort", "reported_effort",
    )
)  # fmt: skip
CLASS_ADOPTED, CLASS_USE = CLASS_ITEMS.index("adopted"), CLASS_ITEMS.index("use")
SIGNAL, CREDIBILITY, BACKING, WEIGHT, EFFORT, BROKERS, SCANDALS = (
    NATION_ITEMS.index(item)
    for item in (
        "signal", "credibility", "backing", "weight", "company_effort", "broker_credibility",
        "scandals",
    )
)  # fmt: skip


def measure(now: Now) -> None:
    """Count the nation, then every trust and what it uses."""
    if now.month > 0:
        for k in range(len(now.innovations)):
            now.ever[now.month, k] += now.ever[now.month - 1, k]
    measure_nation(now)
    for i in range(len(now.trusts)):
        trust = now.trusts[i]
        measure_trust(trust, now)
        for n in range(trust.offers):
            k = now.on_offer[i, n]
            if now.projects[i, k].stage == ADOPTED:
                measure_use(trust, now.projects[i, k], now.innovations[k], now)


def measure_nation(now: Now) -> None:
    """Count what there is once in a month."""
    row, nation = now.country[now.month], now.nation
    gaming, blame, effort, active, brokers = 0.0, 0.0, 0.0, 0, 0.0
    for i in range(len(now.trusts)):
        gaming = gaming + now.trusts[i].gaming
    for j in range(len(now.companies)):
        company = now.companies[j]
        blame = blame + company.scandal
        if company.products > 0:
            effort = effort + company.effort
            active += 1
    for a in range(len(now.ahsns)):
        brokers = brokers + now.ahsns[a].credibility
    nation.gaming = gaming / len(now.trusts)
    nation.blame = blame / len(now.companies)
    row[SIGNAL], row[CREDIBILITY] = nation.signal, nation.credibility
    row[BACKING], row[WEIGHT] = nation.backing, nation.weight
    row[EFFORT] = effort / active if active > 0 else 0.0
    row[BROKERS], row[SCANDALS] = brokers / len(now.ahsns), nation.scandals


def measure_trust(trust: Trust, now: Now) -> None:
    """Count one trust."""
    p, ahsn = now.p.trust, now.ahsns[trust.ahsn]
    row = now.places[now.month, trust.place]
    good = p.category * (trust.own_good + trust.memory * ahsn.seen_good) + trust.message
    bad = p.category * (trust.own_bad + trust.memory * ahsn.seen_bad)
    bad = bad + trust.memory * now.nation.blame
    row[TRUSTS] += 1.0
    row[TRUST_NHS] += trusting.belief(trust.disposition, p.prior, good, bad)
    row[TRUST_COMPANY] += trusting.belief(
        trusting.COMPANY_START,
        trusting.COMPANY_PRIOR,
        p.category * trust.co_good,
        p.category * trust.co_bad,
    )
    row[PERMISSION] += trust.permission
    row[FORBIDDING] += 1.0 if trust.stance < 0.0 else 0.0
    row[DEFICIT] += trust.deficit
    row[MONEY] += trust.money
    row[ROUTINE] += trust.routine
    row[SLACK] += trust.slack
    row[ATTENTION] += trust.attention
    row[GAMING] += trust.gaming
    row[REAL] += trust.real
    row[REPORTED] += trust.real + trust.faked


def measure_use(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Count one innovation in use in one trust."""
    month, k, use = now.month, innovation.index, project.use
    row, kind = now.places[month, trust.place], now.classes[month, innovation.kind]
    row[IN_USE[innovation.piloted]] += 1.0
    row[USE[innovation.piloted]] += use
    kind[CLASS_ADOPTED] += 1.0
    kind[CLASS_USE] += use
    now.used[month, k] += use
    if k < now.named_use.shape[2]:
        now.named_use[month, trust.index, k] = use
    now.using[month, trust.index] += innovation.piloted
