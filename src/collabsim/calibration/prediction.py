"""What the model says of a user's series, beside its reference and naive forecasts.

A fit is *consistent* with the series if two things hold. Fitted to all points, its error is at most
three times that of a free Bass curve (or within the noise of a share of so many organisations, or
half a percentage point). And fitted to the earlier half of the points alone, it errs less on the
later half than each naive forecast that can be made. A prediction has seen no point; it is held to
the same later half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from collabsim.calibration.bands import bands
from collabsim.calibration.naive_forecasts import Naive, half, naive_forecasts
from collabsim.calibration.targets import NEGLIGIBLE, WITHIN, Series, rmse
from collabsim.record import Floats, Integers

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

NEAR = 0.05
"""Gap of means (share) beyond which the search for an attribute has not reached the series."""

RESAMPLES = 200
"""Resamples from which Monte Carlo errors are read."""

FEWEST_SETS = 3
"""Parameter sets below which the Monte Carlo error of a fit is not known."""


@dataclass(frozen=True)
class Reference:
    """What the error of a fit is measured by.

    Attributes
    ----------
    bass : error of a free Bass curve (share).
    limit : error up to which a fit is consistent with a series (share).
    no_ratio : why the error is not given as a multiple of the Bass curve's; empty if it is.
    usable : whether a Bass curve is a reference for the series at all.
    """

    bass: float
    limit: float
    no_ratio: str
    usable: bool


def reference(series: Series) -> Reference:
    """Return the reference of a series."""
    bass, why = series.bass().rmse, ""
    if np.ptp(series.values) == 0.0:
        why = "the series never moves"
    elif np.ptp(series.values) < NEGLIGIBLE:
        why = "the series moves by less than half a point in all"
    elif np.cov(series.months, series.values)[0, 1] <= 0.0:
        why = "the series does not rise, and a Bass curve can do nothing else"
    usable = not why
    if usable and bass < NEGLIGIBLE:
        why = "such a curve, fitted to every point, misses the series by less than half a point"
    limit = float(np.nanmax([WITHIN * bass, NEGLIGIBLE, series.noise()]))
    return Reference(bass, limit, why, usable)


@dataclass(frozen=True)
class Prediction:
    """What the model says of a user's series, fitted or predicted.

    Attributes
    ----------
    series : the series; without measured values, its months.
    known : whether it has been measured.
    draws : array (sets, replicates, points): every simulated curve, on held-out replicates.
    attributes : the fitted attribute under each set; none if nothing was fitted.
    early : the same curves, the attribute fitted to the earlier half of the points alone; None if
        nothing was fitted.
    gap : mean of the curves that the search ended with less that of the series (share); not a
        number if nothing was fitted.
    """

    series: Series
    known: bool
    draws: Floats
    attributes: tuple[float, ...] = ()
    early: Floats | None = None
    gap: float = float("nan")

    @cached_property
    def band(self) -> DataFrame:
        """Month, measured, low, median and high, and each naive forecast: a row a point."""
        table = bands([{self.series.name: self.pooled}], [self.series])
        for each in self.naive:
            if each.curve is not None:
                table[each.column] = each.curve
                table.loc[: each.start - 1, each.column] = np.nan  # the points it has seen
        return table if self.known else table.drop(columns="measured")

    @cached_property
    def naive(self) -> tuple[Naive, ...]:
        """The forecasts that take no model."""
        return naive_forecasts(self.series, known=self.known)

    @cached_property
    def reference(self) -> Reference:
        """The reference, of a series that has been measured."""
        return reference(self.series)

    @property
    def pooled(self) -> Floats:
        """Every simulated curve, of all sets alike: an array (draws, points)."""
        return self.draws.reshape(-1, self.draws.shape[-1])

    @property
    def how(self) -> str:
        """Whether the series was fitted or predicted, in a word or two."""
        if not self.attributes:
            return "predicted"
        return "fitted" if abs(self.gap) <= NEAR else "not fitted"

    @cached_property
    def mean(self) -> Floats:
        """The mean curve."""
        return _mean(self.draws)

    @property
    def later(self) -> Floats:
        """Every curve, as draws, that has seen none of the later half of the points."""
        return self.draws if self.early is None else self.early

    @property
    def inside(self) -> float:
        """Share of the measured points that lie in the band."""
        low, high = self.band["low"], self.band["high"]
        return float(np.mean((low <= self.series.values) & (self.series.values <= high)))

    @property
    def consistent(self) -> bool | None:
        """Whether the fit is consistent with the series; None where a Bass curve is no reference."""
        if not self.reference.usable:
            return None
        return self._consistent(self.mean, _mean(self.later))

    def as_good(self) -> list[Naive]:
        """Return the naive forecasts that err no more than the model, on the later points or all."""
        return self._as_good(self.mean, _mean(self.later))

    def _consistent(self, mean: Floats, later: Floats) -> bool:
        near = rmse(mean, self.series.values) <= self.reference.limit
        return bool(near and abs(self.gap) <= NEAR and not self._as_good(mean, later))

    def _as_good(self, mean: Floats, later: Floats) -> list[Naive]:
        values = self.series.values
        return [
            each
            for each in self.naive
            if each.curve is not None
            and not (
                self.late(each.curve) > self.late(later)
                and (each.start > 0 or rmse(each.curve, values) > rmse(mean, values))
            )
        ]

    def late(self, curve: Floats) -> float:
        """Return the error of a curve over the later half of the points (share)."""
        start = half(self.series)
        return rmse(curve[start:], self.series.values[start:])

    def monte_carlo(self) -> Floats | None:
        """Return the Monte Carlo error (share) of median, low and high in the last month.

        A prediction resamples replicates within every set. A fit depends on the replicates of the
        search too, so it resamples whole sets; None for fewer than three of them.
        """
        from collabsim.results import spread  # with it comes pandas: slow

        last = self.draws[:, :, -1].ravel()
        return self._error(lambda times: spread(np.repeat(last, times.ravel())))

    def steady(self) -> float | None:
        """Return the share of resamples of a fit's sets in which the verdict is the same."""
        if self.early is None or len(self.draws) < FEWEST_SETS:
            return None
        now, early = self.consistent, self.early
        same = [
            self._consistent(_mean(self.draws, times), _mean(early, times)) == now
            for times in self._resamples()
        ]
        return float(np.mean(same))

    def error_of_error(self) -> float | None:
        """Return the Monte Carlo error (share) of the error over all points."""
        found = self._error(lambda times: (rmse(_mean(self.draws, times), self.series.values),))
        return None if found is None else float(found[0])

    def _error(self, read: Callable[[Integers], tuple[float, ...]]) -> Floats | None:
        units = self.draws.shape[0 if self.attributes else 1]
        if units < (FEWEST_SETS if self.attributes else 2):
            return None
        found = np.array([read(times) for times in self._resamples()])
        return np.asarray(found.std(axis=0, ddof=1) * np.sqrt(units / (units - 1.0)))

    def _resamples(self) -> Iterator[Integers]:
        """Yield how often each draw is taken, arrays (sets, replicates)."""
        rng = np.random.default_rng(1)  # always the same: what it is for is no draw of the model
        sets, replicates = self.draws.shape[:2]
        for _ in range(RESAMPLES):
            if self.attributes:
                whole = rng.multinomial(sets, np.full(sets, 1.0 / sets))
                yield np.repeat(whole[:, None], replicates, axis=1)
            else:
                yield rng.multinomial(replicates, np.full(replicates, 1.0 / replicates), size=sets)


def _mean(draws: Floats, times: Integers | None = None) -> Floats:
    """Return the mean curve, draws taken so many times."""
    if times is None:
        return np.asarray(draws.mean(axis=(0, 1)))
    return np.asarray(np.einsum("sr,srp->p", times, draws) / times.sum())
