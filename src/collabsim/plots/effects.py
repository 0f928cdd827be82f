"""Paired effects of the points of an experiment: what each changes against today."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, change, label, said, signed
from collabsim.plots.claims import boldest
from collabsim.summary import verb

WORDS = 5
"""Words of a point's label that a title has room for."""


def title(table: DataFrame) -> str:
    """Return which point does most, no more than the bars drawn allow."""
    metric = METRICS[str(table["metric"].iloc[0])]
    rows = table.dropna(subset=["mean"])
    if rows.empty:
        return "No point has a paired effect to show"
    top, verdict = boldest(list(rows.itertuples()), metric.matters)
    who = said(str(top.name))
    who = capital(who) if len(who.split()) <= WORDS else "The largest"
    if verdict in ("up", "down"):
        return f"{who} {verb(metric, up=verdict == 'up')} {change(metric.name, top.mean)}"
    if verdict in ("rises", "falls"):
        least, most = sorted((top.low, top.high), key=abs)
        size = change(metric.name, least, like=most).removesuffix(" points")
        return f"{who} {verb(metric, up=verdict == 'rises')} {size} to {change(metric.name, most)}"
    if verdict == "little":
        return "None of these makes a difference that matters"
    if top.mean == 0.0:
        return "None of these changed anything here"
    return f"{who}: {signed(metric.name, top.mean)}, but luck may explain it"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the largest effects on the first metric as a forest."""
    metric = str(table["metric"].iloc[0])
    every = table[table["metric"] == metric]
    mine = forest.largest(every)
    worlds = "; dashed: 9 in 10 worlds" if about.worlds > 1 else ""
    with style.house():
        sheet = style.sheet(
            title(every),
            f"{about.setting}: {label(metric)}, paired difference from today{about.over}. "
            f"{style.bar(about)}{worlds}; grey: too small to matter{forest.shown(len(mine), every)}",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.34, right=0.96)
        forest.draw(axes, mine, metric, worlds=about.worlds > 1)
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
