"""Designs: which points of the space of factors are run, as a table of one row a point.

Every design has the point *today*, at which each factor stands where the base scenario has it:
the design's own such point, or else one put before all others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.experiment.factors import Factor
from collabsim.experiment.fractional import fraction, fraction_bits, full

TODAY, EVERYTHING = "today", "everything"

LEAST_ORDERS = 16
"""Orders of pulling levers without which the interval of a Shapley share covers too seldom."""

Rows = Sequence[Sequence[float]]
Point = tuple[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Design:
    """How points are chosen, from the file's ``[design]``.

    Attributes
    ----------
    kind : one of ``words.DESIGNS``.
    size : points of a Latin hypercube, base sample of Sobol', trajectories of Morris, orders.
    levels : levels of each factor in Morris.
    resolution : of a fractional factorial.
    second_order : whether Sobol' points allow for second-order indices.
    """

    kind: str = "list"
    size: int = 64
    levels: int = 4
    resolution: int = 4
    second_order: bool = False


def count(design: Design, factors: Sequence[Factor], listed: int = 0) -> int:
    """Return how many points a design has, without making any of them."""
    n = len(factors)
    counts: dict[str, Callable[[], int]] = {
        "list": lambda: listed,
        "grid": lambda: math.prod(len(factor.levels) for factor in factors),
        "one_at_a_time": lambda: 2 + 2 * n,
        "orders": lambda: 2 + 2 * n + design.size * max(n - 1, 0),
        "factorial": lambda: 1 << n,
        "fractional": lambda: 1 << fraction_bits(n, design.resolution),
        "latin_hypercube": lambda: design.size,
        "sobol": lambda: design.size * (2 * n + 2 if design.second_order else n + 2),
        "morris": lambda: design.size * (n + 1),
    }
    return counts[design.kind]()


def points(design: Design, factors: Sequence[Factor], seed: int) -> list[Point]:
    """Return the points of any design but a list, each with its label."""
    makers: Mapping[str, Callable[[], Iterable[Point]]] = MappingProxyType(
        {
            "grid": lambda: _grid(factors),
            "one_at_a_time": lambda: _one_at_a_time(factors),
            "orders": lambda: [*_one_at_a_time(factors), *_orders(factors, design.size, seed)],
            "factorial": lambda: _two_level(factors, full(len(factors))),
            "fractional": lambda: _two_level(factors, fraction(len(factors), design.resolution)),
            "latin_hypercube": lambda: _between(factors, _hypercube(design, len(factors), seed)),
            "sobol": lambda: _between(factors, _sobol(design, factors, seed)),
            "morris": lambda: _between(factors, _morris(design, factors, seed)),
        }
    )
    return list(makers[design.kind]())


def table(listed: Iterable[Point], today: Mapping[str, float]) -> tuple[DataFrame, int]:
    """Return the table of a design and its point *today*; what a point leaves out is today's."""
    rows = [(label, {**today, **values}) for label, values in listed]
    at = next((n for n, (_, values) in enumerate(rows) if values == today), None)
    if at is None:
        rows, at = [(TODAY, dict(today)), *rows], 0
    columns: dict[str, Any] = {
        "point": np.arange(len(rows)),
        "label": [label for label, _ in rows],
        **{name: np.array([values[name] for _, values in rows], float) for name in today},
    }
    return DataFrame(columns), at


def _grid(factors: Sequence[Factor]) -> Iterable[Point]:
    for values in product(*(factor.levels for factor in factors)):
        words = [f"{f.name} {value:g}" for f, value in zip(factors, values, strict=True)]
        yield ", ".join(words), _named(factors, values)


def _one_at_a_time(factors: Sequence[Factor]) -> Iterable[Point]:
    today = {factor.name: factor.low for factor in factors}
    everything = {factor.name: factor.high for factor in factors}
    yield TODAY, today
    for factor in factors:
        yield factor.name, {**today, factor.name: factor.high}
    for factor in factors:
        yield f"{EVERYTHING} but {factor.name}", {**everything, factor.name: factor.low}
    yield EVERYTHING, everything


def _orders(factors: Sequence[Factor], size: int, seed: int) -> Iterable[Point]:
    """Yield what lies between today and everything when levers are pulled in random orders.

    Every other order is the one before it backwards: what is pulled early in one is pulled late
    in the other, which takes most of the luck of the draw out of Shapley shares.
    """
    draws = np.random.default_rng(seed)
    order: list[int] = []
    for number in range(1, size + 1):
        order = order[::-1] if number % 2 == 0 else draws.permutation(len(factors)).tolist()
        values = [factor.low for factor in factors]
        for step, place in enumerate(order[:-1], start=1):
            values[place] = factors[place].high
            yield f"order {number}, first {step}", _named(factors, values)


def _two_level(factors: Sequence[Factor], high: Any) -> Iterable[Point]:
    for row in high:
        values = [f.high if up else f.low for f, up in zip(factors, row, strict=True)]
        up = [factor.name for factor, is_up in zip(factors, row, strict=True) if is_up]
        label = EVERYTHING if len(up) == len(factors) > 1 else " + ".join(up) or TODAY
        yield label, _named(factors, values)


def _between(factors: Sequence[Factor], shares: Rows) -> Iterable[Point]:
    for number, row in enumerate(shares, start=1):
        values = [f.between(float(share)) for f, share in zip(factors, row, strict=True)]
        yield f"point {number}", _named(factors, values)


def _named(factors: Sequence[Factor], values: Iterable[float]) -> dict[str, float]:
    return {factor.name: value for factor, value in zip(factors, values, strict=True)}


def _hypercube(design: Design, factors: int, seed: int) -> Any:
    from scipy.stats.qmc import LatinHypercube

    return LatinHypercube(factors, seed=seed).random(design.size)


def _sobol(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    """Return Saltelli's points in the order that SALib's analysis reads them."""
    from SALib.sample.sobol import sample

    second = design.second_order
    return sample(_problem(factors), design.size, calc_second_order=second, seed=seed)


def _morris(design: Design, factors: Sequence[Factor], seed: int) -> Any:
    from SALib.sample.morris import sample

    return sample(_problem(factors), design.size, num_levels=design.levels, seed=seed)


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    names = [factor.name for factor in factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
