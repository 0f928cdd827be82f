"""From runs to their answer, data first: tables, findings and figures; text and files are made of them."""

from __future__ import annotations

import json
import textwrap
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pandas import DataFrame, read_csv

from collabsim.experiment import Finished
from collabsim.experiment.finished import answering
from collabsim.experiment.vocabulary import ANALYSES, FIGURES
from collabsim.report import (
    comparison,
    england_map,
    priced,
    run,
    structural_variants,
    uncertainty,
)
from collabsim.report.conditions import conditions, missing, stamps, unmoved
from collabsim.report.formats import capitalise, label_of, lower
from collabsim.report.judgement import judgement
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.ranking import ranking
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.report.scenarios import SCENARIO_FIGURES
from collabsim.report.source import ILLUSTRATIVE, PRACTICE, Source, source_of
from collabsim.report.style import Chart, save
from collabsim.report.summary import FORECAST, Opening, Summary, of_effects
from collabsim.results import Results, kind_of, write_csv
from collabsim.results.dictionary import dictionary_of
from collabsim.results.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from collabsim.simulation import Simulation

    Reported = Simulation | Results | Finished | str | Path

LEVERS = "levers"
"""Folder inside a run's in which the levers were asked for, an experiment of its own."""

BESIDE = ("differences", "pareto")
"""Analyses that speak first only if no other does."""

GOALS = ("goodhart", "pareto")
"""Figures that do not stand on the first metric alone."""


