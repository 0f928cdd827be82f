"""How far a ranking, or a choice of package, survives other parameters and structures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, direction, over_replicates, paired
from collabsim.analysis.effects import Effects
from collabsim.experiment import Runs
from collabsim.intervals import LEVEL, Interval, alike, redrawn, strict, t_interval
from collabsim.metrics import Metric

TOP = 3
"""A lever among this many first is counted as being at the top."""

MANY = 6
"""Effects of which being among the first three says something."""

NO_COSTS: Mapping[str, Floats] = MappingProxyType({})

DRAWS = 200
"""Times that replicates are drawn again."""


def ranks(effects: Effects) -> Floats:
    """Return the rank of every effect in every variant, 1 the best, (effects, variants).

    Of means over replicates; best is lowest where less of the metric is better. Equal effects
    share a rank. An effect that is known in no variant has none (NaN), and a variant in which
    another is unknown ranks none.
    """
    return _ranked(direction(effects.metric) * effects.by_variant())


def rank_table(effects: Effects, level: float = LEVEL) -> DataFrame:
    """Return how each effect ranks over variants, best median first.

    ``median_rank`` with the range of four in five variants; ``top`` is the share of variants in which
    it is among the first three and its interval there, as one of all effects, says that it does
    good, unknown for fewer than six effects, ``top_low`` to ``top_high`` how far Monte Carlo error could move that share, and ``negative``
    the share of variants in which the effect is below 0. ``variants`` counts those that rank.
    """
    sign = direction(effects.metric)
    placed = ranks(effects)
    ranked = ~np.isnan(placed).all(axis=0)
    used = ranked if ranked.any() else ~ranked
    known, good = placed[:, used], _good(effects, level)[:, used]
    low, median, high = np.quantile(known, (0.1, 0.5, 0.9), axis=1)
    tail = (1.0 - level) / 2.0
    again = [_top(_ranked(sign * draw)[:, used], good) for draw in effects.drawn(DRAWS)]
    ends = np.quantile(again, (tail, 1.0 - tail), axis=0)
    means = effects.by_variant()[:, used]
    table = DataFrame(
        {
            "metric": effects.metric.name,
            "name": effects.names,
            "median_rank": median,
            "rank_low": low,
            "rank_high": high,
            "top": _top(known, good),
            "top_low": ends[0],
            "top_high": ends[1],
            "negative": _share(means < 0.0, means),
            "variants": int(ranked.sum()),
        }
    )
    return table.sort_values(["median_rank", "top"], ascending=[True, False], ignore_index=True)


def standing(effects: Effects, level: float = LEVEL) -> DataFrame:
    """Return the rank of every effect in the base's structure, 1 the best, and how sure it is.

    An effect stands between ``low`` and ``high``: behind all that are surely ahead of it, and
    before all that it is surely ahead of (``Effects.ahead``: of all pairs as one family, and in
    every variant). Effects that are not known rank nowhere.
    """
    sign = direction(effects.metric)
    means, ahead = sign * effects.interval().mean, sign * effects.ahead(level)
    rank = _ranked(means[~np.isnan(means)][:, None])[:, 0]
    table = DataFrame({"name": effects.names, "rank": np.nan})
    table.loc[~np.isnan(means), "rank"] = rank
    table["low"] = 1 + (ahead < 0).sum(axis=1)
    table["high"] = len(rank) - (ahead > 0).sum(axis=1)
    table.loc[np.isnan(means), ["low", "high"]] = np.nan
    return table


def agreement(one: Floats, other: Floats) -> float:
    """Return Kendall's tau of two rankings of the same things: 1 the same, -1 reversed."""
    from scipy.stats import kendalltau

    return float(kendalltau(one, other, nan_policy="omit").statistic)


def agreement_range(one: Effects, other: Effects, level: float = LEVEL) -> tuple[float, float]:
    """Return between what Kendall's tau of two rankings of the same effects lies.

    Some pairs are distinguishable in both, which hold together: those agree or disagree. Of all others
    either may be true. (A bootstrap of tau is no alternative: Monte Carlo error shuffles a ranking, and drawn again
    shuffles it once more, away from the truth.)
    """
    pairs = np.triu_indices(len(one.names), 1)
    each = strict(2, level)
    both = (one.ahead(each) * other.ahead(each))[pairs]
    unknown = (both == 0).sum()
    low, high = (both.sum() + sign * unknown for sign in (-1, 1))
    return low / len(both), high / len(both)


