"""What drives the result: Sobol' indices, each factor alone and with its interactions."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.report import forest, style
from collabsim.report.about import About, capital, label
from collabsim.report.ranking import few, foremost


def title(table: DataFrame) -> str:
    """Return what drives most of the variance."""
    names = foremost(table, "total")
    if len(names) > 1:
        return f"{capital(few(names, 'factors'))} drive it most, too close to tell apart"
    return f"{capital(few(names))} drives {100.0 * table['total'].max():.0f}% of the variance"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw total and first-order indices as bars with 95 % intervals."""
    metric = str(table["metric"].iloc[0])
    mine = table[(table["metric"] == metric) & (table["variant"] == 0)].nlargest(
        forest.MOST, "total"
    )
    rows = np.arange(len(mine))
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}, the base: share of the variance of {label(metric)}. Blue: alone; hatched: with "
            "interactions; line: 95% bootstrap interval",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.34, right=0.96)
        axes.barh(rows + 0.2, 100.0 * mine["first"], 0.38, color=style.BLUE)
        whole = axes.barh(rows - 0.2, 100.0 * mine["total"], 0.38, color=style.ORANGE)
        for bar in whole:
            bar.set(hatch="//", edgecolor="white")
        for name, shift in (("first", 0.2), ("total", -0.2)):
            reach = 100.0 * mine[f"{name}_half_width"]
            axes.errorbar(
                100.0 * mine[name], rows + shift, xerr=reach, fmt="none", ecolor=style.INK
            )
        axes.set_xlabel("% of variance")
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
