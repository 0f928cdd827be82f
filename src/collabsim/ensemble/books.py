"""The compiled engine's state: arrays of records, one row an agent, a pair or a place."""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import numpy as np

from collabsim.population import SECTORS, Population
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS
from collabsim.rules import Rules
from collabsim.scenario import Scenario
from collabsim.scenario.groups import GROUPS


def _floats(*names: str) -> np.dtype[np.void]:
    return np.dtype([(name, np.float64) for name in names], align=True)


TRUST_STATE = _floats(
    "slack", "capability", "rebound", "load", "symptoms", "attention", "free", "real", "faked", "gaming",
    "deficit", "money", "routine", "opening", "savings", "clarity", "absorptive", "ease", "belief",
    "permission", "stance", "tenure", "memory", "visibility", "message", "own_good", "own_bad",
    "co_good", "co_bad", "pilots", "live", "tilt", "offers_for", "offers_against", "changed", "encouraged",
)  # fmt: skip
BOND = np.dtype(
    [(n, np.float64) for n in ("good", "bad", "co_good", "co_bad")] + [("last", np.int64)],
    align=True,
)
PAIR_STATE = np.dtype(
    [(n, np.int64) for n in ("timer", "direct", "symptom", "rush", "ever")]
    + [(n, np.float64) for n in ("quality", "use", "ceiling")],
    align=True,
)
AHSN_STATE = _floats(
    "credibility", "live", "successes", "failures", "seen_good", "seen_bad", "dose"
)
SEEN = _floats("good", "bad", "new_good", "new_bad")
COMPANY_STATE = _floats("effort", "uptake", "news", "breach", "scandal")
REGION_STATE = _floats("received", "stance", "tenure", "sent")
NATION_STATE = _floats(
    "signal", "credibility", "backing", "worth", "weight", "gaming", "scandals", "blame"
)
OFFER_STATE = _floats("value", "complexity", "launched", "cash", "mandate")
CROWD = _floats("users", "seen", "use", "eligible")


class Sizes(NamedTuple):
    """How many of each there are."""

    trusts: int
    innovations: int
    companies: int
    ahsns: int
    regions: int
    kinds: int
    classes: int
    places: int
    months: int
    before: int


class Books(NamedTuple):
    """Everything one run reads and writes."""

    trust: Any
    region: Any
    company: Any
    offer: Any
    pair: Any
    exposure: Any
    trust_id: Any
    region_id: Any
    ahsn_id: Any
    company_id: Any
    offer_id: Any
    trust_now: Any
    bond: Any
    stage: Any
    pair_now: Any
    on_offer: Any
    offers: Any
    ahsn_now: Any
    supported: Any
    seen: Any
    company_now: Any
    scandals: Any
    region_now: Any
    nation: Any
    offer_now: Any
    near: Any
    alike: Any
    everywhere: Any
    place_tally: Any
    nation_tally: Any
    class_tally: Any
    ever: Any
    used: Any
    named_use: Any
    using: Any
    offered: Any
    met_own: Any
    gates: Any
    shares: Any
    queue: Any
    urgency: Any
    price: Any
    push: Any


class Schedule(NamedTuple):
    """The parameters of every month, a record array a group."""

    world: Any
    traits: Any
    hazard: Any
    capacity: Any
    budget: Any
    incentives: Any
    resource: Any
    scaling: Any
    clarity: Any
    trust: Any
    perceptions: Any
    leadership: Any
    permission: Any
    companies: Any
    ahsns: Any
    outcomes: Any
    loops: Any
    barriers: Any


assert Schedule._fields == tuple(GROUPS)


def schedule_arrays(scenario: Scenario) -> Schedule:
    """Return one record array (months) per parameter group."""
    months = scenario.schedule()
    different = {id(month): month for month in months}  # few: levers stand still but for ramps
    row_of = {number: row for row, number in enumerate(different)}
    rows = [row_of[id(month)] for month in months]
    out = []
    for name, group in GROUPS.items():
        fields = [f.name for f in dataclasses.fields(group)]
        held = [getattr(month, name) for month in different.values()]
        values = [tuple(getattr(each, field) for field in fields) for each in held]
        out.append(np.array(values, dtype=_floats(*fields))[rows])
    return Schedule(*out)


def open_books(scenario: Scenario, born: Population, rules: Rules) -> tuple[Sizes, Books]:
    """Return fresh books for one run: a copy of nothing that is fixed, zeros for all that moves."""
    n, k = born.pair.shape
    j, a, r = len(born.company), len(born.ahsns), len(born.regions)
    kinds, classes = len(scenario.types), len(scenario.classes)
    sizes = Sizes(
        n,
        k,
        j,
        a,
        r,
        kinds,
        classes,
        len(born.places),
        scenario.months_total,
        scenario.months_before,
    )
    months = sizes.months
    books = Books(
        trust=born.trust,
        region=born.region,
        company=born.company,
        offer=born.innovation,
        pair=born.pair,
        exposure=born.exposure,
        trust_id=born.trust_id.astype(np.int64),
        region_id=born.region_id.astype(np.int64),
        ahsn_id=born.ahsn_id.astype(np.int64),
        company_id=born.company_id.astype(np.int64),
        offer_id=born.innovation_id.astype(np.int64),
        trust_now=np.zeros(n, TRUST_STATE),
        bond=np.zeros((n, j), BOND),
        stage=np.zeros((n, k), np.int8),
        pair_now=np.zeros((n, k), PAIR_STATE),
        on_offer=np.zeros((n, k), np.int64),
        offers=np.zeros(n, np.int64),
        ahsn_now=np.zeros(a, AHSN_STATE),
        supported=np.zeros((a, k)),
        seen=np.zeros((a, j), SEEN),
        company_now=np.zeros(j, COMPANY_STATE),
        scandals=np.zeros(SECTORS),
        region_now=np.zeros(r, REGION_STATE),
        nation=np.zeros(1, NATION_STATE),
        offer_now=np.zeros(k, OFFER_STATE),
        near=np.zeros((a, k), CROWD),
        alike=np.zeros((kinds, k), CROWD),
        everywhere=np.zeros(k, CROWD),
        place_tally=np.zeros((months, len(born.places), len(PLACE_ITEMS))),
        nation_tally=np.zeros((months, len(NATION_ITEMS))),
        class_tally=np.zeros((months, classes, len(CLASS_ITEMS))),
        ever=np.zeros((months, k), np.int64),
        used=np.zeros((months, k)),
        named_use=np.zeros((months, n, len(scenario.innovations))),
        using=np.zeros((months, n), np.int64),
        offered=np.zeros((months, n), np.int64),
        met_own=np.array(rules.met_own(scenario))[born.innovation["kind"]],
        gates=np.ones(len(rules.barriers)),
        shares=np.zeros(len(rules.barriers)),
        queue=np.zeros(k, np.int64),
        urgency=np.zeros(k),
        price=np.zeros(k),
        push=np.zeros(k),
    )
    return sizes, books
