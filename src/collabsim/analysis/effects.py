"""Effects: weighted sums of points, taken run by run on the same luck.

What a lever does alone, what its removal from everything costs, its Shapley share, an
interaction of two, a difference between two packages: each is a sum of points with weights.
Taken within a replicate and a world it shares its luck with every other, so that its interval
over replicates is that of a paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, over_luck
from collabsim.experiment import Runs
from collabsim.intervals import LEVEL, Interval, replicates_for, t_interval


@dataclass(frozen=True)
class Effects:
    """Some effects on one metric, in every world and replicate.

    Attributes
    ----------
    metric : what they are effects on.
    names : one an effect.
    values : array (effects, worlds, replicates), NaN where a run it needs is missing.
    sampling : standard error from having sampled combinations of levers, one an effect; 0 if
        all that are needed were run.
    """

    metric: str
    names: tuple[str, ...]
    values: Floats
    sampling: Floats = field(default_factory=lambda: np.zeros(1))

    def table(self, level: float = LEVEL) -> DataFrame:
        """Return mean, interval and error of every effect in every world, a row each."""
        found = t_interval(self.values, level, self.sampling[:, None])
        effects, worlds, _ = self.values.shape
        keys = {
            "metric": self.metric,
            "name": np.repeat(self.names, worlds),
            "world": np.tile(np.arange(worlds), effects),
        }
        return DataFrame({**keys, **_columns(found)})

    def overall(self, level: float = LEVEL) -> DataFrame:
        """Return every effect averaged over worlds, a row each.

        ``low`` and ``high`` are the interval of that average: luck, not doubt about worlds. The
        range of nine in ten worlds stands in ``worlds_low`` and ``worlds_high``. A replicate
        counts if it has every world that has any.
        """
        found = t_interval(self.over_worlds(), level, self.sampling)
        by_world = over_luck(self.values)
        low, high = (_quantiles(by_world, q) for q in (0.05, 0.95))
        keys = {"metric": self.metric, "name": self.names}
        columns = {**_columns(found), "worlds_low": low, "worlds_high": high}
        return DataFrame({**keys, **columns})

    def over_worlds(self) -> Floats:
        """Return effects averaged over worlds, (effects, replicates)."""
        used = ~np.isnan(self.values).all(axis=(0, 2))
        inside = self.values[:, used]
        return inside.mean(axis=1) if used.any() else self.values[:, 0]

    def replicates_needed(self, half_width: float, level: float = LEVEL) -> int | float:
        """Return how many replicates narrow every interval of ``overall`` to plus or minus this."""
        found = t_interval(self.over_worlds(), level)
        reach = (found.high - found.low) / 2.0
        known = [
            replicates_for(float(each), int(n), half_width)
            for each, n in zip(reach, found.replicates, strict=True)
        ]
        return max(known, default=float("inf"))


def contrasts(
    runs: Runs,
    metric: str,
    names: Sequence[str],
    weights: Floats,
    sampling: Callable[[Floats], Floats] | None = None,
) -> Effects:
    """Return the effects that weigh points so; ``weights`` is (effects, points).

    ``sampling`` is given the metric's (points, worlds, replicates) and returns the error that
    comes from having sampled combinations.
    """
    values = cube(runs, metric)
    flat = values.reshape(len(values), -1)
    missing = (weights != 0.0).astype(np.float64) @ np.isnan(flat).astype(np.float64) > 0.0
    summed = np.where(missing, np.nan, weights @ np.where(np.isnan(flat), 0.0, flat))
    error = sampling(values) if sampling else np.zeros(len(names))
    return Effects(metric, tuple(names), summed.reshape(-1, *values.shape[1:]), error)


def differences(runs: Runs, metric: str, against: int | None = None) -> Effects:
    """Return how every other point differs from the reference, or from point ``against``."""
    base = runs.reference if against is None else against
    others = [n for n in range(len(runs.design)) if n != base]
    weights = np.zeros((len(others), len(runs.design)))
    weights[range(len(others)), others] = 1.0
    weights[:, base] = -1.0
    labels = runs.design["label"].astype(str)
    return contrasts(runs, metric, [labels.iloc[n] for n in others], weights)


def levels_of(runs: Runs, metric: str) -> Effects:
    """Return the metric itself at every point, as an effect like any other."""
    labels = runs.design["label"].astype(str)
    return contrasts(runs, metric, list(labels), np.eye(len(runs.design)))


def _columns(found: Interval) -> dict[str, Any]:
    return {
        "mean": found.mean.ravel(),
        "low": found.low.ravel(),
        "high": found.high.ravel(),
        "error": found.error.ravel(),
        "replicates": found.replicates.ravel(),
    }


def _quantiles(by_world: Floats, q: float) -> Floats:
    rows = [row[~np.isnan(row)] for row in by_world]
    return np.array([np.quantile(row, q) if len(row) else np.nan for row in rows])
