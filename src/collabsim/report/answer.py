"""From runs to their answer, data first: tables, findings and figures; text and files are made of them."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pandas import DataFrame, read_csv

from collabsim.analysis import rank_table
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
from collabsim.report.conditions import conditions, missing, preamble
from collabsim.report.formats import label_of
from collabsim.report.judgement import judgement
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.ranking import Places, ranking
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.report.scenarios import SCENARIO_FIGURES
from collabsim.report.source import ILLUSTRATIVE, PRACTICE, Source, source_of
from collabsim.report.style import Chart, save
from collabsim.report.summary import CAUTION, Summary, of_effects
from collabsim.results import Results, kind_of, write_csv
from collabsim.results.dictionary import dictionary_of
from collabsim.results.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from collabsim.simulation import Simulation

    Reported = Simulation | Results | Finished | str | Path

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
        lines += ["", self.ranking_text] if len(self.ranking) else []
        lines += [line for head, said in blocks.items() for line in _block(head, said)]
        return "\n".join([*lines, "", ILLUSTRATIVE])

    @property
    def ranking_text(self) -> str:
        """The main table as text, its caption above."""
        caption = self.ranking.attrs.get("caption", "")
        return "\n".join([caption, self.ranking.to_string(index=False)])

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
    return _of_run(known) if isinstance(known, Results) else _of_experiment(known)


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
        (told["summary"][-1],),
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
        cautions=(CAUTION,),
        conditions=run.conditions(results),
        findings=tuple(findings) if found else (*map(Finding, run.findings(results)),),
        tables={"comparison": comparison.as_table(found)} if found else {},
        charts=charts_of(results),
    )


def _of_experiment(finished: Finished) -> Answer:
    """Return the answer of an experiment's runs."""
    question, unanswered = Question.of(finished), {}
    parts, charts = [], {}
    for name in finished.experiment.analyses:
        try:
            parts.append(_module(ANALYSES[name]).ANALYSES[name](question))
        except Unanswered as reason:
            unanswered[name] = str(reason)
    for name in finished.experiment.figures:
        try:
            charts[name] = _chart(question, name)
        except Unanswered as reason:
            unanswered[f"figure {name}"] = str(reason)
    if not {*question.analyses} <= structural_variants.SEPARATE:
        parts = _with_structures(question, parts)
    tables = {name: table for part in parts for name, table in part.tables.items()}
    tables["uncertainty"] = uncertainty.table(question)
    findings = (*preamble(finished, question), *(each for part in parts for each in part.findings))
    certainty = tuple(uncertainty.findings(question, tables["uncertainty"]))
    told = question.claims(question.overall(question.leading))
    return Answer(
        finished.experiment.question,
        question.source,
        of_effects(told, label_of(question.metric)),
        ranking(told, "What is changed", _places(question)),
        (CAUTION, *priced.cautions(question)),
        judgement(question),
        findings,
        certainty,
        conditions(finished, question),
        tuple(missing(finished, question, unanswered)),
        tables,
        charts,
    )


def _places(question: Question) -> Places:
    """Return in how many of the alternatives each leading effect is among the first three."""
    if len(question.runs.variants) < 2:
        return {}
    rows = rank_table(question.leading).dropna(subset=["top"])
    return {
        str(row["name"]): (round(row["top"] * row["variants"]), int(row["variants"]))
        for _, row in rows.iterrows()
    }


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
