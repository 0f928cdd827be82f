"""Levers alone, removed from everything, and by their share or mean effect, side by side."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, label, said

PANELS = {
    "alone": "Alone",
    "removed": "Lost if removed\nfrom everything",
    "shapley": "Fair share\n(Shapley)",
    "average": "Mean over what\nelse is pulled",
}


def title(table: DataFrame) -> str:
    """Return which levers come first in each question, if luck tells them apart."""
    firsts, ties = {}, 0
    for question in PANELS:
        mine = table[table["question"] == question].dropna(subset=["mean"])
        if len(mine):
            first = mine.loc[mine["mean"].idxmax()]
            firsts[question] = said(str(first["name"]))
            ties += bool(first["rank_high"] > 1.0)
    leaders = list(dict.fromkeys(firsts.values()))
    if not leaders:
        return "No lever could be ranked"
    if ties == len(firsts):
        return "Luck does not tell the first lever from the next"
    if len(firsts) == 1:
        return f"{capital(leaders[0])} does most"
    if len(leaders) == 1:
        who = capital(leaders[0])
        return (
            f"{who} leads, though not clearly"
            if ties
            else f"{who} comes first, however it is asked"
        )
    if ties:
        return "Which lever leads depends on the question, and on luck"
    fair = firsts.get("shapley", leaders[-1])
    if firsts.get("alone", fair) != fair:
        return f"Alone {firsts['alone']} leads; together {fair} does"
    return f"{capital(fair)} leads; removing {firsts['removed']} hurts most"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the rankings of the levers with the largest shares."""
    metric = str(table["metric"].iloc[0])
    mine = table[table["metric"] == metric]
    panels_of = [name for name in PANELS if (mine["question"] == name).any()]
    order = mine[mine["question"] == panels_of[-1]]
    names = list(order.sort_values("mean", ascending=False)["name"][: forest.MOST])
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}: {label(metric)}, the {len(names)} levers with the largest effect"
            f"{about.over}. Bar: 95% interval; grey: too small to matter",
            about,
        )
        panels = sheet.subplots(1, len(panels_of), squeeze=False, sharex=True, sharey=True)[0]
        sheet.subplots_adjust(left=0.24, right=0.97, top=0.72, wspace=0.12)
        for axes, question in zip(panels, panels_of, strict=True):
            rows = mine[mine["question"] == question].set_index("name").reindex(names)
            forest.draw(axes, rows.reset_index(), metric, worlds=False)
            axes.set_title(PANELS[question], size=style.BODY, loc="left")
        forest.name_rows(panels[0], names)
    return sheet
