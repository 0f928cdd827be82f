"""Goals side by side, never added up: which points no other beats; the figure *pareto*."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.analysis import pareto, rivals
from collabsim.experiment.designs import EVERYTHING, TODAY
from collabsim.metrics import METRICS, Metric
from collabsim.report import style
from collabsim.report.claims import Metrics
from collabsim.report.formats import (
    all_of,
    capitalise,
    format_count,
    format_level,
    format_list,
    label_of,
    name_of,
    scale_of,
)
from collabsim.report.lettering import label_points, name_axes
from collabsim.report.question import Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart
from collabsim.report.summary import SOLE, Opening
from collabsim.report.wording import FEWEST

LABELS = 8
"""Points that are named: of more that no other beats, some from end to end."""

OFTEN, EVER = 0.9, 0.1
"""Shares of redrawn replicates in which a point is unbeaten: from the first it is so for certain,
below the second for certain not."""


def table(question: Question) -> DataFrame:
    """Return every point's means on all metrics with a better side, and whether any beats it.

    A metric that no run defines, such as a quality of which there were too few events, is left out.
    """
    runs = question.runs
    compared = [name for name in runs.metrics if runs.metric(name).better != "neither"]
    names = tuple(name for name in compared if runs.runs[name].notna().any())
    if not names:
        raise Unanswered("it needs a metric of which more or less is better, with numbers.")
    found = pareto(runs, names)
    whole = tuple(name for name in names if found[name].notna().any())
    return found if whole in (names, ()) else pareto(runs, whole)


def answer(question: Question) -> Part:
    """Return how many points are beaten by none, and which is best on what."""
    found = table(question)
    best: dict[str, list[str]] = {}
    alike: list[str] = []
    for metric in _goals(found, question.source.metrics):
        if found[metric.name].notna().all() and found[metric.name].nunique() == 1:
            alike.append(label_of(metric))
        elif found[metric.name].notna().any():
            others = rivals(question.runs, metric.name)
            rank = f"not distinguishable from {format_count(others, 'other')}"
            rank = rank if others else "ahead of every other"
            who = str(found["label"][_best(found, metric)])
            best.setdefault(who, []).append(f"{label_of(metric)} ({rank})")
    always = int((found["structures"] == 1.0).sum())
    several = f"; in each of {question.structures} structural variants, {_are(always)}"
    more = several if question.structures > 1 else ""
    each = [f"{', '.join(goals)}: {name_of(who)}" for who, goals in best.items()]
    said = [f"Best mean on {'; on '.join(each)}."] if each else []
    if alike:
        said.append(f"On {format_list(alike)} all settings come out alike: none is best.")
    return Part.of(
        {"pareto": found},
        f"Of {len(found):,} settings {_are(int(found['pareto'].sum()))} beaten by no other on all "
        f"goals{more}{_certainty(found, question.source.replicates)}.",
        *said,
        opening=Opening([_unbeaten(found, question)], SOLE),
    )


def _unbeaten(found: DataFrame, question: Question) -> str:
    """Return how many settings no other beats; of one alone, which."""
    goals, front = _goals(found, question.source.metrics), found[found["pareto"]]
    what = f"of {len(found):,} settings"
    sure = (
        len(front) == 1 and front["share"].iloc[0] >= OFTEN and question.source.replicates >= FEWEST
    )
    if sure:
        label = str(front["label"].iloc[0])
        number = len(question.runs.factors)
        who = all_of(number) if label == EVERYTHING else question.called(label)
        return f"{what} only {who} is beaten by no other on any of the {len(goals)} measures"
    return f"{what} {_are(len(front))} beaten by no other on all {len(goals)} measures at once, by the means of these runs"


def _goals(found: DataFrame, metrics: Metrics) -> list[Metric]:
    return [metrics[str(name)] for name in found.columns if name in metrics]


def _best(found: DataFrame, metric: Metric) -> int:
    """Return the row with the best mean on a metric."""
    values = found[metric.name]
    return int(values.idxmin() if metric.better == "lower" else values.idxmax())


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _certainty(found: DataFrame, replicates: int) -> str:
    """Say how many points would be unbeaten as a rule, and how many might be, in other replicates."""
    if found["share"].isna().all():
        return ", by means of these replicates alone"
    if replicates < FEWEST:
        return f", by means of {replicates} replicates: too few to say what others would give"
    if found["share"].isin((0.0, 1.0)).all():
        return ", whichever replicates are drawn"
    often, ever = (int((found["share"] >= share).sum()) for share in (OFTEN, EVER))
    return (
        f"; were replicates drawn again, {often:,} would be at least nine times in ten, "
        f"and {ever:,} at least one time in ten"
    )


def axes_of(found: DataFrame, metrics: Metrics = METRICS) -> tuple[Metric, Metric]:
    """Return the first metric that varies, and another: the hardest choice.

    That is the one whose best point is worst on the first. What is the same everywhere is no
    choice and comes last.
    """
    known = [each for each in _goals(found, metrics) if found[each.name].notna().any()]
    first, *others = [each for each in known if found[each.name].nunique() > 1] or known
    if not others:
        return first, next((each for each in known if each != first), first)
    ranks = found[first.name].rank(pct=True)
    return first, min(others, key=lambda each: float(ranks[_best(found, each)]))


def title(found: DataFrame, replicates: int = 0, metrics: Metrics = METRICS) -> str:
    """Return how many points no other beats, and for how many that is certain."""
    count, number, goals = int(found["pareto"].sum()), len(found), _goals(found, metrics)
    sure = int((found["pareto"] & (found["share"] >= OFTEN)).sum()) if replicates >= FEWEST else 0
    measures = f"the {format_count(len(goals), 'measure')} named below"
    if count == 1:
        best = capitalise(name_of(str(found.loc[found["pareto"], "label"].iloc[0])))
        where = "" if sure else f" in these {format_count(replicates, 'replicate')}"
        return f"{best} has the best mean of {number:,} packages on each of {measures}{where}"
    certain = "" if sure == count else f", {f'{sure:,}' if sure else 'none'} of them for certain"
    return f"Of {number:,} packages {count:,} are beaten by no other on all of {measures}{certain}"


def chart(found: DataFrame, source: Source) -> Chart:
    """Return every point on two of its goals, those that no other beats on all goals in front.

    Raises
    ------
    Unanswered : if all came out alike.
    """
    goals = _goals(found, source.metrics)
    if all(found[each.name].nunique() <= 1 for each in goals):
        raise Unanswered(f"all {len(found):,} packages came out alike on every goal.")
    first, _ = axes_of(found, source.metrics)
    listed = format_list(label_of(each) for each in goals)
    unseen = "" if "goodhart_gap" in found else "; what is reported and not real was not measured"
    return Chart(
        title(found, source.replicates, source.metrics),
        f"{source.setting}{source.over}. A dot is a package; diamonds: no other is better on {listed}{unseen}",
        found,
        partial(_draw, found, source.metrics),
        tuple(
            f"{name_of(str(row['label']))} {format_level(first, row[first.name])}"
            for row in _named(found, first.name).to_dict("records")
        ),
    )


def _draw(found: DataFrame, metrics: Metrics, axes: Axes) -> None:
    first, second = axes_of(found, metrics)
    (one, unit, _), (other, units, _) = scale_of(first), scale_of(second)
    front, rest = found[found["pareto"]], found[~found["pareto"]]
    small = 9 if len(found) < 100 else 4
    axes.plot(
        one * rest[first.name], other * rest[second.name], "o", color=style.GREY, markersize=small
    )
    look: Any = {"color": style.ORANGE, "markeredgecolor": style.INK, "markersize": small + 3}
    axes.plot(one * front[first.name], other * front[second.name], "D", **look)
    name_axes(axes, f"{first.label}, {unit}", f"{second.label}, {units}")
    axes.margins(0.08)
    named = _named(found, first.name)
    names = [name_of(str(name)) for name in named["label"]]
    label_points(axes, one * named[first.name], other * named[second.name], names)


def _named(found: DataFrame, first: str) -> DataFrame:
    """Return the points that get a name: those that no other beats, and today."""
    front = found[found["pareto"]].sort_values(first)
    some = np.linspace(0, len(front) - 1, min(LABELS, len(front))).round().astype(int)
    return concat([front.iloc[some], found[(found["label"] == TODAY) & ~found["pareto"]]])


ANALYSES = {"pareto": answer}
FIGURES = {"pareto": (table, chart)}
