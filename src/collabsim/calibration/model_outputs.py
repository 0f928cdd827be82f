"""What patterns are read from: the measured series and runs of England under one parameter set.

Records of the long run of England last until every innovation has been on offer for 18 years,
as long as the prescriptions behind P1 to P3 were watched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from collabsim.calibration.bass import BassFit, fit_bass
from collabsim.calibration.variants import WATCHED
from collabsim.calibration.series_runs import Followed
from collabsim.record import Floats, Record
from collabsim.scenario import Scenario

SIX = 6
"""A curve that fewer trusts took part in has no shape."""

FITTED, EVERY = 60, 3
"""Bass curves are fitted to every third month of so many curves: P1 and P3 come from 103."""


@dataclass(frozen=True)
class Curve:
    """One innovation of one replicate: how its national use grew, month by month from launch."""

    kind: str
    family: str
    use: Floats

    def years_to(self, share: float) -> float:
        """Return years from launch to this share of its own ceiling."""
        return float(np.argmax(self.use >= share * self.use.max())) / 12.0

    def fit(self) -> BassFit:
        """Return the free Bass curve of its quarterly values."""
        times = np.arange(1.0, len(self.use) + 1.0)
        return fit_bass(times[EVERY - 1 :: EVERY], self.use[EVERY - 1 :: EVERY])


@dataclass(frozen=True)
class Seen:
    """Everything that patterns are read from, under one parameter set.

    Attributes
    ----------
    scenario : England with the set's parameters.
    followed : the measured series under it.
    england : the records of its long run.
    others : records of variants of England, by name; see ``variants``.
    supported : what AHSN support adds to the use of a practice; see ``support``.
    most : Bass curves that are fitted, at most or a few more.
    """

    scenario: Scenario
    followed: Followed
    england: Sequence[Record]
    others: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    supported: Mapping[str, Floats] = field(default_factory=dict)
    most: int = FITTED

    @property
    def replicates(self) -> int:
        """Replicates of whatever has most."""
        return max(len(self.followed.records), len(self.england))

    def one(self, replicate: int, most: int = 0) -> Seen:
        """Return what was seen of one replicate; of ``most`` Bass curves its share, unless given."""
        this = slice(replicate, replicate + 1)
        followed = replace(
            self.followed,
            curves={name: curves[this] for name, curves in self.followed.curves.items()},
            records=self.followed.records[this],
            physicians=self.followed.physicians[this],
        )
        return replace(
            self,
            followed=followed,
            england=self.england[this],
            others={name: records[this] for name, records in self.others.items()},
            supported={name: months[this] for name, months in self.supported.items()},
            most=most or max(1, self.most // max(1, len(self.england))),
        )

    @cached_property
    def singles(self) -> list[Seen]:
        """What was seen of every replicate by itself."""
        return [self.one(r) for r in range(self.replicates)]

    @cached_property
    def curves(self) -> list[Curve]:
        """The curves of national use of all innovations that six trusts or more took up."""
        out = []
        for record in self.england:
            for k in np.nonzero(record.ever[-1] >= SIX)[0]:
                start, kind = int(record.launch[k]), int(record.innovation_class[k])
                use = record.used[start : start + WATCHED, k] / record.eligible[k]
                out.append(Curve(record.classes[kind], record.families[kind], use))
        return out

    @cached_property
    def fits(self) -> list[tuple[Curve, BassFit]]:
        """So many of these curves, evenly picked, with their Bass fits."""
        picked = self.curves[:: max(1, len(self.curves) // self.most)]
        return [(curve, curve.fit()) for curve in picked]

    def mean(self, reading: Callable[[Record], float], variant: str = "") -> float:
        """Return the mean over replicates of a number read from each record."""
        records = self.others.get(variant, ()) if variant else self.england
        return float(np.mean([reading(record) for record in records])) if records else np.nan
