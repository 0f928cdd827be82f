"""Levers alone, removed from everything, and by their share or mean effect, side by side."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import forest, style
from collabsim.plots.about import About, capital, label, said
from collabsim.plots.claims import leaders

PANELS = {
    "alone": "Alone",
    "removed": "Lost if removed\nfrom everything",
    "shapley": "Fair share\n(Shapley)",
    "average": "Mean over what\nelse is pulled",
}


NAMED = 5
"""Words of names that a title has room for."""


def title(table: DataFrame) -> str:
    """Return which levers come first in each of the questions: all that the bars leave in it."""
    lowest = METRICS[str(table["metric"].iloc[0])].better == "lower"
    firsts = {}
    for question in PANELS:
        mine = table[table["question"] == question].dropna(subset=["mean"])
        if len(mine):
            bars = leaders(list(mine.itertuples()), lowest=lowest)
            firsts[question] = [str(bar.name) for bar in bars]
    if not any(firsts.values()):
        return "No lever's gain is clear of luck" if firsts else "No lever could be ranked"
    together = next(names for names in reversed(firsts.values()) if names)
    if len(together) == 1 and all(names == together for names in firsts.values()):
        return f"{capital(few(together))} comes first, however it is asked"
    alone = firsts.get("alone", [])
    if alone and not {*alone} & {*together}:
        return f"Alone {_lead(alone)}; together {_lead(together)}"
    if len(together) == 1:
        return f"{capital(few(together))} comes first"
    return f"{capital(few(together))} lead, too close to tell apart"


def few(names: list[str], what: str = "levers") -> str:
    """Return names as a title has them, or how many there are if that is too long."""
    every = [said(name) for name in names]
    words = " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
    return words if len(words.split()) <= NAMED else f"{len(names)} {what}"


def _lead(names: list[str]) -> str:
    return f"{few(names)} lead{'s' if len(names) == 1 else ''}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the rankings of the levers with the largest shares."""
    metric = str(table["metric"].iloc[0])
    mine = table[table["metric"] == metric]
    panels_of = [name for name in PANELS if (mine["question"] == name).any()]
    order = mine[mine["question"] == panels_of[-1]]
    names = list(forest.largest(order)["name"])
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}: effect of levers on {label(metric)}{about.over}. {style.bar(about)}; grey: too "
            f"small to matter{forest.shown(len(names), order)}",
            about,
        )
        panels = sheet.subplots(1, len(panels_of), squeeze=False, sharex=True, sharey=True)[0]
        sheet.subplots_adjust(
            left=0.24, right=0.97, top=sheet.subplotpars.top - style.PANEL, wspace=0.12
        )
        for axes, question in zip(panels, panels_of, strict=True):
            rows = mine[mine["question"] == question].set_index("name").reindex(names)
            forest.draw(axes, rows.reset_index(), metric, worlds=False)
            axes.xaxis.set_major_locator(MaxNLocator(6 - len(panels_of)))
            axes.set_title(PANELS[question], size=style.BODY, loc="left")
        forest.name_rows(panels[0], names)
    return sheet
