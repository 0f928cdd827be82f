"""Which factors drive the result: Sobol' indices and Morris screening, by SALib.

Blocks of points are found in the design by their shape. A block in which a run failed says
nothing and would make every index NaN, so only complete blocks are used; how many were lost is
said beside the indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats, cube, levels, over_luck
from collabsim.experiment import Runs
from collabsim.intervals import LEVEL, quantile

Block = Callable[[Floats], bool]


def sobol(runs: Runs, metric: str, *, world: int = 0, resamples: int = 400) -> DataFrame:
    """Return first-order and total Sobol' indices with bootstrap half-widths, a row a factor.

    Of the mean over replicates in a world. ``blocks`` counts those used, ``lost`` those in which
    a run was missing.

    Raises
    ------
    ValueError : if the design has no Sobol' blocks, or fewer than two are complete.
    """
    from SALib.analyze import sobol as salib

    points, n = levels(runs), len(runs.factors)
    second = bool(list(_blocks(points, 2 * n + 2, _is_saltelli_second))) and n > 1
    length = 2 * n + 2 if second else n + 2
    results, lost = _complete(
        runs, metric, world, length, _is_saltelli_second if second else _is_saltelli
    )
    found = salib.analyze(
        _problem(runs),
        results.ravel(),
        calc_second_order=second,
        num_resamples=resamples,
        conf_level=LEVEL,
        seed=1,
    )
    columns = {"first": found["S1"], "first_half_width": found["S1_conf"]}
    columns |= {"total": found["ST"], "total_half_width": found["ST_conf"]}
    return _labelled(runs, metric, columns, len(results), lost)


def morris(runs: Runs, metric: str, *, world: int = 0) -> DataFrame:
    """Return Morris's elementary effects: mean, mean size with its half-width, and spread.

    Effects are per full range of a factor, in the metric's unit, of the mean over replicates in a
    world. A large ``spread`` beside ``size`` means that the factor interacts or bends.

    Raises
    ------
    ValueError : if the design has no trajectories, or fewer than two are complete.
    """
    from SALib.analyze import morris as salib

    points, n = levels(runs), len(runs.factors)
    results, lost = _complete(runs, metric, world, n + 1, _is_trajectory)
    means = _means(runs, metric, world)
    found = _blocks(points, n + 1, _is_trajectory)
    whole = [block for block in found if not np.isnan(means[block]).any()]
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    unit = ((points - low) / span)[np.concatenate(whole)]
    problem = {**_problem(runs), "bounds": [[0.0, 1.0]] * n}
    indices = salib.analyze(problem, unit, results.ravel(), num_levels=4, seed=1)
    reach = quantile(len(results) - 1) * indices["sigma"] / np.sqrt(len(results))
    columns = {"mean": indices["mu"], "size": indices["mu_star"], "spread": indices["sigma"]}
    columns["size_half_width"] = reach
    return _labelled(runs, metric, columns, len(results), lost)


def _labelled(
    runs: Runs, metric: str, columns: dict[str, Any], blocks: int, lost: int
) -> DataFrame:
    plain = {name: np.asarray(values, np.float64) for name, values in columns.items()}
    keys = {"metric": metric, "name": list(runs.factors)}
    return DataFrame({**keys, **plain, "blocks": blocks, "lost": lost})


def _problem(runs: Runs) -> dict[str, Any]:
    points = levels(runs)
    bounds = [
        [float(low), float(high)] for low, high in zip(points.min(0), points.max(0), strict=True)
    ]
    return {"num_vars": len(runs.factors), "names": list(runs.factors), "bounds": bounds}


def _means(runs: Runs, metric: str, world: int) -> Floats:
    return over_luck(cube(runs, metric)[:, world])


def _complete(
    runs: Runs, metric: str, world: int, length: int, is_block: Block
) -> tuple[Floats, int]:
    """Return the results of complete blocks, (blocks, length), and how many were not."""
    found = list(_blocks(levels(runs), length, is_block))
    if not found:
        raise ValueError("the design has no blocks of the kind that this analysis needs.")
    results = _means(runs, metric, world)[np.array(found)]
    whole = ~np.isnan(results).any(axis=1)
    if whole.sum() < 2:
        raise ValueError(f"only {whole.sum()} of {len(found)} blocks are complete; two are needed.")
    return results[whole], int((~whole).sum())


def _blocks(points: Floats, length: int, is_block: Block) -> Iterator[NDArray[np.int64]]:
    start = 0
    while start + length <= len(points):
        block = points[start : start + length]
        if is_block(block):
            yield np.arange(start, start + length)
            start += length
        else:
            start += 1


def _is_saltelli(block: Floats) -> bool:
    """Tell whether points are A, A with each factor from B in turn, and B (Saltelli 2010)."""
    first, last, inner = block[0], block[-1], block[1:-1]
    wanted = np.where(np.eye(len(first), dtype=bool), last, first)
    return bool((inner == wanted).all()) and bool((first != last).any())


def _is_saltelli_second(block: Floats) -> bool:
    """Tell whether points are A, each AB, each BA, and B."""
    first, last = block[0], block[-1]
    n = len(first)
    mirrored = np.where(np.eye(n, dtype=bool), first, last)
    half = np.vstack([block[: n + 1], last])
    return _is_saltelli(half) and bool((block[n + 1 : -1] == mirrored).all())


def _is_trajectory(block: Floats) -> bool:
    """Tell whether each point differs from the one before in one factor, each factor once."""
    changed = block[1:] != block[:-1]
    return bool((changed.sum(axis=1) == 1).all() and (changed.sum(axis=0) == 1).all())
