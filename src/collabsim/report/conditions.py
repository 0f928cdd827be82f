"""Of what a finding holds: the baseline, variants, seed and runs; and what is missing of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from collabsim.analysis.effects import ENOUGH_SETS
from collabsim.composition import BARRIERS
from collabsim.experiment import Finished
from collabsim.experiment.parameter_sets import PLAUSIBLE_SETS, describe_left_out, plausible_in
from collabsim.intervals import alike
from collabsim.metrics import BARRIER_LABELS
from collabsim.report.formats import (
    capitalise,
    format_count,
    format_list,
    label_of,
    spell_out,
    variant_name,
)
from collabsim.report.question import Question
from collabsim.report.structural_variants import whose
from collabsim.report.wording import describe_identical
from collabsim.scenario.differences import describe_differences

BRACKETS = (
    "In brackets: 95% interval of the mean of paired runs (Monte Carlo error and, of "
    f"{ENOUGH_SETS} parameter sets or more, their scatter), then the ranges of means over parameter "
    "sets and over structural variants. An effect is claimed only if this interval, that of Monte Carlo "
    "error held against being one of all that were looked at, and the mean of every alternative "
    "allow it. Points are percentage points."
)
"""What stands in brackets, and what a claim rests on."""


def stamps(finished: Finished, question: Question) -> list[str]:
    """Say what has to be known before anything is concluded.

    That places are not England's, lest its numbers be quoted, and which barriers the base switches off.
    """
    said = []
    if question.source.practice:
        said.append("Do not quote any of these numbers for England: they are of a practice world.")
    off = finished.experiment.base.parameters.barriers
    names = [BARRIER_LABELS[name] for name in BARRIERS if not getattr(off, name)]
    if names:
        count = "1 barrier" if len(names) == 1 else f"{len(names)} of {len(BARRIERS)} barriers"
        said.append(
            f"Do not conclude that it holds where {count} bind: the base switches off {format_list(names)}."
        )
    return said


def unmoved(question: Question) -> list[str]:
    """Say that the first metric is the same in every run, or defined in none."""
    values, what = (
        question.runs.runs[question.metric.name].dropna(),
        capitalise(label_of(question.metric)),
    )
    if not len(values):
        return [f"{what} is not defined in any run."]
    if not alike(values, question.metric.matters):
        return []
    number = question.metric.text(float(values.iloc[0]))
    same = f"{what} is {number} in every one of {len(values):,} runs"
    return [
        f"{same}: nothing can be said of it. {capitalise(describe_identical(question.source.replicates))}."
    ]


def conditions(finished: Finished, question: Question) -> str:
    """Return of what the findings hold, and what their brackets are."""
    source, state, runs = question.source, finished.state(), question.runs
    named = format_list(variant_name(str(name)) for name in runs.variants["structure"].unique())
    plausible = _plausible(finished)
    kind = ", that of the baseline and others that are plausible for England" if plausible else ""
    left_out, differs = (
        describe_left_out(finished.experiment.left_out),
        describe_differences(finished.experiment.base),
    )
    more = (
        whose(question),
        _untried(plausible),
        f" {left_out}" if left_out else "",
        " The sets were found plausible together with them." if left_out and plausible else "",
        f" {differs}" if differs else "",
    )
    return (
        f"{source.setting}; {len(runs.design):,} settings, {format_count(source.replicates, 'replicate')} "
        f"(seed {source.seed}), structural variants: {named}; parameter sets: "
        f"{runs.variants['parameters'].nunique()}{kind}; {state['finished']:,} of "
        f"{sum(state.values()):,} runs. {BRACKETS}{''.join(more)}"
    )


def _plausible(finished: Finished) -> dict[str, Any]:
    """Return ``[variants]`` of the file if it takes the plausible sets that ship, else nothing."""
    variants: dict[str, Any] = tomllib.loads(finished.experiment.text).get("variants", {})
    return variants if variants.get("parameters") == PLAUSIBLE_SETS else {}


def _untried(plausible: Mapping[str, Any]) -> str:
    """Say in which structural variants plausible sets were never held to data; nothing if in none."""
    names = [
        variant_name(name)
        for name, groups in plausible.get("structures", {}).items()
        if plausible_in([{f"{g}.{key}": x for g in groups for key, x in groups[g].items()}]) is None
    ]
    return (
        f" In {format_list(names)} the parameter sets were never held to the data." if names else ""
    )


def missing(finished: Finished, question: Question, unanswered: Mapping[str, str]) -> list[str]:
    """Say which runs failed or are still to be run, what that does, and what was not answered."""
    state, runs, said = finished.state(), question.runs, []
    if state["failed"]:
        reason = str(runs.failures["reason"].value_counts().index[0])
        said.append(
            f"{format_count(state['failed'], 'run')} failed, mostly: {reason}. Effects are of the "
            "replicates that have all the runs they need; collabsim rerun tries the others again."
        )
    if state["missing"]:
        left = format_count(state["missing"], "run")
        said.append(f"Still missing: {left}; the same command runs them.")
    said += [
        f"{spell_out(name)} could not be worked out: {why}" for name, why in unanswered.items()
    ]
    undefined = [
        label_of(runs.metric(name)) for name in runs.metrics if runs.runs[name].isna().all()
    ]
    if undefined:
        said.append(f"Undefined in every run: {format_list(undefined)}.")
    return said
