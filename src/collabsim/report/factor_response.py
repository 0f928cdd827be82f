"""Grids: a metric along the values of one factor, and the effect of another factor along it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Effects, contrasts
from collabsim.experiment.variants import OWN
from collabsim.report.formats import (
    capitalise,
    format_list,
    label_of,
    name_of,
    variant_name,
)
from collabsim.report.question import Finding, Question
from collabsim.report.wording import describe

LEVELS = {"mean": "level_mean", "low": "level_low", "high": "level_high"}
"""Columns of a level, beside those of its change since the first value of the line."""


def response(question: Question) -> DataFrame:
    """Return every metric along a factor, a line for each level of the next.

    In every structural variant, averaged over its parameter sets. Effects are what has changed
    since the line's first value, paired: of two levels that share their random draws it tells what
    the factor does. The levels stand in ``level_mean`` with ``level_low`` and ``level_high``.
    """
    along, applied, third = question.axes
    places = [
        (value, level, question.point_at({along: value, applied: level}))
        for level in (question.levels[applied] if applied else (0.0,))
        for value in sorted(question.levels[along])
    ]
    rows = DataFrame(places, columns=["value", "level", "point"])
    rows["line"] = [question.word(applied, level) for level in rows["level"]]
    at = np.eye(len(question.runs.design))[rows["point"]]
    first = at[rows.groupby("level")["point"].transform(lambda points: points.index[0])]

    def of(metric: str) -> DataFrame:
        names = [str(n) for n in rows.index]
        levels, since = (
            _with_rows(question, contrasts(question.runs, metric, names, weights), rows)
            for weights in (at, at - first)
        )
        return since.assign(**{name: levels[end] for end, name in LEVELS.items()})

    held = f"{name_of(third)} at {question.levels[third][0]:g}" if third else ""
    return question.every_metric(of).assign(factor=along, applied=applied, held=held)


def turning(question: Question) -> DataFrame:
    """Return what the applied factor changes along the horizontal one, in every structural variant."""
    along, applied, _ = question.axes
    made = question.every_metric(
        lambda metric: _with_rows(question, *question.effect_along(metric))
    )
    ends = {"applied_from": question.levels[applied][0], "applied_to": question.levels[applied][-1]}
    return made.assign(factor=along, applied=applied, **ends)


def steps(question: Question) -> DataFrame:
    """Return what each step along the horizontal factor changes, and all of them (``whole``).

    All else stands at its first value. In every structural variant.
    """
    along, _, _ = question.axes
    values = sorted(question.levels[along])
    ends = [(values[0], values[-1]), *(pairwise(values) if len(values) > 2 else [])]
    weights = np.zeros((len(ends), len(question.runs.design)))
    for row, (start, end) in zip(weights, ends, strict=True):
        row[question.point_at({along: end})] += 1.0
        row[question.point_at({along: start})] -= 1.0
    names = [f"{start:g} to {end:g}" for start, end in ends]

    def of(metric: str) -> DataFrame:
        return question.by_structure(contrasts(question.runs, metric, names, weights))

    made = question.every_metric(of)
    return made.assign(whole=made["name"] == names[0], factor=along)


def _with_rows(question: Question, effects: Effects, rows: DataFrame) -> DataFrame:
    """Return effects in every structural variant with the values that each stands at."""
    made = question.by_structure(effects)
    place = made["name"].map({name: n for n, name in enumerate(effects.names)})
    made.insert(1, "structure", made.pop("structure"))
    for n, name in enumerate(("value", "level", "line")):
        made.insert(2 + n, name, rows[name].to_numpy()[place])
    return made


def along_tables(question: Question) -> dict[str, DataFrame]:
    """Return the tables of effects along a factor."""
    return {"turning": turning(question), "steps": steps(question)}


def along_findings(question: Question, tables: dict[str, DataFrame]) -> list[Finding | None]:
    """Say how far the horizontal factor moves each metric, then what the applied one does along it."""
    return [*_steps(tables["steps"], question), _turning(tables["turning"], question)]


def _steps(found: DataFrame, question: Question) -> list[Finding]:
    """Say how far the horizontal factor moves each metric, and the first one step by step."""
    metric, what = question.metric.name, label_of(question.metric)
    every = found[found["whole"]].dropna(subset=["mean"])
    mine, rest = every[every["metric"] == metric], every[every["metric"] != metric]
    if mine.empty:
        return []
    each = (
        f"in {variant_name(row['structure'])} {describe(question.claim(row))}"
        for _, row in mine.iterrows()
    )
    span = f"From {mine['name'].iloc[0]} of {name_of(question.axes[0])}, {_rest(question)}"
    findings = [Finding(f"{span}, {what} changes: {'; '.join(each)}.", (*question.claims(mine),))]
    base = found[(found["structure"] == OWN) & ~found["whole"] & (found["metric"] == metric)]
    if len(base) > 1:
        words = (f"{row['name']}: {describe(question.claim(row))}" for _, row in base.iterrows())
        sentence = f"Step by step in the baseline: {'; '.join(words)}."
        findings.append(Finding(sentence, (*question.claims(base),)))
    sure = [claim for claim in question.claims(rest[rest["structure"] == OWN]) if claim.sign]
    if sure:
        others = "; ".join(f"{label_of(claim.metric)} {describe(claim)}" for claim in sure)
        findings.append(Finding(f"With it, in the baseline, {others}.", (*sure,)))
    return findings


def _rest(question: Question) -> str:
    """Say where all factors but the horizontal one are held: each at its first value."""
    off = [name for name in question.held_elsewhere if name != question.axes[0]]
    firsts = {name: question.value(name, question.levels[name][0]) for name in off}
    held = format_list(f"{name_of(name)} at {first}" for name, first in firsts.items())
    return f"with {held} and all else as today" if off else "all else as today"


def _turning(found: DataFrame, question: Question) -> Finding:
    """Say what the applied factor does at the ends of the other, in every structural variant."""
    along, applied = (name_of(name) for name in question.axes[:2])
    what, mine = label_of(question.metric), question.first(found)
    known = mine.dropna(subset=["mean"]).sort_values("value", kind="stable")
    sentences = []
    for structure, rows in known.groupby("structure", sort=False):
        each = []
        for line, values in rows.groupby("line", sort=False):
            ends = values.iloc[[0, -1] if len(values) > 1 else [0]]
            words = (
                f"at {question.value(question.axes[0], row['value'])} {describe(question.claim(row))}"
                for _, row in ends.iterrows()
            )
            where = f"with {line} " if line else ""
            each.append(f"{where}{format_list(words)}{_turn(question, values)}")
        sentences.append(f"{capitalise(variant_name(str(structure)))}: {'; '.join(each)}.")
    if not sentences:
        return Finding(f"No effect of {applied} on {what} is defined.")
    start, end = (
        question.value(question.axes[1], mine[f"applied_{name}"].iloc[0]) for name in ("from", "to")
    )
    head = f"Effect of {applied} ({start} to {end}) on {what} along {along}."
    return Finding(f"{head} {' '.join(sentences)}", tuple(question.claims(known)))


def _turn(question: Question, rows: DataFrame) -> str:
    """Say between which values an effect changes sign, if both signs may be claimed."""
    signs = np.array([question.claim(row).sign for _, row in rows.iterrows()])
    values = rows["value"].to_numpy()[signs != 0]
    changes = np.flatnonzero(np.diff(signs[signs != 0]))
    if not len(changes):
        return ""
    ends = (question.value(question.axes[0], values[changes[0] + n]) for n in (0, 1))
    return f", changing sign between {' and '.join(ends)}"
