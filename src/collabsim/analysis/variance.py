"""Variance between groups of replicates, with Monte Carlo noise taken off."""

from __future__ import annotations

import numpy as np

from collabsim.analysis.cube import Floats


def between(values: Floats) -> float:
    """Return the variance between the groups of (groups, replicates), Monte Carlo noise removed.

    Replicates are blocks that all groups may share: what groups and luck do jointly is the noise
    of a group's mean, and is subtracted (Searle, Casella & McCulloch 1992, the two-way random
    model). Unbiased, whether or not groups share their draws, so below 0 now and then where there is none. NaN below two groups or
    replicates; replicates that lack a group are left out.
    """
    whole = values[:, ~np.isnan(values).any(axis=0)]
    groups, luck = whole.shape
    if groups < 2 or luck < 2:
        return float("nan")
    means = whole.mean(axis=1)
    joint = whole - means[:, None] - whole.mean(axis=0) + whole.mean()
    noise = (joint**2).sum() / ((groups - 1) * (luck - 1))
    return float(means.var(ddof=1) - noise / luck)
