"""Differences: what each point changes against today, paired; the figure *effects*."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.analysis import differences
from collabsim.analysis.cube import direction
from collabsim.metrics import METRICS, Metric
from collabsim.report import structural_variants, waiting
from collabsim.report.charts import draw_rows, largest, name_rows, say_rows
from collabsim.report.claims import Claim, Metrics, claims_of, first_metric
from collabsim.report.formats import capitalise, label_of, name_of
from collabsim.report.ordering import with_sign
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.ranking import ranking
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of
from collabsim.report.summary import Opening, describe_side_effects, of_effects
from collabsim.report.titles import effect_title
from collabsim.report.wording import describe, describe_mixed, describe_none, list_largest

FEW, MOST = 3, 8
"""Points named of many; if there are no more than the second, all are."""


def table(question: Question) -> DataFrame:
    """Return the paired effects of all points on all metrics, in the baseline."""
    runs = question.runs
    return question.every_metric(lambda metric: question.overall(differences(runs, metric)))


def answer(question: Question) -> Part:
    """Return what moves the first metric, and what the largest rise does to the others."""
    found, runs = table(question), question.runs
    each = question.every_metric(lambda metric: differences(runs, metric).table())
    tables = {"differences": found, "differences_by_variant": question.by_variant(each)}
    mine = question.claims(question.first(found))
    what, count = label_of(question.metric), FEW if len(mine) > MOST else MOST
    findings = [
        Finding(f"Against today, {what} {word} with {words}.", tuple(with_sign(mine, sign)))
        for sign, word in ((1, "rises"), (-1, "falls"))
        if (words := list_largest(mine, count, sign))
    ]
    waits = None
    if waiting.pairs(question):
        tables["waiting"] = waiting.table(question)
        waits = waiting.finding(question, tables["waiting"])
    mixed, first = describe_mixed(mine, what), opening(question, found)
    if waits:
        first = waiting.opening(question, question.first(tables["waiting"]), first)
    if not findings and not mixed:
        findings = [Finding(describe_none(mine, what), tuple(mine))]
    return Part.of(tables, *findings, mixed, waits, _beside(question, found, mine), opening=first)


def opening(question: Question, found: DataFrame) -> Opening:
    """Return what the settings that do most do, and what gets worse with the first."""
    mine = question.claims(question.first(found))
    effects = differences(question.runs, question.metric.name)
    by_structure = structural_variants.claims(question, effects)
    told = of_effects(mine, label_of(question.metric), by_structure, question.called)
    worse = [
        each
        for top in with_sign(mine, int(direction(question.metric)))[:1]
        for each in describe_side_effects(
            question.claims(_others(question, found, top)), question.called(top.name)
        )
    ]
    return replace(told, cautions=(*worse,), table=ranking(mine, "What is done"))


def _others(question: Question, found: DataFrame, top: Claim) -> DataFrame:
    """Return the effects of the same on all other metrics."""
    return found[(found["name"] == top.name) & (found["metric"] != question.metric.name)]


def _beside(question: Question, found: DataFrame, mine: list[Claim]) -> Finding | None:
    """Say what the largest rise, else the largest fall, does to the other metrics."""
    for top in [*with_sign(mine, 1), *with_sign(mine, -1)][:1]:
        sure = [claim for claim in question.claims(_others(question, found, top)) if claim.sign]
        each = "; ".join(f"{label_of(claim.metric)} {describe(claim)}" for claim in sure)
        return (
            Finding(f"{capitalise(name_of(top.name))} also moves {each}.", (*sure,))
            if each
            else None
        )
    return None


def title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return what may be said of the clearest of these effects, all of which are drawn."""
    return effect_title(claims_of(found, metrics))


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the largest effects on the first metric, a row each.

    Raises
    ------
    Unanswered : if none is defined.
    """
    metric, mine = first_metric(found, source.metrics)
    every = mine.dropna(subset=["mean"])
    if every.empty:
        raise Unanswered("no point has a paired effect.")
    mine = largest(every)
    return Chart(
        title(mine, source.metrics),
        f"{source.setting}: {label_of(metric)}, difference from today on the same random "
        f"draws{source.over}{source.ranges}{shown_of(len(mine), len(every), 'points')}",
        found,
        partial(_draw, mine, metric),
        say_rows(mine, metric),
    )


def _draw(mine: DataFrame, metric: Metric, axes: Axes) -> None:
    name_rows(axes, mine["name"])
    draw_rows(axes, mine, metric, alone=True)


ANALYSES = {"differences": answer}
FIGURES = {"effects": (table, chart)}
