"""Lines over the values of a factor, each with the interval of its mean; shared by figures."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.record import Floats
from collabsim.report import style
from collabsim.report.about import said, scale_of

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
        aside = step * (rank - (len(every) - 1) / 2.0)
        last = _line(axes, mine.sort_values("value"), scale, rank, aside)
        if word and not np.isnan(last):
            ends.append((last, textwrap.fill(str(word), 14)))
            looks.append((style.COLOURS[rank], style.MARKERS[rank]))
    _values(axes, np.unique(table["value"]), ticks)
    axes.set_xlabel(said(str(table["factor"].iloc[0])))
    axes.set_ylabel(difference if change else unit)
    axes.margins(y=0.1)
    if len(ends) > 1 and labelled:
        style.label_ends(axes, ends, looks)


def _line(axes: Axes, rows: DataFrame, scale: float, rank: int, aside: float) -> float:
    """Draw one line with its bars; return its last known mean, NaN if there is none."""
    low, mean, high = (scale * rows[end].to_numpy(float) for end in ("low", "mean", "high"))
    along = rows["value"].to_numpy(float) + aside
    axes.vlines(along, low, high, color=style.COLOURS[rank], linewidth=2.5)
    axes.plot(
        along,
        mean,
        color=style.COLOURS[rank],
        linestyle=style.DASHES[rank],
        linewidth=2.0,
        marker=style.MARKERS[rank],
        markersize=8,
    )
    known = mean[~np.isnan(mean)]
    return float(known[-1]) if len(known) else float("nan")


def _values(axes: Axes, values: Floats, ticks: int) -> None:
    """Mark the values themselves, if there is room for them."""
    pad = 0.05 * float(np.ptp(values))
    axes.set_xlim(values[0] - pad, values[-1] + pad)
    if len(values) <= ticks and np.diff(values).min(initial=np.inf) > 0.18 * np.ptp(values):
        axes.set_xticks(values, [f"{value:g}" for value in values])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks))
        axes.xaxis.set_major_formatter("{x:g}")
