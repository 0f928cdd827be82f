"""Naive forecasts, which cost nothing: what a model must beat to be worth running.

The last value held, the mean curve of the measured series of the same class, and an average Bass
curve of all measured series. Curves of other series are shifted to the first possible use of this
one, and only series that measure the same (ever used, or mean share of use) are taken. A series
that ships, forecast as if it were a user's, is never its own reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from collabsim.calibration.bass import bass_curve
from collabsim.calibration.targets import Series, measured
from collabsim.record import Floats

MEASURES = {"ever": "who ever used it", "use": "the mean share of use"}


@dataclass(frozen=True)
class Naive:
    """A forecast that takes no model.

    Attributes
    ----------
    name : in a few words.
    column : the same as the name of a column.
    says : what it rests on; where it cannot be made, why.
    curve : shares, one a point of the series; None where it cannot be made.
    start : the first point that it forecasts; it has seen those before.
    """

    name: str
    column: str
    says: str
    curve: Floats | None = None
    start: int = 0


def half(series: Series) -> int:
    """Return the first point of the later half, against which forecasts are measured."""
    return (len(series.months) + 1) // 2


def naive_forecasts(series: Series, *, known: bool) -> tuple[Naive, Naive, Naive]:
    """Return the three forecasts of a series; ``known`` states whether its values are."""
    others = [
        each
        for each in measured()
        if each.measure == series.measure and not _points(series) <= _points(each)
    ]
    return _last_value(series, known=known), _class_mean(series, others), _bass(series, others)


def _last_value(series: Series, *, known: bool) -> Naive:
    name = "the last value held", "last_value"
    if not known:
        return Naive(*name, "nothing of this innovation has been measured")
    start = half(series)
    value, month = series.values[start - 1], series.months[start - 1]
    says = f"{100 * value:.0f} % of month {month}"
    return Naive(*name, says, np.full(len(series.months), value), start)


def _class_mean(series: Series, others: Sequence[Series]) -> Naive:
    name = "the mean curve of its class", "class_mean"
    alike = [each for each in others if each.kind == series.kind]
    if not alike:
        return Naive(*name, f"no measured series of its class counts {MEASURES[series.measure]}")
    clock = (series.months - series.lead).astype(float)
    return Naive(*name, _titles(alike), np.mean([_course(each, clock) for each in alike], axis=0))


def _bass(series: Series, others: Sequence[Series]) -> Naive:
    clock = np.maximum(series.months - series.lead + 1.0, 0.0)
    curves = [bass_curve(clock, each.bass.p, each.bass.q, each.bass.m) for each in others]
    return Naive("the average Bass curve", "average_bass", _titles(others), np.mean(curves, axis=0))


def _points(series: Series) -> set[tuple[int, float]]:
    return set(zip(series.months.tolist(), series.values.tolist(), strict=True))


def _titles(series: Sequence[Series]) -> str:
    return ", ".join(each.title for each in series)


def _course(series: Series, clock: Floats) -> Floats:
    """Return a series at months from its first possible use: from nothing, and its last value held."""
    months = np.concatenate([[-1.0], series.months - series.lead])
    return np.asarray(np.interp(clock, months, np.concatenate([[0.0], series.values])))


def crps(draws: Floats, values: Floats) -> float:
    """Return the continuous ranked probability score (share), the mean over points; 0 is best.

    Parameters
    ----------
    draws : array (draws, points), all equally likely; of one curve the score is its mean absolute
        error. The mean distance between draws is that of different ones (Ferro 2014).
    values : what was measured, one a point.
    """
    n = len(draws)
    away = np.abs(draws - values).mean(axis=0)
    if n == 1:
        return float(away.mean())
    rank = 2.0 * np.arange(1, n + 1) - n - 1.0
    apart = 2.0 * (rank @ np.sort(draws, axis=0)) / (n * (n - 1))
    return float((away - 0.5 * apart).mean())
