"""Interactions: what two do together beyond each, and where an effect changes sign.

The figure *interactions* shows the pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.analysis import Effects, contrasts, interactions, levels
from collabsim.analysis import differences as differences_from_today
from collabsim.analysis.cube import direction
from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS, Metric
from collabsim.report import differences
from collabsim.report.charts import draw_rows, largest, name_rows, say_rows
from collabsim.report.claims import Claim, Metrics, first_metric
from collabsim.report.factor_response import along_findings, along_tables
from collabsim.report.formats import (
    capitalise,
    label_of,
    pair_name,
    variant_name,
)
from collabsim.report.openings import of_grid
from collabsim.report.ordering import with_sign
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of
from collabsim.report.summary import Opening
from collabsim.report.titles import effect_title, format_amount
from collabsim.report.wording import caveat, describe, describe_none, list_largest

FEW, ROWS = 3, 7
"""So many pairs are given by structural variant, more only in the baseline. Rows drawn: names of two need two lines."""


def pairs(question: Question, metric: str) -> Effects:
    """Return the interaction of every pair of factors or, of listed points, of every sum.

    A listed point is held against today and two others, if those change different factors and it
    changes just what the two of them do. Values tell, whatever points are called.
    """
    try:
        return interactions(question.runs, metric)
    except ValueError:
        sums = _sums(question) if question.kind == "list" else []
        if not sums:
            raise Unanswered(
                "it needs all combinations of levers, or a point that changes what two others do, "
                "which have no factor in common."
            ) from None
    labels = question.runs.design["label"].astype(str)
    weights = np.zeros((len(sums), len(labels)))
    for row, (both, one, other) in zip(weights, sums, strict=True):
        row[[both, question.runs.reference]] += 1.0
        row[[one, other]] -= 1.0
    names = [f"{labels[one]} x {labels[other]}" for _, one, other in sums]
    return contrasts(question.runs, metric, names, weights)


def _sums(question: Question) -> list[tuple[int, int, int]]:
    """Return every point that changes just what two others change, apart from each other."""
    design = levels(question.runs)
    today = design[question.runs.reference]
    changes = [frozenset((f, row[f]) for f in np.flatnonzero(row != today)) for row in design]
    places = {each: n for n, each in enumerate(changes) if each}
    found = []
    for both, whole in enumerate(changes):
        for part, one in places.items():
            other = places.get(whole - part, -1) if part < whole else -1
            if one < other:
                found.append((both, one, other))
    return found


def _policy(question: Question, metric: str) -> Effects:
    """Return the pairs that hold a lever, if any factor is one: others are conditions."""
    found = pairs(question, metric)
    if all("." in name for name in question.levels):
        return found
    kept = [n for n, name in enumerate(found.names) if not all("." in e for e in name.split(" x "))]
    return found.only(kept)


def table(question: Question) -> DataFrame:
    """Return the interactions in every structural variant, averaged over its parameter sets."""
    return question.every_metric(lambda each: question.by_structure(_policy(question, each)))


def answer(question: Question) -> Part:
    """Return the strongest pairs, and what one factor does along another."""
    tables: dict[str, DataFrame] = {}
    found: Sequence[Finding | None] = ()
    beyond = None
    try:
        tables["interactions"] = table(question)
        each = question.every_metric(lambda metric: _policy(question, metric).table())
        tables["interactions_by_variant"] = question.by_variant(each)
        beyond = _beyond(tables["interactions"], question)
    except Unanswered:
        if question.kind != "grid":
            raise
    try:
        more = along_tables(question)
        tables |= more
        found = along_findings(question, more)
    except Unanswered:
        if not tables:
            raise
    opening = None
    if "turning" in tables:
        opening = of_grid(question, tables["turning"], tables["steps"])
    elif question.kind == "list":
        opening = _together(question, tables["interactions"])
    return Part.of(tables, *found[:-1], beyond, *found[-1:], opening=opening)


def _together(question: Question, found: DataFrame) -> Opening:
    """Return what settings do, and how many times what two do apart they do together."""
    told = differences.opening(question, differences.table(question))
    rows = question.first(found)
    pairs = with_sign(
        question.claims(rows[rows["structure"] == OWN]), int(direction(question.metric))
    )
    today = question.claims(
        question.overall(differences_from_today(question.runs, question.metric.name))
    )
    if not pairs or not today:
        return told
    top, level = pairs[0], today[0].start
    apart = top.start - level
    if not apart * direction(question.metric) > 0.0:
        return told
    one, other = (f'"{each}"' for each in top.name.split(" x "))
    times = (
        f"together {one} and {other} do {(apart + top.mean) / apart:.1f} times what they do apart"
    )
    return replace(told, clauses=[told.clauses[0], times, *told.clauses[1:]])


def _beyond(found: DataFrame, question: Question) -> Finding:
    """Say which pairs do more or less than the sum of each; of few, every one in every variant."""
    mine = question.first(found).dropna(subset=["mean"])
    whole, what = mine[mine["structure"] == OWN], label_of(question.metric)
    if whole.empty:
        return Finding("No interaction is defined in the baseline.")
    if len(whole) <= FEW and mine["structure"].nunique() > 1:
        each = []
        for name, rows in mine.groupby("name", sort=False):
            inside = (
                f"in {variant_name(str(row['structure']))} {describe(question.claim(row))}"
                for _, row in rows.iterrows()
            )
            each.append(f"{capitalise(pair_name(str(name)))}: {'; '.join(inside)}.")
        return Finding(
            f"On {what}, both less the sum of each. {' '.join(each)}", (*question.claims(mine),)
        )
    every = question.claims(whole)
    verbs = {1: "reinforce each other", -1: "get in each other's way"}
    words = [
        f"{len(with_sign(every, sign))} of {len(every)} pairs {verb}: {few}"
        for sign, verb in verbs.items()
        if (few := list_largest(every, FEW, sign, pair_name))
    ]
    if not words:
        return Finding(describe_none(every, f"{what} beyond the sum of each", pair_name), (*every,))
    return Finding(f"On {what}, {'; '.join(words)}.", (*with_sign(every, 1), *with_sign(every, -1)))


def title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return which pair does most beyond the sum of its parts, of those of which that may be said."""
    rows = found.dropna(subset=["mean"])
    every = [(Claim.of(row, metrics), str(row["structure"])) for row in rows.to_dict("records")]
    sure = [each for each in every if each[0].sign]
    if not sure:
        claims = [claim for claim, _ in every]
        return effect_title(claims, f"doing {_pairs(claims)} together, beyond the sum of each,")
    top, structure = max(sure, key=lambda each: abs(each[0].mean))
    way = "more" if top.mean > 0.0 else "less"
    size = f"{format_amount(top.metric, top.mean)} {way} {label_of(top.metric)}"
    where = f" in {variant_name(structure)}" if found["structure"].nunique() > 1 else ""
    return f"{capitalise(pair_name(top.name))} together bring {size} than the sum of each{where}{caveat(top)}"


