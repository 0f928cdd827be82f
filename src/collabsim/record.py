"""What a run leaves behind: monthly tallies by place, class and innovation, the same from either engine.

Engines count; ``metrics`` turns counts into numbers with units. A *place* is the part of an
AHSN that lies in one region, so that regions and AHSNs are both sums of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.composition import BARRIERS, OWN
from collabsim.plain import Held

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PLACE_ITEMS: tuple[str, ...] = (
    "trusts",  # NHS trusts
    "eligible_piloted",  # eligible trust x launched innovation pairs
    "eligible_medicine",
    "adopted_piloted",  # of these, pairs in use
    "adopted_medicine",
    "use_piloted",  # summed intensity of use
    "use_medicine",
    "starts",  # joint projects begun: piloted-class starts
    "pilots",  # pilots begun
    "successes",  # pilots evaluated as a success
    "failures",  # pilots evaluated as a failure
    "collapses",  # pilots that collapsed
    "direct",  # piloted-class adoptions that skipped their own pilot
    "abandoned",  # adoptions given up
    "attempts_piloted",  # draws below ceiling x Lambda(appeal): gates alone decide
    "attempts_medicine",
    "granted",  # £m allotted in April
    "kept",  # £m of savings kept by the adopter, received in April
    "routine",  # £m of routine investment
    "innovation",  # £m spent on innovations
    "raided",  # £m taken in raids
    "lapsed",  # £m lost in April
    "money",  # £m left at the end of the month
    "rush_failures",  # failed evaluations of year-end purchases
    "rush_pilots",  # evaluations of year-end purchases
    "other_failures",  # the same of all others
    "other_pilots",
    "trust_nhs",  # summed trust in industry (index)
    "trust_company",  # summed trust of companies in the trust (index)
    "permission",  # summed permission received (index)
    "forbidding",  # trusts whose board forbids
    "deficit",  # trusts in deficit
    "slack",  # summed slack (share of capacity)
    "attention",  # summed share of attention on innovation
    "gaming",  # summed share of reported result that is not real
    "real_effort",  # summed real innovation effort
    "reported_effort",  # the same as reported
    "benefit",  # net benefit of innovations in use (index, can be negative)
    *(f"stopped_piloted_{barrier}" for barrier in (*BARRIERS, OWN)),  # attempts stopped, by barrier
    *(f"stopped_medicine_{barrier}" for barrier in (*BARRIERS, OWN)),
)

NATION_ITEMS: tuple[str, ...] = (
    "signal",  # national signal (index)
    "credibility",  # its credibility (index)
    "backing",  # how far metric or money back it (index)
    "weight",  # scorecard weight of innovation as believed (share)
    "company_effort",  # mean UK effort of companies with a product (index)
    "broker_credibility",  # mean credibility of AHSNs (index)
    "scandals",  # severe breaches this month
)

CLASS_ITEMS: tuple[str, ...] = ("eligible", "adopted", "use", "starts", "benefit")


STATE_ITEMS: tuple[str, ...] = (
    "slack",  # share of capacity free
    "attention",  # share of attention on innovation
    "real",  # real innovation effort (index)
    "gaming",  # share of the reported result that is not real
    "deficit",  # 1 if in deficit
    "money",  # £m left this year
    "clarity",  # clarity of its problems (index)
    "absorptive",  # capacity to use others' knowledge (index)
    "ease",  # ease with industry (index)
    "belief",  # belief that industry values prevention (index)
    "permission",  # signal of permission received (index)
    "stance",  # of its board: -1 forbids, 0 is silent, 1 encourages
    "tenure",  # months its leader has been in post
    "visibility",  # share of others who see its projects
    "pilots",  # pilots running
)
"""State of an NHS trust that a record holds as it was at the end of the run."""


@dataclass(frozen=True, eq=False, repr=False)
class Record(Held):
    """The counts of one replicate.

    Attributes
    ----------
    scenario, replicate, seed : whose run it is.
    today : index of the month that is today; months before it are burn-in.
    places : (region code, AHSN) of each place.
    place : float array (months, places, PLACE_ITEMS).
    nation : float array (months, NATION_ITEMS).
    kind : float array (months, classes, CLASS_ITEMS).
    ever : integer array (months, innovations), trusts that have ever adopted.
    used : float array (months, innovations), summed intensity of use.
    state : float array (trusts, STATE_ITEMS) at the end of the run.
    named_use : float array (months, trusts, named innovations), intensity of use in each trust
        of the innovations described by hand, which come first among the innovations.
    using, offered : integer arrays (months, trusts), piloted innovations in use and on offer.
    classes, families : name and family of each class.
    trusts, innovations : ids.
    innovation_class, launch, eligible, value : per innovation: class index, launch month from
        the start of the run, eligible trusts, net value.
    barriers : names of the barriers, a user's own last.
    """

    scenario: str
    replicate: int
    seed: int
    today: int
    places: tuple[tuple[str, str], ...]
    place: Floats
    nation: Floats
    kind: Floats
    ever: Integers
    used: Floats
    state: Floats
    using: Integers
    offered: Integers
    classes: tuple[str, ...]
    families: tuple[str, ...]
    trusts: tuple[str, ...]
    innovations: tuple[str, ...]
    innovation_class: Integers
    launch: Integers
    eligible: Integers
    value: Floats
    barriers: tuple[str, ...] = BARRIERS
    named_use: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))

    def __repr__(self) -> str:
        """Say in a line whose run it is."""
        whose = f"{self.scenario!r}, replicate {self.replicate}, seed {self.seed}"
        return f"Record({whose}: {self.months} months, {len(self.trusts)} NHS trusts)"

    @property
    def months(self) -> int:
        """Months run, burn-in included."""
        return int(self.place.shape[0])

    def whole(self) -> Mapping[str, Floats]:
        """Return each place item summed over England, as (months,) arrays, with nation items."""
        return {**self._items(self.place.sum(axis=1)), **self._nation()}

    def by(self, level: str) -> Mapping[str, Mapping[str, Floats]]:
        """Return the items of each ``"region"`` or ``"ahsn"``, as ``whole`` does for England."""
        index = {"region": 0, "ahsn": 1}[level]
        names = list(dict.fromkeys(place[index] for place in self.places))
        out = {}
        for name in names:
            inside = [n for n, place in enumerate(self.places) if place[index] == name]
            out[name] = {**self._items(self.place[:, inside].sum(axis=1)), **self._nation()}
        return out

    def _items(self, summed: Any) -> dict[str, Floats]:
        return {item: summed[:, n] for n, item in enumerate(PLACE_ITEMS)}

    def _nation(self) -> dict[str, Floats]:
        return {item: self.nation[:, n] for n, item in enumerate(NATION_ITEMS)}
