"""An assessment as a row of numbers, as a store keeps it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from collabsim.calibration.goodness_of_fit import Assessment
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.targets import Score, measured
from collabsim.record import Floats
from studies.england.folder import Row

OF_SERIES = ("attribute", "rmse", "bass", "noise", "within", "implausibility")


def columns(replicates: int) -> tuple[str, ...]:
    """Return the names of the values of an assessment on so many replicates."""
    out = []
    for series in measured():
        out += [f"{series.name} {word}" for word in OF_SERIES]
        out += [f"{series.name} {r} {month}" for r in range(replicates) for month in series.months]
    for name in PATTERNS:
        out += [f"{name} reading", f"{name} implausibility"]
    return tuple(out)


def row_of(found: Assessment) -> Row:
    """Return an assessment as a row: curves to five digits, what was not read not a number."""
    row: list[float] = []
    for series in measured():
        name, score = series.name, found.scores[series.name]
        row += [found.attributes[name], score.rmse, score.bass, score.noise, float(score.within)]
        row += [found.implausibility[name], *np.round(found.curves[name], 5).ravel().tolist()]
    for name in PATTERNS:
        row += [found.readings.get(name, math.nan), found.implausibility.get(name, math.nan)]
    return tuple(row)


def assessment_of(row: Row) -> Assessment:
    """Return the assessment of a row; a pattern without an implausibility was not read."""
    points = sum(len(series.months) for series in measured())
    others = len(OF_SERIES) * len(measured()) + 2 * len(PATTERNS)
    replicates, values = (len(row) - others) // points, iter(row)
    attributes, scores, implausibility, readings = {}, {}, {}, {}
    curves: dict[str, Floats] = {}
    for series in measured():
        name = series.name
        attributes[name], rmse, bass, noise, within, implausibility[name] = _take(values, 6)
        scores[name] = Score(name, rmse, bass, noise, rmse / bass, bool(within))
        curve = np.array(_take(values, replicates * len(series.months)))
        curves[name] = curve.reshape(replicates, -1)
    for name in PATTERNS:
        reading, far = _take(values, 2)
        if not math.isnan(far):
            readings[name], implausibility[name] = reading, far
    return Assessment(attributes, scores, readings, implausibility, curves)


def _take(values: Iterator[float], number: int) -> list[float]:
    return [next(values) for _ in range(number)]
