"""A forest: one row an effect, a dot and its interval, zero and what is too small to matter."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.report.about import said, scale_of

MOST = 14
"""Rows of a figure: more cannot be read from the back of a room."""


def largest(table: DataFrame, most: int = MOST) -> DataFrame:
    """Return the rows of the largest effects, either way, in order of their means."""
    order = table["mean"].abs().sort_values(ascending=False, kind="stable").index[:most]
    return table.loc[order].sort_values("mean", ascending=False, kind="stable")


def shown(rows: int, table: DataFrame) -> str:
    """Return that not all rows of a table are drawn, if so."""
    return f"; {rows} of {len(table)} shown" if rows < len(table) else ""


def draw(axes: Axes, table: DataFrame, metric: str, *, variants: bool = True) -> None:
    """Draw a row an effect; the dashes below it are the range of all alternatives, if there are any."""
    scale, _, unit = scale_of(metric)
    rows = np.arange(len(table))
    matters = scale * METRICS[metric].matters
    axes.axvspan(-matters, matters, color=style.FAINT, linewidth=0)
    axes.axvline(0.0, color=style.INK, linewidth=1.0)
    if variants:
        kinds = [f"{kind}_{{}}" for kind in ("sets", "structures")]
        low = scale * table[[kind.format("low") for kind in kinds]].min(axis=1)
        high = scale * table[[kind.format("high") for kind in kinds]].max(axis=1)
        axes.hlines(
            rows + 0.22, low, high, color=style.ORANGE, linewidth=2.0, linestyle=(0, (2, 1))
        )
    low, high = (scale * table[end].fillna(table["mean"]) for end in ("low", "high"))
    axes.hlines(rows, low, high, color=style.BLUE, linewidth=5.0)
    axes.plot(scale * table["mean"], rows, "o", **style.DOT)
    axes.set_xlabel(unit)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    _rows(axes, len(table))


def name_rows(axes: Axes, names: Sequence[str], wide: int = 34) -> None:
    """Write beside each row what it is, the first at the top."""
    size = style.BODY if len(names) <= 12 else style.SMALL
    lines = 2 if len(names) <= 8 else 1
    words = [textwrap.wrap(said(name), wide, max_lines=lines, placeholder=" …") for name in names]
    axes.set_yticks(range(len(names)), ["\n".join(word) for word in words], size=size)
    axes.tick_params(axis="y", length=0)
    _rows(axes, len(names))


def _rows(axes: Axes, count: int) -> None:
    axes.set_ylim(count - 0.5, -0.5)
    axes.grid(visible=False)