@dataclass(frozen=True, repr=False)
class Answer:
    """What runs say.

    Attributes
    ----------
    question : what was asked.
    source : where the numbers come from.
    summary : three sentences: the answer, how much it depends on assumptions, what not to conclude.
    ranking : the main table as people read it, every cell a text, units in the headings; empty if
        there is nothing to rank. ``attrs["caption"]`` says what it shows.
    beside : another table of that kind: of a run that also asked for levers, its goals.
    cautions : everything that should not be concluded.
    judgement : what of it rests on judgement: how good the evidence is for what was varied.
    findings : sentences, each with the effects it tells of.
    certainty : how certain they are: Monte Carlo error, parameters and structure apart.
    conditions : of what the findings hold.
    missing : what failed, is still to be run, or could not be worked out, and why.
    tables : by file name.
    charts : the figures that were asked for, by name.
    """

    question: str
    source: Source
    summary: Summary
    ranking: DataFrame = field(default_factory=DataFrame)
    beside: DataFrame = field(default_factory=DataFrame)
    cautions: tuple[str, ...] = ()
    judgement: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    certainty: tuple[Finding, ...] = ()
    conditions: str = ""
    missing: tuple[str, ...] = ()
    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name what it holds; ``text`` says it."""
        tables, figures = ", ".join(self.tables) or "none", ", ".join(self.charts) or "none"
        return f"Answer({self.question!r}: tables {tables}; figures {figures})"

    @property
    def text(self) -> str:
        """The answer as a page of text: what a director reads first, statistics beneath."""
        blocks = {
            "What is missing": self.missing,
            "How sure": [each.sentence for each in self.certainty],
            "What not to conclude": self.cautions,
            "What rests on judgement": self.judgement,
            "Details": [each.sentence for each in self.findings],
            "Conditions": [self.conditions] if self.conditions else [],
        }
        stamp = (
            [f"{PRACTICE}: no number here is one of England.", ""] if self.source.practice else []
        )
        lines = [_filled(self.question), "", *stamp, *map(_filled, self.summary.sentences)]
        lines += _block("What is missing", blocks.pop("What is missing"))
        lines += [line for table in (self.ranking, self.beside) for line in _table(table)]
        lines += [line for head, said in blocks.items() for line in _block(head, said)]
        return "\n".join([*lines, "", ILLUSTRATIVE])

    @property
    def findings_table(self) -> DataFrame:
        """The findings as a table, a row for each effect that a sentence tells of."""
        rows: list[dict[str, Any]] = []
        for each in self.findings:
            claims = [claim.row for claim in each.effects] or [{}]
            rows += [{"sentence": each.sentence, **claim} for claim in claims]
        return DataFrame(rows, columns=None if rows else ["sentence"])

    def write(self, out: str | Path) -> None:
        """Write ``finding.txt``, a CSV for every table, and SVG, PNG and CSV for every figure.

        ``dictionary.csv`` says what the columns are.

        ``out`` is a folder, made if it is not there.
        """
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, chart in self.charts.items():
            save(chart.page(self.source), as_written(chart.numbers), folder / f"figure_{name}")
        tables = {**self.tables, "findings": self.findings_table}
        every = [*(chart.numbers for chart in self.charts.values()), *tables.values()]
        names = (name for table in every for name in as_written(table))
        for name, table in {**tables, "dictionary": dictionary_of(names)}.items():
            write_csv(as_written(table), folder / f"{name}.csv")
        write_whole(folder / "finding.txt", f"{self.text}\n".encode())


def answer(of: Reported) -> Answer:
    """Return the answer of an experiment, of a run or of a comparison.

    ``of`` is what ``Experiment.run`` or ``simulate`` returned, some results, or a folder of either.
    What an analysis cannot say, because runs failed or the design does not allow it, is said in
    ``missing``. Of a run the findings are its differences from the first scenario.

    Raises
    ------
    FolderError, ValueError : if a folder holds neither, or was damaged.
    """
    if isinstance(of, (str, Path)) and kind_of(Path(of)) == "prediction":
        return answer_of_prediction(Path(of))
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


def answer_of_prediction(folder: Path) -> Answer:
    """Return the answer of a folder of ``collabsim calibrate`` or ``predict``: band and sentences.

    Its figure stands there as ``band.svg`` and ``band.png``.
    """
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    band = read_csv(folder / "band.csv")
    ends = band.iloc[[-1]].drop(columns=["month", "draws"], errors="ignore")
    rows = (100.0 * ends).T.dropna().round(1).astype(str).reset_index()
    rows.columns = ["", f"Month {band['month'].iloc[-1]:.0f} (%)"]
    return Answer(
        told["question"],
        Source("England", told["seed"], told["replicates"], sets=len(told["sets"])),
        Summary(*told["summary"]),
        rows,
        cautions=(told["summary"][-1],),
        findings=tuple(map(Finding, told["finding"])),
        tables={"band": band},
    )


def figure(of: Reported, name: str = "", *, axes: Axes | None = None) -> Figure:
    """Draw a figure of a simulation, of an experiment's results, or of a folder of either.

    Parameters
    ----------
    of : what ``Experiment.run`` or ``simulate`` returned, some results, or a folder.
    name : one of ``vocabulary.FIGURES`` for an experiment (the first that its file names, if not
        said); of a run *adoption*, *barriers*, *trust* or *year*; of several scenarios *comparison*.
    axes : where to draw it, in the style that is set; a page of its own in house style if not given.
        A figure of several panels lays them where the axes stood. Labels stand beside lines: a
        figure made with ``layout="constrained"`` leaves room for them.

    Raises
    ------
    ValueError : if there is no such figure, or the runs do not allow it, with the reason.
    """
    known = runs_of(of)
    if isinstance(known, Results):
        chart, source = run_chart(known, name), source_of(known)
    else:
        question = Question.of(known)
        asked = name or next(iter(known.experiment.figures), "effects")
        chart, source = _chart(question, asked), question.source
    if axes is None:
        return chart.page(source)
    return chart.on(axes)


def run_chart(results: Results, name: str = "") -> Chart:
    """Return a figure of a run, or of a comparison."""
    charts: dict[str, Callable[[Results], Chart]] = run_charts(results)
    wanted = name or next(iter(charts))
    if wanted not in charts:
        raise ValueError(f'there is no figure "{name}" of this run; there are {", ".join(charts)}.')
    return charts[wanted](results)


def run_charts(results: Results) -> dict[str, Callable[[Results], Chart]]:
    """Return the figures that suit some results: of several scenarios how they differ."""
    if len(results.scenarios) > 1:
        return {"comparison": comparison.chart, **SCENARIO_FIGURES}
    return {**RUN_FIGURES, "map": england_map.chart}


def charts_of(results: Results) -> dict[str, Chart]:
    """Return every figure of some results that has a finding."""
    made = {}
    for name, make in run_charts(results).items():
        with suppress(Unanswered):
            made[name] = make(results)
    return made


def draw(results: Results, folder: Path) -> None:
    """Draw every figure that suits the results, each as SVG, PNG and the CSV of its numbers."""
    folder.mkdir()
    for name, chart in charts_of(results).items():
        save(chart.page(source_of(results)), chart.numbers, folder / name)


def runs_of(of: Reported) -> Results | Finished:
    """Return runs as results of a run, or of an experiment."""
    if isinstance(of, (str, Path)):
        run = kind_of(Path(of)) == "run"
        return Results.read(Path(of)) if run else Finished.read(of)
    return of if isinstance(of, (Results, Finished)) else Results.of(of)


def _of_run(results: Results) -> Answer:
    """Return what came out of one scenario, or how others differ from the first."""
    found = comparison.differences(results.tables["metrics"])
    known = [each for each in found if each.verdict != "undefined"]
    findings = (
        Finding(
            f"{each.name}: {label_of(each.metric)} {comparison.describe_difference(each)}.", (each,)
        )
        for each in found
    )
    return Answer(
        run.question(results),
        source_of(results),
        comparison.summarise(known) if found else run.summarise(results),
        comparison.main_table(known) if found else run.headlines(results),
        cautions=(FORECAST, f"{priced.EQUAL}.") if _differ_in_levers(results) else (FORECAST,),
        conditions=run.conditions(results),
        findings=tuple(findings) if found else (*map(Finding, run.findings(results)),),
        tables={"comparison": comparison.as_table(found)} if found else {},
        charts=charts_of(results),
    )


def _with_levers(found: Answer, results: Results, levers: Answer) -> Answer:
    """Return the answer of a run with that of which levers speed adoption, which leads.

    Levels of adoption are told once, as the effects of levers start from them: the run's own are
    medians over more replicates, and stand in a table that says so.
    """
    clauses = (run.held_back(results), lower(levers.summary.answer))
    goals = found.ranking.copy()
    goals.attrs["caption"] += (
        f" (medians over {results.replicates:,} simulated Englands; effects of levers start from "
        f"means over {levers.source.replicates:,} of them)"
    )
    return replace(
        levers,
        question=f"{found.question.removesuffix('?')}, and which levers help?",
        summary=replace(levers.summary, answer=capitalise("; ".join(filter(None, clauses)))),
        beside=goals,
        findings=(*found.findings, *levers.findings),
        certainty=(*found.certainty, *levers.certainty),
        conditions=f"{found.conditions} Levers: {levers.conditions}",
        missing=(*found.missing, *levers.missing),
        tables={**found.tables, **levers.tables},
        charts={**levers.charts, **found.charts},
    )


def _differ_in_levers(results: Results) -> bool:
    """Say whether the scenarios of a comparison apply different levers."""
    texts = results.manifest["scenarios"].values()
    return len({str(tomllib.loads(text).get("levers")) for text in texts}) > 1


def _of_experiment(finished: Finished) -> Answer:
    """Return the answer of an experiment's runs."""
    question, unanswered = Question.of(finished), {}
    told: dict[str, Part] = {}
    charts = {}
    for name in finished.experiment.analyses:
        try:
            told[name] = _module(ANALYSES[name]).ANALYSES[name](question)
        except Unanswered as reason:
            unanswered[name] = str(reason)
    for name in finished.experiment.figures:
        try:
            charts[name] = _chart(question, name)
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
    if told:
        speaks = [each for name, each in told.items() if name not in BESIDE]
        first = [*told.values(), *speaks][-1]
        also = [each.answer for name, each in told.items() if name == "pareto" and each != first]
        return replace(
            first, answer="; ".join([first.answer.removesuffix("."), *also]).rstrip(".") + "."
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


def _chart(question: Question, name: str) -> Chart:
    """Return a figure of an experiment."""
    if name not in FIGURES:
        raise ValueError(f'there is no figure "{name}"; there are {", ".join(FIGURES)}.')
    if name not in GOALS and question.runs.runs[question.metric.name].isna().all():
        raise Unanswered(f"{label_of(question.metric)} is not defined in any run.")
    table, chart = _module(FIGURES[name]).FIGURES[name]
    made: Chart = chart(table(question), question.source)
    return made


def _filled(sentence: str) -> str:
    return textwrap.fill(sentence, 100)


def _table(table: DataFrame) -> list[str]:
    """Return a table as lines of text, its caption above; nothing if it is empty."""
    return ["", table.attrs.get("caption", ""), table.to_string(index=False)] if len(table) else []


def _block(head: str, sentences: Sequence[str]) -> list[str]:
    """Return some sentences below their heading; nothing if there is none."""
    said = [
        textwrap.fill(each, 100, initial_indent="  ", subsequent_indent="    ")
        for each in sentences
    ]
    return ["", head, *said] if said else []


def _module(name: str) -> Any:
    """Return the file of this package that answers, or draws, what has such a name."""
    return import_module(f"collabsim.report.{name}")


def as_written(table: DataFrame) -> DataFrame:
    """Return a table as its CSV has it: a mean effect is a ``change`` between two levels."""
    return table.rename(columns={"mean": "change"}) if "from" in table else table
