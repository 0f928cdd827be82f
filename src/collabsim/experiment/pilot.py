"""A pilot: a few runs that say how long an experiment takes and what it will resolve."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import NormalDist
from time import perf_counter

import numpy as np
from pandas import DataFrame

from collabsim.comparison import LEVEL
from collabsim.experiment.batch import carry_out
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.stop import half_widths
from collabsim.metrics import METRICS

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
class Precision:
    """How precisely an experiment will know paired effects on a metric.

    Attributes
    ----------
    half_width : of the 95 % interval at the planned replicates, for the pilot's noisiest point.
    matters : the smallest difference worth speaking of.
    needed : replicates at which the half-width is no more than that; inf if undefined.
    """

    half_width: float
    matters: float
    needed: float


def cost(experiment: Experiment, workers: int | None = None, runs: int | None = None) -> Cost:
    """Return what so many runs will cost (all of them if not said), from a few timed ones."""
    at_once = workers or os.cpu_count() or 1
    carry_out(experiment.batch([0]))  # machine code is made once, and is not what runs cost
    some = _spread(experiment.per_replicate, 2 * min(at_once, 4))
    start = perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        for _ in threads.map(carry_out, [experiment.batch([number]) for number in some]):
            pass
    each = (perf_counter() - start) / len(some)
    number = experiment.replicates * experiment.per_replicate if runs is None else runs
    return Cost(number, each * number, at_once, number * 8 * (len(experiment.metrics) + 1))


def precision(experiment: Experiment, workers: int | None = None) -> Mapping[str, Precision]:
    """Return how precisely each metric's paired effects will be known, from a pilot."""
    points = [experiment.reference, *_spread(len(experiment.design), POINTS)]
    size = experiment.per_replicate
    numbers = sorted({rep * size + point for rep in range(REPLICATES) for point in points})
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        found = list(threads.map(carry_out, [experiment.batch([n]) for n in numbers]))
    rows = []
    for [(number, what)] in found:
        if not isinstance(what, str):
            point, world, replicate = experiment.address(number)
            keys = {"point": point, "world": world, "replicate": replicate}
            rows.append(keys | dict(zip(experiment.metrics, what, strict=True)))
    table = DataFrame(rows)
    return {name: _precision(table, name, experiment) for name in experiment.metrics}


def _precision(table: DataFrame, metric: str, experiment: Experiment) -> Precision:
    matters = METRICS[metric].matters
    widths = half_widths(table, metric, experiment.reference) if len(table) else np.array([])
    known = widths[~np.isnan(widths)]
    if not len(known):
        return Precision(math.nan, matters, math.inf)
    sd = float(known.max()) / half_width_of(1.0, REPLICATES)
    normal = NormalDist().inv_cdf(0.5 + LEVEL / 2.0)
    needed = max(2, math.ceil((normal * sd / matters) ** 2))
    return Precision(sd * half_width_of(1.0, experiment.replicates), matters, needed)


def half_width_of(sd: float, replicates: int) -> float:
    """Return the half-width of the interval of a mean; NaN for a single replicate."""
    from scipy.special import stdtrit

    if replicates < 2:
        return math.nan
    return sd * float(stdtrit(replicates - 1, 0.5 + LEVEL / 2.0)) / math.sqrt(replicates)


def _spread(number: int, wanted: int) -> list[int]:
    """Return whole numbers below a number, evenly spread, the last among them."""
    return sorted({round(place) for place in np.linspace(number - 1, 0, wanted)})
