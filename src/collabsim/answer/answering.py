"""From a folder of runs to its answer: tables, figures and the finding in words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from pandas import DataFrame

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
from collabsim.answer.words import listed
from collabsim.experiment import Finished
from collabsim.experiment.finished import answering
from collabsim.metrics import METRICS
from collabsim.plots.about import capital, label, said
from collabsim.plots.style import save
from collabsim.results import write_csv
from collabsim.results.files import write_whole
from collabsim.summary import ILLUSTRATIVE

LEARNT_ON = "Small"
"""The world that ships to learn on."""

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
            save(figure, numbers, place / f"figure_{name}")
        except Unanswered as reason:
            unanswered[f"figure {name}"] = str(reason)
    tables["doubt"] = certainty.table(asked)
    for name, table in tables.items():
        write_csv(table, place / f"{name}.csv")
    finding = [*_learnt_on(finished, asked), *_unmoved(asked), *finding]
    sure = certainty.sentences(asked, tables["doubt"])
    missing = certainty.missing(finished, asked, unanswered)
    text = _text(finished, asked, finding, sure, missing)
    write_whole(place / "finding.txt", f"{text}\n".encode())
    return text


def _learnt_on(finished: Finished, asked: Asked) -> list[str]:
    """Say so if the world is the one to learn on, lest its numbers be quoted."""
    if finished.experiment.base.name != LEARNT_ON:
        return []
    many = "1 replicate" if asked.about.replicates == 1 else f"{asked.about.replicates} replicates"
    return [f"In the world to learn on, {many}; no number here is one of England."]


def _unmoved(asked: Asked) -> list[str]:
    """Say so if the first metric is the same in every run: nothing is known of what never moves."""
    values = asked.runs.runs[asked.metric].dropna().unique()
    if len(values) != 1:
        return []
    known = METRICS[asked.metric]
    said_so = f"{capital(label(asked.metric))} is {known.text(float(values[0]))} in every run"
    return [f"{said_so}: in this world nothing that was tried can be told from anything else."]


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


def _conditions(finished: Finished, asked: Asked) -> str:
    named = listed(said(str(name)) for name in asked.runs.worlds["structure"].unique())
    sets = asked.runs.worlds["parameters"].nunique()
    whose = structures.accepted_of(finished)
    state = finished.state()
    return (
        f"{asked.about.setting}; {len(asked.runs.design):,} settings, {asked.about.replicates} replicates (seed "
        f"{asked.about.seed}), structures: {named}; parameter sets: {sets}{whose}; {state['finished']:,} of "
        f"{sum(state.values()):,} runs. In brackets: 95% intervals of means of paired runs, luck only; points are percentage points.{structures.whose(asked)}"
        f"{structures.untried(finished)}{structures.left_out(finished)}"
    )
