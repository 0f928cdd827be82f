"""How precise is enough: when to stop, and a pilot that says what an experiment takes and resolves.

Looking again and again, and stopping at the first look that is precise enough, favours looks at
which random draws made runs seem more alike than they are. An effect is therefore known only once two
looks that follow each other, the second at half as many replicates again, find it so.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment.question import Question
from collabsim.experiment.vocabulary import Stop
from collabsim.intervals import alike, quantile, replicates_for, t_interval

FIRST = 10
"""Replicates at the first look; the next is at half as many again, and so on."""

ENOUGH_ALIKE = 60
"""Replicates that must show no effect at all before there is none: it may be one in twenty."""


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
    shown = (now.error > 0.0) | (now.replicates >= ENOUGH_ALIKE)
    done: NDArray[np.bool_] = (narrow[0] & narrow[1] & shown) | (now.replicates == 0)
    return done


def precise(stop: Stop, runs: DataFrame, reference: int) -> bool:
    """Say whether every defined paired effect is known precisely enough."""
    found = gaps(runs, stop.metric, reference)
    return not np.isnan(found).all() and bool(known(found, stop.half_width).all())


REPLICATES = 8
"""Replicates of a pilot: enough for a standard deviation to within about a quarter."""

POINTS = 4
"""Points of a pilot: today, and others from all over the design."""


@dataclass(frozen=True)
class Cost:
    """What an experiment costs: runs, seconds in all, and bytes on disk.

    ``seconds`` is for so many workers at once, as measured on this machine.
    """

    runs: int
    seconds: float
    workers: int
    size: int


@dataclass(frozen=True)
class Noise:
    """How far paired differences on a metric vary between replicates.

    Attributes
    ----------
    sd : standard deviation at the pilot's noisiest point; NaN if the metric was undefined, 0 if
        all replicates agree, which says nothing of those that the pilot did not run.
    """

    sd: float

    def half_width(self, replicates: int) -> float:
        """Return the half-width of the 95 % interval of a paired effect; NaN if it is not known."""
        if replicates < 2 or not self.sd:
            return math.nan
        return self.sd * float(quantile(replicates - 1)) / math.sqrt(replicates)

    def needed(self, half_width: float) -> float:
        """Return roughly the replicates that bring the half-width down to this; inf if unknown."""
        return replicates_for(self.half_width(REPLICATES), REPLICATES, half_width)


def cost(experiment: Question, workers: int | None = None, runs: int | None = None) -> Cost:
    """Return what so many runs will cost (all of them if not said), from a few timed ones."""
    at_once = workers or os.cpu_count() or 1
    list(experiment.outcomes([0]))  # machine code is made once, and is not what runs cost
    some = _spread(experiment.per_replicate, 2 * min(at_once, 4))
    start = perf_counter()
    list(experiment.outcomes(some, at_once))
    each = (perf_counter() - start) / len(some)
    number = experiment.replicates * experiment.per_replicate if runs is None else runs
    return Cost(number, each * number, at_once, number * 8 * (len(experiment.metrics) + 1))


def noise(experiment: Question, workers: int | None = None) -> Mapping[str, Noise]:
    """Return how noisy each metric's paired effects are, from a pilot in the base's own variant."""
    points = [experiment.reference, *_spread(len(experiment.design), POINTS)]
    size = experiment.per_replicate
    numbers = sorted({rep * size + point for rep in range(REPLICATES) for point in points})
    good, _ = experiment.rows().tables(dict(experiment.outcomes(numbers, workers)))
    table = DataFrame(good)
    return {name: _noise(table, name, experiment) for name in experiment.metrics}


def _noise(table: DataFrame, metric: str, experiment: Question) -> Noise:
    if table.empty:
        return Noise(math.nan)
    differences = gaps(table, metric, experiment.reference)
    found = t_interval(differences)
    varied = ~alike(differences, experiment.metric(metric).matters)
    sd = np.where(varied, found.error * np.sqrt(found.replicates), found.error * 0.0)
    return Noise(float(np.nanmax(sd)) if np.isfinite(sd).any() else math.nan)


def _spread(number: int, wanted: int) -> list[int]:
    """Return whole numbers below a number, evenly spread, the last among them."""
    return sorted({round(place) for place in np.linspace(number - 1, 0, wanted)})
