"""A pilot: a few runs that say how long an experiment takes and what it will resolve."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from pandas import DataFrame

from collabsim.experiment.batch import carry_out
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.stop import gaps
from collabsim.intervals import alike, quantile, replicates_for, t_interval
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


def noise(experiment: Experiment, workers: int | None = None) -> Mapping[str, Noise]:
    """Return how noisy each metric's paired effects are, from a pilot in the base's own variant."""
    points = [experiment.reference, *_spread(len(experiment.design), POINTS)]
    size = experiment.per_replicate
    numbers = sorted({rep * size + point for rep in range(REPLICATES) for point in points})
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        found = list(threads.map(carry_out, [experiment.batch([n]) for n in numbers]))
    rows = []
    for [(number, what)] in found:
        if not isinstance(what, str):
            point, variant, replicate = experiment.address(number)
            keys = {"point": point, "variant": variant, "replicate": replicate}
            rows.append(keys | dict(zip(experiment.metrics, what, strict=True)))
    table = DataFrame(rows)
    return {name: _noise(table, name, experiment) for name in experiment.metrics}


def _noise(table: DataFrame, metric: str, experiment: Experiment) -> Noise:
    if table.empty:
        return Noise(math.nan)
    differences = gaps(table, metric, experiment.reference)
    found = t_interval(differences)
    varied = ~alike(differences, METRICS[metric].matters)
    sd = np.where(varied, found.error * np.sqrt(found.replicates), found.error * 0.0)
    return Noise(float(np.nanmax(sd)) if np.isfinite(sd).any() else math.nan)


def _spread(number: int, wanted: int) -> list[int]:
    """Return whole numbers below a number, evenly spread, the last among them."""
    return sorted({round(place) for place in np.linspace(number - 1, 0, wanted)})
