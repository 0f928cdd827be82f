"""Effects: weighted sums of points, taken run by run on the same luck.

What a lever does alone, what its removal from everything costs, its Shapley share, an
interaction of two, a difference between two packages: each is a sum of points with weights.
Taken within a replicate and a world it shares its luck with every other, so that its interval
over replicates is that of a paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, concat

from collabsim.analysis.cube import Floats, cube, over_luck
from collabsim.analysis.variance import between, without_noise
from collabsim.experiment import Runs
from collabsim.experiment.worlds import OWN
from collabsim.intervals import LEVEL, Interval, redrawn, replicates_for, t_interval
from collabsim.metrics import METRICS


@dataclass(frozen=True)
class Effects:
    """Some effects on one metric, in every world and replicate.

    Attributes
    ----------
    metric : what they are effects on.
    names : one an effect.
    values : array (effects, worlds, replicates), NaN where a run it needs is missing.
    orders : where orders of pulling levers were sampled, the same of each independent order,
        (orders, effects, worlds, replicates); ``values`` is their mean.
    structures : the structure of each world, the base's first; empty if all have the same.
    """

    metric: str
    names: tuple[str, ...]
    values: Floats
    orders: Floats | None = None
    structures: tuple[str, ...] = ()

    def table(self, level: float = LEVEL) -> DataFrame:
        """Return mean, interval and error of every effect in every world, a row each.

        ``lost`` counts the replicates in which a run that the effect needs failed, is missing or
        has no such number.
        """
        effects, worlds, _ = self.values.shape
        keys = {
            "metric": self.metric,
            "name": np.repeat(self.names, worlds),
            "world": np.tile(np.arange(worlds), effects),
        }
        found = t_interval(self.values, level, self.orders)
        return DataFrame({**keys, **_columns(found, self.values.shape[-1])})

    def overall(self, level: float = LEVEL) -> DataFrame:
        """Return every effect in the base's structure, averaged over its parameter sets, a row each.

        Structures are alternatives and are never averaged: see ``by_structure``. ``low`` and
        ``high`` are the interval of that average: luck, not doubt about worlds. The range of nine
        in ten worlds of any structure, luck taken off, stands in ``worlds_low`` and
        ``worlds_high``; it is unknown with one replicate. A replicate counts if it has every
        parameter set that has any.
        """
        found = self.interval(level=level)
        low, high = np.array([_range(each) for each in self.values]).reshape(-1, 2).T
        keys = {"metric": self.metric, "name": self.names}
        return DataFrame(
            {
                **keys,
                **_columns(found, self.values.shape[-1]),
                "worlds_low": low,
                "worlds_high": high,
            }
        )

    def by_structure(self, level: float = LEVEL) -> DataFrame:
        """Return the rows of ``overall`` for every structure in turn, named in ``structure``."""
        names = list(dict.fromkeys(self.structures)) or [OWN]
        tables = [self.inside(name).overall(level).assign(structure=name) for name in names]
        return concat(tables, ignore_index=True)

    def inside(self, structure: str) -> Effects:
        """Return the effects in the worlds of one structure."""
        if not self.structures:
            return self
        worlds = [n for n, name in enumerate(self.structures) if name == structure]
        return replace(self.each(lambda values: values[..., worlds, :]), structures=())

    def interval(self, minus: int | None = None, level: float = LEVEL) -> Interval:
        """Return every effect in the base's structure, or by how much it exceeds effect ``minus``.

        A difference is taken within each replicate and each sampled order, since all effects
        share both.
        """
        whole = self.pooled()
        if minus is not None:
            whole = whole.each(lambda values: values - values[..., [minus], :, :])
        orders = None if whole.orders is None else whole.orders[:, :, 0]
        return t_interval(whole.values[:, 0], level, orders)

    def ahead(self, level: float = LEVEL) -> NDArray[np.int64]:
        """Return which effect exceeds which in the base's structure, (effects, effects).

        1 where that of the row is the larger, -1 where it is the smaller, and 0 where luck does
        not tell.
        """
        found = [self.interval(minus=n, level=level) for n in range(len(self.names))]
        signs = [(each.low > 0.0).astype(int) - (each.high < 0.0).astype(int) for each in found]
        return np.array(signs, np.int64).reshape(2 * (len(self.names),)).T

    def drawn(self, number: int) -> Floats:
        """Return effects as other luck and other orders could have made them.

        Shape (number, effects, worlds). Effects of one experiment share their luck.
        """
        return redrawn(self.values, number, self.orders)

    def only(self, effects: Sequence[int]) -> Effects:
        """Return some of the effects."""
        some = list(effects)
        names = tuple(self.names[n] for n in some)
        return replace(self.each(lambda values: values[..., some, :, :]), names=names)

    def world(self, number: int) -> Effects:
        """Return the effects in one world."""
        return replace(self.each(lambda values: values[..., [number], :]), structures=())

    def pooled(self) -> Effects:
        """Return effects in the base's structure, averaged over sets, as effects in one world."""
        orders = None if self.orders is None else self.over_worlds(self.orders)[..., None, :]
        return replace(self, values=self.over_worlds()[:, None], orders=orders, structures=())

    def over_worlds(self, values: Floats | None = None) -> Floats:
        """Return effects averaged over the worlds of the base's structure, (effects, replicates)."""
        used = ~np.isnan(self.values).all(axis=(0, 2))
        if self.structures:
            used &= np.array(self.structures) == self.structures[0]
        inside = (self.values if values is None else values)[..., used, :]
        return inside.mean(axis=-2) if used.any() else self.values[:, 0]

    def by_world(self) -> Floats:
        """Return means over replicates, (effects, worlds)."""
        return over_luck(self.values)

    def each(self, change: Callable[[Floats], Floats]) -> Effects:
        """Return effects changed by a linear function of (..., effects, worlds, replicates)."""
        orders = None if self.orders is None else change(self.orders)
        return replace(self, values=change(self.values), orders=orders)

    def replicates_needed(
        self, half_width: float | None = None, level: float = LEVEL
    ) -> int | float:
        """Return how many replicates narrow every interval of ``overall`` to plus or minus this.

        Not said: the smallest difference in the metric that matters. Of luck alone: no number of
        replicates makes up for few sampled orders.
        """
        wanted = METRICS[self.metric].matters if half_width is None else half_width
        found = t_interval(self.over_worlds(), level)
        reach = (found.high - found.low) / 2.0
        known = [
            replicates_for(float(each), int(n), wanted, level)
            for each, n in zip(reach, found.replicates, strict=True)
        ]
        return max(known, default=float("inf"))