def regret(runs: Runs, metric: str) -> DataFrame:
    """Return how much each point falls short of the best point of each variant, least first.

    ``worst`` is the largest shortfall over variants, with ``error``, its standard error by paired
    replicates, and ``worst_low`` to ``worst_high``, its interval, held against being one of all
    points and variants: unless that is above what matters, the point is not distinguishable from the best. ``mean`` is the
    mean, and ``best_in`` the share of variants in which the point is the best one. In the metric's
    unit. A point that lacks a variant is left out.

    Raises
    ------
    ValueError : if neither more nor less of the metric is better.
    """
    values = _directed(runs, metric)
    means = _reached(*paired(values, runs.reference))
    used = ~np.isnan(means).all(axis=0)
    whole = np.array(~np.isnan(means[:, used]).any(axis=1))
    if not used.any() or not whole.any():
        ends = ["error", "worst_low", "worst_high"]
        return DataFrame(columns=["metric", "point", "label", "mean", "worst", *ends, "best_in"])
    best = np.where(whole[:, None], means, -np.inf).argmax(axis=0)
    places = np.flatnonzero(used)
    short = (means[best[places], places] - means[:, places])[whole]
    worst = places[short.argmax(axis=1)]
    gaps = values[best[worst], worst] - values[np.flatnonzero(whole), worst]
    behind = _behind(gaps, runs.metric(metric), (len(gaps) - 1) * len(places))
    table = DataFrame(
        {
            "metric": metric,
            "point": runs.design["point"].to_numpy()[whole],
            "label": runs.design["label"].to_numpy()[whole],
            "mean": short.mean(axis=1),
            "worst": short.max(axis=1),
            "error": behind.error,
            "worst_low": behind.low,
            "worst_high": behind.high,
            "best_in": (short == 0.0).mean(axis=1),
        }
    )
    return table.sort_values(["worst", "mean"], ignore_index=True)


def rivals(runs: Runs, metric: str) -> int:
    """Return how many points are not distinguishable from the best of all in the base's structure.

    A point is distinguishable if it surely falls short by what matters, held against being one of all that
    could be the best, and falls short in every parameter set.

    Raises
    ------
    ValueError : if neither more nor less of the metric is better.
    """
    values = _directed(runs, metric)[:, _by_structure(runs)[0]]
    means = _reached(*paired(values, runs.reference))
    used = ~np.isnan(means).all(axis=0)
    reached = means[:, used].mean(axis=1)
    if not used.any() or np.isnan(reached).all():
        return 0
    best = int(np.nanargmax(reached))
    gaps = (values[best] - values)[:, used]
    behind = (
        _behind(gaps.mean(axis=1), runs.metric(metric), len(gaps) - 1).low
        > runs.metric(metric).matters
    )
    behind &= (over_replicates(gaps) > 0.0).all(axis=1)  # in every parameter set
    return int((~np.isnan(reached) & ~behind).sum()) - 1


def pareto(
    runs: Runs, metrics: tuple[str, ...], costs: Mapping[str, Floats] = NO_COSTS
) -> DataFrame:
    """Return every point's means, and whether no other is as good on all metrics, better on one.

    ``costs`` are known numbers by name, one a point, of which less is better; one that is not known
    (NaN) keeps its point out of the set.

    Metrics are never added up, nor structures averaged: means are of the base's structure, over
    its parameter sets and replicates; a metric that no variant defines compares nothing. ``share``
    is how often the point is in the set when replicates are drawn again: near 1 it is no chance.
    ``structures`` is the share of structures in which it is in their own set.

    Raises
    ------
    ValueError : if neither more nor less of a metric is better.
    """
    table = runs.design[["point", "label"]].copy()
    variants = _by_structure(runs)
    every = [_goals(runs, metrics, each) for each in variants]
    for name in metrics:
        table[name] = direction(runs.metric(name)) * every[0][name] if name in every[0] else np.nan
    cheap = {name: -cost for name, cost in costs.items()}
    table = table.assign(**costs)
    sets = [_unbeaten({**each, **cheap} if each else each, len(table)) for each in every]
    table["pareto"], table["share"] = sets[0], np.nan
    if every[0] and runs.runs["replicate"].nunique() > 1:
        table["share"] = _share_redrawn(runs, list(every[0]), variants[0], [*cheap.values()])
    table["structures"] = np.mean(sets, axis=0)
    return table


