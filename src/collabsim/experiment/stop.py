"""When to stop: once paired effects are known as precisely as the question needs.

Looking again and again, and stopping at the first look that is precise enough, favours looks at
which luck made runs seem more alike than they are. An effect is therefore known only once two
looks that follow each other, the second at half as many replicates again, find it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.intervals import t_interval

FIRST = 10
"""Replicates at the first look; the next is at half as many again, and so on."""

SEEN = 60
"""Replicates that must show no effect at all before there is none: it may be one in twenty."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop once every point's paired effect on a metric is known to within a half-width.

    The half-width is that of the 95 % interval of the mean difference from *today* on the same
    luck, in every variant, at two looks that follow each other. Looks are fixed beforehand, so
    neither workers nor interruptions change where an experiment stops.
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


def stops_at(needed: float, most: int) -> int:
    """Return at which look it stops if so many replicates are precise enough, at most ``most``."""
    looks = iter(rounds(most))
    for look in looks:
        if look >= needed:
            return next(looks, most)
    return most


def gaps(runs: DataFrame, metric: str, reference: int) -> NDArray[np.float64]:
    """Return how points differ from the reference, (points but that, variants, replicates).

    NaN where a run is missing or the metric undefined.
    """
    wide = runs.pivot_table(
        index=["point", "variant"], columns="replicate", values=metric, dropna=False
    )
    points, variants = (wide.index.unique(level) for level in ("point", "variant"))
    values = wide.to_numpy(float).reshape(len(points), len(variants), -1)
    today = points == reference
    found: NDArray[np.float64] = values[~today] - values[today]
    return found


def known(found: NDArray[np.float64], half_width: float) -> NDArray[np.bool_]:
    """Return which means over the last axis are known to within a half-width, at two looks.

    One that is undefined throughout is not waited for. Of one that is the same in all replicates
    so far, such as an effect that few Englands show, there is no telling until there are many.
    """
    replicates = found.shape[-1]
    earlier = [*takewhile(lambda look: look < replicates, rounds(replicates))]
    if not earlier:
        return np.zeros(found.shape[:-1], bool)
    now, before = (t_interval(found[..., :look]) for look in (replicates, earlier[-1]))
    narrow = [each.high - each.mean <= half_width for each in (now, before)]
    shown = (now.error > 0.0) | (now.replicates >= SEEN)
    done: NDArray[np.bool_] = (narrow[0] & narrow[1] & shown) | (now.replicates == 0)
    return done


def precise(stop: Stop, runs: DataFrame, reference: int) -> bool:
    """Say whether every defined paired effect is known precisely enough."""
    found = gaps(runs, stop.metric, reference)
    return not np.isnan(found).all() and bool(known(found, stop.half_width).all())
