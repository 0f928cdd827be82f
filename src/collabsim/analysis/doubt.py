"""Where doubt about an effect comes from: luck, parameters, structure.

Luck (Monte Carlo error) shrinks with replicates; doubt about parameters and about structure
does not. All worlds share their luck, so the spread of an effect between worlds is an analysis
of variance with replicates as blocks: what worlds and luck do jointly is its noise, and is
taken off (Searle, Casella & McCulloch 1992, the two-way random model).
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis.cube import Floats
from collabsim.analysis.effects import Effects
from collabsim.experiment import Runs
from collabsim.intervals import t_interval


def doubt(runs: Runs, effects: Effects) -> DataFrame:
    """Return the standard deviations behind every effect, a row each, in the metric's unit.

    ``luck`` is the standard error of the mean over replicates, ``parameters`` the standard
    deviation between parameter sets of one structure, ``structure`` that between structures of
    one parameter set, both with Monte Carlo noise removed; NaN where the experiment varies
    neither. ``mean`` is over all worlds.
    """
    found = t_interval(effects.over_worlds(), extra=effects.sampling)
    sets = [_groups(runs, by) for by in ("structure", "parameters")]
    rows = []
    for n, name in enumerate(effects.names):
        within, between = (
            [between_worlds(effects.values[n, group]) for group in groups] for groups in sets
        )
        rows.append(
            {
                "metric": effects.metric,
                "name": name,
                "mean": found.mean[n],
                "luck": found.error[n],
                "parameters": _pooled(within),
                "structure": _pooled(between),
            }
        )
    return DataFrame(rows)


def between_worlds(values: Floats) -> float:
    """Return the variance between worlds of (worlds, replicates), Monte Carlo noise removed.

    Unbiased, so it may be below 0 where there is none. NaN below two worlds or replicates;
    replicates that lack a world are left out.
    """
    whole = values[:, ~np.isnan(values).any(axis=0)]
    worlds, luck = whole.shape
    if worlds < 2 or luck < 2:
        return float("nan")
    means = whole.mean(axis=1)
    noise = whole - means[:, None] - whole.mean(axis=0) + whole.mean()
    residual = (noise**2).sum() / ((worlds - 1) * (luck - 1))
    return float(means.var(ddof=1) - residual / luck)


def _groups(runs: Runs, same: str) -> list[Floats]:
    """Return the worlds that share a structure, or a parameter set, where there are several."""
    grouped = runs.worlds.groupby(same, sort=False)["world"]
    return [np.asarray(worlds) for _, worlds in grouped if len(worlds) > 1]


def _pooled(variances: list[float]) -> float:
    known = [each for each in variances if not np.isnan(each)]
    return max(0.0, float(np.mean(known))) ** 0.5 if known else float("nan")
