"""Functions whose statistics are known, run over the designs that experiments use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment import Runs
from collabsim.experiment.designs import Design, points, table
from collabsim.experiment.designs import listed as points_of
from collabsim.experiment.factors import Factor
from collabsim.levers import LEVERS

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]
METRIC = "adoption_piloted"

STAKES = np.array([4.0, 3.0, 2.0, 1.0, 1.0, 0.5, 0.0])


def designed(design: Design, factors: int) -> tuple[DataFrame, int]:
    """Return a design over levers from 0 to 1, and its point *today*."""
    levers = [Factor(name, (0.0, 1.0)) for name in list(LEVERS)[:factors]]
    return table(points(design, levers, seed=1), {lever.name: 0.0 for lever in levers})


def listed(rows: Sequence[Sequence[float]] | Sequence[Floats] | Floats) -> tuple[DataFrame, int]:
    """Return a design of these points, the first of them *today*."""
    names = list(LEVERS)[: len(rows[0])]
    made = [(f"point {n}", dict(zip(names, row, strict=True))) for n, row in enumerate(rows)]
    return table(points_of(made, made[0][1]), made[0][1])


def orders(levers: int, size: int, seed: int, *, mirrored: bool = False) -> Floats:
    """Return today, everything, and walks from the one to the other in random orders."""
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(levers) for _ in range(size)]
    if mirrored:
        drawn = [each for order in drawn for each in (order, order[::-1])]
    walks = [np.isin(np.arange(levers), order[:k]) for order in drawn for k in range(1, levers)]
    return np.array([np.zeros(levers), np.ones(levers), *walks], float)


def run(
    design: tuple[DataFrame, int],
    function: Function,
    luck: Floats | None = None,
    variants: Sequence[tuple[str, int]] = (("own", -1),),
) -> Runs:
    """Return what a function of (points, factors) gives, plus ``luck``.

    ``luck`` is broadcast to (points, variants, replicates).
    """
    made, reference = design
    values = function(made.drop(columns=["point", "label"]).to_numpy(float))
    return of(made, values[:, None, None] + (0.0 if luck is None else luck), variants, reference)


def of(
    design: DataFrame,
    values: Floats,
    variants: Sequence[tuple[str, int]] = (("own", -1),),
    reference: int = 0,
    metric: str = METRIC,
) -> Runs:
    """Return the tables of an experiment that has these (points, variants, replicates)."""
    shape = np.broadcast_shapes(values.shape, (len(design), len(variants), 1))
    whole = np.broadcast_to(values, shape)
    point, variant, replicate = (each.ravel() for each in np.indices(shape))
    runs = {"point": point, "variant": variant, "replicate": replicate, metric: whole.ravel()}
    about = DataFrame(list(variants), columns=["structure", "parameters"])
    about.insert(0, "variant", np.arange(len(variants)))
    failures = DataFrame({"point": [], "variant": [], "replicate": [], "reason": []})
    return Runs(design, about, DataFrame(runs), failures, reference)


def without(runs: Runs, *gone: tuple[int, int, int]) -> Runs:
    """Return runs of which some failed: point, variant, replicate of each."""
    keys = zip(runs.runs["point"], runs.runs["variant"], runs.runs["replicate"], strict=True)
    return replace(runs, runs=runs.runs[[key not in gone for key in keys]])


def ishigami(unit: Floats) -> Floats:
    """Ishigami & Homma (1990): a = 7, b = 0.1, on [-pi, pi]^3."""
    one, two, three = (2.0 * np.pi * unit - np.pi).T
    return np.sin(one) + 7.0 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def ishigami_indices() -> tuple[Floats, Floats]:
    """Return its first-order and total indices."""
    alone, second = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2, 49.0 / 8.0
    joint = 0.01 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    first = np.array([alone, second, 0.0])
    whole = first.sum() + joint
    return first / whole, np.add(first, [joint, 0.0, joint]) / whole


WEIGHTS = np.array([0.0, 0.5, 3.0, 9.0, 99.0])


def g_function(unit: Floats) -> Floats:
    """Sobol's g-function: the smaller its weight, the more a factor matters."""
    return ((np.abs(4.0 * unit - 2.0) + WEIGHTS) / (1.0 + WEIGHTS)).prod(axis=1)


def g_indices() -> tuple[Floats, Floats]:
    """Return its first-order and total indices."""
    part = 1.0 / (3.0 * (1.0 + WEIGHTS) ** 2)
    whole = (1.0 + part).prod() - 1.0
    return part / whole, part * (1.0 + part).prod() / (1.0 + part) / whole


def voting(on: Floats) -> Floats:
    """A weighted vote: 1 if those who are for it hold more than half of the stakes."""
    return (on @ STAKES[: on.shape[1]] > STAKES.sum() / 2.0).astype(float)


def airport(on: Floats) -> Floats:
    """Everyone needs a runway of a length, and the longest is built."""
    return (on * np.cumsum(STAKES[: on.shape[1]])).max(axis=1)


def saturating(on: Floats) -> Floats:
    """The more is pulled already, the less a further lever adds."""
    return 1.0 - np.exp(-0.3 * on @ STAKES[: on.shape[1]])


def airport_shares() -> Floats:
    """Each stretch of runway is shared by all who need it (Littlechild & Owen 1973)."""
    users = np.arange(len(STAKES), 0, -1)
    return np.cumsum(STAKES / users)
