"""Two charts that several figures share: rows of effects, and lines over the values of a factor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.metrics import Metric
from collabsim.record import Floats
from collabsim.report import style
from collabsim.report.formats import axis_of, format_range, format_signed, name_of, scale_of
from collabsim.report.lettering import SPACING, fitted, inches, label_ends, name_axes, points_of

MOST = 14
"""Rows of a figure: more cannot be read from the back of a room."""

NAMES = 0.34
"""Share of a page's width that names of rows may take."""

OFFSET = 0.022
"""How far lines stand beside each other, as a share of the axis, so that bars do not overlap."""

ONE_LINE = 0.06
"""Share of the axis within which lines lie on each other: they are drawn as one."""


def largest(table: DataFrame, most: int = MOST) -> DataFrame:
    """Return the rows of the largest effects, either way, in order of their means."""
    order = table["mean"].abs().sort_values(ascending=False, kind="stable").index[:most]
    return table.loc[order].sort_values("mean", ascending=False, kind="stable")


def say_rows(table: DataFrame, metric: Metric) -> tuple[str, ...]:
    """Return each effect in words, with its interval."""
    return tuple(
        f"{name_of(str(row['name']))} {_numbers(row, metric)}".strip()
        for row in table.to_dict("records")
    )


def _numbers(row: Any, metric: Metric) -> str:
    """Return an effect with its interval, if it has one."""
    if np.isnan(row["low"]) or row["low"] == row["high"]:
        return format_signed(metric, row["mean"])
    finest = min((row["mean"], row["high"] - row["low"]), key=abs)
    ends = format_range(metric, row["low"], row["high"], finest)
    return f"{format_signed(metric, row['mean'], finest).removesuffix(' points')} ({ends})"


def shade_small(axes: Axes, metric: Metric, *, across: bool = False, said: bool = False) -> None:
    """Mark zero and what is too small to matter; ``across`` if differences are upright."""
    reach = scale_of(metric)[0] * metric.matters
    span, line = (axes.axhspan, axes.axhline) if across else (axes.axvspan, axes.axvline)
    span(-reach, reach, color=style.FAINT, linewidth=0, alpha=0.6)
    for end in (-reach, reach):
        line(end, **style.EDGE)
    line(0.0, color=style.INK, linewidth=1.5)
    if said:
        where: Any = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "bottom"}
        axes.text(0.0, 1.01, "too small to matter", size="small", color=style.GREY, **where)


def draw_rows(axes: Axes, table: DataFrame, metric: Metric, *, alone: bool = False) -> None:
    """Draw a row an effect: a dot, its interval and, if there are several, the range over variants.

    On axes that are ``alone`` on a page the numbers stand beside the rows. What has no
    interval has no bar.
    """
    scale, _, unit = scale_of(metric)
    rows = np.arange(len(table))
    shade_small(axes, metric, said=alone)
    if "variants" in table and (table["variants"] > 1).any():
        _ranges(axes, table, scale)
    low, high = scale * table["low"], scale * table["high"]
    axes.hlines(rows[low < high], low[low < high], high[low < high], color=style.BLUE, linewidth=6)
    axes.plot(scale * table["mean"], rows, "o", **style.DOT)
    if alone:
        numbers = (_numbers(row, metric) for row in table.to_dict("records"))
        write_beside(
            axes, (each.removesuffix(" points") for each in numbers), "mean (95% interval)"
        )
    axes.set_xlabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.grid(visible=False)


def _ranges(axes: Axes, table: DataFrame, scale: float) -> None:
    """Draw the ranges of means over model variants: thin, below each interval, with closed ends."""
    low, high = (
        scale * table[[f"sets_{end}", f"structures_{end}"]].agg(how, axis=1)
        for end, how in (("low", "min"), ("high", "max"))
    )
    rows = np.arange(len(table)) + 0.25
    axes.hlines(rows, low, high, color=style.ORANGE, linewidth=2.5)
    for ends in (low, high):
        axes.plot(ends, rows, "|", color=style.ORANGE, markersize=8, markeredgewidth=2.5)


