"""Screening: how far each assumption moves the result over its range (Morris)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import change, worth
from collabsim.metrics import METRICS
from collabsim.report import forest, style
from collabsim.report.about import About, capital, label, scale_of
from collabsim.report.ranking import few, foremost


def title(table: DataFrame) -> str:
    """Return what moves the result most, of what surely moves it by more than matters."""
    least = METRICS[str(table["metric"].iloc[0])].matters
    sure = table[table["size_least"] > least].sort_values("size", ascending=False)
    if sure.empty:
        return f"No assumption surely moves it by {worth(str(table['metric'].iloc[0]))}"
    names = foremost(sure, "size")
    if len(names) > 1:
        return f"{capital(few(names, 'assumptions'))} move it most, too close to tell apart"
    top = sure.iloc[0]
    return f"{capital(few(names))} moves it most, by {change(str(top['metric']), top['size'])}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw mean sizes of elementary effects as bars, hatched where they bend or interact."""
    metric = str(table["metric"].iloc[0])
    every = table[(table["metric"] == metric) & (table["variant"] == 0)]
    mine = every.nlargest(forest.MOST, "size")
    scale, _, unit = scale_of(metric)
    rows = np.arange(len(mine))
    with style.house():
        sheet = style.sheet(
            title(every),
            f"{about.setting}, the base: mean size of the effect on {label(metric)} of moving an "
            f"assumption over its range{forest.shown(len(mine), every)}. Line: 95% interval; hatched: it interacts or bends",
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
