"""Measured uptake as targets: each series with its simulated analogue and its two yardsticks."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from collabsim.calibration.bass import BassFit, fit_bass
from collabsim.record import Floats, Integers, Record

Measure = Literal["ever", "use"]
WITHIN = 3.0
"""A series is followed if the model's error is within so many times that of a free Bass curve."""

UNSEEN = 0.005
"""An error (share) that nobody would see: half a percentage point."""


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
    world : ``"england"`` or ``"network"`` (physicians who name colleagues).
    fitted : the one attribute of the innovation that is fitted.
    lead : months from the first decisions to the first possible use.
    discrepancy : sd (share) by which a good model may miss, beyond luck.
    title, says, window, truncation, source, licence, caveat : in words.
    """

    name: str
    months: Integers
    values: Floats
    measure: Measure
    of: int
    kind: str
    world: str = "england"
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

    def bass(self) -> BassFit:
        """Return the free Bass curve, its clock starting just before the first possible use."""
        return fit_bass((self.months - self.lead + 1).astype(float), self.values)

    def noise(self) -> float:
        """Return the binomial noise of England itself (share): of shares of use it is not known.

        England is one draw: of n organisations that each adopt with chance p, the share has an
        sd of sqrt(p (1 - p) / n). Root mean square over the points.
        """
        if self.measure != "ever":
            return float("nan")
        return float(np.sqrt(np.mean(self.values * (1.0 - self.values) / self.of)))

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
    """How well a curve follows a series, beside the two yardsticks (all errors in shares).

    ``within`` is true if the error is at most three times that of a free Bass curve, or inside
    the binomial noise of England itself, or too small to be seen.
    """

    series: str
    rmse: float
    bass: float
    noise: float
    ratio: float
    within: bool


def score(series: Series, curve: Floats, bass_rmse: float | None = None) -> Score:
    """Return the score of a curve with one value a point of the series.

    Raises
    ------
    ValueError : if it has another number of values.
    """
    if curve.shape != series.values.shape:
        raise ValueError(f"expected {len(series.values)} values, found {curve.size}")
    yard = series.bass().rmse if bass_rmse is None else bass_rmse
    rmse = float(np.sqrt(np.mean((curve - series.values) ** 2)))
    noise = series.noise()
    within = rmse <= max(WITHIN * yard, UNSEEN) or rmse <= noise
    return Score(series.name, rmse, yard, noise, rmse / yard, bool(within))


@cache
def measured() -> tuple[Series, ...]:
    """Return the seven series that ship with the package."""
    folder = files("collabsim.evidence")
    about = tomllib.loads(folder.joinpath("uptake.toml").read_text("utf-8"))
    rows = list(csv.DictReader(folder.joinpath("uptake.csv").read_text("utf-8").splitlines()))
    return tuple(_series(name, facts, rows) for name, facts in about.items())


def _series(name: str, facts: dict[str, str], rows: Iterable[Mapping[str, str]]) -> Series:
    mine = [row for row in rows if row["series"] == name]
    words = {key: value for key, value in facts.items() if key != "class"}
    return Series(
        name=name,
        months=np.array([int(row["month"]) for row in mine]),
        values=np.array([float(row["value"]) for row in mine]),
        kind=facts["class"],
        **words,  # type: ignore[arg-type]
    )


@cache
def yardsticks() -> Mapping[str, BassFit]:
    """Return the free Bass fit of every shipped series."""
    return {series.name: series.bass() for series in measured()}
