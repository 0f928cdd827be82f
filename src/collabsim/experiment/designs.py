"""Designs: which points of the space of factors are run, as a table of one row a point.

Every design has the point *today*, at which each factor stands where the base scenario has it:
the design's own such point, or else one put before all others. No other bears its name.

A fraction of a two-level design is a linear code. Each factor is a non-zero vector of bits, a run is
a vector too, and the factor is high in it where the two have an odd number of bits in common. If no
``r - 1`` vectors sum to zero, the resolution is ``r`` (Box, Hunter and Hunter 2005, chapter 6): at 4
no main effect is mixed with a two-way interaction, at 5 no two two-way interactions are mixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, product
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment.factors import Factor, Values, say_levels
from collabsim.experiment.vocabulary import MOST_TRAJECTORIES
from collabsim.scenario.dates import TODAY as TODAY_DATE

TODAY, EVERYTHING, FIRST = "today", "everything", "all at first value"
"""The base; each factor at its last value as written; each at its first, where that is not today."""

LEAST_ORDERS = 16
"""Orders of applying levers without which the interval of a Shapley share covers too seldom."""

Floats = NDArray[np.float64]
Bits = NDArray[np.bool_]


class Points(NamedTuple):
    """The points of a design: a label each, and the value of every factor, (points, factors)."""

    labels: list[str]
    values: Floats


@dataclass(frozen=True, slots=True)
class Design:
    """How points are chosen, from the file's ``[design]``.

    Attributes
    ----------
    kind : one of ``vocabulary.DESIGNS``.
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

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield which numbers do not fit the kind, and what was expected."""
        size = self.size
        if self.kind == "sobol" and size & (size - 1):
            yield "size", "expected a power of two, such as 64, for Sobol' points."
        if self.kind == "orders" and (size < LEAST_ORDERS or size % 2):
            said = f"expected an even number of orders of applying levers, {LEAST_ORDERS} at least."
            yield "size", said
        if self.kind == "morris" and self.levels % 2:
            said = "expected an even number of levels, such as 4: an odd one never tries the high ends."
            yield "levels", said
        if self.kind == "morris" and size > MOST_TRAJECTORIES:
            yield "size", f"expected at most {MOST_TRAJECTORIES:,} trajectories, found {size:,}."


def count(design: Design, factors: Sequence[Factor], listed: int = 0) -> int:
    """Return how many points a design has, without making any of them."""
    n = len(factors)
    counts: dict[str, Callable[[], int]] = {
        "list": lambda: listed,
        "grid": lambda: math.prod(len(factor.levels) for factor in factors),
        "one_at_a_time": lambda: 2 + 2 * n * (n > 1),
        "orders": lambda: 2 + 2 * n + design.size * max(n - 1, 0),
        "factorial": lambda: 1 << n,
        "fractional": lambda: 1 << fraction_bits(n, design.resolution),
        "latin_hypercube": lambda: design.size,
        "sobol": lambda: design.size * (2 * n + 2 if design.second_order else n + 2),
        "morris": lambda: design.size * (n + 1),
    }
    return counts[design.kind]()


def points(design: Design, factors: Sequence[Factor], seed: int, today: str = TODAY_DATE) -> Points:
    """Return the points of any design but a list; ``today`` is the month that starts count from."""
    makers: Mapping[str, Callable[[], Points]] = MappingProxyType(
        {
            "grid": lambda: _grid(factors, today),
            "one_at_a_time": lambda: _one_at_a_time(factors, today),
            "orders": lambda: _orders(factors, design.size, seed, today),
            "factorial": lambda: _two_level(factors, full(len(factors)), today),
            "fractional": lambda: _two_level(
                factors, fraction(len(factors), design.resolution), today
            ),
            "latin_hypercube": lambda: _between(factors, _hypercube(design, len(factors), seed)),
            "sobol": lambda: _between(factors, _sobol(design, len(factors), seed)),
            "morris": lambda: _between(factors, _morris(design, len(factors), seed)),
        }
    )
    return makers[design.kind]()


def listed(every: Sequence[tuple[str, Values]], today: Values) -> Points:
    """Return listed points; what one leaves out is today's."""
    rows = [[values.get(name, own) for name, own in today.items()] for _, values in every]
    return Points([label for label, _ in every], np.array(rows, float).reshape(len(every), -1))