def contrasts(runs: Runs, metric: str, names: Sequence[str], weights: Floats) -> Effects:
    """Return the effects that weigh points so; ``weights`` is (effects, points)."""
    values = weighed(cube(runs, metric), weights)
    return Effects(metric, tuple(names), values, structures=structures_of(runs))


def structures_of(runs: Runs) -> tuple[str, ...]:
    """Return the structure of every world."""
    return tuple(runs.worlds["structure"].astype(str))


def weighed(values: Floats, weights: Floats) -> Floats:
    """Return weighted sums of points, (effects, worlds, replicates); NaN where one is missing."""
    flat = values.reshape(len(values), -1)
    unknown = np.isnan(flat)
    missing = (weights != 0.0).astype(np.float64) @ unknown.astype(np.float64) > 0.0
    summed = np.where(missing, np.nan, weights @ np.where(unknown, 0.0, flat))
    return summed.reshape(-1, *values.shape[1:])


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
    names = tuple(runs.design["label"].astype(str))
    return Effects(metric, names, cube(runs, metric), structures=structures_of(runs))


def _columns(interval: Interval, replicates: int) -> dict[str, Any]:
    columns = {name: each.ravel() for name, each in interval._asdict().items()}
    return {**columns, "lost": replicates - columns["replicates"]}


def _range(values: Floats) -> Floats:
    """Return between what nine in ten worlds lie, of an effect's (worlds, replicates)."""
    known = values[~np.isnan(values).all(axis=1)]
    if not len(known):
        return np.full(2, np.nan)
    means = over_luck(known)
    return np.quantile(without_noise(means, between(known)), (0.05, 0.95))
