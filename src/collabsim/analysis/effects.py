"""Effects: weighted sums of points, taken run by run with common random numbers.

What a lever does alone, what its removal from everything costs, its Shapley share, an
interaction of two, a difference between two packages: each is a sum of points with weights.
Taken within a replicate and a variant it shares its random draws with every other, so that its interval
over replicates is that of a paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, concat

from collabsim.analysis.cube import Floats, cube, over_replicates, states
from collabsim.experiment import Runs
from collabsim.experiment.variants import OWN
from collabsim.intervals import (
    LEVEL,
    ROUNDING,
    Interval,
    alike,
    redrawn,
    replicates_for,
    strict,
    t_interval,
)
from collabsim.metrics import Metric

ENOUGH_SETS = 5
"""Parameter sets from which an interval of their mean carries their scatter. Of fewer there is only
their range: what other sets would give cannot be known from so few."""


@dataclass(frozen=True)
class Effects:
    """Some effects on one metric, in every variant and replicate.

    Attributes
    ----------
    metric : what they are effects on.
    names : one an effect.
    values : array (effects, variants, replicates), NaN where a run it needs is missing.
    orders : where orders of applying levers were sampled, the same of each independent order,
        (orders, effects, variants, replicates); ``values`` is their mean.
    structures : the structure of each variant, the base's first; empty if all have the same.
    start : the level that each effect starts from, as ``values``; None if they change no level.
    sets : where variants were averaged, the same of each parameter set that ``values`` are the mean
        of, (sets, effects, variants, replicates).
    """

    metric: Metric
    names: tuple[str, ...]
    values: Floats
    orders: Floats | None = None
    structures: tuple[str, ...] = ()
    start: Floats | None = None
    sets: Floats | None = None

    def table(self, level: float = LEVEL) -> DataFrame:
        """Return mean, interval and error of every effect in every variant, a row each.

        ``from`` and ``to`` are the levels between which the metric changes, and ``relative`` the
        change as a share of the former, not defined where that is 0. ``lost`` counts the
        replicates in which a run that the effect needs failed, is missing or has no such number,
        and ``same`` tells whether all of them agree.
        """
        effects, variants, _ = self.values.shape
        keys = {
            "metric": self.metric.name,
            "name": np.repeat(self.names, variants),
            "variant": np.tile(np.arange(variants), effects),
        }
        found = t_interval(self.values, level, self.units)
        return DataFrame({**keys, **self._columns(found)})

    def overall(self, level: float = LEVEL, family: int | None = None) -> DataFrame:
        """Return every effect in the base's structure, averaged over its parameter sets, a row each.

        Structures are alternatives and are never averaged: see ``by_structure``. The columns are
        those of ``table`` and what a claim is held against (``claims.Claim``). ``low`` and
        ``high`` are the interval of that average: Monte Carlo error (``error``, of one standard
        deviation) and, of ``ENOUGH_SETS`` parameter sets or more, their scatter. ``sets_low`` to ``sets_high`` is the range of the means of the
        ``sets`` that were run, ``structures_low`` to ``structures_high`` that of the
        ``structures``. ``up`` and ``down`` count the ``variants`` (sets x structures) whose mean
        is above and below 0. ``least`` to ``most`` is what a claim may rest on: the interval,
        held against the effect being one of a ``family`` (all of these, if not said), and the
        means of all variants. A replicate counts if it has every parameter set that has any.
        """
        count = len(self.names) if family is None else family
        whole = self.pooled()
        return DataFrame(
            {
                "metric": self.metric.name,
                "name": self.names,
                **whole._columns(self.interval(level=level)),
                "error": self.monte_carlo(level).error,
                **self._alternatives(),
                **self.bounds(level, count),
                "family": count,
            }
        )

    def by_structure(self, level: float = LEVEL, family: int | None = None) -> DataFrame:
        """Return the rows of ``overall`` for every structure in turn, named in ``structure``."""
        names = list(dict.fromkeys(self.structures)) or [OWN]
        tables = [self.inside(name).overall(level, family).assign(structure=name) for name in names]
        return concat(tables, ignore_index=True)

    def inside(self, structure: str) -> Effects:
        """Return the effects in the variants of one structure."""
        if not self.structures:
            return self
        variants = [n for n, name in enumerate(self.structures) if name == structure]
        return replace(self.each(lambda values: values[..., variants, :]), structures=())

    def interval(self, level: float = LEVEL) -> Interval:
        """Return every effect in the base's structure, averaged over its parameter sets.

        Monte Carlo error and, of ``ENOUGH_SETS`` parameter sets or more, their scatter.
        """
        whole = self.pooled()
        found = t_interval(whole.values, level, whole.units)
        return Interval(
            found.mean[:, 0], found.low[:, 0], found.high[:, 0], found.error[:, 0],
            found.replicates[:, 0],
        )  # fmt: skip

    def monte_carlo(self, level: float = LEVEL) -> Interval:
        """Return the same by Monte Carlo error alone, of these parameter sets and no others."""
        return replace(self.pooled(), sets=None).interval(level)

    def bounds(self, level: float = LEVEL, family: int = 1) -> dict[str, Floats]:
        """Return between what every effect lies by all that was run: ``least`` and ``most``.

        That is its interval with the scatter of parameter sets, its Monte Carlo interval as one
        of a ``family`` (Bonferroni), and the mean of every variant: the widest of all three.
        """
        found = (self.interval(level), self.monte_carlo(strict(family, level)))
        means = self.by_variant()
        known = np.where(np.isnan(means), found[0].mean[:, None], means)
        return {
            "least": np.min([*(each.low for each in found), *known.T], axis=0),
            "most": np.max([*(each.high for each in found), *known.T], axis=0),
        }

    def minus(self, effect: int) -> Effects:
        """Return by how much every effect exceeds one of them.

        A difference is taken within each replicate and each sampled order, since all effects
        share both.
        """
        gap = self.each(lambda values: values - values[..., [effect], :, :])
        return replace(gap, start=None)

    def ahead(self, level: float = LEVEL) -> NDArray[np.int64]:
        """Return which effect exceeds which, (effects, effects).

        1 where that of the row is the larger in the base's structure and in every variant, -1 where
        it is the smaller, and 0 where Monte Carlo error or the alternatives leave it open. All
        pairs are one family, so that whoever comes first of them does so by more than chance.
        """
        count = len(self.names)
        pairs = count * (count - 1) // 2
        one = self.pooled()
        same = [alike(one.minus(n).values[:, 0], self._matters) for n in range(count)]
        found = [self.minus(n).bounds(level, pairs) for n in range(count)]
        signs = [
            ((each["least"] > 0.0).astype(int) - (each["most"] < 0.0).astype(int)) * ~equal
            for each, equal in zip(found, same, strict=True)
        ]
        return np.array(signs, np.int64).reshape(2 * (count,)).T

    def drawn(self, number: int) -> Floats:
        """Return effects as other replicates and other orders could have made them.

        Shape (number, effects, variants). Effects of one experiment share their random draws.
        """
        return redrawn(self.values, number, self.units)

    def only(self, effects: Sequence[int]) -> Effects:
        """Return some of the effects."""
        some = list(effects)
        names = tuple(self.names[n] for n in some)
        return replace(self.each(lambda values: values[..., some, :, :]), names=names)

    def variant(self, number: int) -> Effects:
        """Return the effects in one variant."""
        return replace(self.each(lambda values: values[..., [number], :]), structures=())

    @property
    def units(self) -> tuple[Floats, ...]:
        """What ``values`` are means of, drawn at random: sampled orders, parameter sets."""
        return tuple(each for each in (self.orders, self.sets) if each is not None)

    def pooled(self) -> Effects:
        """Return effects in the base's structure, averaged over sets, as effects in one variant."""
        used = self._used()
        several = used.sum() >= ENOUGH_SETS
        sets = np.moveaxis(self.values[:, used], 1, 0)[:, :, None] if several else self.sets
        whole = self.each(lambda values: values[..., used, :].mean(axis=-2, keepdims=True))
        return replace(whole, structures=(), sets=sets)

    def over_variants(self) -> Floats:
        """Return effects averaged over the variants of the base's structure, (effects, replicates)."""
        return self.pooled().values[:, 0]

    def by_variant(self) -> Floats:
        """Return means over replicates, (effects, variants)."""
        return over_replicates(self.values)

    def each(self, change: Callable[[Floats], Floats]) -> Effects:
        """Return effects changed by a linear function of (..., effects, variants, replicates)."""
        orders, start, sets = (
            None if each is None else change(each) for each in (self.orders, self.start, self.sets)
        )
        return replace(self, values=change(self.values), orders=orders, start=start, sets=sets)

    def replicates_needed(
        self, half_width: float | None = None, level: float = LEVEL
    ) -> int | float:
        """Return how many replicates narrow every interval of ``overall`` to plus or minus this.

        Not given: the smallest difference in the metric that matters. Of Monte Carlo error alone: no number of
        replicates makes up for few sampled orders.
        """
        wanted = self.metric.matters if half_width is None else half_width
        found = t_interval(self.over_variants(), level)
        reach = (found.high - found.low) / 2.0
        known = [
            replicates_for(float(each), int(n), wanted, level)
            for each, n in zip(reach, found.replicates, strict=True)
        ]
        return max(known, default=float("inf"))

    @property
    def _matters(self) -> float:
        return self.metric.matters

    def _used(self) -> NDArray[np.bool_]:
        """Return the variants of the base's structure in which any effect is defined; else the first."""
        used = np.asarray(~np.isnan(self.values).all(axis=(0, 2)))
        if self.structures:
            used = used & (np.array(self.structures) == self.structures[0])
        return used if used.any() else np.arange(len(used)) == 0

    def _columns(self, interval: Interval) -> dict[str, Any]:
        """Return the columns of ``table``, a row an effect and variant."""
        columns = {name: each.ravel() for name, each in interval._asdict().items()}
        start = np.full(self.values.shape, np.nan) if self.start is None else self.start
        before = over_replicates(np.where(np.isnan(self.values), np.nan, start)).ravel()
        mean = columns["mean"]
        return {
            **columns,
            "lost": self.values.shape[-1] - columns["replicates"],
            "same": alike(self.values, self._matters).ravel(),
            "from": before,
            "to": before + mean,
            "relative": mean / np.where(before == 0.0, np.nan, np.abs(before)),
        }

    def _alternatives(self) -> dict[str, Any]:
        """Return how the means of parameter sets and structures range, and how many have which sign."""
        means = self.by_variant()
        names = list(dict.fromkeys(self.structures)) or [OWN]
        inside = [over_replicates(self.inside(name).over_variants()) for name in names]
        own = self.inside(names[0]).by_variant()
        least = ROUNDING * self._matters
        ends: dict[str, Any] = {}
        for kind, of in (("sets", own), ("structures", np.array(inside).T)):
            low, high = _range(of)
            ends |= {kind: of.shape[1], f"{kind}_low": low, f"{kind}_high": high}
        signs = {"up": (means > least).sum(axis=1), "down": (means < -least).sum(axis=1)}
        return {**ends, "variants": means.shape[1], **signs}