def table(made: Points, today: Values) -> tuple[DataFrame, int]:
    """Return the table of a design and its point *today*, put first where the design lacks it.

    ``today`` has the base's value of every factor, in the order of the points' columns.
    """
    labels, values = made
    own = np.array([*today.values()], float)
    there = np.flatnonzero((values == own).all(axis=1))
    if len(there):
        labels = [*labels]
        labels[there[0]] = TODAY
    else:
        labels, values = [TODAY, *labels], np.vstack([own, values])
    columns: dict[str, Any] = {
        "point": np.arange(len(labels)),
        "label": labels,
        **dict(zip(today, values.T.copy(), strict=True)),
    }
    return DataFrame(columns), int(there[0]) if len(there) else 0


def named_in_full(made: Points, today: Values, date: str = TODAY_DATE) -> Points:
    """Return points whose labels of factors alone name each value that is not today's.

    "slack" says enough where slack is all that differs from today. Where another factor begins
    elsewhere than today, its effect would be taken for that of slack.
    """
    columns = zip(today, made.values.T.tolist(), strict=True)
    words = {name: say_levels(name, dict.fromkeys(column), date) for name, column in columns}
    labels = [*made.labels]
    for place, label in enumerate(labels):
        named = set(label.split(" + "))
        if named <= words.keys():
            row = zip(today.items(), made.values[place].tolist(), strict=True)
            changed = {name: value for (name, own), value in row if value != own}
            if named != changed.keys():
                labels[place] = ", ".join(words[n][v] for n, v in changed.items()) or TODAY
    return Points(labels, made.values)


def _grid(factors: Sequence[Factor], today: str) -> Points:
    words = [[*say_levels(f.name, f.levels, today).values()] for f in factors]
    values = np.stack(np.meshgrid(*(f.levels for f in factors), indexing="ij"), axis=-1)
    return Points([", ".join(each) for each in product(*words)], values.reshape(-1, len(factors)))


def _one_at_a_time(factors: Sequence[Factor], today: str) -> Points:
    """Return all at first value, each factor alone at its last, all but each, and everything."""
    if len(factors) == 1:
        return _grid(factors, today)
    each = np.eye(len(factors), dtype=bool)
    none, every = np.zeros_like(each[:1]), np.ones_like(each[:1])
    names = [factor.name for factor in factors]
    labels = [FIRST, *names, *(f"{EVERYTHING} but {name}" for name in names), EVERYTHING]
    return Points(labels, _ends(factors, np.vstack([none, each, ~each, every])))


def _orders(factors: Sequence[Factor], size: int, seed: int, today: str) -> Points:
    """Return one at a time, then what lies between when levers are applied in random orders.

    Every other order is the one before it backwards: what is applied early in one is applied late
    in the other, which takes most of the Monte Carlo error out of Shapley shares.
    """
    draws = np.random.default_rng(seed)
    labels, values = _one_at_a_time(factors, today)
    up = np.zeros((size, len(factors) - 1, len(factors)), bool)
    order: list[int] = []
    for number in range(size):
        order = order[::-1] if number % 2 else draws.permutation(len(factors)).tolist()
        for step, place in enumerate(order[:-1]):
            up[number, step:, place] = True
    labels += [f"order {n + 1}, first {k + 1}" for n in range(size) for k in range(up.shape[1])]
    return Points(labels, np.vstack([values, _ends(factors, up.reshape(-1, len(factors)))]))


def _two_level(factors: Sequence[Factor], up: Bits, today: str) -> Points:
    if len(factors) == 1:
        return _grid(factors, today)
    names = [factor.name for factor in factors]
    labels = [
        EVERYTHING if all(row) else " + ".join(compress(names, row)) or FIRST for row in up.tolist()
    ]
    return Points(labels, _ends(factors, up))


