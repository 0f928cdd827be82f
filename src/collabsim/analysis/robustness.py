"""How far a ranking, or a choice of package, survives other parameters and structures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, over_luck
from collabsim.analysis.effects import Effects
from collabsim.experiment import Runs
from collabsim.metrics import METRICS

TOP = 3
"""A lever among this many first is counted as being at the top."""


def ranks(effects: Effects) -> Floats:
    """Return the rank of every effect in every world, 1 the largest, (effects, worlds).

    Of means over replicates; a world in which an effect is unknown ranks none (NaN).
    """
    means = over_luck(effects.values)
    order = np.argsort(np.argsort(-means, axis=0, kind="stable"), axis=0) + 1.0
    return np.where(np.isnan(means).any(axis=0), np.nan, order)


def rank_table(effects: Effects) -> DataFrame:
    """Return how each effect ranks over worlds, best median first.

    ``top`` is the share of worlds in which it is among the first three, ``negative`` that in
    which it is below 0.
    """
    placed = ranks(effects)
    known = placed[:, ~np.isnan(placed).any(axis=0)]
    signs = over_luck(effects.values)[:, ~np.isnan(placed).any(axis=0)]
    if not known.size:
        known = signs = np.full((len(effects.names), 1), np.nan)
    low, median, high = np.quantile(known, (0.1, 0.5, 0.9), axis=1)
    table = DataFrame(
        {
            "metric": effects.metric,
            "name": effects.names,
            "median_rank": median,
            "rank_low": low,
            "rank_high": high,
            "top": (known <= TOP).mean(axis=1),
            "negative": (signs < 0.0).mean(axis=1),
            "worlds": known.shape[1],
        }
    )
    return table.sort_values(["median_rank", "top"], ascending=[True, False], ignore_index=True)


def agreement(one: Floats, other: Floats) -> float:
    """Return Kendall's tau of two rankings of the same things: 1 the same, -1 reversed."""
    from scipy.stats import kendalltau

    return float(kendalltau(one, other).statistic)


def regret(runs: Runs, metric: str) -> DataFrame:
    """Return how much each point falls short of the best point of each world, least first.

    ``worst`` is the largest shortfall over worlds, ``mean`` the mean, and ``best_in`` the share
    of worlds in which the point is the best one. Means over replicates, in the metric's unit. A
    point that lacks a world is left out.
    """
    sign = -1.0 if METRICS[metric].better == "lower" else 1.0
    values = sign * over_luck(cube(runs, metric))
    used = ~np.isnan(values).all(axis=0)
    values = values[:, used]
    whole = ~np.isnan(values).any(axis=1)
    short = values[whole].max(axis=0) - values[whole]
    table = DataFrame(
        {
            "metric": metric,
            "point": runs.design["point"].to_numpy()[whole],
            "label": runs.design["label"].to_numpy()[whole],
            "mean": short.mean(axis=1),
            "worst": short.max(axis=1),
            "best_in": (short == 0.0).mean(axis=1),
        }
    )
    return table.sort_values(["worst", "mean"], ignore_index=True)


def pareto(runs: Runs, metrics: tuple[str, ...]) -> DataFrame:
    """Return every point's means, and whether another point is at least as good on all metrics.

    Metrics are never added up: ``pareto`` marks the points that no other beats on all of them,
    by means over worlds and replicates. ``share`` is the share of replicates in which that is
    so: near 1 it is not luck.
    """
    signs = np.array([-1.0 if METRICS[name].better == "lower" else 1.0 for name in metrics])
    by_luck = np.stack([over_luck(np.swapaxes(cube(runs, name), 1, 2)) for name in metrics], -1)
    means = over_luck(np.moveaxis(by_luck, 1, -1))
    share = [
        unbeaten(signs * by_luck[:, n])
        for n in range(by_luck.shape[1])
        if not np.isnan(by_luck[:, n]).any()
    ]
    table = runs.design[["point", "label"]].copy()
    for n, name in enumerate(metrics):
        table[name] = means[:, n]
    table["pareto"] = unbeaten(signs * means)
    table["share"] = np.mean(share, axis=0) if share else np.nan
    return table


def unbeaten(values: Floats) -> NDArray[np.bool_]:
    """Return which rows no other row beats: as good on every column and better on one.

    A row with an unknown value is none of them.
    """
    out: NDArray[np.bool_] = np.array(~np.isnan(values).any(axis=1))
    for n in np.flatnonzero(out):
        as_good = (values >= values[n]).all(axis=1)
        out[n] = not (as_good & (values > values[n]).any(axis=1)).any()
    return out