def unbeaten(values: Floats) -> NDArray[np.bool_]:
    """Return which rows no other row beats: as good on every column and better on one.

    A row with an unknown value is none of them.
    """
    out = np.zeros(len(values), bool)
    left = np.flatnonzero(~np.isnan(values).any(axis=1))
    left = left[np.argsort(-values[left].sum(axis=1), kind="stable")]
    while len(left):  # none that is left beats the first: a row that did would have a larger sum
        first, rest = left[0], left[1:]
        out[first] = True
        beaten = (values[rest] <= values[first]).all(axis=1)
        equal = (values[rest] == values[first]).all(axis=1)
        out[rest[equal]] = True
        left = rest[~beaten]
    return out


def _ranked(good: Floats) -> Floats:
    from scipy.stats import rankdata

    known = ~np.isnan(good).all(axis=1)
    whole = ~np.isnan(good[known]).any(axis=0)
    out = np.full(good.shape, np.nan)
    if known.any() and whole.any():
        out[np.ix_(known, whole)] = rankdata(-good[np.ix_(known, whole)], axis=0)
    return out


def _share(which: NDArray[np.bool_], known: Floats) -> Floats:
    """Return the share of variants in which something holds; NaN where nothing is known."""
    return np.where(np.isnan(known).all(axis=1), np.nan, which.mean(axis=1))


def _good(effects: Effects, level: float) -> NDArray[np.bool_]:
    """Return where an effect surely does good, as one of all effects, (effects, variants)."""
    table = effects.table(strict(len(effects.names), level))
    end = table["low"] if direction(effects.metric) > 0.0 else -table["high"]
    clear: NDArray[np.bool_] = ((end > 0.0) & ~table["same"]).to_numpy()
    return clear.reshape(effects.values.shape[:2])


def _top(placed: Floats, good: NDArray[np.bool_]) -> Floats:
    """Return the share of variants in which each effect is at the top, and does good."""
    if len(placed) < MANY:
        return np.full(len(placed), np.nan)
    return _share((placed <= TOP) & good, placed)


def _behind(short: Floats, metric: Metric, family: int) -> Interval:
    """Return by how much points fall short of the best, (points, replicates), as a family.

    Where all replicates agree there is no variance to tell by, and no interval.
    """
    found = t_interval(short, strict(family))
    same = alike(short, metric.matters) & (found.replicates > 1)
    return found._replace(
        low=np.where(same, np.nan, found.low), high=np.where(same, np.nan, found.high)
    )


def _reached(base: Floats, gaps: Floats) -> Floats:
    """Return what every point reaches in every variant, from its pairs with today."""
    return over_replicates(base) + over_replicates(gaps)


def _by_structure(runs: Runs) -> list[NDArray[np.int64]]:
    """Return the variants of every structure, the base's first."""
    groups = runs.variants.groupby("structure", sort=False)["variant"]
    return [np.asarray(each, np.int64) for _, each in groups]


def _goals(runs: Runs, metrics: tuple[str, ...], variants: NDArray[np.int64]) -> dict[str, Floats]:
    """Return what points reach, over these variants, on each metric that any of them defines."""
    found = {}
    for name in metrics:
        reached = _reached(*paired(_directed(runs, name)[:, variants], runs.reference))
        used = ~np.isnan(reached).all(axis=0)
        if used.any():
            found[name] = reached[:, used].mean(axis=1)
    return found


def _share_redrawn(
    runs: Runs, metrics: list[str], variants: NDArray[np.int64], cheap: list[Floats]
) -> Floats:
    """Return how often each point is unbeaten when replicates are drawn again.

    Today's own draws beat nobody: only differences from it are drawn. Not known (NaN) if all
    replicates agree on a goal: there is then no variance to draw from.
    """
    drawn = []
    for name in metrics:
        base, gaps = paired(_directed(runs, name)[:, variants], runs.reference)
        used = ~np.isnan(_reached(base, gaps)).all(axis=0)
        if alike(gaps[:, used], runs.metric(name).matters).all():
            return np.full(len(gaps), np.nan)
        drawn.append(redrawn(gaps[:, used], DRAWS).mean(axis=-1))
    drawn += [np.broadcast_to(each, drawn[0].shape) for each in cheap]
    shares: Floats = np.mean([unbeaten(one) for one in np.stack(drawn, axis=-1)], axis=0)
    return shares


def _unbeaten(reached: Mapping[str, Floats], points: int) -> NDArray[np.bool_]:
    if not reached:
        return np.zeros(points, bool)
    return unbeaten(np.array(list(reached.values())).T)


def _directed(runs: Runs, metric: str) -> Floats:
    """Return a metric, (points, variants, replicates), so that more is better."""
    if runs.metric(metric).better == "neither":
        raise ValueError(f'"{metric}" is neither better high nor low: nothing can be best by it.')
    return direction(runs.metric(metric)) * cube(runs, metric)
