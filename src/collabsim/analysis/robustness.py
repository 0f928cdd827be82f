"""How far a ranking, or a choice of package, survives other parameters and structures."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, direction, over_luck, paired, resampled
from collabsim.analysis.effects import Effects
from collabsim.experiment import Runs
from collabsim.intervals import LEVEL, t_interval
from collabsim.metrics import METRICS

TOP = 3
"""A lever among this many first is counted as being at the top."""

RESAMPLES = 200
"""Bootstrap samples of the replicates."""


def ranks(effects: Effects) -> Floats:
    """Return the rank of every effect in every world, 1 the best, (effects, worlds).

    Of means over replicates; best is lowest where less of the metric is better. Equal effects
    share a rank. An effect that is known in no world has none (NaN), and a world in which
    another is unknown ranks none.
    """
    return _ranked(direction(effects.metric) * effects.by_world())


def rank_table(effects: Effects, level: float = LEVEL) -> DataFrame:
    """Return how each effect ranks over worlds, best median first.

    ``median_rank`` with the range of four in five worlds; ``top`` is the share of worlds in which
    it is among the first three, ``top_low`` to ``top_high`` how far luck could move that share
    (bootstrap of replicates), and ``negative`` the share of worlds in which the effect is below
    0. ``worlds`` counts those that rank.
    """
    sign = direction(effects.metric)
    placed = ranks(effects)
    used = ~np.isnan(placed).all(axis=0)
    known = placed[:, used] if used.any() else np.full((len(placed), 1), np.nan)
    low, median, high = np.quantile(known, (0.1, 0.5, 0.9), axis=1)
    tail = (1.0 - level) / 2.0
    luck = np.quantile(_top_by_luck(sign * effects.values[:, used]), (tail, 1.0 - tail), axis=0)
    means = effects.by_world()[:, used]
    table = DataFrame(
        {
            "metric": effects.metric,
            "name": effects.names,
            "median_rank": median,
            "rank_low": low,
            "rank_high": high,
            "top": _share(known <= TOP, known),
            "top_low": luck[0],
            "top_high": luck[1],
            "negative": _share(means < 0.0, means),
            "worlds": int(used.sum()),
        }
    )
    return table.sort_values(["median_rank", "top"], ascending=[True, False], ignore_index=True)


def agreement(one: Floats, other: Floats) -> float:
    """Return Kendall's tau of two rankings of the same things: 1 the same, -1 reversed."""
    from scipy.stats import kendalltau

    return float(kendalltau(one, other, nan_policy="omit").statistic)


def regret(runs: Runs, metric: str) -> DataFrame:
    """Return how much each point falls short of the best point of each world, least first.

    ``worst`` is the largest shortfall over worlds, with ``error``, its standard error by paired
    replicates; ``mean`` is the mean, and ``best_in`` the share of worlds in which the point is
    the best one. In the metric's unit. The best is chosen by its mean, luck included, so that
    shortfalls of little more than their error are none. A point that lacks a world is left out.

    Raises
    ------
    ValueError : if neither more nor less of the metric is better.
    """
    values = _directed(runs, metric)
    base, gaps = paired(values, runs.reference)
    means = over_luck(base) + over_luck(gaps)
    used = ~np.isnan(means).all(axis=0)
    whole = np.array(~np.isnan(means[:, used]).any(axis=1))
    if not used.any() or not whole.any():
        return DataFrame(columns=["metric", "point", "label", "mean", "worst", "error", "best_in"])
    best = np.where(whole[:, None], means, -np.inf).argmax(axis=0)
    places = np.flatnonzero(used)
    short = (means[best[places], places] - means[:, places])[whole]
    worst = places[short.argmax(axis=1)]
    behind = values[best[worst], worst] - values[np.flatnonzero(whole), worst]
    table = DataFrame(
        {
            "metric": metric,
            "point": runs.design["point"].to_numpy()[whole],
            "label": runs.design["label"].to_numpy()[whole],
            "mean": short.mean(axis=1),
            "worst": short.max(axis=1),
            "error": t_interval(behind).error,
            "best_in": (short == 0.0).mean(axis=1),
        }
    )
    return table.sort_values(["worst", "mean"], ignore_index=True)


def pareto(runs: Runs, metrics: tuple[str, ...]) -> DataFrame:
    """Return every point's means, and whether no other is as good on all metrics, better on one.

    Metrics are never added up, nor structures averaged: means are of the base's structure, over
    its parameter sets and replicates; a metric that no world defines compares nothing. ``share``
    is how often the point is in the set when replicates are resampled: near 1 it is not luck.
    ``structures`` is the share of structures in which it is in their own set.

    Raises
    ------
    ValueError : if neither more nor less of a metric is better.
    """
    table = runs.design[["point", "label"]].copy()
    groups = runs.worlds.groupby("structure", sort=False)["world"]
    worlds = [np.asarray(each, np.int64) for _, each in groups]
    every = [_reached(runs, metrics, each, over_luck) for each in worlds]
    for name in metrics:
        table[name] = direction(name) * every[0][name] if name in every[0] else np.nan
    sets = [_unbeaten(each, len(table)) for each in every]
    table["pareto"], table["share"] = sets[0], np.nan
    if every[0] and runs.runs["replicate"].nunique() > 1:
        drawn = _reached(runs, metrics, worlds[0], lambda each: resampled(each, RESAMPLES))
        lucky = np.stack(list(drawn.values()), axis=-1)
        table["share"] = np.mean([unbeaten(one) for one in lucky], axis=0)
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
    """Return the share of worlds in which something holds; NaN where nothing is known."""
    return np.where(np.isnan(known).all(axis=1), np.nan, which.mean(axis=1))


def _top_by_luck(good: Floats) -> Floats:
    """Return the share of worlds in which each effect is at the top, (resamples, effects)."""
    if good.shape[1] == 0 or good.shape[2] < 2:
        return np.full((1, len(good)), np.nan)
    places = [_ranked(means) for means in resampled(good, RESAMPLES)]
    return np.array([_share(place <= TOP, place) for place in places])


def _reached(
    runs: Runs,
    metrics: tuple[str, ...],
    worlds: NDArray[np.int64],
    mean: Callable[[Floats], Floats],
) -> dict[str, Floats]:
    """Return what points reach, over these worlds, on each metric that any of them defines.

    ``mean`` takes the last axis, that of replicates, away.
    """
    found = {}
    for name in metrics:
        base, gaps = paired(_directed(runs, name)[:, worlds], runs.reference)
        used = ~np.isnan(over_luck(base) + over_luck(gaps)).all(axis=0)
        if used.any():
            reached = mean(gaps) + mean(base)[..., None, :]
            found[name] = reached[..., used].mean(axis=-1)
    return found


def _unbeaten(reached: Mapping[str, Floats], points: int) -> NDArray[np.bool_]:
    if not reached:
        return np.zeros(points, bool)
    return unbeaten(np.array(list(reached.values())).T)


def _directed(runs: Runs, metric: str) -> Floats:
    """Return a metric, (points, worlds, replicates), so that more is better."""
    if METRICS[metric].better == "neither":
        raise ValueError(f'"{metric}" is neither better high nor low: nothing can be best by it.')
    return direction(metric) * cube(runs, metric)
