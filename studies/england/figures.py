"""Figures of the validation page: every series over its band, and all patterns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame

from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.targets import measured
from collabsim.report import style
from collabsim.report.uptake import draw_series
from collabsim.results import ENOUGH_FOR_A_RANGE, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(tables: Mapping[str, DataFrame], folder: Path) -> None:
    """Draw every series and the patterns into a folder, each as SVG and PNG with its numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for series in measured():
        band = tables["bands"][tables["bands"]["series"] == series.name]
        if len(band):
            draw_series(series, band, folder / series.name)
    if len(tables["patterns"]):
        numbers = pattern_numbers(tables["patterns"])
        whole = tables["patterns"].groupby("set")["holds"].all()
        figure = pattern_figure(numbers, int(whole.sum()), len(whole))
        style.save(figure, numbers, folder / "patterns")


def pattern_numbers(patterns: DataFrame) -> DataFrame:
    """Return, a row a pattern, where its tolerance and the plausible sets' readings lie.

    Readings are placed on a scale where the tolerance runs from 0 to 1; ``share`` is the share of
    sets inside it.
    """
    rows = []
    for name, group in patterns.groupby("pattern", sort=False):
        pattern = PATTERNS[str(name)]
        placed = (group["value"] - pattern.low) / (pattern.high - pattern.low)
        middle, low, high = spread(placed)
        rows.append((name, pattern.role, low, middle, high, float(group["holds"].mean())))
    return DataFrame(rows, columns=["pattern", "role", "low", "median", "high", "share"])


def pattern_figure(numbers: DataFrame, whole: int, sets: int) -> Figure:
    """Draw each pattern's readings against its tolerance; ``whole`` of the ``sets`` hold them all."""
    held = int((numbers["share"] >= 0.5).sum())
    few = sets < ENOUGH_FOR_A_RANGE
    each = (
        f"the lowest to the highest of {sets} plausible sets" if few else "9 in 10 plausible sets"
    )
    with style.house():
        figure = style.page(
            f"All {len(numbers)} readings hold at once in {whole} of {sets} plausible sets, "
            f"{'each' if held == len(numbers) else held} of them in most sets",
            "Readings of the plausible sets; the shaded strip is what was measured, with its tolerance",
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
