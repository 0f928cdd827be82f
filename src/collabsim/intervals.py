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


def t_interval(values: ArrayLike, level: float = LEVEL, extra: ArrayLike = 0.0) -> Interval:
    """Return mean and interval along the last axis, undefined numbers (NaN) left out.

    ``extra`` is a standard error from another source, independent of the replicates, that
    widens the interval.
    """
    known = np.asarray(values, np.float64)
    defined = ~np.isnan(known)
    count = defined.sum(axis=-1)
    several = np.where(count > 1, count, np.nan)
    mean = np.where(defined, known, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    gaps = np.where(defined, known - mean[..., None], 0.0)
    error = np.sqrt((gaps**2).sum(axis=-1) / (several - 1.0) / several)
    error = np.sqrt(error**2 + np.asarray(extra, np.float64) ** 2)
    half_width = quantile(several - 1.0, level) * error
    return Interval(mean, mean - half_width, mean + half_width, error, count)


def quantile(freedom: ArrayLike, level: float = LEVEL) -> NDArray[np.float64]:
    """Return how many standard errors the interval reaches each way (Student's t)."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(np.asarray(freedom, np.float64), 0.5 + level / 2.0), np.float64)


def replicates_for(half_width: float, replicates: int, wanted: float) -> float:
    """Return roughly how many replicates would narrow a half-width to the one wanted.

    Infinite if it is not known how wide it is, or if nothing would.
    """
    if replicates < 2 or not half_width >= 0.0 or wanted <= 0.0:
        return math.inf
    return max(2.0, math.ceil(replicates * (half_width / wanted) ** 2))
