"""The reference model: a free Bass curve, three parameters fitted to one series (Bass 1969).

A curve that is free to follow each series by itself shows how smooth the series is. A model with
one parameter set for all of them is assessed by how much worse it does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from collabsim.record import Floats


@dataclass(frozen=True, slots=True)
class BassFit:
    """A Bass curve fitted by least squares.

    Attributes
    ----------
    p, q : pull from outside and imitation, per unit of time.
    m : the ceiling, in the units of the series.
    rmse : root mean square error, in the same units.
    r2 : share of the variance explained.
    """

    p: float
    q: float
    m: float
    rmse: float
    r2: float


def bass_curve(times: Floats, p: float, q: float, m: float) -> Floats:
    """Return the cumulative Bass curve at times from 0: m (1 - e) / (1 + q/p e), e = exp(-(p+q)t)."""
    left = np.exp(-(p + q) * times)
    return np.asarray(m * (1.0 - left) / (1.0 + q / p * left))


_STARTS = ((0.002, 0.06), (0.05, 0.15))
_LOWEST, _HIGHEST = np.log([1e-6, 1e-6, 1e-4]), np.log([2.0, 2.0, 1.0])


def fit_bass(times: Floats, values: Floats) -> BassFit:
    """Return the best of two local fits, on the log of p, q and m.

    Parameters
    ----------
    times : from the moment at which nobody had adopted, in any unit.
    values : cumulative shares in [0, 1], as many; at least three.
    """
    from scipy.optimize import least_squares

    t, y = np.asarray(times, float), np.asarray(values, float)

    def error(x: Floats) -> Floats:
        return np.asarray(bass_curve(t, *np.exp(x)) - y)

    best = None
    for p, q in _STARTS:
        start = np.log([p, q, np.clip(y.max(), 1e-3, 1.0)])
        found = least_squares(error, start, bounds=(_LOWEST, _HIGHEST), max_nfev=100)
        if best is None or found.cost < best.cost:
            best = found
    assert best is not None
    p, q, m = (float(each) for each in np.exp(best.x))
    total = float(((y - y.mean()) ** 2).sum())
    r2 = 1.0 - 2.0 * float(best.cost) / total if total > 0.0 else float("nan")
    return BassFit(p, q, m, float(np.sqrt(2.0 * best.cost / len(y))), r2)
