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
from collabsim.report.charts import draw_rows, largest, name_rows
from collabsim.report.claims import Claim, Metrics, claims_of, metric_of
from collabsim.report.formats import capitalise, label_of, name_of
from collabsim.report.ordering import clearest, with_sign
from collabsim.report.question import Finding, Part, Question
from collabsim.report.ranking import ranking
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of
from collabsim.report.summary import Opening, describe_side_effects, of_effects
from collabsim.report.wording import describe, describe_mixed, describe_none, headline, list_largest

FEW, MOST = 3, 8
"""Points named of many; if there are no more than the second, all are."""

WORDS = 5
"""Words of a point's label that a title has room for."""


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
    """Return what may be said of the clearest of these effects."""
    every = claims_of(found, metrics)
    if not every:
        return "No point has a paired effect to show"
    top = clearest(every)
    who = name_of(top.name)
    who = capitalise(who) if len(who.split()) <= WORDS else "The largest"
    return headline(top, who, len(every))


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the largest effects on the first metric, a row each."""
    metric = metric_of(found, source.metrics)
    every = found[found["metric"] == metric.name]
    mine = largest(every)
    dashed = f"; dashed: means of {source.variants} alternatives" if source.variants > 1 else ""
    return Chart(
        title(every, source.metrics),
        f"{source.setting}: {label_of(metric)}, paired difference from today{source.over}. "
        f"{source.bar}{dashed}; grey: too small to matter{shown_of(len(mine), len(every), 'points')}",
        found,
        partial(_draw, mine, metric, variants=source.variants > 1),
        left=0.34,
        right=0.96,
    )


def _draw(mine: DataFrame, metric: Metric, axes: Axes, *, variants: bool) -> None:
    draw_rows(axes, mine, metric, variants=variants)
    name_rows(axes, mine["name"])


ANALYSES = {"differences": answer}
FIGURES = {"effects": (table, chart)}
