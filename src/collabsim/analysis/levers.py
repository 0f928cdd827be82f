"""What a lever does: alone, when removed from everything, and its fair share of the whole.

The three questions have different answers, since levers act together. The Shapley value is
the mean of what a lever adds over every order in which the levers could be pulled: it is the
only division of the whole effect that is fair in Shapley's (1953) sense, and shares sum to the
effect of everything. Pairwise: the Shapley interaction index (Grabisch & Roubens 1999).
"""

from __future__ import annotations

from itertools import combinations, pairwise
from math import factorial

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, states
from collabsim.analysis.effects import Effects, contrasts
from collabsim.experiment import Runs

Subsets = dict[int, int]
"""Point of each combination of levers, a lever a bit."""


def alone(runs: Runs, metric: str) -> Effects:
    """Return what each lever does on its own, against today."""
    points, n = _points(runs), len(runs.factors)
    return _between(runs, metric, {i: (1 << i, 0) for i in range(n)}, points)


def removed(runs: Runs, metric: str) -> Effects:
    """Return what each lever adds as the last of all: everything against everything but it."""
    points, n = _points(runs), len(runs.factors)
    whole = (1 << n) - 1
    return _between(runs, metric, {i: (whole, whole ^ (1 << i)) for i in range(n)}, points)


def together(runs: Runs, metric: str) -> Effects:
    """Return what all levers do together, against today."""
    points, n = _points(runs), len(runs.factors)
    pair = _pair(points, (1 << n) - 1, 0)
    weights = np.zeros((1, len(runs.design)))
    if pair:
        weights[0, pair] = (1.0, -1.0)
    return contrasts(runs, metric, ["everything"] if pair else [], weights[: bool(pair)])


def shapley(runs: Runs, metric: str) -> Effects:
    """Return each lever's Shapley share: exact over a full factorial, else from sampled orders.

    Sampled orders are walks in the design, points that pull one lever after another until all
    are pulled. Their error widens the intervals.

    Raises
    ------
    ValueError : if the design is neither.
    """
    points, n = _points(runs), len(runs.factors)
    if len(points) == 1 << n:
        return contrasts(runs, metric, runs.factors, _exact(points, n, len(runs.design)))
    walks = sampled_orders(runs)
    if len(walks) < 2:
        raise ValueError(
            "Shapley shares need every combination of levers, or two walks through them or more."
        )
    on = states(runs)
    steps = np.zeros((len(walks), n, len(runs.design)))
    for w, walk in enumerate(walks):
        for before, after in pairwise(walk):
            lever = int(np.flatnonzero(on[after] != on[before])[0])
            steps[w, lever, [after, before]] = (1.0, -1.0)

    def sampling(values: Floats) -> Floats:
        flat = values.reshape(len(values), -1)
        whole = flat[:, ~np.isnan(flat).any(axis=0)]
        known = steps @ (whole if whole.size else np.nan_to_num(flat)).mean(axis=1)
        error: Floats = known.std(axis=0, ddof=1) / np.sqrt(len(walks))
        return error

    return contrasts(runs, metric, runs.factors, steps.mean(axis=0), sampling)


def interactions(runs: Runs, metric: str) -> Effects:
    """Return the Shapley interaction of every pair, over a full factorial.

    What two levers do together beyond what each does, averaged over what else is pulled.

    Raises
    ------
    ValueError : if the design has not every combination.
    """
    points, n = _points(runs), len(runs.factors)
    if len(points) < 1 << n:
        raise ValueError("interactions of all pairs need every combination of levers.")
    pairs = list(combinations(range(n), 2))
    weights = np.zeros((len(pairs), len(runs.design)))
    for row, (i, j) in enumerate(pairs):
        both = (1 << i) | (1 << j)
        for subset, point in points.items():
            size = (subset & ~both).bit_count()
            share = factorial(size) * factorial(n - size - 2) / factorial(n - 1)
            weights[row, point] = share if (subset & both).bit_count() != 1 else -share
    names = [f"{runs.factors[i]} x {runs.factors[j]}" for i, j in pairs]
    return contrasts(runs, metric, names, weights)


