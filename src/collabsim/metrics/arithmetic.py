"""The sums that metrics are made of. Nothing to divide by gives NaN, never a warning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from collabsim.record import Floats

YEAR = 12


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole; NaN where there is no whole."""
    out = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=out, where=np.asarray(whole) != 0.0)
    return out


def last_year(counts: Floats) -> Floats:
    """Return the sum over the twelve months that end with each month; NaN in the first eleven."""
    sums = np.cumsum(np.concatenate(([0.0], counts)))
    out = np.full(len(counts), np.nan)
    out[YEAR - 1 :] = sums[YEAR:] - sums[:-YEAR]
    return out


def since_today(counts: Floats, today: int) -> Floats:
    """Return the sum from today on; NaN before it."""
    out = np.full(len(counts), np.nan)
    out[today:] = np.cumsum(counts[today:])
    return out


def at_year_end(spend: Floats, year_end: Callable[[Floats], float]) -> Floats:
    """Return a number made of each whole financial year's spend, held until the next one ends.

    Runs start in April, so a financial year is twelve months counted from the start.
    """
    out = np.full(len(spend), np.nan)
    for end in range(YEAR, len(spend) + 1, YEAR):
        year = spend[end - YEAR : end]
        out[end - 1 : end + YEAR - 1] = year_end(year) if year.sum() > 0.0 else np.nan
    return out


def gini(shares: Floats) -> Floats:
    """Return the Gini coefficient along the last axis: 0 all equal, near 1 one has all.

    Numbers are non-negative; those that are NaN are left out.
    """
    ordered = np.sort(shares, axis=-1)  # NaN comes last
    count = (~np.isnan(ordered)).sum(axis=-1)
    ranks = np.arange(1, ordered.shape[-1] + 1)
    weighted = np.nansum((2 * ranks - count[..., None] - 1) * ordered, axis=-1)
    return ratio(weighted, count * np.nansum(ordered, axis=-1))


def median(values: Floats) -> Floats:
    """Return the median along the last axis, NaN left out; NaN where nothing is left."""
    if not values.shape[-1]:
        return np.full(values.shape[:-1], np.nan)
    ordered = np.sort(values, axis=-1)
    count = (~np.isnan(ordered)).sum(axis=-1)[..., None]
    middle = [
        np.take_along_axis(ordered, at, -1) for at in (np.maximum(count - 1, 0) // 2, count // 2)
    ]
    ends = np.where(count % 2 == 1, middle[0], (middle[0] + middle[1]) / 2.0)
    return np.where(count > 0, ends, np.nan)[..., 0]
