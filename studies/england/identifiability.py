"""What the data say of each parameter: posterior against prior, ridges, and what they are silent on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pandas import DataFrame

from collabsim.calibration.goodness_of_fit import Assessment
from collabsim.calibration.prior import prior
from collabsim.record import Floats
from collabsim.results import spread

UNMEASURED = ("trust", "permission", "leadership", "perceptions")
"""Groups that no series or pattern measures: what a posterior says of them is chance or a ridge."""

UNIFORM_SD = 12.0**-0.5
CLEAR = 0.05
"""A parameter is identified in part if its test survives Holm's correction at this level."""


def identified(plausible: Floats, points: Floats, found: Sequence[Assessment]) -> DataFrame:
    """Return a row a parameter: prior, posterior, whether the data speak, and what it moves.

    Parameters
    ----------
    plausible : points of the unit cube that are plausible (sets, parameters): uniform under the prior.
    points, found : all points that were assessed in the waves, and what was found of each.
    """
    from scipy.stats import kstest

    values = prior().values(plausible)
    chances = [float(kstest(column, "uniform").pvalue) for column in plausible.T]
    ranges = np.array([spread(column) for column in values.T])
    names, strength = _moves(points, found)
    about = [param for _, param in prior().parameters]
    return DataFrame(
        {
            "parameter": prior().names,
            "default": [param.default for param in about],
            "prior_low": [param.plausible[0] for param in about],
            "prior_high": [param.plausible[1] for param in about],
            "low": ranges[:, 1],
            "median": ranges[:, 0],
            "high": ranges[:, 2],
            "shrinkage": 1.0 - plausible.std(axis=0, ddof=1) / UNIFORM_SD,
            "shift": (plausible.mean(axis=0) - 0.5) / UNIFORM_SD,
            "p": chances,
            "speaks": holm(chances),
            "moves": names,
            "correlation": strength,
            "unmeasured": [name.split(".")[0] in UNMEASURED for name in prior().names],
        }
    )


def holm(chances: Sequence[float], level: float = CLEAR) -> list[bool]:
    """Return which tests stay significant when as many are made as there are (Holm 1979)."""
    out = [False] * len(chances)
    for rank, n in enumerate(np.argsort(chances)):
        if chances[n] > level / (len(chances) - rank):
            break
        out[n] = True
    return out


def _moves(points: Floats, found: Sequence[Assessment]) -> tuple[list[str], list[float]]:
    """Return, for each parameter, the target it moves most over all assessed sets, and how much.

    Of a pattern its reading is taken, of a series its implausibility.
    """
    read = sorted({name for each in found for name in each.readings})
    read += sorted({name for each in found for name in each.scores})
    best = np.zeros((len(read), points.shape[1]))
    for n, name in enumerate(read):
        column = np.array(
            [
                each.implausibility[name]
                if name in each.scores
                else each.readings.get(name, np.nan)
                for each in found
            ]
        )
        sound = np.isfinite(column)
        ranks = column[sound].argsort().argsort().astype(float)
        if sound.sum() > 10 and ranks.std() > 0.0:
            x = points[sound] - points[sound].mean(axis=0)
            best[n] = x.T @ (ranks - ranks.mean()) / sound.sum() / x.std(axis=0) / ranks.std()
    if not read:
        return [""] * points.shape[1], [0.0] * points.shape[1]
    which = np.abs(best).argmax(axis=0)
    strength = [float(best[row, n]) for n, row in enumerate(which)]
    clear = 3.5 / np.sqrt(max(len(found), 1))
    return [
        read[row] if abs(s) > clear else "" for row, s in zip(which, strength, strict=True)
    ], strength


def ridges(plausible: Floats, most: int = 12) -> DataFrame:
    """Return the pairs of parameters that the data tie to each other, the clearest first.

    ``clear`` states whether the rank correlation over plausible sets is beyond chance among all
    pairs (Bonferroni).
    """
    from scipy.stats import norm

    names = prior().names
    ranks = plausible.argsort(axis=0).argsort(axis=0).astype(float)
    one, other = np.triu_indices(len(names), 1)
    values = np.corrcoef(ranks, rowvar=False)[one, other]
    clear = float(norm.isf(CLEAR / 2.0 / len(values))) / np.sqrt(max(len(plausible) - 1, 1))
    order = np.argsort(-np.abs(values))[:most]
    rows = [
        (names[one[n]], names[other[n]], float(values[n]), bool(abs(values[n]) > clear))
        for n in order
    ]
    return DataFrame(rows, columns=["one", "other", "correlation", "clear"])
