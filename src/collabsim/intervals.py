"""Intervals of a mean over replicates: the one place where Monte Carlo error is worked out."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""Share of repetitions in which an interval covers the mean."""


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
    values: ArrayLike, level: float = LEVEL, extra: ArrayLike = 0.0, extra_freedom: float = math.inf
) -> Interval:
    """Return mean and interval along the last axis, undefined numbers (NaN) left out.

    ``extra`` is a standard error from another source, independent of the replicates, that widens
    the interval; it was itself estimated with ``extra_freedom`` degrees of freedom. Those of the
    two together are Satterthwaite's (1946).
    """
    known = np.asarray(values, np.float64)
    defined = ~np.isnan(known)
    count = defined.sum(axis=-1)
    several = np.where(count > 1, count, np.nan)
    mean = np.where(defined, known, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    gaps = np.where(defined, known - mean[..., None], 0.0)
    luck = (gaps**2).sum(axis=-1) / (several - 1.0) / several
    other = np.asarray(extra, np.float64) ** 2
    shares = luck**2 / (several - 1.0) + other**2 / extra_freedom
    mixed = (other > 0.0) & (shares > 0.0)
    freedom = np.where(mixed, (luck + other) ** 2 / np.where(mixed, shares, 1.0), several - 1.0)
    error = np.sqrt(luck + other)
    half_width = quantile(freedom, level) * error
    return Interval(mean, mean - half_width, mean + half_width, error, count)


def quantile(freedom: ArrayLike, level: float = LEVEL) -> NDArray[np.float64]:
    """Return how many standard errors the interval reaches each way (Student's t)."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.asarray(freedom, np.float64), 0.5 + level / 2.0), np.float64)


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
