"""The runs of an experiment as one array: points x variants x replicates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from collabsim.experiment import Runs
from collabsim.experiment.question import KEYS
from collabsim.metrics import Metric

Floats = NDArray[np.float64]


def cube(runs: Runs, metric: str) -> Floats:
    """Return a metric at the end of every run, (points, variants, replicates).

    NaN stands for a run that failed or is still missing, and for a number that is undefined.

    Raises
    ------
    ValueError : if the metric was not kept.
    """
    if metric not in runs.metrics:
        raise ValueError(f'metric "{metric}" was not kept; kept: {", ".join(runs.metrics)}.')
    point, variant, replicate = (runs.runs[key].to_numpy(np.int64) for key in KEYS)
    replicates = 1 + int(replicate.max(initial=0))
    out = np.full((len(runs.design), len(runs.variants), replicates), np.nan)
    out[point, variant, replicate] = runs.runs[metric].to_numpy(np.float64)
    return out


def levels(runs: Runs) -> Floats:
    """Return the level or value of every factor at every point, (points, factors)."""
    found: Floats = runs.design[list(runs.factors)].to_numpy(np.float64)
    return found


def states(runs: Runs) -> Floats:
    """Return what each point has switched on, (points, factors): 0 at first, 1 at last value.

    A point that stands elsewhere, as today may, is NaN there.
    """
    found, (first, last) = levels(runs), ends(runs)
    return np.where(found == first, 0.0, np.where(found == last, 1.0, np.nan))


def ends(runs: Runs) -> tuple[Floats, Floats]:
    """Return from and to which value the effect of each factor runs: as the file writes them.

    Of listed points from today's to the one other value; a factor that has several runs to none
    of them (NaN).
    """
    if runs.ends:
        first, last = np.array([runs.ends[name] for name in runs.factors]).reshape(-1, 2).T
        return first, last
    found = levels(runs)
    today = found[runs.reference]
    others = [np.unique(column[column != own]) for column, own in zip(found.T, today, strict=True)]
    return today, np.array([each[0] if len(each) == 1 else np.nan for each in others])


def over_replicates(values: Floats) -> Floats:
    """Return the mean over the last axis, of what is defined; NaN where nothing is."""
    defined = ~np.isnan(values)
    count = defined.sum(axis=-1)
    sums: Floats = np.where(defined, values, 0.0).sum(axis=-1)
    return sums / np.where(count > 0, count, np.nan)


def paired(values: Floats, reference: int) -> tuple[Floats, Floats]:
    """Return the reference point's (variants, replicates), and how every point differs from it.

    Their means, added, are what a point reaches. A run that is missing at one point then costs
    that point a pair, and gives it no advantage from having missed a harsh replicate.
    """
    return values[reference], values - values[reference]


def direction(metric: Metric) -> float:
    """Return -1 if less of a metric is better, else 1."""
    return -1.0 if metric.better == "lower" else 1.0