def write_beside(axes: Axes, words: Iterable[str], what: str) -> None:
    """Write words at the right of every row, the first at the top, and above them what they are."""
    where: Any = {"transform": axes.get_yaxis_transform(), "size": "small", "va": "center"}
    for row, each in enumerate(words):
        axes.text(1.02, row, each, **where)
    where |= {"transform": axes.transAxes, "va": "bottom", "color": style.GREY}
    axes.text(1.02, 1.01, what, **where)


def draw_intervals(axes: Axes, rows: Any, low: Any, high: Any) -> None:
    """Draw intervals over the ends of bars, to be seen within a bar and beyond it."""
    for colour, wide in (("white", 6.0), (style.INK, 2.5)):
        axes.hlines(rows, low, high, color=colour, linewidth=wide, zorder=3)


def name_rows(axes: Axes, names: Sequence[str], bold: Collection[str] = ()) -> None:
    """Write beside each row what it is, the first at the top; in bold what the title names."""
    figure: Any = axes.get_figure(root=True)
    wide = NAMES * 72.0 * figure.get_figwidth()
    high = 72.0 * inches(axes)[1] / max(len(names), 1)
    for size in ("medium", "small"):  # the larger if nothing has to be cut
        lines = int(np.clip(high / (SPACING * points_of(size)), 1, 3))
        words = [fitted(name_of(str(name)), wide, points_of(size), lines) for name in names]
        if high > SPACING * points_of(size) and not any(each.endswith("…") for each in words):
            break
    labels = axes.set_yticks(range(len(names)), words, size=size)
    for label, name in zip(axes.get_yticklabels(), names, strict=True):
        label.set_fontweight("bold" if name in bold else "normal")
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(labels) - 0.5, -0.5)
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
            ends.append((last, fitted(str(word), 175.0, points_of("medium"), 4)))
            looks.append((style.COLOURS[rank], style.MARKERS[rank]))
    _mark_values(axes, np.unique(table["value"]), ticks)
    name_axes(axes, axis_of(str(table["factor"].iloc[0])), unit)
    axes.margins(y=0.1)
    if labelled:
        label_ends(axes, ends, looks)


def merged(table: DataFrame) -> DataFrame:
    """Return a table in which lines that lie on each other are one, named after all of them."""
    ends = table[["low", "mean", "high"]].to_numpy(float)
    near = ONE_LINE * float(np.ptp([*ends[~np.isnan(ends)], 0.0]))
    wide = table.pivot_table(
        index=["structure", "value"], columns="line", values="mean", dropna=False, sort=False
    )
    names: dict[str, str] = {}
    for line in wide:
        like = (first for first in names if (wide[first] - wide[line]).abs().max() <= near)
        first = next(like, line)
        names[first] = f"{names[first]} or {line.rpartition(' ')[2]}" if first in names else line
    kept = table[table["line"].isin(names)]
    return kept.assign(line=kept["line"].map(names))


def _line(axes: Axes, rows: DataFrame, scale: float, rank: int, offset: float) -> float:
    """Draw one line with its bars; return its last known mean, NaN if there is none."""
    low, mean, high = (scale * rows[end].to_numpy(float) for end in ("low", "mean", "high"))
    values = rows["value"].to_numpy(float) + offset
    colour, marker = style.COLOURS[rank], style.MARKERS[rank]
    known = low < high
    axes.vlines(values[known], low[known], high[known], color=colour, linewidth=3.0)
    look: Any = {"linestyle": style.DASHES[rank], "linewidth": 2.5, "markersize": 9}
    axes.plot(values, mean, color=colour, marker=marker, **look)
    ends = mean[~np.isnan(mean)]
    return float(ends[-1]) if len(ends) else float("nan")


def _mark_values(axes: Axes, values: Floats, ticks: int) -> None:
    """Mark the values themselves, if there is room for them."""
    pad = 0.05 * float(np.ptp(values))
    axes.set_xlim(values[0] - pad, values[-1] + pad)
    words = [f"{value:g}" for value in values]
    room = max(map(len, words)) * points_of("medium") / (72.0 * inches(axes)[0]) * np.ptp(values)
    if len(values) <= ticks + 2 and np.diff(values).min(initial=np.inf) > room:
        axes.set_xticks(values, words)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks))
        axes.xaxis.set_major_formatter("{x:g}")
