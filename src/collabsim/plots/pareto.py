"""Two goals side by side: which points no other beats, and on what."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import style
from collabsim.plots.about import About, label, said, scale_of

LABELS = 6
"""Points that are named: the best on either axis come first."""

WIDEST = 34
"""Letters of a name that there is room for."""


def axes_of(table: DataFrame) -> tuple[str, str]:
    """Return the first metric, and the one whose best point is worst on it: the hardest choice."""
    names = [name for name in table.columns if name in METRICS and table[name].notna().any()]
    first, *others = names
    if not others:
        return first, first
    scores = {}
    for name in others:
        best = table[name].idxmin() if METRICS[name].better == "lower" else table[name].idxmax()
        scores[name] = table[first].rank(pct=True)[best]
    return first, min(others, key=lambda name: scores[name])


def title(table: DataFrame) -> str:
    """Return how many points no other beats."""
    count, number = int(table["pareto"].sum()), len(table)
    if count == 1:
        return f"One of {number:,} is best on everything"
    return f"{count:,} of {number:,} are beaten by no other"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw every point on two of its goals, those that no other beats on all goals in front."""
    first, second = axes_of(table)
    goals = ", ".join(label(name) for name in table.columns if name in METRICS)
    with style.house():
        sheet = style.sheet(
            title(table),
            f"{about.setting}{about.over}. Orange: none beats it on all of: {goals}; grey: beaten",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.11, right=0.95)
        (one, unit, _), (other, units, _) = scale_of(first), scale_of(second)
        front, rest = table[table["pareto"]], table[~table["pareto"]]
        small = 9 if len(table) < 100 else 4
        axes.plot(one * rest[first], other * rest[second], "o", color=style.GREY, markersize=small)
        axes.plot(
            one * front[first], other * front[second], "D", color=style.ORANGE,
            markeredgecolor=style.INK, markersize=small + 3,
        )  # fmt: skip
        _name(axes, _named(table, front, first, second), (first, one), (second, other))
        axes.set_xlabel(f"{METRICS[first].label}, {unit}")
        axes.set_ylabel(f"{METRICS[second].label},\n{units}")
        axes.margins(0.08)
    return sheet


def _named(table: DataFrame, front: DataFrame, first: str, second: str) -> DataFrame:
    if len(table) <= 2 * LABELS:
        return table
    better = METRICS[second].better == "lower"
    best = [front[first].idxmax(), front[second].idxmin() if better else front[second].idxmax()]
    return table.loc[list(dict.fromkeys(best))]


def _name(axes: Axes, rows: DataFrame, x: tuple[str, float], y: tuple[str, float]) -> None:
    """Write beside each point what it is: neighbours on opposite sides, so that none overlap."""
    last = len(rows) - 1
    for place, (_, row) in enumerate(rows.sort_values([x[0], y[0]]).iterrows()):
        words = said(str(row["label"]))
        words = words if len(words) <= WIDEST else f"{words.count('+') + 1} levers"
        right = place % 2 == 0 and (place < last or not place)
        axes.annotate(
            words,
            (x[1] * row[x[0]], y[1] * row[y[0]]),
            xytext=(10, -16) if right else (-10, 8),
            textcoords="offset points",
            ha="left" if right else "right",
            size=style.SMALL,
        )