def _pairs(claims: list[Claim]) -> str:
    """Return which pairs these are: the one, or any."""
    names = {claim.name for claim in claims}
    return pair_name(*names) if len(names) == 1 else "any two of these"


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the largest interactions, a row each; of few pairs, each in every structural variant.

    Raises
    ------
    Unanswered : if none is defined.
    """
    metric, mine = first_metric(found, source.metrics)
    every = mine.dropna(subset=["mean"])
    whole = every[every["structure"] == OWN]
    few = len(whole) < FEW and every["structure"].nunique() > 1
    rows, scope = _by_structure(every) if few else (whole, f"a row a pair{source.over}")
    shown = largest(rows, ROWS)
    if shown.empty:
        raise Unanswered("no interaction is defined.")
    return Chart(
        title(every.loc[shown.index], source.metrics),
        f"{source.setting}: {label_of(metric)}, what both change less what each changes alone; "
        f"{scope}{shown_of(len(shown), len(rows), 'rows')}",
        found,
        partial(_draw, shown, metric),
        say_rows(shown, metric),
    )


def _draw(shown: DataFrame, metric: Metric, axes: Axes) -> None:
    name_rows(axes, [pair_name(str(name)) for name in shown["name"]])
    draw_rows(axes, shown.drop(columns="variants"), metric, alone=True)


def _by_structure(found: DataFrame) -> tuple[DataFrame, str]:
    """Return rows named by all that tells them apart, and what a row is."""
    kinds = {"name": "pair", "structure": "structural variant"}
    words = {
        "name": found["name"].map(lambda name: pair_name(str(name))),
        "structure": found["structure"].map(lambda name: variant_name(str(name))),
    }
    apart = [column for column in kinds if found[column].nunique() > 1]
    names = [", ".join(row) for row in zip(*(words[each] for each in apart), strict=True)]
    of = "" if "name" in apart else f"{words['name'].iloc[0]}, "
    return found.assign(name=names), f"{of}a row a {' and '.join(kinds[each] for each in apart)}"


ANALYSES = {"interactions": answer}
FIGURES = {"interactions": (table, chart)}
