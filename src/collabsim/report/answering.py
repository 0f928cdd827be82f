"""How runs are answered: of an experiment by its analyses, of a run or a comparison by its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pandas import DataFrame

from collabsim.experiment import Finished
from collabsim.experiment.finished import answering
from collabsim.experiment.vocabulary import ANALYSES
from collabsim.report import comparison, priced, run, structural_variants, uncertainty
from collabsim.report.answer import Answer
from collabsim.report.conditions import conditions, missing, stamps, unmoved
from collabsim.report.costs_compared import cost_table
from collabsim.report.figures import chart_of, charts_of, module, runs_of
from collabsim.report.formats import capitalise, label_of, lower
from collabsim.report.judgement import judgement
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.ranking import ranking
from collabsim.report.source import source_of
from collabsim.report.summary import FORECAST, Opening, Summary, of_effects
from collabsim.report.without_runs import WITHOUT_RUNS
from collabsim.results import Results, kind_of

if TYPE_CHECKING:
    from collabsim.report.figures import Reported

LEVERS = "levers"
"""Folder inside a run's in which the levers were asked for, an experiment of its own."""

BESIDE = ("differences", "pareto")
"""Analyses that speak first only if no other does."""

ALSO = ("pareto", "priced")
"""Analyses that have something to add to what another says first."""


def answer(of: Reported) -> Answer:
    """Return the answer of an experiment, of a run or of a comparison.

    ``of`` is what ``Experiment.run`` or ``simulate`` returned, some results, or a folder of any kind.
    What an analysis cannot say, because runs failed or the design does not allow it, is said in
    ``missing``. Of a run the findings are its differences from the first scenario.

    Raises
    ------
    FolderError, ValueError : if a folder holds no results, or was damaged.
    """
    if isinstance(of, (str, Path)) and (kind := kind_of(Path(of))) in WITHOUT_RUNS:
        return WITHOUT_RUNS[kind](Path(of))
    known = runs_of(of)
    if isinstance(known, Finished):
        return _of_experiment(known)
    found = _of_run(known)
    if not isinstance(of, (str, Path)) or not (Path(of) / LEVERS).is_dir():
        return found
    return _with_levers(found, known, _of_experiment(Finished.read(Path(of) / LEVERS)))


def answer_folder(folder: str | Path) -> Answer:
    """Return the answer of an experiment's folder, once it is written there, whole or not at all.

    Raises
    ------
    FolderError : if the folder holds no experiment, is in use, or was damaged.
    """
    finished = Finished.read(folder)
    with answering(Path(folder)) as place:
        found = answer(finished)
        found.write(place)
    return found


def _of_run(results: Results) -> Answer:
    """Return what came out of one scenario, or how others differ from the first."""
    found = comparison.differences(results.tables["metrics"])
    known = [each for each in found if each.verdict != "undefined"]
    first = [each for each in known if each.metric.name == comparison.SHOWN[0]]
    costs = cost_table(results.in_full(), first) if found else DataFrame()
    findings = (
        Finding(
            f"{each.name}: {label_of(each.metric)} {comparison.describe_difference(each)}.", (each,)
        )
        for each in found
    )
    return Answer(
        run.question(results),
        source_of(results),
        comparison.summarise(results, known) if found else run.summarise(results),
        comparison.main_table(known) if found else run.headlines(results),
        beside=costs,
        cautions=(FORECAST, priced.RATES) if len(costs) else (FORECAST,),
        conditions=run.conditions(results),
        findings=tuple(findings) if found else (*map(Finding, run.findings(results)),),
        tables={"comparison": comparison.as_table(found)} if found else {},
        charts=charts_of(results),
    )


def _with_levers(found: Answer, results: Results, levers: Answer) -> Answer:
    """Return the answer of a run with that of which levers speed adoption, which leads.

    The levers are asked of some of the run's replicates: the tables say whose levels they have.
    """
    clauses = (run.held_back(results), lower(levers.summary.answer))
    goals, effects = found.ranking.copy(), levers.ranking.copy()
    goals.attrs["caption"] += f" (medians over {results.replicates:,} simulated Englands)"
    effects.attrs["caption"] = (
        f"{effects.attrs.get('caption', '')} (means over the first {levers.source.replicates:,} of "
        f"{results.replicates:,} simulated Englands; over all of them it is "
        f"{run.mean_reached(results)} without any lever)"
    )
    return replace(
        levers,
        question=f"{found.question.removesuffix('?')}, and which levers help?",
        summary=replace(levers.summary, answer=capitalise("; ".join(filter(None, clauses)))),
        ranking=effects,
        beside=goals,
        findings=(*found.findings, *levers.findings),
        certainty=(*found.certainty, *levers.certainty),
        conditions=f"{found.conditions} Levers: {levers.conditions}",
        missing=(*found.missing, *levers.missing),
        tables={**found.tables, **levers.tables},
        charts={**levers.charts, **found.charts},
    )


def _of_experiment(finished: Finished) -> Answer:
    """Return the answer of an experiment's runs."""
    question, unanswered = Question.of(finished), {}
    told: dict[str, Part] = {}
    charts = {}
    for name in finished.experiment.analyses:
        try:
            told[name] = module(ANALYSES[name]).ANALYSES[name](question)
        except Unanswered as reason:
            unanswered[name] = str(reason)
    for name in finished.experiment.figures:
        try:
            charts[name] = chart_of(question, name)
        except Unanswered as reason:
            unanswered[f"figure {name}"] = str(reason)
    parts = list(told.values())
    if not {*question.analyses} <= structural_variants.SEPARATE:
        parts = _with_structures(question, parts)
    tables = {name: table for part in parts for name, table in part.tables.items()}
    tables["uncertainty"] = uncertainty.table(question)
    certainty = tuple(uncertainty.findings(question, tables["uncertainty"]))
    opening = _opening(question, told)
    cautions = (
        *stamps(finished, question),
        *opening.cautions,
        *priced.cautions(question),
        FORECAST,
    )
    return Answer(
        finished.experiment.question,
        question.source,
        Summary(opening.answer, opening.assumptions, cautions[0]),
        opening.table,
        cautions=cautions,
        judgement=judgement(question),
        findings=tuple(each for part in parts for each in part.findings),
        certainty=certainty,
        conditions=conditions(finished, question),
        missing=(*unmoved(question), *missing(finished, question, unanswered)),
        tables=tables,
        charts=charts,
    )


def _opening(question: Question, parts: Mapping[str, Part]) -> Opening:
    """Return what the analysis that answers the question has to say first.

    The last that was asked for and can say it in a word speaks; else it is the leading effects.
    """
    told = {name: part.opening for name, part in parts.items() if part.opening}
    speaks = [name for name, each in told.items() if each.clauses]
    if speaks:
        lead = [*speaks, *(name for name in speaks if name not in BESIDE)][-1]
        every = [told[lead], *(told[name] for name in ALSO if name in told and name != lead)]
        return replace(
            told[lead],
            clauses=[clause for each in every for clause in each.clauses],
            cautions=[said for each in every for said in each.cautions],
        )
    claims, effects = question.claims(question.overall(question.leading)), question.leading
    found = of_effects(
        claims, label_of(question.metric), structural_variants.claims(question, effects)
    )
    return replace(found, table=ranking(claims, "What is done"))


def _with_structures(question: Question, parts: list[Part]) -> list[Part]:
    """Return parts between what changes sign with structure, and how far effects range over it."""
    table = structural_variants.table(question)
    first = Part.of({}, structural_variants.sign_changes(question))
    last = Part.of({"by_structure": table}, structural_variants.ranges(question))
    return [first, *parts, last]
