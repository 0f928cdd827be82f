"""History matching: learn from assessed sets what rules sets out, and draw the next wave from the rest.

An emulator guesses what a set would give, linear in the few inputs that matter. With some two
hundred inputs and as few runs, an input counts only if its correlation with the output is more
than chance would give; what is left unexplained is the guess's own uncertainty, and a set is ruled
out by a guess only if it would be in spite of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from collabsim.calibration.goodness_of_fit import CUTOFF, Assessment
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.prior import prior
from collabsim.record import Floats, Integers

CLEAR = 3.0
"""Correlations of this many standard errors count."""

MOST = 8
"""Inputs an emulator uses at most."""

CANDIDATES = 4000
"""Points of the hypercube that a later wave chooses from."""


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

    def implausibility(self, inputs: Floats, low: float, high: float) -> Floats:
        """Return how many of its errors each guess lies outside the range."""
        guess = self.guess(inputs)
        return np.asarray(np.maximum(np.maximum(low - guess, guess - high), 0.0) / self.error)


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


def first_wave(size: int, seed: int) -> Floats:
    """Return points of the unit cube that fill the prior; the first is every parameter's default."""
    points = prior().latin(size, seed)
    points[0] = 0.5
    return points


def next_wave(inputs: Floats, found: Sequence[Assessment], size: int, seed: int) -> Floats:
    """Return points of the unit cube that no emulator of an output rules out, as far as there are any.

    Parameters
    ----------
    inputs, found : the points of the waves before (points, parameters), and what each gave.
    """
    candidates = prior().latin(max(CANDIDATES, 4 * size), seed)
    worst = np.zeros(len(candidates))
    for output, low, high in _outputs(found):
        far = fit_emulator(inputs, output).implausibility(candidates, low, high)
        worst = np.maximum(worst, far)
    return np.asarray(candidates[np.argsort(worst >= CUTOFF, kind="stable")[:size]])


def _outputs(found: Sequence[Assessment]) -> Iterator[tuple[Floats, float, float]]:
    """Yield each series' implausibility and each pattern's reading, with the range not ruled out."""
    for name in found[0].scores:
        seen = np.array([each.implausibility[name] for each in found])
        yield np.minimum(seen, 10.0), 0.0, CUTOFF
    for name in FITTED:
        allowed = CUTOFF * PATTERNS[name].error
        low, high = PATTERNS[name].low - allowed, PATTERNS[name].high + allowed
        seen = np.array([each.readings.get(name, np.nan) for each in found])
        far = 2.0 * (high - low)  # how far out a set lies beyond this is of no interest
        yield np.clip(seen, low - far, high + far), low, high
