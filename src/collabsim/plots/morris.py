"""Screening: how far each assumption moves the result over its range (Morris)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, change, label, said, scale_of


def title(table: DataFrame) -> str:
    """Return what moves the result most."""
    top = table.loc[table["size"].idxmax()]
    who = capital(said(str(top["name"]).split(".")[-1]))
    return f"{who} moves it most, by {change(str(top['metric']), top['size'])}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw mean sizes of elementary effects as bars, hatched where they bend or interact."""
    metric = str(table["metric"].iloc[0])
    mine = table[(table["metric"] == metric) & (table["world"] == 0)].nlargest(forest.MOST, "size")
    scale, _, unit = scale_of(metric)
    rows = np.arange(len(mine))
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}, the base: mean size of the effect on {label(metric)} of moving an "
            "assumption over its range. Line: 95% interval; hatched: it interacts or bends",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.34, right=0.96)
        bars = axes.barh(rows, scale * mine["size"], 0.7, color=style.BLUE)
        for bar, bends in zip(bars, mine["spread"] > mine["size"], strict=True):
            if bends:
                bar.set(hatch="//", edgecolor="white", facecolor=style.ORANGE)
        reach = scale * mine["size_half_width"]
        axes.errorbar(
            scale * mine["size"], rows, xerr=reach, fmt="none", ecolor=style.INK, elinewidth=2
        )
        axes.set_xlim(left=0.0)
        axes.set_xlabel(unit)
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