def main_effects(runs: Runs, metric: str) -> Effects:
    """Return each lever's effect averaged over what else is pulled, by least squares.

    For full and fractional factorial designs; in the latter, interactions hide in it.
    """
    on = states(runs)
    used = ~np.isnan(on).any(axis=1)
    columns = np.column_stack([np.ones(used.sum()), on[used]])
    weights = np.zeros((len(runs.factors), len(runs.design)))
    weights[:, used] = np.linalg.pinv(columns)[1:]
    weights[np.abs(weights) < 1e-12] = 0.0
    return contrasts(runs, metric, runs.factors, weights)


def per_effort(effects: Effects, runs: Runs) -> Effects:
    """Return the effects of levers per unit of plausible effort: divided by how far each is pulled."""
    table = runs.design[list(effects.names)]
    pulled = (table - table.iloc[runs.reference]).abs().max().to_numpy(np.float64)
    scale = np.where(pulled > 0.0, pulled, np.nan)
    values = effects.values / scale[:, None, None]
    return Effects(effects.metric, effects.names, values, effects.sampling / scale)


def channels(runs: Runs, effects: Effects, base: int = 0) -> DataFrame:
    """Return how much of each effect is lost in each other world, paired with world ``base``.

    Where a world closes off a channel (a gate nobody meets, a term of appeal at 0, a loop cut),
    what is lost there is what went through that channel. Channels need not add up.
    """
    worlds = [n for n in range(len(runs.worlds)) if n != base]
    lost = Effects(
        effects.metric,
        effects.names,
        effects.values[:, [base]] - effects.values[:, worlds],
        effects.sampling,
    )
    table = lost.table()
    table["world"] = np.tile(worlds, len(effects.names))
    table["structure"] = runs.worlds["structure"].to_numpy()[table["world"]]
    whole = effects.table()
    whole = whole[whole["world"] == base].set_index("name")["mean"]
    table["share"] = table["mean"] / table["name"].map(whole)
    return table


def sampled_orders(runs: Runs) -> list[list[int]]:
    """Return the walks of a design: points of nothing, one lever, two, ..., everything."""
    on, n = states(runs), len(runs.factors)
    sizes = np.where(np.isnan(on).any(axis=1), -1, np.nan_to_num(on).sum(axis=1))
    ends = [np.flatnonzero(sizes == size) for size in (0, n)]
    if not all(len(end) for end in ends) or n < 2:
        return []
    walks, length = [], n - 1
    start = 0
    while start + length <= len(on):
        inner = list(range(start, start + length))
        grows = all((on[b] >= on[a]).all() for a, b in pairwise(inner))
        if grows and (sizes[inner] == np.arange(1, n)).all():
            walks.append([int(ends[0][0]), *inner, int(ends[1][0])])
            start += length
        else:
            start += 1
    return walks


def _points(runs: Runs) -> Subsets:
    on = states(runs)
    whole = ~np.isnan(on).any(axis=1)
    bits = [1 << n for n in range(on.shape[1])]
    found: Subsets = {}
    for point in np.flatnonzero(whole):
        found.setdefault(sum(b for b, s in zip(bits, on[point], strict=True) if s), int(point))
    return found


def _pair(points: Subsets, more: int, less: int) -> list[int]:
    return [points[more], points[less]] if more in points and less in points else []


def _between(
    runs: Runs, metric: str, wanted: dict[int, tuple[int, int]], points: Subsets
) -> Effects:
    """Return the differences between pairs of combinations, of the levers whose pair was run."""
    pairs = {i: _pair(points, *pair) for i, pair in wanted.items()}
    there = [i for i, pair in pairs.items() if pair]
    weights = np.zeros((len(there), len(runs.design)))
    for row, i in enumerate(there):
        weights[row, pairs[i]] = (1.0, -1.0)
    return contrasts(runs, metric, [runs.factors[i] for i in there], weights)


def _exact(points: Subsets, n: int, total: int) -> NDArray[np.float64]:
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
