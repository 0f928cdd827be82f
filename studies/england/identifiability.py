"""What the data say of each parameter: posterior against prior, ridges, and what they are silent on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from collabsim.calibration.goodness_of_fit import Judgement
from collabsim.calibration.prior import space
from collabsim.record import Floats

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

UNMEASURED = ("trust", "permission", "leadership", "perceptions")
"""Groups that no series or pattern measures: what a posterior says of them is luck or a ridge."""

UNIFORM_SD = 12.0**-0.5
CLEAR = 0.05
"""A parameter is spoken of if its test survives Holm's correction at this level."""


def identified(accepted: Floats, points: Floats, found: Sequence[Judgement]) -> DataFrame:
    """Return a row a parameter: prior, posterior, whether the data speak, and what it moves.

    Parameters
    ----------
    accepted : points of the unit cube that were accepted (sets, parameters): uniform under the prior.
    points, found : all points that were judged in the waves, and what was found of each.
    """
    from pandas import DataFrame
    from scipy.stats import kstest

    from collabsim.results import spread

    prior, values = space(), space().values(accepted)
    tests = [kstest(column, "uniform") for column in accepted.T]
    speaks = holm([float(test.pvalue) for test in tests])
    moved, strength = _moves(points, found)
    rows = []
    for n, (name, about) in enumerate(prior.parameters):
        middle, low, high = spread(values[:, n])
        rows.append(
            {
                "parameter": name,
                "default": about.default,
                "prior_low": about.plausible[0],
                "prior_high": about.plausible[1],
                "low": low,
                "median": middle,
                "high": high,
                "shrinkage": 1.0 - float(accepted[:, n].std(ddof=1)) / UNIFORM_SD,
                "shift": float(accepted[:, n].mean() - 0.5) / UNIFORM_SD,
                "p": float(tests[n].pvalue),
                "speaks": bool(speaks[n]),
                "moves": moved[n],
                "correlation": strength[n],
                "unmeasured": name.split(".")[0] in UNMEASURED,
            }
        )
    return DataFrame(rows)


def holm(chances: Sequence[float], level: float = CLEAR) -> list[bool]:
    """Return which tests stay clear when as many are made as there are (Holm 1979)."""
    order = np.argsort(chances)
    out = [False] * len(chances)
    for rank, n in enumerate(order):
        if chances[n] > level / (len(chances) - rank):
            break
        out[n] = True
    return out


def _moves(points: Floats, found: Sequence[Judgement]) -> tuple[list[str], list[float]]:
    """Return, for each parameter, the target it moves most over all judged sets, and how much."""
    names = sorted({name for each in found for name in each.readings})
    names += sorted({name for each in found for name in each.scores})
    if not names:
        return [""] * points.shape[1], [0.0] * points.shape[1]
    columns = [[_output(each, name) for each in found] for name in names]
    best = np.zeros((len(names), points.shape[1]))
    for n, column in enumerate(np.array(columns)):
        sound = np.isfinite(column)
        ranks = column[sound].argsort().argsort().astype(float)
        if sound.sum() > 10 and ranks.std() > 0.0:
            x = points[sound] - points[sound].mean(axis=0)
            best[n] = x.T @ (ranks - ranks.mean()) / sound.sum() / x.std(axis=0) / ranks.std()
    clear = 3.5 / np.sqrt(max(len(found), 1))
    which = np.abs(best).argmax(axis=0)
    strength = [float(best[which[n], n]) for n in range(points.shape[1])]
    moved = [names[which[n]] if abs(s) > clear else "" for n, s in enumerate(strength)]
    return moved, strength


def _output(found: Judgement, name: str) -> float:
    """Return the reading of a pattern, or the implausibility of a series."""
    if name in found.scores:
        return found.implausibility[name]
    return found.readings.get(name, float("nan"))


def ridges(accepted: Floats, most: int = 12) -> DataFrame:
    """Return the pairs of parameters that the data tie to each other, the clearest first.

    A pair is kept if its rank correlation over accepted sets would not be seen by luck among all
    pairs (Bonferroni).
    """
    from pandas import DataFrame
    from scipy.stats import norm

    names = space().names
    ranks = accepted.argsort(axis=0).argsort(axis=0).astype(float)
    found = np.corrcoef(ranks, rowvar=False)
    upper = np.triu_indices(len(names), 1)
    values = found[upper]
    clear = float(norm.isf(CLEAR / 2.0 / len(values))) / np.sqrt(max(len(accepted) - 1, 1))
    order = np.argsort(-np.abs(values))[:most]
    rows = [
        {
            "one": names[upper[0][n]],
            "other": names[upper[1][n]],
            "correlation": float(values[n]),
            "clear": bool(abs(values[n]) > clear),
        }
        for n in order
    ]
    return DataFrame(rows)
