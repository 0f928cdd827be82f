"""Lines over the values of a factor, each with the interval of its mean; shared by figures."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.plots import style
from collabsim.plots.about import said, scale_of

COLOURS = (style.BLUE, style.ORANGE, style.TURQUOISE, style.PINK)
MARKERS = ("o", "s", "^", "D")
MOST = len(COLOURS)


def draw(
    axes: Axes,
    table: DataFrame,
    metric: str,
    *,
    change: bool,
    labelled: bool = True,
    ticks: int = 5,
) -> None:
    """Draw a line for each value of ``line``, with its label beside its end.

    ``change`` tells whether the numbers are differences.
    """
    scale, unit, difference = scale_of(metric)
    ends = []
    for rank, (word, mine) in enumerate(list(table.groupby("line", sort=False))[:MOST]):
        rows = mine.sort_values("value")
        colour = COLOURS[rank]
        low, mean, high = (scale * rows[end].to_numpy(float) for end in ("low", "mean", "high"))
        axes.fill_between(rows["value"], low, high, color=colour, alpha=style.BAND, linewidth=0)
        for edge in (low, high):
            axes.plot(rows["value"], edge, color=colour, linewidth=1.0)
        axes.plot(
            rows["value"],
            mean,
            color=colour,
            linestyle=style.DASHES[rank],
            marker=MARKERS[rank],
            markersize=8,
        )
        known = mean[~np.isnan(mean)]
        if len(known) and word:
            ends.append((float(known[-1]), textwrap.fill(str(word), 14)))
    values = np.unique(table["value"])
    pad = 0.05 * float(np.ptp(values))
    axes.set_xlim(values[0] - pad, values[-1] + pad)
    if len(values) <= ticks and np.diff(values).min(initial=np.inf) > 0.18 * np.ptp(values):
        axes.set_xticks(values, [f"{value:g}" for value in values])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks))
        axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel(said(str(table["factor"].iloc[0])))
    axes.set_ylabel(difference if change else unit)
    axes.margins(y=0.1)
    if len(ends) > 1 and labelled:
        style.label_ends(axes, ends)