def _ends(factors: Sequence[Factor], up: Bits) -> Floats:
    """Return each factor's last value where it is up, and else its first."""
    return np.where(up, [f.high for f in factors], [f.low for f in factors])


def _between(factors: Sequence[Factor], shares: Floats) -> Points:
    values = np.column_stack([f.between(share) for f, share in zip(factors, shares.T, strict=True)])
    return Points([f"point {number + 1}" for number in range(len(values))], values)


def _hypercube(design: Design, factors: int, seed: int) -> Floats:
    from scipy.stats.qmc import LatinHypercube

    shares: Floats = LatinHypercube(factors, seed=seed).random(design.size)
    return shares


def _sobol(design: Design, factors: int, seed: int) -> Floats:
    """Return blocks of points: A, A with each factor from B in turn, and B (Saltelli 2010).

    For second-order indices B with each factor from A stands before B.
    """
    from scipy.stats.qmc import Sobol

    draws = Sobol(2 * factors, seed=seed).random(design.size).reshape(-1, 2, 1, factors)
    first, last = draws[:, 0], draws[:, 1]
    one = np.eye(factors, dtype=bool)
    mirrored = [np.where(one, first, last)] if design.second_order else []
    blocks = np.concatenate([first, np.where(one, last, first), *mirrored, last], axis=1)
    return blocks.reshape(-1, factors)


def _morris(design: Design, factors: int, seed: int) -> Floats:
    """Return random trajectories on which each factor moves once, over half its levels (Morris 1991)."""
    draws = np.random.default_rng(seed)
    step = design.levels / (2.0 * (design.levels - 1))
    starts = np.linspace(0.0, 1.0 - step, design.levels // 2)
    before = np.tril(np.ones((factors + 1, factors)), -1)
    trajectories = []
    for _ in range(design.size):
        order = np.eye(factors)
        draws.shuffle(order)
        way = draws.choice([-1, 1], factors)
        moved = (2.0 * before @ order.T - 1.0) * way + 1.0  # 0 or 2
        trajectories.append(draws.choice(starts, factors) + step / 2.0 * moved)
    return np.concatenate(trajectories)


def full(factors: int) -> Bits:
    """Return every combination of low and high, (2**factors, factors); the first is all low."""
    return two_level([1 << place for place in range(factors)], factors)


def fraction(factors: int, resolution: int) -> Bits:
    """Return a small fraction of this resolution, (runs, factors); the first run is all low."""
    bits = fraction_bits(factors, resolution)
    return two_level(_vectors(bits, resolution, enough=factors), bits)


def fraction_bits(factors: int, resolution: int) -> int:
    """Return how many times two must be doubled to give the runs of a fraction."""
    bits = 1
    while len(_vectors(bits, resolution, enough=factors)) < factors:
        bits += 1
    return bits


def two_level(vectors: list[int], bits: int) -> Bits:
    """Return which factor is high in which run, one factor a vector."""
    common = np.arange(1 << bits)[:, None] & np.array(vectors)
    for shift in (16, 8, 4, 2, 1):  # the parity of the bits, folded into the last
        common ^= common >> shift
    odd: Bits = (common & 1).astype(bool)
    return odd


def _vectors(bits: int, resolution: int, enough: int = 1 << 20) -> list[int]:
    """Return vectors of which no ``resolution - 1`` or fewer sum to zero: units, then the rest."""
    chosen: list[int] = []
    sums: list[set[int]] = [{0}, *(set() for _ in range(resolution - 2))]  # of so many vectors
    units = [1 << place for place in range(bits)]
    for vector in [*units, *range(1, 1 << bits)]:
        if len(chosen) >= max(enough, bits):
            break
        if not any(vector in some for some in sums[1:]):
            for more, fewer in zip(sums[:0:-1], sums[-2::-1], strict=True):
                more |= {vector ^ each for each in fewer}
            chosen.append(vector)
    return chosen
