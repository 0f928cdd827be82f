"""Paired differences: what a scenario changes under the same random draws, with an interval and a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame

from collabsim.claims import Case, Claim
from collabsim.intervals import LEVEL, alike, strict, t_interval
from collabsim.metrics import METRICS, Metric
from collabsim.scenario.faults import nearest

__all__ = ["LEVEL", "Difference", "as_table", "differences", "paired", "paired_difference"]

if TYPE_CHECKING:  # comparing results needs no engine
    from collabsim.simulation import Simulation


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean paired difference in a metric at the end of the run, with its t-interval.

    It is an interval of the mean, not the range of single simulated Englands. ``replicates``
    counts the pairs in which the metric is defined; below two there is no interval (NaN).

    Attributes
    ----------
    matters : the smallest difference in the metric that is worth speaking of.
    start : the mean level of ``against`` in these pairs.
    least, most : the interval held against being one of a ``family`` of differences.
    error : standard error of the mean.
    same : whether all pairs differ by the same.
    """

    metric: str
    scenario: str
    against: str
    mean: float
    low: float
    high: float
    replicates: int
    matters: float
    start: float
    least: float
    most: float
    error: float
    same: bool
    family: int = 1

    @property
    def claim(self) -> Claim:
        """What may be said of it."""
        return Claim.one(
            name=self.scenario, metric=self.metric, matters=self.matters, mean=self.mean, low=self.low, high=self.high,
            least=self.least, most=self.most, replicates=self.replicates, error=self.error,
            family=self.family, same=self.same, start=self.start,
        )  # fmt: skip

    @property
    def verdict(self) -> Case:
        """What may be said of it, in a word."""
        return self.claim.case

    def replicates_needed(self) -> float:
        """Return roughly how many replicates would settle the verdict; inf if none would."""
        return self.claim.replicates_needed()


def paired_difference(
    runs: Simulation, scenario: str, against: str, *, metric: str, level: float = LEVEL
) -> Difference:
    """Return how a metric at the end of the run differs between two scenarios under the same random draws.

    Parameters
    ----------
    runs : a simulation of both.
    scenario, against : names of the two; the difference is that of the first minus the second.
    metric : name of one of the simulation's metrics.
    level : share of repetitions in which the interval covers the mean difference.

    Raises
    ------
    ValueError : if there is no such scenario or metric, naming the nearest.
    """
    for kind, word, known in (
        ("scenario", scenario, runs.ends),
        ("scenario", against, runs.ends),
        ("metric", metric, runs.metrics),
    ):
        if word not in known:
            raise ValueError(f'there is no {kind} "{word}".{nearest(word, known)}')
    ends, starts = ([run[metric] for run in runs.ends[name]] for name in (scenario, against))
    return paired(runs.metrics[metric], ends, starts, scenario, against, level)


def differences(
    metrics: DataFrame, names: Sequence[str] = tuple(METRICS), level: float = LEVEL
) -> list[Difference]:
    """Return, for every scenario after the first, how each named metric differs from the first's.

    What may be claimed of one is held against being one of all scenarios in all metrics, whichever
    are named, so that page, table and figure say the same.

    ``metrics`` is the table of that name of some results, ``level`` that of the intervals.
    """
    scenarios = list(metrics["scenario"].unique())
    last = metrics[metrics["month"] == metrics["month"].max()].set_index("replicate")
    ends = {name: last[last["scenario"] == name] for name in scenarios}
    first, *others = scenarios
    rows = ends[first].index
    return [
        paired(
            METRICS[name], ends[other][name].reindex(rows), ends[first][name], other, first, level,
            len(others) * len(METRICS),
        )
        for other in others
        for name in names
    ]  # fmt: skip


def paired(
    metric: Metric,
    ends: Iterable[float],
    starts: Iterable[float],
    scenario: str,
    against: str,
    level: float = LEVEL,
    family: int = 1,
) -> Difference:
    """Return how a metric differs between two scenarios, a pair a replicate.

    Pairs in which it is not defined (NaN) are left out. ``family`` is how many differences are
    looked at together, of all scenarios in all metrics: what may be said is held against being one
    of so many.
    """
    before = np.array(list(starts), np.float64)
    gaps = np.array(list(ends), np.float64) - before
    found, held = t_interval(gaps, level), t_interval(gaps, strict(family, level))
    mean, low, high, error = (
        float(each) for each in (found.mean, found.low, found.high, found.error)
    )
    known = ~np.isnan(gaps)
    start = float(before[known].mean()) if known.any() else math.nan
    return Difference(
        metric.name, scenario, against, mean, low, high, int(found.replicates), metric.matters, start,
        float(held.low), float(held.high), error, bool(alike(gaps, metric.matters)), family,
    )  # fmt: skip


def as_table(found: Sequence[Difference]) -> DataFrame:
    """Return differences as a table, one row each.

    ``from`` and ``to`` are mean levels, ``relative`` the change as a share of the former,
    ``verdict`` what may be said.
    """
    rows = []
    for each in found:
        words = {"label": METRICS[each.metric].label, "unit": METRICS[each.metric].unit}
        levels = {"from": each.start, "to": each.start + each.mean}
        change = {"change": each.mean, "low": each.low, "high": each.high}
        share = {"relative": each.claim.relative}
        whose = {"scenario": each.scenario, "against": each.against, "metric": each.metric}
        counts = {"replicates": each.replicates, "verdict": each.verdict}
        rows.append({**whose, **words, **levels, **change, **share, **counts})
    return DataFrame(rows)
