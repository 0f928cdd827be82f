"""What patterns are read from: runs of England under one parameter set, and the measured series.

The long run of England lasts until every innovation has been on offer for 18 years, as long as
the prescriptions behind P1 to P3 were watched. P16, P18 and P23 are read from variants of England
that last for ten years.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from collabsim.calibration.bass import BassFit, fit_bass
from collabsim.calibration.series_runs import SeriesRuns
from collabsim.record import Floats, Record
from collabsim.scenario import Scenario

LAUNCHED, WATCHED = 96, 216
"""Months over which innovations are launched, and for which each is then watched."""

SIX = 6
"""A curve that fewer trusts took part in has no shape."""

FITTED, EVERY = 60, 3
"""Bass curves are fitted to every third month of so many curves: P1 and P3 come from 103."""


def long_run(england: Scenario) -> Scenario:
    """Return England without named innovations, run until all have been watched for 18 years."""
    before = england.months_before
    months = {"world.launch_span": float(LAUNCHED), "world.months": LAUNCHED + WATCHED - before}
    return replace(england, innovations=()).with_values(months)


def ten_years(england: Scenario) -> Scenario:
    """Return England without named innovations, for ten years from today."""
    return long_run(england).with_values({"world.months": 120.0})


def variants(england: Scenario) -> dict[str, Scenario]:
    """Return the variants of England for ten years from which P16, P18 and P23 are read."""
    today, slower = ten_years(england), 1.5 * england.parameters.leadership.approval_time
    return {
        "today": today,
        "scorecard": today.with_levers({"scorecard": 1.0}),
        "ring_fence": today.with_levers({"ring_fence": 1.0}),
        "slow_approval": today.with_values({"leadership.approval_time": slower}),
    }


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
class ModelOutputs:
    """Everything that patterns are read from, under one parameter set.

    Attributes
    ----------
    scenario : England with the set's parameters.
    series : the measured series, simulated under it.
    england : the records of its long run.
    variants : records of variants of England, by name.
    supported : what AHSN support adds to the use of a practice; see ``ahsn_support``.
    most : Bass curves that are fitted, at most or a few more.
    """

    scenario: Scenario
    series: SeriesRuns
    england: Sequence[Record]
    variants: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    supported: Mapping[str, Floats] = field(default_factory=dict)
    most: int = FITTED

    def one(self, replicate: int, most: int = 0) -> ModelOutputs:
        """Return the outputs of one replicate; of ``most`` Bass curves its share, unless given."""
        this = slice(replicate, replicate + 1)
        series = replace(
            self.series,
            curves={name: curves[this] for name, curves in self.series.curves.items()},
            records=self.series.records[this],
            physicians=self.series.physicians[this],
        )
        return replace(
            self,
            series=series,
            england=self.england[this],
            variants={name: records[this] for name, records in self.variants.items()},
            supported={name: months[this] for name, months in self.supported.items()},
            most=most or max(1, self.most // max(1, len(self.england))),
        )

    @cached_property
    def singles(self) -> list[ModelOutputs]:
        """The outputs of every replicate by itself."""
        return [self.one(r) for r in range(max(len(self.series.records), len(self.england)))]

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
        records = self.variants.get(variant, ()) if variant else self.england
        return float(np.mean([reading(record) for record in records])) if records else np.nan
