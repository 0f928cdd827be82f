"""Figures of the validation page: every series over its band, and all patterns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pandas import DataFrame

from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.targets import measured
from collabsim.report import style
from collabsim.report.charts import name_rows, write_beside
from collabsim.report.style import Chart
from collabsim.report.uptake import draw_series
from collabsim.results import ENOUGH_FOR_A_RANGE, spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 7
"""Readings that are drawn: all of them are in the table of the page and the numbers of the figure."""

REACH = (-0.5, 1.5)
"""Ends of the axis, on which the tolerance runs from 0 to 1: what lies beyond is cut off."""


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
        chart = pattern_chart(numbers, int(whole.sum()), len(whole))
        few = len(whole) < ENOUGH_FOR_A_RANGE
        each = f"all {len(whole)} plausible sets" if few else "9 in 10 plausible sets"
        style.save(chart.paged(f"bars: {each}"), numbers, folder / "patterns")


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


def pattern_chart(numbers: DataFrame, whole: int, sets: int) -> Chart:
    """Return the readings that fewest sets hold against their tolerance; ``whole`` of the ``sets`` hold all."""
    shown = numbers.sort_values("share", kind="stable").head(MOST)
    held = int((numbers["share"] >= 0.5).sum())
    most = "each" if held == len(numbers) else f"{held} of them"
    return Chart(
        f"{whole} of {sets} plausible sets hold all {len(numbers)} readings at once, and most hold {most}",
        f"The {len(shown)} readings that fewest sets hold; shaded: what was measured, with its tolerance. "
        "Dot: the median set",
        numbers,
        partial(_draw_patterns, shown),
        tuple(f"{PATTERNS[row.pattern].says}: {row.share:.0%}" for row in shown.itertuples()),
    )


def _draw_patterns(shown: DataFrame, axes: Axes) -> None:
    axes.axvspan(0.0, 1.0, color=style.FAINT, alpha=0.6, linewidth=0)
    for edge in (0.0, 1.0):
        axes.axvline(edge, **style.EDGE)
    for place, row in enumerate(shown.itertuples()):
        low, middle, high = np.clip([row.low, row.median, row.high], *REACH)
        axes.hlines(place, low, high, color=style.BLUE, linewidth=6)
        look = style.DOT if row.share >= 0.5 else style.DOT | {"color": style.ORANGE}
        axes.plot(middle, place, "o" if row.share >= 0.5 else "X", **look)
    axes.set_xlim(*REACH)
    axes.set_xticks([0.0, 1.0], ["lowest tolerated", "highest tolerated"])
    name_rows(axes, [PATTERNS[name].says for name in shown["pattern"]])
    write_beside(axes, (f"{share:.0%}" for share in shown["share"]), "sets inside")
