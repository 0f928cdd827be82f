"""Does a ranking survive? Where each lever stands in every world."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, label, said


def title(table: DataFrame) -> str:
    """Return how safely the first stays at the top."""
    first = table.iloc[0]
    if np.isnan(first["median_rank"]):
        return "No world ranks all of them"
    who = capital(said(str(first["name"])))
    if len(who.split()) > 4:
        who = "The first"
    if np.isnan(first["top"]):
        return f"{who} has the best median rank over worlds"
    if not (table["top"] > 0.0).any():
        return "Luck may explain which effects come first"
    if first["top"] == 1.0:
        return f"{who} is in the top three in every world"
    return f"{who} is in the top three in {100.0 * first['top']:.0f}% of worlds"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the median rank, the range of 8 in 10 worlds, and the share of worlds in the top three."""
    metric = str(table["metric"].iloc[0])
    mine = table[: forest.MOST]
    rows = np.arange(len(mine))
    with style.house():
        sheet = style.sheet(
            title(table),
            f"{about.setting}: rank by effect on {label(metric)} in {int(table['worlds'].iloc[0])} "
            "worlds. Dot: median; bar: 8 in 10 worlds; right: share in the top three, clear of luck",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.26, right=0.86)
        axes.axvspan(0.5, 3.5, color=style.FAINT, linewidth=0)
        axes.hlines(rows, mine["rank_low"], mine["rank_high"], color=style.BLUE, linewidth=5.0)
        axes.plot(mine["median_rank"], rows, "o", color=style.ORANGE, markersize=12)
        for row, top in zip(rows, mine["top"], strict=True):
            if np.isnan(top):
                continue
            axes.text(
                1.02,
                float(row),
                f"{100.0 * top:.0f}%",
                va="center",
                transform=axes.get_yaxis_transform(),
            )
        axes.set_xlim(0.5, len(table) + 0.5)
        axes.set_ylim(len(mine) - 0.5, -0.5)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel("rank by effect (1: largest); grey: the top three")
        axes.grid(visible=False)
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
