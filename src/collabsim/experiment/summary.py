"""The summary of an experiment for a spreadsheet: every metric of every point and variant.

Runs are read a block at a time and added up replicate by replicate, so that the memory this takes
hangs on the number of points, variants and metrics, and not on how often they were run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment.blocks import Columns
from collabsim.experiment.experiment import Experiment

Floats = NDArray[np.float64]

MOST = 1_000_000
"""Rows of the largest summary that is made: spreadsheets open no more."""


class Moments:
    """Count, mean and spread of many series at once, told one value of each at a time.

    Values that are NaN are left out. The recurrence is Welford's, which loses no digits.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.count = np.zeros(shape, np.int64)
        self._mean = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, values: Floats) -> None:
        """Take in one value of each series."""
        known = ~np.isnan(values)
        self.count += known
        step = np.where(known, values - self._mean, 0.0)
        self._mean += step / np.maximum(self.count, 1)
        self._squares += step * np.where(known, values - self._mean, 0.0)

    @property
    def mean(self) -> Floats:
        """Mean of each series, NaN of none."""
        return np.where(self.count > 0, self._mean, np.nan)

    @property
    def sd(self) -> Floats:
        """Standard deviation of each series, NaN of fewer than two values."""
        freedom = np.where(self.count > 1, self.count - 1.0, np.nan)
        return np.asarray(np.sqrt(self._squares / freedom))


def fits(experiment: Experiment) -> bool:
    """Say whether a summary is small enough to be of use."""
    return experiment.per_replicate * len(experiment.metrics) <= MOST


def summarise(experiment: Experiment, blocks: Iterable[Columns]) -> DataFrame:
    """Return mean, standard deviation and count of each metric, and its paired effect.

    The effect is the mean difference from *today* on the same luck in the same variant; ``error``
    is its standard error. Replicates in which a metric is undefined are left out.

    Parameters
    ----------
    blocks : columns of finished runs, in the order of their numbers.
    """
    shape = (len(experiment.variants), len(experiment.design), len(experiment.metrics))
    levels, gaps = Moments(shape), Moments(shape)
    for values in _replicates(blocks, shape, experiment.metrics):
        levels.add(values)
        gaps.add(values - values[:, [experiment.reference], :])
    variant, point, metric = (place.ravel() for place in np.indices(shape))
    variants, design = experiment.variants, experiment.design
    error = gaps.sd / np.sqrt(np.maximum(gaps.count, 1))
    return DataFrame(
        {
            "variant": variant,
            "structure": variants["structure"].to_numpy()[variant],
            "parameters": variants["parameters"].to_numpy()[variant],
            "point": point,
            "label": design["label"].to_numpy()[point],
            "metric": np.array(experiment.metrics, object)[metric],
            "mean": levels.mean.ravel(),
            "std": levels.sd.ravel(),
            "count": levels.count.ravel(),
            "effect": gaps.mean.ravel(),
            "error": error.ravel(),
        }
    )


def _replicates(
    blocks: Iterable[Columns], shape: tuple[int, int, int], metrics: tuple[str, ...]
) -> Iterator[Floats]:
    """Yield the metrics of one replicate after the other, (variants, points, metrics); NaN if not run."""
    now, values = -1, np.empty(shape)
    for columns in blocks:
        rows = np.column_stack([columns[name] for name in metrics])
        for replicate in np.unique(columns["replicate"]):
            if replicate != now:
                if now >= 0:
                    yield values
                now, values = int(replicate), np.full(shape, np.nan)
            here = columns["replicate"] == replicate
            values[columns["variant"][here], columns["point"][here]] = rows[here]
    if now >= 0:
        yield values
