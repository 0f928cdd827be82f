"""Two correlations: within groups, and of ranks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from collabsim.record import Floats


def intraclass(values: Floats, groups: Sequence[str]) -> float:
    """Return the intra-class correlation of values in groups of unequal size."""
    names, inside = np.unique(groups, return_inverse=True)
    count = np.bincount(inside).astype(float)
    means = np.bincount(inside, values) / count
    n, a = len(values), len(names)
    between = float((count * (means - values.mean()) ** 2).sum()) / (a - 1)
    within = float(((values - means[inside]) ** 2).sum()) / (n - a)
    size = (n - (count**2).sum() / n) / (a - 1)
    total = between + (size - 1.0) * within
    return (between - within) / total if total > 0.0 else 0.0


def rank_correlation(one: Floats, other: Floats) -> float:
    """Return Spearman's correlation, ties at their mean rank."""
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])
