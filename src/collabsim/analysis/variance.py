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


def without_noise(means: Floats, variance: float) -> Floats:
    """Return means drawn together until their variance is the one given (Louis 1984).

    Means over few replicates scatter more than what they estimate does.
    """
    seen = means.var(ddof=1) if len(means) > 1 else 0.0
    if seen == 0.0:
        return means
    shrunk: Floats = means.mean() + (means - means.mean()) * np.sqrt(np.maximum(variance, 0) / seen)
    return shrunk
