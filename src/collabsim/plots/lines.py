"""Lines over the values of a factor, each with the interval of its mean; shared by figures."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.plots import style
from collabsim.plots.about import said, scale_of

MOST = len(style.COLOURS)

ASIDE = 0.022
"""How far lines stand beside each other, as a share of the axis, so that bars do not overlap."""


def draw(
    axes: Axes,
    table: DataFrame,
    metric: str,
    *,
    change: bool,
    labelled: bool = True,
    ticks: int = 5,
) -> None:
    """Draw a line for each value of ``line``, with its bars, and its label beside its end.

    ``change`` tells whether the numbers are differences.
    """
    scale, unit, difference = scale_of(metric)
    every = list(table.groupby("line", sort=False))[:MOST]
    step = ASIDE * float(np.ptp(table["value"]))
    ends, looks = [], []
    for rank, (word, mine) in enumerate(every):
        rows = mine.sort_values("value")
        colour, marker = style.COLOURS[rank], style.MARKERS[rank]
        low, mean, high = (scale * rows[end].to_numpy(float) for end in ("low", "mean", "high"))
        along = rows["value"].to_numpy(float) + step * (rank - (len(every) - 1) / 2.0)
        axes.vlines(along, low, high, color=colour, linewidth=2.5)
        axes.plot(
            along,
            mean,
            color=colour,
            linestyle=style.DASHES[rank],
            linewidth=2.0,
            marker=marker,
            markersize=8,
        )
        known = mean[~np.isnan(mean)]
        if len(known) and word:
            ends.append((float(known[-1]), textwrap.fill(str(word), 14)))
            looks.append((colour, marker))
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
        style.label_ends(axes, ends, looks)
