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

import numpy as np
from pandas import DataFrame

from collabsim.calibration.bands import bands
from collabsim.calibration.naive_forecasts import Naive, half, naive_forecasts
from collabsim.calibration.targets import NEGLIGIBLE, Series, rmse
from collabsim.record import Floats, Integers
from collabsim.results import spread

NEAR = 0.05
"""Gap of means (share) beyond which the search for an attribute has not reached the series."""

RESAMPLES = 200
"""Resamples from which Monte Carlo errors are read."""

FEWEST_SETS = 3
"""Parameter sets below which the Monte Carlo error of a fit is not known."""


def without_reference(series: Series) -> str:
    """Return why a Bass curve is no reference for a series; nothing if it is."""
    if np.ptp(series.values) == 0.0:
        return "the series never moves"
    if np.ptp(series.values) < NEGLIGIBLE:
        return "the series moves by less than half a point in all"
    if np.cov(series.months, series.values)[0, 1] <= 0.0:
        return "the series does not rise, and a Bass curve can do nothing else"
    return ""


def without_ratio(series: Series) -> str:
    """Return why an error is not given as a multiple of a Bass curve's; nothing if it is."""
    near = "such a curve, fitted to every point, misses the series by less than half a point"
    return without_reference(series) or (near if series.bass.rmse < NEGLIGIBLE else "")


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

    @property
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

    def consistent(self, times: Integers | None = None) -> bool | None:
        """Return whether the fit is consistent with the series; None where it has no reference.

        ``times`` is how often each draw is taken; once, unless given.
        """
        if without_reference(self.series):
            return None
        near = rmse(_mean(self.draws, times), self.series.values) <= self.series.limit
        return near and abs(self.gap) <= NEAR and not self.as_good(times)

    def as_good(self, times: Integers | None = None) -> list[Naive]:
        """Return the naive forecasts that err no more than the model, on the later points or all."""
        values, mean = self.series.values, _mean(self.draws, times)
        late, whole = self.late(_mean(self.later, times)), rmse(mean, values)

        def beaten(curve: Floats, start: int) -> bool:
            return self.late(curve) > late and (start > 0 or rmse(curve, values) > whole)

        made = [(each, each.curve) for each in self.naive if each.curve is not None]
        return [each for each, curve in made if not beaten(curve, each.start)]

    def late(self, curve: Floats) -> float:
        """Return the error of a curve over the later half of the points (share)."""
        start = half(self.series)
        return rmse(curve[start:], self.series.values[start:])

    def monte_carlo(self) -> Floats | None:
        """Return the Monte Carlo error (share) of median, low and high in the last month.

        A prediction resamples replicates within every set. A fit depends on the replicates of the
        search too, so it resamples whole sets; None for fewer than three of them.
        """
        last = self.draws[:, :, -1].ravel()
        return self._error(lambda times: spread(np.repeat(last, times.ravel())))

    def steady(self) -> float | None:
        """Return the share of resamples of a fit's sets in which the verdict is the same."""
        if self.early is None or len(self.draws) < FEWEST_SETS:
            return None
        now = self.consistent()
        return float(np.mean([self.consistent(times) == now for times in self._resamples()]))

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
