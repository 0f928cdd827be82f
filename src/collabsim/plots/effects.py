"""Paired effects of the points of an experiment: what each changes against today."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, change, label, said, signed

WORDS = 5
"""Words of a point's label that a title has room for."""


def title(table: DataFrame) -> str:
    """Return which point does most, claiming no more than the interval allows."""
    metric = str(table["metric"].iloc[0])
    rows = table.dropna(subset=["mean"])
    if rows.empty:
        return "No point has a paired effect to show"
    top = rows.loc[rows["mean"].abs().idxmax()]
    who = said(str(top["name"]))
    who = capital(who) if len(who.split()) <= WORDS else "The largest"
    matters = METRICS[metric].matters
    if top["low"] > matters or top["high"] < -matters:
        word = "adds" if top["mean"] > 0.0 else "costs"
        return f"{who} {word} {change(metric, top['mean'])}"
    if bool(((rows["low"] > -matters) & (rows["high"] < matters)).all()):
        return "None of these makes a difference that matters"
    return f"{who}: {signed(metric, top['mean'])}, but luck may explain it"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the largest effects on the first metric as a forest."""
    metric = str(table["metric"].iloc[0])
    mine = forest.largest(table[table["metric"] == metric])
    with style.house():
        sheet = style.sheet(
            title(table[table["metric"] == metric]),
            f"{about.setting}: {label(metric)}, paired difference from today{about.over}. Bar: 95% "
            "interval of the mean; dashed: 9 in 10 worlds; grey: too small to matter",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.34, right=0.96)
        forest.draw(axes, mine, metric, worlds=about.worlds > 1)
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
