"""Measured uptake as targets: each series, its reference (a free Bass curve), and the score of a curve."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

import numpy as np

from collabsim.calibration.bass import BassFit, fit_bass
from collabsim.record import Floats, Integers, Record

Measure = Literal["ever", "use"]

WITHIN = 3.0
"""A curve is consistent with a series if its error is within so many times that of a free Bass curve."""

NEGLIGIBLE = 0.005
"""An error (share) that does not matter: half a percentage point."""


@dataclass(frozen=True)
class Series:
    """A measured uptake series, and what in the model it is compared with.

    Attributes
    ----------
    name : id of the innovation in the model.
    months : months from launch, ascending.
    values : shares in [0, 1].
    measure : ``"ever"``, organisations that ever used it; ``"use"``, mean intensity of use.
    of : organisations behind the share.
    kind : class of innovation.
    population : ``"england"`` or ``"network"`` (physicians who name colleagues).
    fitted : the one attribute of the innovation that is fitted.
    lead : months from the first decisions to the first possible use.
    discrepancy : sd (share) by which a good model may miss, beyond random draws.
    title, says, window, truncation, source, licence, caveat : in words.
    """

    name: str
    months: Integers
    values: Floats
    measure: Measure
    of: int
    kind: str
    population: str = "england"
    fitted: str = "pull"
    lead: int = 0
    discrepancy: float = 0.02
    title: str = ""
    says: str = ""
    window: str = ""
    truncation: str = ""
    source: str = ""
    licence: str = ""
    caveat: str = ""

    @cached_property
    def bass(self) -> BassFit:
        """The reference: a free Bass curve, its clock starting just before the first possible use."""
        return fit_bass((self.months - self.lead + 1).astype(float), self.values)

    @property
    def noise(self) -> float:
        """The binomial noise of England itself (share): not a number for shares of use.

        England is one draw: of n organisations that each adopt with chance p, the share has an
        sd of sqrt(p (1 - p) / n). Root mean square over the points.
        """
        if self.measure != "ever":
            return float("nan")
        return float(np.sqrt(np.mean(self.values * (1.0 - self.values) / self.of)))

    @property
    def limit(self) -> float:
        """The error (share) up to which a curve is consistent with the series.

        Three times that of the free Bass curve, the noise of England, or what is negligible.
        """
        return float(np.nanmax([WITHIN * self.bass.rmse, NEGLIGIBLE, self.noise]))

    def of_record(self, record: Record) -> Floats:
        """Return the same months of a run.

        Raises
        ------
        ValueError : if the run ends before the series does.
        """
        k = record.innovations.index(self.name)
        months = int(record.launch[k]) + self.months
        if months.max() >= record.months:
            raise ValueError(f"the run ends before the series {self.name} does")
        counted = record.ever if self.measure == "ever" else record.used
        return np.asarray(counted[months, k] / record.eligible[k], float)


@dataclass(frozen=True, slots=True)
class Score:
    """How near a curve is to a series: its root mean square error (share)."""

    series: Series
    rmse: float

    @property
    def ratio(self) -> float:
        """The error over that of a free Bass curve."""
        return self.rmse / self.series.bass.rmse

    @property
    def within(self) -> bool:
        """Whether the curve is consistent with the series."""
        return self.rmse <= self.series.limit


def score(series: Series, curve: Floats) -> Score:
    """Return the score of a curve with one value a point of the series.

    Raises
    ------
    ValueError : if it has another number of values.
    """
    if curve.shape != series.values.shape:
        raise ValueError(f"expected {len(series.values)} values, found {curve.size}")
    return Score(series, rmse(curve, series.values))


def rmse(curve: Floats, values: Floats) -> float:
    """Return the root mean square error of a curve (share)."""
    return float(np.sqrt(np.mean((curve - values) ** 2)))


@cache
def measured() -> tuple[Series, ...]:
    """Return the seven series that ship with the package."""
    folder = files("collabsim.evidence")
    about = tomllib.loads(folder.joinpath("uptake.toml").read_text("utf-8"))
    rows = list(csv.DictReader(folder.joinpath("uptake.csv").read_text("utf-8").splitlines()))
    return tuple(
        _series(name, facts, [row for row in rows if row["series"] == name])
        for name, facts in about.items()
    )


def _series(name: str, facts: dict[str, str], rows: list[dict[str, str]]) -> Series:
    words = {key: value for key, value in facts.items() if key != "class"}
    return Series(
        name=name,
        months=np.array([int(row["month"]) for row in rows]),
        values=np.array([float(row["value"]) for row in rows]),
        kind=facts["class"],
        **words,  # type: ignore[arg-type]
    )
