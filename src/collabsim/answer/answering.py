"""From a folder of runs to its answer: tables, figures and the finding in words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from pandas import DataFrame

from collabsim.analysis.effects import ENOUGH_SETS
from collabsim.answer import (
    certainty,
    channels,
    classes,
    discovery,
    effects,
    goals,
    interactions,
    levers,
    robustness,
    screening,
    structures,
)
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.figures import drawn
from collabsim.claims import listed, missed
from collabsim.composition import BARRIERS
from collabsim.experiment import Finished
from collabsim.experiment.finished import answering
from collabsim.intervals import alike
from collabsim.metrics import BARRIER_LABELS, METRICS
from collabsim.report.about import capital, label, variant
from collabsim.report.style import save, written
from collabsim.results import write_csv
from collabsim.results.files import write_whole
from collabsim.scenario.differences import differences_told
from collabsim.summary import ILLUSTRATIVE, PRACTICE

BRACKETS = (
    "In brackets: 95% interval of the mean of paired runs (Monte Carlo error and, of "
    f"{ENOUGH_SETS} parameter sets or more, their scatter), then the range of means over sets and "
    "over structures. An effect is claimed only if this interval, that of Monte Carlo error held "
    "against being one of all that were looked at, and the mean of every set and structure allow "
    "it. Points are percentage points."
)
"""What stands in brackets, and what a claim rests on."""

PARTS: Mapping[str, Callable[[Asked], Part]] = MappingProxyType(
    {
        "differences": effects.part,
        "levers": levers.part,
        "interactions": interactions.part,
        "channels": channels.part,
        "classes": classes.part,
        "sobol": screening.sobol_part,
        "morris": screening.morris_part,
        "robustness": robustness.part,
        "pareto": goals.part,
        "discovery": discovery.part,
    }
)
"""What every analysis that an experiment file can name gives."""


def answer(folder: Path) -> str:
    """Return the finding of an experiment's folder, once tables and figures are written there.

    Writes ``answer/finding.txt``, a CSV for every table, and SVG, PNG and CSV for every figure.
    What an analysis cannot say, because runs failed or the design does not allow it, is said in
    the finding.

    Raises
    ------
    FolderError : if the folder holds no experiment, is in use, or was damaged.
    """
    finished = Finished.read(folder)
    with answering(Path(folder)) as place:
        return _answer(finished, place)


def _answer(finished: Finished, place: Path) -> str:
    """Return the finding, once tables and figures are written at a place."""
    asked = Asked.of(finished)
    tables, finding, unanswered = _analysed(asked, finished.experiment.analyses)
    if not {*asked.analyses} <= structures.APART:
        finding = [*structures.turns(asked), *finding, *structures.ranges(asked)]
        tables["by_structure"] = structures.table(asked)
    for name in finished.experiment.figures:
        try:
            figure, numbers = drawn(name, asked)
            save(figure, written(numbers), place / f"figure_{name}")
        except Unanswered as reason:
            unanswered[f"figure {name}"] = str(reason)
    tables["doubt"] = certainty.table(asked)
    for name, table in tables.items():
        write_csv(written(table), place / f"{name}.csv")
    finding = [*_practice(asked), *_switched_off(finished), *_unmoved(asked), *finding]
    sure = certainty.sentences(asked, tables["doubt"])
    missing = certainty.missing(finished, asked, unanswered)
    text = _text(finished, asked, finding, sure, missing)
    write_whole(place / "finding.txt", f"{text}\n".encode())
    return text


def _practice(asked: Asked) -> list[str]:
    """Say so if the places are not England's, lest its numbers be quoted."""
    return [f"{PRACTICE}: no number here is one of England."] if asked.about.practice else []


def _switched_off(finished: Finished) -> list[str]:
    """Say which barriers the base switches off: what is found holds without them."""
    off = finished.experiment.base.parameters.barriers
    names = [BARRIER_LABELS[name] for name in BARRIERS if not getattr(off, name)]
    if not names:
        return []
    count = "1 barrier" if len(names) == 1 else f"{len(names)} of {len(BARRIERS)} barriers"
    return [f"The base switches off {count}: {listed(names)}. What is found holds without them."]


def _unmoved(asked: Asked) -> list[str]:
    """Say so if the first metric is the same in every run, or defined in none: nothing is known of it."""
    values = asked.runs.runs[asked.metric].dropna()
    if not len(values):
        return [f"{capital(label(asked.metric))} is not defined in any run."]
    if not alike(values, METRICS[asked.metric].matters):
        return []
    number = METRICS[asked.metric].text(float(values.iloc[0]))
    said_so = f"{capital(label(asked.metric))} is {number} in every one of {len(values):,} runs"
    return [f"{said_so}: nothing can be told of it. {capital(missed(asked.about.replicates))}."]


def _analysed(
    asked: Asked, names: tuple[str, ...]
) -> tuple[dict[str, DataFrame], list[str], dict[str, str]]:
    """Return tables, sentences, and the reason why of each analysis that could not be made."""
    tables: dict[str, DataFrame] = {}
    finding: list[str] = []
    unanswered: dict[str, str] = {}
    for name in names:
        try:
            made = PARTS[name](asked)
        except Unanswered as reason:
            unanswered[name] = str(reason)
            continue
        tables |= made.tables
        finding += made.finding
    return tables, finding, unanswered


def _text(
    finished: Finished, asked: Asked, finding: list[str], sure: list[str], missing: list[str]
) -> str:
    blocks = {
        "Finding": finding or ["No analysis was asked for, or none could be made."],
        "How sure": sure,
        "Conditions": [_conditions(finished, asked)],
        "What is missing": missing,
    }
    lines = [textwrap.fill(finished.experiment.question, 100)]
    for head, sentences in blocks.items():
        if sentences:
            lines += ["", head]
            lines += [
                textwrap.fill(each, 100, initial_indent="  ", subsequent_indent="    ")
                for each in sentences
            ]
    return "\n".join([*lines, "", ILLUSTRATIVE])


def _different(finished: Finished) -> str:
    """Say in what the base differs from the England that ships, if in anything."""
    told = differences_told(finished.experiment.base)
    return f" {told}" if told else ""


def _conditions(finished: Finished, asked: Asked) -> str:
    named = listed(variant(str(name)) for name in asked.runs.variants["structure"].unique())
    sets = asked.runs.variants["parameters"].nunique()
    whose = structures.accepted_of(finished)
    state = finished.state()
    return (
        f"{asked.about.setting}; {len(asked.runs.design):,} settings, {asked.about.replicates} replicates (seed "
        f"{asked.about.seed}), structures: {named}; parameter sets: {sets}{whose}; {state['finished']:,} of "
        f"{sum(state.values()):,} runs. {BRACKETS}{structures.whose(asked)}"
        f"{structures.untried(finished)}{structures.left_out(finished)}{_different(finished)}"
    )
