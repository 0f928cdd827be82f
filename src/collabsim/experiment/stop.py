"""When to stop: once paired effects are known as precisely as the question needs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.comparison import LEVEL

FIRST = 10
"""Replicates before precision is looked at; it is then at half as many again, and so on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop once every point's paired effect on a metric is known to within a half-width.

    The half-width is that of the 95 % interval of the mean difference from *today* on the same
    luck, in every world. Rounds are fixed beforehand, so neither workers nor interruptions
    change where an experiment stops. Looking repeatedly makes intervals a little too narrow
    (sequential sampling); the first look is late enough to keep that small.
    """

    metric: str
    half_width: float


def rounds(most: int) -> Iterator[int]:
    """Yield the numbers of replicates at which precision is looked at, the last being ``most``."""
    now = min(FIRST, most)
    while now < most:
        yield now
        now = min(now + now // 2, most)
    yield most


def half_widths(runs: DataFrame, metric: str, reference: int) -> NDArray[np.float64]:
    """Return the half-width of each point's paired effect, (points, worlds); NaN if undefined."""
    from scipy.special import stdtrit

    wide = runs.pivot_table(
        index="replicate", columns=["point", "world"], values=metric, dropna=False
    )
    points = wide.columns.get_level_values("point").unique()
    worlds = wide.columns.get_level_values("world").unique()
    wide = wide.reindex(columns=[(point, world) for point in points for world in worlds])
    values = wide.to_numpy(float).reshape(len(wide), len(points), len(worlds))
    gaps = values - values[:, [list(points).index(reference)], :]
    known = (~np.isnan(gaps)).sum(axis=0)
    mean = np.nansum(gaps, axis=0) / np.maximum(known, 1)
    squares = np.nansum((gaps - mean) ** 2, axis=0)
    enough = known > 1
    out = np.full(known.shape, math.nan)
    variance = squares[enough] / (known[enough] - 1)
    quantile = stdtrit(known[enough] - 1, 0.5 + LEVEL / 2.0)
    out[enough] = quantile * np.sqrt(variance / known[enough])
    return out


def precise(stop: Stop, runs: DataFrame, reference: int) -> bool:
    """Say whether every defined paired effect is known precisely enough."""
    widths = half_widths(runs, stop.metric, reference)
    return bool(np.all(widths[~np.isnan(widths)] <= stop.half_width)) and bool(
        np.any(~np.isnan(widths))
    )
