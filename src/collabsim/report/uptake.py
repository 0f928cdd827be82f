"""Measured uptake over the band of the accepted sets: one figure a series, and what patterns gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas import DataFrame
from pandas import Series as Column

from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.targets import Series, measured
from collabsim.report import style
from collabsim.results import ENOUGH_FOR_A_RANGE, spread

SIMULATED = {"england": "simulated Englands", "network": "simulated networks"}


def draw(tables: Mapping[str, DataFrame], folder: Path) -> None:
    """Draw every series and the patterns into a folder, each as SVG and PNG with its numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for series in measured():
        band = tables["bands"][tables["bands"]["series"] == series.name]
        if len(band):
            draw_one(series, band, folder / series.name)
    if len(tables["patterns"]):
        numbers = pattern_numbers(tables["patterns"])
        whole = tables["patterns"].groupby("set")["holds"].all()
        figure = pattern_figure(numbers, int(whole.sum()), len(whole))
        style.save(figure, numbers, folder / "patterns")


def draw_one(series: Series, band: DataFrame, path: Path, how: str = "") -> None:
    """Draw one series, its band and its points; ``how`` the band was made, in a word."""
    numbers = band.drop(columns="series", errors="ignore")
    style.save(series_figure(series, numbers, how), numbers, path)


def series_figure(series: Series, numbers: DataFrame, how: str = "") -> Figure:
    """Draw the band with both edges, the median, and what was measured."""
    known = "measured" in numbers and numbers["measured"].notna().any()
    with style.house():
        figure = style.page(
            _finding(series, numbers, how, known=known), _shown(series), _note(series, numbers)
        )
        axes = figure.subplots()
        months = numbers["month"] - series.lead
        low, middle, high = (100.0 * numbers[name] for name in ("low", "median", "high"))
        axes.fill_between(months, low, high, color=style.BLUE, alpha=style.BAND, linewidth=0)
        for edge in (low, high):
            axes.plot(months, edge, color=style.BLUE, linewidth=1.5)
        axes.plot(months, middle, color=style.BLUE)
        ends = [(float(middle.iloc[-1]), f"model: {middle.iloc[-1]:.0f}%")]
        if known:
            points = 100.0 * numbers["measured"]
            size = 8 if len(points) < 40 else 4
            axes.plot(months, points, "o", color=style.ORANGE, markersize=size, clip_on=False)
            ends.append((float(points.iloc[-1]), f"measured: {points.iloc[-1]:.0f}%"))
        shown = [high, 100.0 * numbers["measured"]] if known else [high]
        axes.set_ylim(0.0, _top(shown) if how else 100.0)  # those that ship are compared
        axes.set_xlim(0.0, max(float(months.max()), 1.0))
        first = "the first possible use" if series.lead else "launch"
        axes.set_xlabel(f"Months from {first} (month 0)")
        axes.set_ylabel("% of those it is for" if series.measure == "ever" else "% of all use")
        style.label_ends(axes, ends)
    return figure


def _note(series: Series, numbers: DataFrame) -> str:
    """Say what the band holds: of few simulations all of them."""
    of = SIMULATED[series.world]
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


def pattern_numbers(patterns: DataFrame) -> DataFrame:
    """Return, a row a pattern, where its tolerance and the accepted sets' readings lie.

    Readings are placed on a scale where the tolerance runs from 0 to 1; ``share`` is the share of
    sets inside it.
    """
    rows = []
    for name, group in patterns.groupby("pattern", sort=False):
        pattern = PATTERNS[str(name)]
        placed = (group["value"] - pattern.low) / (pattern.high - pattern.low)
        middle, low, high = spread(placed)
        rows.append(
            {
                "pattern": name,
                "role": pattern.role,
                "low": low,
                "median": middle,
                "high": high,
                "share": float(group["holds"].mean()),
            }
        )
    return DataFrame(rows)


def pattern_figure(numbers: DataFrame, whole: int, sets: int) -> Figure:
    """Draw each pattern's readings against its tolerance; ``whole`` of the ``sets`` hold them all."""
    held = int((numbers["share"] >= 0.5).sum())
    few = sets < ENOUGH_FOR_A_RANGE
    each = f"the lowest to the highest of {sets} accepted sets" if few else "9 in 10 accepted sets"
    with style.house():
        figure = style.page(
            f"All {len(numbers)} readings hold at once in {whole} of {sets} accepted sets, "
            f"{'each' if held == len(numbers) else held} of them in most sets",
            "Readings of the accepted sets; the shaded strip is what was measured, with its tolerance",
            f"bars: {each}, cut off at the edges",
        )
        figure.set_size_inches(style.WIDE, 1.4 * style.HIGH)
        axes = figure.subplots()
        _draw_patterns(axes, numbers)
        figure.subplots_adjust(left=0.12, right=0.95)
    return figure


def _draw_patterns(axes: Axes, numbers: DataFrame) -> None:
    axes.axvspan(0.0, 1.0, color=style.TURQUOISE, alpha=style.BAND, linewidth=0)
    for edge in (0.0, 1.0):
        axes.axvline(edge, color=style.TURQUOISE, linewidth=1.5)
    for place, row in enumerate(numbers.itertuples()):
        ends = np.clip([row.low, row.high], -0.45, 1.45)
        middle = float(np.clip(row.median, -0.45, 1.45))
        colour = style.BLUE if row.share >= 0.5 else style.ORANGE
        axes.plot(ends, [place, place], color=colour, linewidth=3.0)
        axes.plot([middle], [place], "o" if row.share >= 0.5 else "X", color=colour, markersize=9)
    axes.set_yticks(range(len(numbers)), [f"{row.pattern}" for row in numbers.itertuples()])
    axes.tick_params(axis="y", labelsize=style.SMALL)
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xlim(-0.5, 1.5)
    axes.set_xticks([0.0, 1.0], ["lowest that\nis tolerated", "highest"])
