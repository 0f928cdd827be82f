"""Paired differences: what a scenario changes on the same luck, with an interval and a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pandas import DataFrame

from collabsim.intervals import LEVEL, replicates_for, t_interval
from collabsim.metrics import METRICS, Metric
from collabsim.scenario.faults import nearest

__all__ = [
    "LEVEL", "Difference", "Verdict", "as_table", "differences", "judged", "paired",
    "paired_difference",
]  # fmt: skip

if TYPE_CHECKING:  # comparing results needs no engine
    from collabsim.simulation import Simulation

Verdict = Literal["up", "down", "rises", "falls", "little", "unclear"]
"""What an interval allows to be said: up or down by more than matters, its sign but not whether
that matters, too little to matter, or nothing."""


def judged(low: float, high: float, matters: float) -> Verdict:
    """Return what an interval says beside the smallest difference that matters.

    An interval that is not known (NaN) says nothing.
    """
    if low > matters:
        return "up"
    if high < -matters:
        return "down"
    if -matters < low and high < matters:
        return "little"
    if low > 0.0:
        return "rises"
    return "falls" if high < 0.0 else "unclear"


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean paired difference in a metric at the end of the run, with its t-interval.

    It is an interval of the mean, not the range of single simulated Englands. ``replicates``
    counts the pairs in which the metric is defined; below two there is no interval (NaN).
    ``matters`` is the smallest difference in the metric that is worth speaking of.
    """

    metric: str
    scenario: str
    against: str
    mean: float
    low: float
    high: float
    replicates: int
    matters: float

    @property
    def verdict(self) -> Verdict:
        """What may be said of it: the interval against the smallest difference that matters."""
        return judged(self.low, self.high, self.matters)

    def replicates_needed(self) -> float:
        """Return roughly how many replicates would settle the verdict; inf if none would."""
        margin = abs(abs(self.mean) - self.matters)
        half_width = (self.high - self.low) / 2.0
        return replicates_for(half_width, self.replicates, margin)


def paired_difference(
    runs: Simulation, scenario: str, against: str, *, metric: str, level: float = LEVEL
) -> Difference:
    """Return how a metric at the end of the run differs between two scenarios on the same luck.

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
    ends = [[run[metric] for run in runs.ends[name]] for name in (scenario, against)]
    gaps = (one - other for one, other in zip(*ends, strict=True))
    return paired(runs.metrics[metric], gaps, scenario, against, level)


def differences(
    metrics: DataFrame, names: Sequence[str] = tuple(METRICS), level: float = LEVEL
) -> list[Difference]:
    """Return, for every scenario after the first, how each named metric differs from the first's.

    ``metrics`` is the table of that name of some results, ``level`` that of the intervals.
    """
    scenarios = list(metrics["scenario"].unique())
    last = metrics[metrics["month"] == metrics["month"].max()].set_index("replicate")
    ends = {name: last[last["scenario"] == name] for name in scenarios}
    first, *others = scenarios
    return [
        paired(METRICS[name], ends[other][name] - ends[first][name], other, first, level)
        for other in others
        for name in names
    ]


def paired(
    metric: Metric, gaps: Iterable[float], scenario: str, against: str, level: float = LEVEL
) -> Difference:
    """Return the difference made of one gap a replicate, undefined ones (NaN) left out."""
    found = t_interval(list(gaps), level)
    mean, low, high = (float(each) for each in (found.mean, found.low, found.high))
    count = int(found.replicates)
    return Difference(metric.name, scenario, against, mean, low, high, count, metric.matters)


def as_table(found: Sequence[Difference]) -> DataFrame:
    """Return differences as a table, one row each."""
    rows = []
    for each in found:
        words = {"label": METRICS[each.metric].label, "unit": METRICS[each.metric].unit}
        numbers = {"mean": each.mean, "low": each.low, "high": each.high}
        whose = {"scenario": each.scenario, "against": each.against, "metric": each.metric}
        rows.append({**whose, **words, **numbers, "replicates": each.replicates})
    return DataFrame(rows)
