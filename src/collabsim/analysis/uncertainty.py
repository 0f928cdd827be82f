"""Where the uncertainty of an effect comes from: Monte Carlo error, parameters, structure.

Monte Carlo error shrinks with replicates; parameter and structural uncertainty do not. What is Monte
Carlo error in the spread of an effect between model variants can be estimated from replicates, and is
taken off: structural variants share their random draws, parameter sets have their own.
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis.cube import Floats
from collabsim.analysis.effects import Effects
from collabsim.experiment import Runs


def uncertainty(runs: Runs, effects: Effects) -> DataFrame:
    """Return the standard deviations behind every effect, a row each, in the metric's unit.

    ``monte_carlo`` is the standard error of the mean over replicates (and over sampled orders, if
    they were), ``parameters`` the standard deviation between parameter sets of one structure,
    ``structure`` that between structural variants of one parameter set, both with Monte Carlo noise
    removed; NaN where the experiment varies neither, or has one replicate. What the two do
    jointly is in both. ``mean`` is that of the baseline.
    """
    table = effects.overall()[["metric", "name", "mean", "error", "from", "to", "relative"]]
    table = table.rename(columns={"error": "monte_carlo"})
    for column, same in (("parameters", "structure"), ("structure", "parameters")):
        groups = runs.variants.groupby(same, sort=False)["variant"]
        several = [np.asarray(each, np.int64) for _, each in groups if len(each) > 1]
        variances = [[between(values[each]) for each in several] for values in effects.values]
        table[column] = [_pooled(np.array(each)) for each in variances]
    return table


def between(values: Floats) -> float:
    """Return the variance between the groups of (groups, replicates), Monte Carlo noise removed.

    Replicates are blocks that all groups may share: what groups and replicates do jointly is the
    noise of a group's mean, and is subtracted (Searle, Casella & McCulloch 1992, the two-way random
    model). Unbiased, whether or not groups share their draws, so below 0 now and then where there
    is none. NaN below two groups or replicates; replicates that lack a group are left out.
    """
    whole = values[:, ~np.isnan(values).any(axis=0)]
    groups, replicates = whole.shape
    if groups < 2 or replicates < 2:
        return float("nan")
    means = whole.mean(axis=1)
    joint = whole - means[:, None] - whole.mean(axis=0) + whole.mean()
    noise = (joint**2).sum() / ((groups - 1) * (replicates - 1))
    return float(means.var(ddof=1) - noise / replicates)


def _pooled(variances: Floats) -> float:
    """Return the standard deviation of the mean of those variances that are known."""
    known = variances[~np.isnan(variances)]
    return max(0.0, float(np.mean(known))) ** 0.5 if len(known) else float("nan")
