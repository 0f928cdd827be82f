"""Two charts that several figures share: rows of effects, and lines over the values of a factor."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.metrics import Metric
from collabsim.record import Floats
from collabsim.report import style
from collabsim.report.formats import axis_of, name_of, scale_of

MOST = 14
"""Rows of a figure: more cannot be read from the back of a room."""

OFFSET = 0.022
"""How far lines stand beside each other, as a share of the axis, so that bars do not overlap."""


def largest(table: DataFrame, most: int = MOST) -> DataFrame:
    """Return the rows of the largest effects, either way, in order of their means."""
    order = table["mean"].abs().sort_values(ascending=False, kind="stable").index[:most]
    return table.loc[order].sort_values("mean", ascending=False, kind="stable")


def shade_small(axes: Axes, metric: Metric, *, across: bool = False) -> None:
    """Shade what is too small to matter, and mark zero; ``across`` if differences are upright."""
    reach = scale_of(metric)[0] * metric.matters
    span, line = (axes.axhspan, axes.axhline) if across else (axes.axvspan, axes.axvline)
    span(-reach, reach, color=style.FAINT, linewidth=0, alpha=0.6 if across else 1.0)
    line(0.0, color=style.INK, linewidth=1.0)


def draw_rows(axes: Axes, table: DataFrame, metric: Metric, *, variants: bool = False) -> None:
    """Draw a row an effect: a dot, its interval and, dashed below, the range over all variants."""
    scale, _, unit = scale_of(metric)
    rows = np.arange(len(table))
    shade_small(axes, metric)
    if variants:
        low, high = (
            scale * table[[f"sets_{end}", f"structures_{end}"]].agg(how, axis=1)
            for end, how in (("low", "min"), ("high", "max"))
        )
        dashed: Any = {"color": style.ORANGE, "linewidth": 2.0, "linestyle": (0, (2, 1))}
        axes.hlines(rows + 0.22, low, high, **dashed)
    low, high = (scale * table[end].fillna(table["mean"]) for end in ("low", "high"))
    axes.hlines(rows, low, high, color=style.BLUE, linewidth=5.0)
    axes.plot(scale * table["mean"], rows, "o", **style.DOT)
    axes.set_xlabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.grid(visible=False)


def name_rows(axes: Axes, names: Sequence[str], wide: int = 34) -> None:
    """Write beside each row what it is, the first at the top."""
    size = "medium" if len(names) <= 12 else "small"
    lines = 2 if len(names) <= 8 else 1
    words = [
        textwrap.wrap(name_of(str(name)), wide, max_lines=lines, placeholder=" …") for name in names
    ]
    axes.set_yticks(range(len(names)), ["\n".join(word) for word in words], size=size)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False)


def draw_lines(
    axes: Axes, table: DataFrame, metric: Metric, *, labelled: bool = True, ticks: int = 5
) -> None:
    """Draw differences along a factor: a line for each ``line``, with bars, and a label at its end."""
    scale, _, unit = scale_of(metric)
    every = list(table.groupby("line", sort=False))[: len(style.COLOURS)]
    step = OFFSET * float(np.ptp(table["value"]))
    ends, looks = [], []
    for rank, (word, rows) in enumerate(every):
        offset = step * (rank - (len(every) - 1) / 2.0)
        last = _line(axes, rows.sort_values("value"), scale, rank, offset)
        if word and not np.isnan(last):
            ends.append((last, textwrap.fill(str(word), 14)))
            looks.append((style.COLOURS[rank], style.MARKERS[rank]))
    _mark_values(axes, np.unique(table["value"]), ticks)
    axes.set_xlabel(axis_of(str(table["factor"].iloc[0])))
    axes.set_ylabel(unit)
    axes.margins(y=0.1)
    if len(ends) > 1 and labelled:
        style.label_ends(axes, ends, looks)


def _line(axes: Axes, rows: DataFrame, scale: float, rank: int, offset: float) -> float:
    """Draw one line with its bars; return its last known mean, NaN if there is none."""
    low, mean, high = (scale * rows[end].to_numpy(float) for end in ("low", "mean", "high"))
    values = rows["value"].to_numpy(float) + offset
    colour, marker = style.COLOURS[rank], style.MARKERS[rank]
    axes.vlines(values, low, high, color=colour, linewidth=2.5)
    look: Any = {"linestyle": style.DASHES[rank], "linewidth": 2.0, "markersize": 8}
    axes.plot(values, mean, color=colour, marker=marker, **look)
    known = mean[~np.isnan(mean)]
    return float(known[-1]) if len(known) else float("nan")


def _mark_values(axes: Axes, values: Floats, ticks: int) -> None:
    """Mark the values themselves, if there is room for them."""
    pad = 0.05 * float(np.ptp(values))
    axes.set_xlim(values[0] - pad, values[-1] + pad)
    words = [f"{value:g}" for value in values]
    room = max(0.18, 0.05 * max(map(len, words))) * np.ptp(values)
    if len(values) <= ticks and np.diff(values).min(initial=np.inf) > room:
        axes.set_xticks(values, words)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks))
        axes.xaxis.set_major_formatter("{x:g}")
