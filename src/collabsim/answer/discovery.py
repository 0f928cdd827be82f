"""Analysis *discovery*: under which assumptions it fails."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Box, cube, differences, discover
from collabsim.analysis.cube import over_luck
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.metrics import METRICS
from collabsim.plots.about import label, said

ENOUGH = 10
"""Cases without which there is nothing to discover."""


def table(asked: Asked) -> DataFrame:
    """Return a row a case: its assumptions, whether it failed, and whether the box holds it."""
    cases, failed, _ = _cases(asked)
    box = discover(cases, failed)
    made = cases.copy()
    made["failed"] = failed
    made["inside"] = _inside(cases, box)
    for name, (low, high) in box.limits.items():
        made[f"{name}:low"], made[f"{name}:high"] = low, high
    return made


def part(asked: Asked) -> Part:
    """Return the cases, and the box in which failures gather as a sentence."""
    cases, failed, fails = _cases(asked)
    return Part({"discovery": table(asked)}, (discover(cases, failed).sentence(fails),))


def fails(asked: Asked) -> str:
    """Return what counts as failing, in words."""
    return _cases(asked)[2]


def _cases(asked: Asked) -> tuple[DataFrame, np.ndarray, str]:
    """Return cases, which of them failed, and what failing means.

    Where there are many worlds these are the cases, and the package with the largest effect
    fails if it does not add what matters. Else points are, and one fails if it falls short of
    today by what matters.
    """
    runs, metric = asked.runs, METRICS[asked.metric]
    fixed = ("world", "structure", "parameters")
    if len(runs.worlds) >= ENOUGH:
        effects = differences(runs, asked.metric)
        means = over_luck(effects.values)
        best = int(np.nanargmax(np.nanmean(means, axis=1)))
        known = ~np.isnan(means[best])
        cases = runs.worlds.drop(columns=list(fixed))[known].reset_index(drop=True)
        failed = means[best][known] < metric.matters
        what = f"{said(effects.names[best])} adds less than {metric.change(metric.matters)} to {label(asked.metric)}"
    else:
        values = over_luck(np.swapaxes(cube(runs, asked.metric), 1, 2)).mean(axis=1)
        known = ~np.isnan(values)
        known[runs.reference] = False
        cases = runs.design[list(runs.factors)][known].reset_index(drop=True)
        failed = values[known] < values[runs.reference] - metric.matters
        what = f"{label(asked.metric)} falls short of today's by {metric.change(metric.matters)} or more"
    if len(cases) < ENOUGH:
        raise Unanswered(f"it needs {ENOUGH} worlds or points; here are {len(cases)}.")
    return cases, failed, what


def _inside(cases: DataFrame, box: Box) -> np.ndarray:
    inside = np.ones(len(cases), bool)
    for name, (low, high) in box.limits.items():
        values = cases[name].to_numpy(float)
        inside &= (values > low) & (values <= high)
    return inside
