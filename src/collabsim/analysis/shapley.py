"""A lever's Shapley share of what all levers do together, and what pairs of them do beyond it.

The Shapley value is the mean of what a lever adds over every order in which the levers could be
applied: the only division of the whole effect that is fair in Shapley's (1953) sense; shares sum
to the effect of everything. Pairwise: the Shapley interaction index (Grabisch & Roubens 1999).
"""

from __future__ import annotations

from itertools import combinations, pairwise
from math import factorial

import numpy as np
from numpy.typing import NDArray

from collabsim.analysis.cube import Floats, cube, states
from collabsim.analysis.effects import Effects, contrasts, starts, structures_of, weighed
from collabsim.analysis.levers import Points, combinations_run
from collabsim.analysis.linear import pairs_of_fraction
from collabsim.experiment import Runs
from collabsim.experiment.designs import LEAST_ORDERS


def shapley(runs: Runs, metric: str) -> Effects:
    """Return each lever's Shapley share: exact over a full factorial, else from sampled orders.

    Sampled orders are walks at the end of the design: points that apply one lever after another.
    An order that is followed by its reverse is drawn with it, as one. Their scatter widens the
    intervals; of few orders it says too little, since a lever often adds the same in all of them.

    Raises
    ------
    ValueError : if the design is neither, or has too few orders.
    """
    points, n = combinations_run(runs), len(runs.factors)
    if len(points) == 1 << n:
        return contrasts(runs, metric, runs.factors, _exact(points, n, len(runs.design)))
    on, values = states(runs), cube(runs, metric)
    found = walks(runs)
    if len(found) < LEAST_ORDERS:
        raise ValueError(
            "Shapley shares need every combination of the first and last value of each lever, "
            f"or {LEAST_ORDERS} orders of applying them at least."
        )
    added = np.array([_added(unit, on) for unit in _units(found, on)])
    orders = np.array([weighed(values, weights) for weights in added])
    start = starts(runs, metric, added.mean(axis=0))
    whole = orders.mean(axis=0)
    return Effects(runs.metric(metric), runs.factors, whole, orders, structures_of(runs), start)


def interactions(runs: Runs, metric: str) -> Effects:
    """Return what every two levers do together beyond what each does.

    Over a full factorial the Shapley interaction, averaged over the other levers; over a
    fraction of resolution 5, which does not confound pairs, the mean over its points.

    Raises
    ------
    ValueError : if the design cannot tell pairs apart.
    """
    points, n = combinations_run(runs), len(runs.factors)
    pairs = list(combinations(range(n), 2))
    names = [f"{runs.factors[i]} x {runs.factors[j]}" for i, j in pairs]
    if len(points) < 1 << n:
        return contrasts(runs, metric, names, pairs_of_fraction(runs))
    weights = np.zeros((len(pairs), len(runs.design)))
    for row, (i, j) in enumerate(pairs):
        both = (1 << i) | (1 << j)
        for subset, point in points.items():
            size = (subset & ~both).bit_count()
            share = factorial(size) * factorial(n - size - 2) / factorial(n - 1)
            weights[row, point] = share if (subset & both).bit_count() != 1 else -share
    return contrasts(runs, metric, names, weights)


def walks(runs: Runs) -> list[list[int]]:
    """Return the walks at the end of a design: points of nothing, one lever, ..., everything."""
    on, n = states(runs), len(runs.factors)
    sizes = on.sum(axis=1)
    nothing, everything = (np.flatnonzero(sizes == size)[:1].tolist() for size in (0, n))
    found: list[list[int]] = []
    end = len(on)
    while nothing and everything and n > 1 and end >= n - 1:
        walk = nothing + list(range(end - n + 1, end)) + everything
        steps = np.diff(on[walk], axis=0)
        if not ((steps >= 0.0).all() and (steps.sum(axis=1) == 1.0).all()):
            break
        found.insert(0, walk)
        end -= n - 1
    return found


def _units(found: list[list[int]], on: Floats) -> list[list[list[int]]]:
    """Return walks in units drawn independently: each alone, or with its reverse after it."""
    twos = list(zip(found[::2], found[1::2], strict=False))
    if not all((on[one] == 1.0 - on[other[::-1]]).all() for one, other in twos):
        return [[walk] for walk in found]
    return [found[n : n + 2] for n in range(0, len(found), 2)]


def _added(unit: list[list[int]], on: Floats) -> Floats:
    """Return the weights by which a lever adds to the levers before it, (levers, points)."""
    weights = np.zeros((on.shape[1], len(on)))
    for walk in unit:
        for before, after in pairwise(walk):
            lever = int(np.flatnonzero(on[after] != on[before])[0])
            weights[lever, after] += 1.0 / len(unit)
            weights[lever, before] -= 1.0 / len(unit)
    return weights


def _exact(points: Points, n: int, total: int) -> NDArray[np.float64]:
    """Return Shapley's weights: the share of orders in which a lever meets each combination."""
    weights = np.zeros((n, total))
    for subset, point in points.items():
        size = subset.bit_count()
        for i in range(n):
            inside = bool(subset >> i & 1)
            before = size - inside
            share = factorial(before) * factorial(n - before - 1) / factorial(n)
            weights[i, point] = share if inside else -share
    return weights
