"""Waiting: what a setting loses by beginning later, paired with the same setting begun earlier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Effects, contrasts
from collabsim.experiment.costs import levers_of
from collabsim.experiment.factors import named, own
from collabsim.report.formats import label_of
from collabsim.report.ordering import clearest
from collabsim.report.question import Finding, Question
from collabsim.report.summary import Opening, describe_dependence
from collabsim.report.wording import describe, describe_effect


def pairs(question: Question) -> list[tuple[int, int]]:
    """Return each point that begins something later, with the one that begins all of it first.

    The two are the same in all else; a lever that is off begins nothing.
    """
    design = question.runs.design.drop(columns=["point", "label"])
    starts = DataFrame(
        {
            name: design[name]
            * ((design[lever] if lever in design else own(question.base, lever)) > 0.0)
            for lever in levers_of(question.runs.design)
            if (name := named(lever, "start")) in design
        }
    )
    if starts.empty:
        return []
    rest = design.drop(columns=[*starts.columns])
    same = (
        rest.groupby([*rest.columns], sort=False).ngroup()
        if len(rest.columns)
        else 0 * starts.sum(axis=1)
    )
    found = []
    for _, rows in starts.groupby(same, sort=False):
        first = rows.sum(axis=1).idxmin()
        later = (rows >= rows.loc[first]).all(axis=1) & (rows > rows.loc[first]).any(axis=1)
        found += [(int(point), int(first)) for point in rows.index[later]]
    return found


def effects(question: Question, metric: str) -> Effects:
    """Return what each of these points loses or gains by beginning later."""
    labels, found = question.runs.design["label"].astype(str), pairs(question)
    weights = np.zeros((len(found), len(labels)))
    for row, both in enumerate(found):
        weights[row, list(both)] = (1.0, -1.0)
    return contrasts(question.runs, metric, [labels[later] for later, _ in found], weights)


def table(question: Question) -> DataFrame:
    """Return these differences on every metric, with the point that each is taken from."""
    labels = question.runs.design["label"].astype(str)
    against = {labels[later]: labels[first] for later, first in pairs(question)}
    found = question.every_metric(lambda metric: question.overall(effects(question, metric)))
    return found.assign(against=found["name"].map(against))


def opening(question: Question, found: DataFrame, told: Opening) -> Opening:
    """Return what is told of all settings, led by the delay of which most can be said."""
    against = dict(zip(found["name"], found["against"], strict=True))
    claims = question.claims(found)
    if not claims:
        return told
    top, what = clearest(claims), label_of(question.metric)
    who = f"{question.called(top.name)} instead of {question.called(against[top.name])}"
    return replace(
        told,
        clauses=[describe_effect(top, who, what), *(s.replace(what, "it") for s in told.clauses)],
        assumptions=describe_dependence(top, who, what),
    )


def finding(question: Question, found: DataFrame) -> Finding | None:
    """Say what waiting does to the first metric, setting by setting."""
    rows = question.first(found)
    every = [(question.claim(row), str(row["against"])) for row in rows.to_dict("records")]
    each = "; ".join(
        f"{question.called(claim.name)} against {question.called(first)} {describe(claim)}"
        for claim, first in every
    )
    what = label_of(question.metric)
    return Finding(f"What waiting does to {what}: {each}.", tuple(claim for claim, _ in every))
