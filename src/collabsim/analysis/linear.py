"""Effects by least squares, for two-level designs that have not every combination.

Levels count as -1 and 1, so that a lever's effect is its mean over the other levers.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from collabsim.analysis.cube import Floats, states
from collabsim.analysis.effects import Effects, contrasts
from collabsim.experiment import Runs


def main_effects(runs: Runs, metric: str) -> Effects:
    """Return each lever's effect averaged over the other levers.

    For full and fractional factorial designs. In a fraction of resolution 3, pairwise
    interactions hide in it; of resolution 4, only those of three levers.

    Raises
    ------
    ValueError : if the design does not tell all levers apart.
    """
    weights = _least_squares(runs, np.empty((len(runs.design), 0)), "levers")
    return contrasts(runs, metric, runs.factors, 2.0 * weights[: len(runs.factors)])


def pairs_of_fraction(runs: Runs) -> Floats:
    """Return the weights of every pair's interaction, (pairs, points).

    Raises
    ------
    ValueError : if the design does not tell all pairs apart.
    """
    signs = 2.0 * states(runs) - 1.0
    pairs = list(combinations(range(signs.shape[1]), 2))
    both = np.array([signs[:, i] * signs[:, j] for i, j in pairs]).reshape(-1, len(signs)).T
    return 4.0 * _least_squares(runs, both, "pairs of levers")[signs.shape[1] :]


def _least_squares(runs: Runs, more: Floats, what: str) -> Floats:
    """Return how each coefficient but the constant weighs points: levers, then further columns."""
    signs = 2.0 * states(runs) - 1.0
    used = ~np.isnan(signs).any(axis=1)
    columns = np.column_stack([np.ones(used.sum()), signs[used], more[used]])
    if np.linalg.matrix_rank(columns) < columns.shape[1]:
        raise ValueError(
            f"this design does not tell all {what} apart: it has too few combinations of "
            "the first and last value of each lever."
        )
    weights = np.zeros((columns.shape[1] - 1, len(signs)))
    weights[:, used] = np.linalg.pinv(columns)[1:]
    weights[np.abs(weights) < 1e-12] = 0.0
    return weights
