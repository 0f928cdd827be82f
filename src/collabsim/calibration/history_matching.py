"""A guess at what a set would give, from sets that were run: linear in the few inputs that matter.

With some two hundred inputs and as few runs, an input counts only if its correlation with the
output is more than luck would give; what is left unexplained is the guess's own uncertainty, and
a set is ruled out by a guess only if it would be in spite of that (history matching).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collabsim.record import Floats, Integers

CLEAR = 3.0
"""Correlations of this many standard errors count."""

MOST = 8
"""Inputs an emulator uses at most."""


@dataclass(frozen=True)
class Emulator:
    """A linear guess: ``mean + inputs[:, used] @ slopes``, give or take ``error`` (sd)."""

    mean: float
    used: Integers
    slopes: Floats
    error: float

    def guess(self, inputs: Floats) -> Floats:
        """Return guesses for points of the unit cube, an array (points,)."""
        return np.asarray(self.mean + (inputs[:, self.used] - 0.5) @ self.slopes)


def fit_emulator(inputs: Floats, output: Floats) -> Emulator:
    """Return the emulator of one output.

    Parameters
    ----------
    inputs : points of the unit cube that were run (points, parameters).
    output : what each gave; not a number where it was not read.
    """
    sound = np.isfinite(output)
    x, y = inputs[sound] - 0.5, output[sound]
    if len(y) < 10 or y.std() == 0.0:
        none = np.zeros(0, np.int64)
        return Emulator(float(y.mean()) if len(y) else 0.0, none, np.zeros(0), float("inf"))
    with np.errstate(invalid="ignore"):
        z = (x - x.mean(axis=0)) / x.std(axis=0)
    correlation = z.T @ (y - y.mean()) / (len(y) * y.std())
    order = np.argsort(-np.abs(correlation))[:MOST]
    used = order[np.abs(correlation[order]) > CLEAR / np.sqrt(len(y))]
    design = np.column_stack([np.ones(len(y)), x[:, used]])
    found, *_ = np.linalg.lstsq(design, y, rcond=None)
    error = float(np.sqrt(((y - design @ found) ** 2).sum() / max(1, len(y) - len(found))))
    return Emulator(float(found[0]), used, np.asarray(found[1:], np.float64), error)
