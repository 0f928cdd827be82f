"""Which factors drive the result: Sobol' indices and Morris screening.

A design of either kind is made of blocks of points. A block in which a run is missing would
make every index unknown, so only complete blocks are used; how many were lost is said beside
the indices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, ends, levels, over_replicates
from collabsim.experiment import Runs
from collabsim.intervals import quantile, strict, t_interval

OF_NOISE = (2.0 / np.pi) ** 0.5
"""Mean size of a normal number around 0, in standard deviations: what Monte Carlo error adds to a size at most."""

Block = Callable[[Floats], bool]
Index = Callable[..., Floats]


def sobol(runs: Runs, metric: str, *, variant: int = 0, resamples: int = 400) -> DataFrame:
    """Return first-order and total Sobol' indices with bootstrap half-widths, a row a factor.

    Of the mean over replicates in a variant. ``noise`` is the share of the variance between points
    that is Monte Carlo noise: totals are too high by about as much at most, and first-order
    indices too low by that share of themselves. It is unknown with one replicate. ``blocks``
    counts those used, ``lost`` those in which a run is missing.

    Raises
    ------
    ValueError : if the design has no Sobol' blocks, or fewer than two are complete.
    """
    found, values, whole = _sobol(runs, metric, variant, resamples)
    columns = {"first": found["S1"], "first_half_width": found["S1_half_width"]}
    columns |= {"total": found["ST"], "total_half_width": found["ST_half_width"]}
    columns["noise"] = np.full(len(runs.factors), _noise_share(values))
    return _labelled(metric, list(runs.factors), columns, whole)


def sobol_pairs(runs: Runs, metric: str, *, variant: int = 0, resamples: int = 400) -> DataFrame:
    """Return second-order Sobol' indices with bootstrap half-widths, a row a pair of factors.

    Raises
    ------
    ValueError : if the design was not made for them, or fewer than two blocks are complete.
    """
    found, _, whole = _sobol(runs, metric, variant, resamples)
    if "S2" not in found:
        raise ValueError("pairs need a Sobol' design with second_order = true.")
    names = [f"{one} x {other}" for one, other in combinations(runs.factors, 2)]
    columns = {"second": found["S2"], "second_half_width": found["S2_half_width"]}
    return _labelled(metric, names, columns, whole)


def morris(runs: Runs, metric: str, *, variant: int = 0) -> DataFrame:
    """Return Morris's elementary effects: mean, mean size with its half-width, and spread.

    Effects are per full range of a factor (as the file writes it; else as far as its points
    reach), in the metric's unit, of the mean over replicates in a variant. A large ``spread`` beside ``size``
    means that the factor interacts or bends (Morris 1991; size: Campolongo et al. 2007).
    ``noise`` is the standard error that one elementary effect has from replicates. Half-widths are
    t-intervals over trajectories. ``size_least`` is what each size surely is, as one of all factors:
    its lower end over trajectories and replicates, less what Monte Carlo error alone adds to a size, which has no
    sign; not known of one replicate.

    Raises
    ------
    ValueError : if the design has no trajectories, or fewer than two are complete.
    """
    rows = _blocks(runs, len(runs.factors) + 1, _is_trajectory)
    values, whole = _complete(runs, metric, variant, rows)
    points = levels(runs)[rows]
    low, high = ends(runs) if runs.ends else (points.min(axis=(0, 1)), points.max(axis=(0, 1)))
    span = high - low
    moved = np.diff(points[whole], axis=1) / span
    factor = np.abs(moved).argmax(axis=2)
    size = np.take_along_axis(moved, factor[..., None], axis=2)
    steps = np.diff(values, axis=1) / size  # (trajectories, steps, replicates)
    order = np.argsort(factor, axis=1)
    effects = np.take_along_axis(steps, order[..., None], axis=1).transpose(1, 0, 2)
    each = over_replicates(effects)
    sizes, noise = t_interval(np.abs(each)), np.sqrt((t_interval(effects).error ** 2).mean(axis=1))
    columns = {"mean": each.mean(axis=1), "size": sizes.mean, "spread": each.std(axis=1, ddof=1)}
    columns["size_half_width"] = sizes.high - sizes.mean
    by_replicate = (np.sign(each)[..., None] * effects).mean(axis=1)
    reaches = [
        found.mean - found.low
        for found in (t_interval(of, strict(len(each))) for of in (np.abs(each), by_replicate))
    ]
    columns["size_least"] = sizes.mean - OF_NOISE * noise - np.hypot(*reaches)
    columns["noise"] = noise
    return _labelled(metric, list(runs.factors), columns, whole)


def _sobol(
    runs: Runs, metric: str, variant: int, resamples: int
) -> tuple[dict[str, Floats], Floats, NDArray[np.bool_]]:
    """Return indices, the values they are found from, and which blocks are complete."""
    n = len(runs.factors)
    rows = _blocks(runs, 2 * n + 2, _is_saltelli_with_pairs)
    rows = rows if len(rows) else _blocks(runs, n + 2, _is_saltelli)
    values, whole = _complete(runs, metric, variant, rows)
    means = over_replicates(values)
    if np.ptp(means) == 0.0:
        raise ValueError(f'"{metric}" is the same at every point: it has no variance to share out.')
    return indices(means, n, resamples), values, whole


def indices(values: Floats, n: int, resamples: int) -> dict[str, Floats]:
    """Return Sobol' indices of (blocks, length) values, each with its bootstrap half-width.

    First order (``S1``: Saltelli et al. 2010), total (``ST``: Jansen 1999) and, of blocks that
    allow it, second order (``S2``, a pair of the ``n`` factors each: Saltelli 2002).
    """
    values = (values - values.mean()) / values.std()
    blocks = len(values)
    drawn = np.random.default_rng(1).integers(blocks, size=(blocks, resamples))
    kinds: dict[str, tuple[Index, list[Any]]] = {
        "S1": (_first, [(1 + j,) for j in range(n)]),
        "ST": (_total, [(1 + j,) for j in range(n)]),
    }
    if values.shape[1] > n + 2:
        pairs = [(1 + j, 1 + k, 1 + n + j) for j, k in combinations(range(n), 2)]
        kinds["S2"] = _second, pairs
    reach = float(quantile(np.inf))
    out = {}
    for name, (index, every) in kinds.items():
        found = [[values[:, column] for column in (0, *columns, -1)] for columns in every]
        again = [index(*(column[drawn] for column in each)).std(ddof=1) for each in found]
        out[name] = np.array([index(*each) for each in found])
        out[f"{name}_half_width"] = reach * np.array(again)
    return out


def _first(a: Floats, ab: Floats, b: Floats) -> Floats:
    return _of_variance((b * (ab - a)).mean(axis=0), a, b)


def _total(a: Floats, ab: Floats, b: Floats) -> Floats:
    return _of_variance(0.5 * ((a - ab) ** 2).mean(axis=0), a, b)


def _second(a: Floats, abj: Floats, abk: Floats, baj: Floats, b: Floats) -> Floats:
    both = _of_variance((baj * abk - a * b).mean(axis=0), a, b)
    return both - _first(a, abj, b) - _first(a, abk, b)


def _of_variance(part: Floats, a: Floats, b: Floats) -> Floats:
    """Return a share of the variance of A and B; 0 of none."""
    whole = np.concatenate([a, b]).var(axis=0)
    return np.where(whole > np.finfo(float).eps, part / np.where(whole > 0.0, whole, 1.0), 0.0)


def _labelled(
    metric: str, names: list[str], columns: Mapping[str, Any], whole: NDArray[np.bool_]
) -> DataFrame:
    plain = {name: np.asarray(values, np.float64) for name, values in columns.items()}
    blocks = {"blocks": int(whole.sum()), "lost": int((~whole).sum())}
    return DataFrame({"metric": metric, "name": names, **plain, **blocks})


def _noise_share(values: Floats) -> float:
    """Return the share of the variance between points that is the noise of their means."""
    whole = values.reshape(-1, values.shape[-1])
    whole = whole[:, ~np.isnan(whole).any(axis=0)]
    if whole.shape[1] < 2:
        return float("nan")
    noise = (whole - whole.mean(axis=0)).var(axis=1, ddof=1)
    return float(min(1.0, noise.mean() / whole.shape[1] / whole.mean(axis=1).var(ddof=1)))


def _blocks(runs: Runs, length: int, is_block: Block) -> NDArray[np.int64]:
    """Return the points of every block, (blocks, length); none if the design is no such design.

    Blocks follow each other without a gap, after *today* if the design had to be given it.
    """
    points = levels(runs)
    before = len(points) % length
    none = np.empty((0, length), np.int64)
    if before > 1 or (before == 1 and runs.reference != 0):
        return none
    rows = np.arange(before, len(points)).reshape(-1, length)
    return rows if all(is_block(points[row]) for row in rows) else none


def _complete(
    runs: Runs, metric: str, variant: int, rows: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return a metric in the complete blocks, (blocks, length, replicates), and which they are.

    A replicate counts in a block if all points of the block have it: they must share their random draws.
    """
    if not len(rows):
        raise ValueError("this design has no blocks of the kind that the analysis needs.")
    values = cube(runs, metric)[:, variant][rows]
    values = np.where(np.isnan(values).any(axis=1, keepdims=True), np.nan, values)
    whole = np.array(~np.isnan(values).all(axis=(1, 2)))
    if whole.sum() < 2:
        raise ValueError(f"only {whole.sum()} of {len(rows)} blocks are complete; two are needed.")
    return values[whole], whole


def _is_saltelli(block: Floats) -> bool:
    """Tell whether points are A, A with each factor from B in turn, and B (Saltelli 2010)."""
    first, last, inner = block[0], block[-1], block[1:-1]
    return bool((inner == np.where(np.eye(len(first), dtype=bool), last, first)).all())


def _is_saltelli_with_pairs(block: Floats) -> bool:
    """Tell whether points are A, each AB, each B with a factor from A, and B."""
    first, last = block[0], block[-1]
    n = len(first)
    mirrored = np.where(np.eye(n, dtype=bool), first, last)
    half = np.vstack([block[: n + 1], last])
    return _is_saltelli(half) and bool((block[n + 1 : -1] == mirrored).all())


def _is_trajectory(block: Floats) -> bool:
    """Tell whether each point differs from the one before in one factor, each factor once."""
    changed = block[1:] != block[:-1]
    return bool((changed.sum(axis=1) == 1).all() and (changed.sum(axis=0) == 1).all())