def contrasts(runs: Runs, metric: str, names: Sequence[str], weights: Floats) -> Effects:
    """Return the effects that weigh points so; ``weights`` is (effects, points)."""
    values = weighed(cube(runs, metric), weights)
    start = starts(runs, metric, weights)
    return Effects(
        runs.metric(metric), tuple(names), values, structures=structures_of(runs), start=start
    )


def starts(runs: Runs, metric: str, weights: Floats) -> Floats:
    """Return the level that each effect starts from, (effects, variants, replicates); else NaN.

    An effect is what some points reach less what others do: the latter is the level. Where more
    than one point is taken off, as of an interaction (both and neither, less each), the level is
    what the two would reach if they added up: both less the point at which all is at its first.
    """
    before = np.where(weights < 0.0, -weights, 0.0)
    whole = before.sum(axis=1)
    known = np.isclose(weights.sum(axis=1), 0.0) & (whole > 0.0)
    nothing = np.flatnonzero((states(runs) == 0.0).all(axis=1))
    if len(nothing):
        before[:, nothing[0]] -= whole - 1.0
    else:
        known &= np.isclose(whole, 1.0)
    return np.where(known[:, None, None], weighed(cube(runs, metric), before), np.nan)


def structures_of(runs: Runs) -> tuple[str, ...]:
    """Return the structure of every variant."""
    return tuple(runs.variants["structure"].astype(str))


def weighed(values: Floats, weights: Floats) -> Floats:
    """Return weighted sums of points, (effects, variants, replicates); NaN where one is missing."""
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


def _range(means: Floats) -> tuple[Floats, Floats]:
    """Return the smallest and the largest of (effects, alternatives) that is defined."""
    known = ~np.isnan(means)
    some = known.any(axis=1)
    low, high = (np.where(known, means, end) for end in (np.inf, -np.inf))
    return np.where(some, low.min(axis=1), np.nan), np.where(some, high.max(axis=1), np.nan)
