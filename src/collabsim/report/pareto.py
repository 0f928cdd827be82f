"""Two goals side by side: which points no other beats, and on what."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.figure import Figure
from pandas import DataFrame, concat

from collabsim.claims import FEWEST
from collabsim.experiment.designs import TODAY
from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.report.about import About, capital, label, said, scale_of

LABELS = 8
"""Points that are named: of more that no other beats, some from end to end."""

SURE = 0.9
"""Share of redrawn luck under which a point is unbeaten, from which that is no luck."""

WIDEST = 26
"""Letters of a line of a name, of which there are two."""


def axes_of(table: DataFrame) -> tuple[str, str]:
    """Return the first metric that varies, and another: the hardest choice.

    That is the one whose best point is worst on the first. What is the same everywhere is no
    choice and comes last.
    """
    known = [name for name in table.columns if name in METRICS and table[name].notna().any()]
    varied = [name for name in known if table[name].nunique() > 1]
    first, *others = varied or known
    if not others:
        return first, next((name for name in known if name != first), first)
    scores = {}
    for name in others:
        best = table[name].idxmin() if METRICS[name].better == "lower" else table[name].idxmax()
        scores[name] = table[first].rank(pct=True)[best]
    return first, min(others, key=lambda name: scores[name])


def title(table: DataFrame, replicates: int = 0) -> str:
    """Return how many points no other beats, and of how many that is no chance, as far as is known."""
    count, number = int(table["pareto"].sum()), len(table)
    sure = int((table["pareto"] & (table["share"] >= SURE)).sum()) if replicates >= FEWEST else 0
    if all(table[name].nunique() <= 1 for name in table.columns if name in METRICS):
        return f"All {number:,} came out alike in {replicates} replicates"
    if count == 1:
        best = capital(_word(str(table.loc[table["pareto"], "label"].iloc[0])).replace("\n", " "))
        return (
            f"{best} is unbeaten {'on everything' if sure else f'in these {replicates} replicates'}"
        )
    if sure == count:
        return f"{count:,} of {number:,} are beaten by no other"
    return f"{count:,} of {number:,} are unbeaten, {f'{sure:,}' if sure else 'none'} surely"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw every point on two of its goals, those that no other beats on all goals in front."""
    first, second = axes_of(table)
    goals = ", ".join(label(name) for name in table.columns if name in METRICS)
    with style.house():
        sheet = style.sheet(
            title(table, about.replicates),
            f"{about.setting}{about.over}. Diamonds: none beats it on all of: {goals}; dots: beaten",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.13, right=0.67)
        (one, unit, _), (other, units, _) = scale_of(first), scale_of(second)
        front, rest = table[table["pareto"]], table[~table["pareto"]]
        small = 9 if len(table) < 100 else 4
        axes.plot(one * rest[first], other * rest[second], "o", color=style.GREY, markersize=small)
        axes.plot(
            one * front[first], other * front[second], "D", color=style.ORANGE,
            markeredgecolor=style.INK, markersize=small + 3,
        )  # fmt: skip
        axes.set_xlabel(f"{METRICS[first].label}, {unit}")
        axes.set_ylabel(f"{METRICS[second].label},\n{units}")
        axes.margins(0.08)
        named = _named(table, first)
        words = [_word(str(name)) for name in named["label"]]
        ends = list(zip(other * named[second], words, strict=True))
        style.label_ends(axes, ends, at=list(one * named[first]))
    return sheet


def _named(table: DataFrame, first: str) -> DataFrame:
    """Return the points that get a name: those that no other beats, and today."""
    front = table[table["pareto"]].sort_values(first)
    some = np.linspace(0, len(front) - 1, min(LABELS, len(front))).round().astype(int)
    today = table[(table["label"] == TODAY) & ~table["pareto"]]
    return concat([front.iloc[some], today])


def _word(name: str) -> str:
    lines = textwrap.wrap(said(name), WIDEST)
    return "\n".join(lines) if len(lines) <= 2 else f"{name.count('+') + 1} levers"
