"""Scenario discovery: under which assumptions does something fail, as a sentence.

A shallow classification tree (Breiman et al. 1984) finds boxes in the space of
assumptions in which failures gather; the box with the best balance of *coverage* (failures
inside / all failures) and *density* (failures inside / cases inside) is returned (Bryant & Lempert
2010), if chance alone would hardly find one as good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats

DEPTH = 3
"""Splits a box may have: more than this no one remembers."""

FEWEST = 5
"""Cases a box must hold, so that it is no accident."""

WORTH = 0.02
"""What a further limit must add to the balance of coverage and density."""

SHUFFLES, CHANCE = 59, 0.05
"""Shuffles of the failures, and the share of them that may find as good a box."""

Limits = Mapping[str, tuple[float, float]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Box:
    """A part of the space of assumptions.

    Attributes
    ----------
    limits : for each assumption that matters, its least and greatest value inside (infinite
        where it has none).
    coverage : failures inside / all failures.
    density : failures inside / cases inside.
    cases, failures : how many there are in all.
    """

    limits: Limits
    coverage: float
    density: float
    cases: int
    failures: int


def discover(cases: DataFrame, failed: Mask, seed: int = 1) -> Box:
    """Return the box in which failures gather; ``cases`` has a column an assumption.

    Cases must have been drawn independently of each other: the same one twice is no evidence.
    A box that shuffled failures would often equal is no finding: there are then no limits.

    Raises
    ------
    ValueError : if there are no cases.
    """
    if not len(cases):
        raise ValueError("no cases to discover anything in.")
    total, bad = len(failed), int(failed.sum())
    whole = Box({}, 1.0, bad / total, total, bad)
    if bad in (0, total) or not len(cases.columns):
        return whole
    columns = [np.unique(cases[name].to_numpy(np.float64), return_inverse=True) for name in cases]
    places = np.column_stack([place for _, place in columns])
    found = _best(places, failed)
    rng = np.random.default_rng(seed)
    shuffled = [_best(places, rng.permutation(failed))[0] for _ in range(SHUFFLES)]
    as_good = (1 + sum(each >= found[0] for each in shuffled)) / (1 + SHUFFLES)
    if not found[1] or as_good > CHANCE:
        return whole
    inside = _members(places, found[1])
    limits = {
        cases.columns[column]: _values(columns[column][0], *ends)
        for column, ends in found[1].items()
    }
    return Box(limits, failed[inside].sum() / bad, failed[inside].mean(), total, bad)


Places = dict[int, tuple[float, float]]
"""Limits of a box by column, in places of the values' order: above the first, up to the second."""


def _best(places: NDArray[np.int64], failed: Mask) -> tuple[float, Places]:
    """Return the best balance of coverage and density, and the box that has it."""
    boxes: list[Places] = [{}, *_boxes(places, failed)]
    balances = [_balance(failed, _members(places, each), len(each)) for each in boxes]
    best = int(np.argmax(balances))
    return balances[best], boxes[best]


def _balance(failed: Mask, inside: Mask, limits: int) -> float:
    """Return the harmonic mean of coverage and density, less for every limit."""
    good = float(failed[inside].sum()) / float(failed.sum() + inside.sum())
    return 2.0 * good - WORTH * limits


def _boxes(places: NDArray[np.int64], failed: Mask) -> Iterator[Places]:
    """Yield every node but the root of a tree grown on the cases.

    Failures and the rest weigh the same in all, however many there are of either.
    """
    fewest = max(1, min(FEWEST, len(places) // 10))
    weights = np.array([failed / failed.sum(), ~failed / (~failed).sum()])
    waiting: list[tuple[Mask, Places, int]] = [(np.ones(len(places), bool), {}, 0)]
    while waiting:
        inside, limits, depth = waiting.pop()
        if limits:
            yield limits
        split = _split(places[inside], weights[:, inside], fewest) if depth < DEPTH else None
        if split is None:
            continue
        column, cut = split
        low, high = limits.get(column, (-np.inf, np.inf))
        below = places[:, column] <= cut
        waiting.append((inside & below, {**limits, column: (low, cut)}, depth + 1))
        waiting.append((inside & ~below, {**limits, column: (cut, high)}, depth + 1))


def _split(places: NDArray[np.int64], weights: Floats, fewest: int) -> tuple[int, float] | None:
    """Return the column and the cut that part the two kinds best (Gini); None if nothing does."""
    count = len(places)
    order = places.argsort(axis=0, kind="stable")
    values = np.take_along_axis(places, order, axis=0)
    possible = values[1:] > values[:-1]
    possible[: fewest - 1] = possible[count - fewest :] = False
    if not possible.any() or not weights.any(axis=1).all():
        return None
    sums = weights[:, order].cumsum(axis=1)
    left, right = sums[:, :-1], sums[:, -1:] - sums[:, :-1]
    purity = sum((side**2).sum(axis=0) / side.sum(axis=0) for side in (left, right))
    best = int(np.where(possible, purity, -np.inf).argmax())
    row, column = np.unravel_index(best, possible.shape)
    return int(column), float((values[row, column] + values[row + 1, column]) // 2)


def _members(places: NDArray[np.int64], limits: Places) -> Mask:
    inside = np.ones(len(places), bool)
    for column, (low, high) in limits.items():
        inside &= (places[:, column] > low) & (places[:, column] <= high)
    return inside


def _values(ordered: Floats, low: float, high: float) -> tuple[float, float]:
    """Return limits as values: halfway between the two on either side, or the finite one."""

    def value(place: float) -> float:
        if np.isinf(place):
            return place
        below, above = ordered[int(place)], ordered[int(place) + 1]
        middle = (below + above) / 2.0
        return float(middle if np.isfinite(middle) else below)

    return value(low), value(high)
