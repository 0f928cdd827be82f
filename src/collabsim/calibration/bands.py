"""Bands of simulated curves, and how many measured points lie in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame

from collabsim.calibration.targets import Series
from collabsim.record import Floats
from collabsim.results import spread

COLUMNS = ("series", "month", "measured", "low", "median", "high", "draws")


def bands(curves: Sequence[Mapping[str, Floats]], series: Sequence[Series]) -> DataFrame:
    """Return the 5-95 % band of simulated Englands, point by point; few stay in all of it.

    Parameters
    ----------
    curves : of each set, an array (replicates, points) for each series; sets are pooled, and
        ``draws`` counts what was pooled.
    """
    rows = []
    for each in series:
        pooled = [curve[each.name] for curve in curves if each.name in curve]
        draws = np.concatenate(pooled) if pooled else np.zeros((0, 0))
        for n, month in enumerate(each.months if pooled else ()):
            middle, low, high = spread(draws[:, n])
            measured = float(each.values[n])
            rows.append((each.name, int(month), measured, low, middle, high, len(draws)))
    return DataFrame(rows, columns=list(COLUMNS))


def coverage(
    band: DataFrame, curves: Sequence[Mapping[str, Floats]], series: Sequence[Series]
) -> DataFrame:
    """Return the share of each series' points inside the band of all sets, and of one set alone.

    The band of one set holds random draws alone. Neither holds the error of measurement.
    """
    inside = (band["low"] <= band["measured"]) & (band["measured"] <= band["high"])
    rows = []
    for each in series:
        mine = band["series"] == each.name
        alone = [_covered(curve[each.name], each) for curve in curves if each.name in curve]
        if mine.any():
            rows.append((each.name, int(mine.sum()), inside[mine].mean(), np.mean(alone)))
    return DataFrame(rows, columns=["series", "points", "inside", "inside_one_set"])


def _covered(curves: Floats, series: Series) -> float:
    ends = np.array([spread(draws) for draws in curves.T])
    return float(np.mean((ends[:, 1] <= series.values) & (series.values <= ends[:, 2])))
