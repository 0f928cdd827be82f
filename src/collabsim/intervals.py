"""Intervals of a mean over replicates: the one place where Monte Carlo error is worked out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Share of repetitions in which an interval covers the mean."""

ROUNDING = 1e-9
"""Numbers that differ by less than this share of their size are the same."""


class Interval(NamedTuple):
    """A mean over replicates with its t-interval; each field an array, one entry a mean.

    ``error`` is the standard error of the mean and ``replicates`` how many numbers it is the mean
    of. Below two there is no interval (NaN).
    """

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    error: NDArray[np.float64]
    replicates: NDArray[np.int64]


def t_interval(
    values: ArrayLike, level: float = LEVEL, units: Sequence[ArrayLike] = ()
) -> Interval:
    """Return mean and interval along the last axis, undefined numbers (NaN) left out.

    ``values`` may be the mean of several units that were drawn at random, of one kind or more:
    ``units`` has each kind as (units, ..., replicates). Their scatter then widens the interval as
    well: the squares of the reach that Monte Carlo error has, and of the reach that each draw has, each with
    its own t, add up. Of normal
    numbers such an interval covers at least as often as it says (Banerjee 1960), however few
    there are of either, and it is never narrower than that of Monte Carlo error alone.
    """
    known = np.asarray(values, np.float64)
    mean, error, count = _mean(known)
    reach = quantile(count - 1.0, level) * error
    for kind in units:
        _, scatter, number = _mean(_of_units(known, kind))
        reach = np.hypot(reach, quantile(number - 1.0, level) * scatter)
        error = np.hypot(error, scatter)
    return Interval(mean, mean - reach, mean + reach, error, count)


def redrawn(
    values: ArrayLike, number: int, units: Sequence[ArrayLike] = (), seed: int = 1
) -> NDArray[np.float64]:
    """Return means along the last axis as other replicates could have made them, (number, ...).

    Each mean scatters as its t-interval says, so that a rank or a ratio of means has an interval
    that agrees with theirs. All that is passed in shares its random draws, and so do calls with as many
    replicates and the same ``seed``. NaN below two replicates.
    """
    known = np.asarray(values, np.float64)
    made = _redrawn(known, number, np.random.default_rng((seed, 0)))
    for stream, kind in enumerate(units, start=1):
        each = _of_units(known, kind)
        moved = _redrawn(each, number, np.random.default_rng((seed, stream))) - _mean(each)[0]
        made = made + moved
    return made


def quantile(freedom: ArrayLike, level: float = LEVEL) -> NDArray[np.float64]:
    """Return how many standard errors the interval reaches each way (Student's t)."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.asarray(freedom, np.float64), 0.5 + level / 2.0), np.float64)


def strict(family: int, level: float = LEVEL) -> float:
    """Return the level at which one of a family holds if all of them are to hold together (Bonferroni)."""
    return 1.0 - (1.0 - level) / max(family, 1)


def widened(family: int) -> float:
    """Return how much wider than its own the interval of one of a family is, of many numbers each."""
    return float(quantile(np.inf, strict(family)) / quantile(np.inf))


def unseen(replicates: int, level: float = LEVEL) -> float:
    """Return the largest share of replicates in which something may happen that none of these show.

    The upper end of the interval of a chance of which 0 of so many were seen: about 3 / replicates
    (the rule of three).
    """
    return 1.0 - float((1.0 - level) ** (1.0 / replicates))


def alike(values: ArrayLike, scale: float) -> NDArray[np.bool_]:
    """Tell of what is along the last axis whether all that is defined of it is the same number.

    But for rounding: of numbers beside which ``scale`` is the smallest difference that matters.
    """
    known = np.asarray(values, np.float64)
    low, high = (np.where(np.isnan(known), end, known) for end in (np.inf, -np.inf))
    gap = high.max(axis=-1, initial=-np.inf) - low.min(axis=-1, initial=np.inf)
    size = np.abs(np.where(np.isnan(known), 0.0, known)).max(axis=-1, initial=0.0)
    return np.asarray(gap <= ROUNDING * np.maximum(size, scale))


def replicates_for(
    half_width: float, replicates: int, wanted: float, level: float = LEVEL
) -> float:
    """Return roughly how many replicates would narrow a half-width to the one wanted.

    ``half_width`` was found with so many ``replicates``. Infinite if it is not known how wide it
    is, or if nothing would.
    """
    if replicates < 2 or not half_width >= 0.0 or wanted <= 0.0:
        return math.inf
    sd = half_width * math.sqrt(replicates) / float(quantile(replicates - 1, level))
    enough = max(2, math.ceil((float(quantile(math.inf, level)) * sd / wanted) ** 2))
    while float(quantile(enough - 1, level)) * sd > wanted * math.sqrt(enough) * (1.0 + 1e-12):
        enough += 1  # a few steps: t is wider than the normal by about two replicates
    return enough


def _mean(
    known: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return mean, standard error and count along the last axis."""
    defined = ~np.isnan(known)
    count = defined.sum(axis=-1)
    mean = np.where(defined, known, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    gaps = np.where(defined, known - mean[..., None], 0.0)
    several = np.where(count > 1, count, np.nan)
    return mean, np.sqrt((gaps**2).sum(axis=-1) / (several - 1.0) / several), count


def _of_units(known: NDArray[np.float64], units: ArrayLike) -> NDArray[np.float64]:
    """Return the mean of each unit over the replicates that all have, units last."""
    whole = np.where(np.isnan(known), np.nan, np.asarray(units, np.float64))
    return np.moveaxis(_mean(whole)[0], 0, -1)


def _redrawn(
    known: NDArray[np.float64], number: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return means to which a normal error is added, over an error that is itself not known."""
    size = known.shape[-1]
    mean, _, count = _mean(known)
    errors = rng.normal(size=(number, size))
    errors *= np.sqrt((size - 1.0) / rng.chisquare(max(size - 1, 1), size=(number, 1)))
    gaps = np.where(np.isnan(known), 0.0, known - mean[..., None])
    several = np.where(count > 1, count, np.nan).astype(np.float64)
    moved = gaps @ errors.T / np.sqrt(several * (several - 1.0))[..., None]
    made: NDArray[np.float64] = np.moveaxis(mean[..., None] + moved, -1, 0)
    return made
