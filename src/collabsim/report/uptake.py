"""Measured uptake over the band of simulated Englands: one figure a series."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas import DataFrame
from pandas import Series as Column

from collabsim.calibration.targets import Series
from collabsim.report import style
from collabsim.report.lettering import label_ends
from collabsim.report.style import Chart
from collabsim.results import ENOUGH_FOR_A_RANGE

SIMULATED = {"england": "simulated Englands", "network": "simulated networks"}


def draw_series(series: Series, band: DataFrame, path: Path, how: str = "") -> None:
    """Draw one series, its band and its points; ``how`` the band was made, in a word."""
    numbers = band.drop(columns="series", errors="ignore")
    style.save(series_figure(series, numbers, how), numbers, path)


def series_figure(series: Series, numbers: DataFrame, how: str = "") -> Figure:
    """Draw the band with both edges, the median, and what was measured."""
    known = "measured" in numbers and bool(numbers["measured"].notna().any())
    title, draw = _finding(series, numbers, how, known=known), partial(_draw, series, numbers, how)
    return Chart(title, _shown(series), numbers, draw, _ends(numbers)).paged(_note(series, numbers))


def _ends(numbers: DataFrame) -> tuple[str, ...]:
    """Return in words what the model and the data end at."""
    names = {"median": "model", "measured": "measured"}
    last = {words: numbers[name].iloc[-1] for name, words in names.items() if name in numbers}
    return tuple(f"{words}: {100 * end:.0f}%" for words, end in last.items() if not math.isnan(end))


def _draw(series: Series, numbers: DataFrame, how: str, axes: Axes) -> None:
    months = numbers["month"] - series.lead
    band = [100.0 * numbers[name] for name in ("low", "median", "high")]
    style.line_in_band(axes, months, band)
    shown, ends = band[2:], _ends(numbers)
    tops = [float(band[1].iloc[-1])]
    if len(ends) > 1:
        points = 100.0 * numbers["measured"]
        size = 8 if len(points) < 40 else 4
        axes.plot(months, points, "o", color=style.ORANGE, markersize=size, clip_on=False)
        tops.append(float(points.iloc[-1]))
        shown.append(points)
    axes.set_ylim(0.0, _top(shown) if how else 100.0)  # those that ship are compared
    axes.set_xlim(0.0, max(float(months.max()), 1.0))
    first = "the first possible use" if series.lead else "launch"
    axes.set_xlabel(f"Months from {first} (month 0)")
    axes.set_ylabel("% of those it is for" if series.measure == "ever" else "% of all use")
    label_ends(axes, list(zip(tops, ends, strict=True)))


def _note(series: Series, numbers: DataFrame) -> str:
    """State what the band holds: of few simulations all of them."""
    of = SIMULATED[series.population]
    draws = int(numbers["draws"].iloc[0]) if "draws" in numbers else ENOUGH_FOR_A_RANGE
    few = draws < ENOUGH_FOR_A_RANGE
    return f"band: the lowest to the highest of {draws} {of}" if few else f"band: 9 in 10 {of}"


def _finding(series: Series, numbers: DataFrame, how: str, *, known: bool) -> str:
    title = ", ".join(filter(None, (series.title or series.name, how)))
    if not known:
        last = numbers.iloc[-1]
        return f"{title}: {100 * last['low']:.0f} to {100 * last['high']:.0f}% in the end"
    inside = (numbers["low"] <= numbers["measured"]) & (numbers["measured"] <= numbers["high"])
    return f"{title}: {int(inside.sum())} of {len(inside)} points lie in the band"


def _top(curves: Sequence[Column]) -> float:
    """Return the lowest of a few round ends of the axis (%) that all curves stay under."""
    most = max(float(curve.max()) for curve in curves)
    return next((end for end in (5.0, 10.0, 25.0, 50.0) if most <= 0.95 * end), 100.0)


def _shown(series: Series) -> str:
    return f"{series.says}. {series.window}".strip()
