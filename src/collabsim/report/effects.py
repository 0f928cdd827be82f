"""Paired effects of the points of an experiment: what each changes against today."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import boldest, claims, headline
from collabsim.report import forest, style
from collabsim.report.about import About, capital, label, said

WORDS = 5
"""Words of a point's label that a title has room for."""


def title(table: DataFrame) -> str:
    """Return what may be said of the boldest of these effects."""
    every = claims(table)
    if not every:
        return "No point has a paired effect to show"
    top = boldest(every)
    who = said(top.name)
    who = capital(who) if len(who.split()) <= WORDS else "The largest"
    return headline(top, who, len(every))


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the largest effects on the first metric as a forest."""
    metric = str(table["metric"].iloc[0])
    every = table[table["metric"] == metric]
    mine = forest.largest(every)
    variants = f"; dashed: means of {about.variants} alternatives" if about.variants > 1 else ""
    with style.house():
        sheet = style.sheet(
            title(every),
            f"{about.setting}: {label(metric)}, paired difference from today{about.over}. "
            f"{style.bar(about)}{variants}; grey: too small to matter{forest.shown(len(mine), every)}",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.34, right=0.96)
        forest.draw(axes, mine, metric, variants=about.variants > 1)
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
