"""Levers alone, removed from everything, and by their share or mean effect, side by side."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.claims import boldest, claims, open_to
from collabsim.intervals import widened
from collabsim.metrics import METRICS
from collabsim.report import forest, style
from collabsim.report.about import About, capital, label, said

PANELS = {
    "alone": "Alone",
    "removed": "Lost if removed\nfrom everything",
    "shapley": "Fair share\n(Shapley)",
    "average": "Mean over what\nelse is pulled",
}


NAMED = 5
"""Words of names that a title has room for."""


def title(table: DataFrame) -> str:
    """Return which levers come first in each of the questions: all that are not told from the first."""
    firsts = {name: _firsts(table[table["question"] == name]) for name in PANELS}
    firsts = {name: names for name, names in firsts.items() if names is not None}
    if not any(firsts.values()):
        return _none(table) if firsts else "No lever could be ranked"
    together = next(names for names in reversed(firsts.values()) if names)
    if len(together) == 1 and all(names == together for names in firsts.values()):
        return f"{capital(few(together))} comes first, however it is asked"
    alone = firsts.get("alone") or []
    if alone and not {*alone} & {*together}:
        return f"Alone {_lead(alone)}; together {_lead(together)}"
    if len(together) == 1:
        return f"{capital(few(together))} comes first"
    return f"{capital(few(together))} could come first, too close to tell apart"


def _firsts(rows: DataFrame) -> list[str] | None:
    """Return the levers that no other is surely ahead of, if the first gains what matters.

    None if there are no effects, and no names if no lever surely gains as much.
    """
    mine = rows.dropna(subset=["mean"])
    if mine.empty:
        return None
    gain = "down" if METRICS[str(mine["metric"].iloc[0])].better == "lower" else "up"
    good = [each.name for each in claims(mine) if each.case == gain]
    if not good:
        return []
    first = mine[mine["rank_low"] == 1]
    return list(first.sort_values("rank")["name"].astype(str))


def _none(table: DataFrame) -> str:
    """Return that no gain may be claimed, or why."""
    every = claims(table)
    case = boldest(every).case
    if case in ("little", "constant", "few"):
        return f"No lever's gain can be claimed: {open_to(every)}"
    return "No lever's gain is surely worth having"


def foremost(table: DataFrame, column: str) -> list[str]:
    """Return the names whose bar reaches back as far as that of the largest, the largest first.

    ``column`` is drawn with its ``..._half_width`` each way, here widened for being one of many;
    one whose width is unknown is near.
    """
    ordered = table.sort_values(column, ascending=False)
    half = widened(len(table)) * ordered[f"{column}_half_width"]
    edge = ordered[column].iloc[0] - half.iloc[0]
    near = ordered[~(ordered[column] + half < edge)]
    return [str(name).split(".")[-1] for name in near["name"]]


def few(names: list[str], what: str = "levers") -> str:
    """Return names as a title has them, or how many there are if that is too long."""
    every = [said(name) for name in names]
    words = " and ".join([", ".join(every[:-1]), every[-1]] if len(every) > 1 else every)
    return words if len(words.split()) <= NAMED else f"{len(names)} {what}"


def _lead(names: list[str]) -> str:
    return f"{few(names)} {'leads' if len(names) == 1 else 'could lead'}"


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
            forest.draw(axes, rows.reset_index(), metric, variants=False)
            axes.xaxis.set_major_locator(MaxNLocator(6 - len(panels_of)))
            axes.set_title(PANELS[question], size=style.BODY, loc="left")
        forest.name_rows(panels[0], names)
    return sheet
