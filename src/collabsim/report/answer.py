"""From runs to their answer, data first: tables, findings and figures; text and files are made of them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from collabsim.experiment import Finished
from collabsim.experiment.finished import answering
from collabsim.experiment.vocabulary import ANALYSES, FIGURES
from collabsim.report import comparison, england_map, structural_variants, uncertainty
from collabsim.report.conditions import conditions, missing, preamble
from collabsim.report.formats import label_of
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.run import summary
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.report.scenarios import SCENARIO_FIGURES
from collabsim.report.source import ILLUSTRATIVE, Source, source_of
from collabsim.report.style import Chart, save
from collabsim.results import Results, kind_of, write_csv
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
    findings : sentences, each with the effects it tells of.
    certainty : how certain they are: Monte Carlo error, parameters and structure apart.
    conditions : of what the findings hold.
    missing : what failed, is still to be run, or could not be worked out, and why.
    tables : by file name.
    charts : the figures that were asked for, by name.
    page : the text of a run, which has a form of its own.
    """

    question: str
    source: Source
    findings: tuple[Finding, ...] = ()
    certainty: tuple[Finding, ...] = ()
    conditions: str = ""
    missing: tuple[str, ...] = ()
    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    page: str = ""

    def __repr__(self) -> str:
        """Name what it holds; ``text`` says it."""
        tables, figures = ", ".join(self.tables) or "none", ", ".join(self.charts) or "none"
        return f"Answer({self.question!r}: tables {tables}; figures {figures})"

    @property
    def text(self) -> str:
        """The answer as a page of text."""
        if self.page:
            return self.page
        found = [each.sentence for each in self.findings]
        blocks = {
            "Finding": found or ["No analysis was asked for, or none could be made."],
            "How sure": [each.sentence for each in self.certainty],
            "Conditions": [self.conditions] if self.conditions else [],
            "What is missing": self.missing,
        }
        lines = [textwrap.fill(self.question, 100)]
        for head, sentences in blocks.items():
            lines += ["", head] if sentences else []
            lines += [
                textwrap.fill(each, 100, initial_indent="  ", subsequent_indent="    ")
                for each in sentences
            ]
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

        ``out`` is a folder, made if it is not there.
        """
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        for name, chart in self.charts.items():
            save(chart.page(self.source), _as_written(chart.numbers), folder / f"figure_{name}")
        for name, table in {**self.tables, "findings": self.findings_table}.items():
            write_csv(_as_written(table), folder / f"{name}.csv")
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
    known = _known(of)
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
    known = _known(of)
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


def _known(of: Reported) -> Results | Finished:
    """Return runs as results of a run, or of an experiment."""
    if isinstance(of, (str, Path)):
        run = kind_of(Path(of)) == "run"
        return Results.read(Path(of)) if run else Finished.read(of)
    return of if isinstance(of, (Results, Finished)) else Results.of(of)


def _of_run(results: Results) -> Answer:
    """Return what came out of one scenario, or how others differ from the first."""
    found = comparison.differences(results.tables["metrics"])
    findings = (
        Finding(
            f"{each.name}: {label_of(each.metric)} {comparison.describe_difference(each)}.", (each,)
        )
        for each in found
    )
    return Answer(
        f"What came out of {', '.join(results.scenarios)}?",
        source_of(results),
        tuple(findings),
        tables={"comparison": comparison.as_table(found)} if found else {},
        charts=charts_of(results),
        page=summary(results),
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
    return Answer(
        finished.experiment.question,
        question.source,
        (*preamble(finished, question), *(each for part in parts for each in part.findings)),
        tuple(uncertainty.findings(question, tables["uncertainty"])),
        conditions(finished, question),
        tuple(missing(finished, question, unanswered)),
        tables,
        charts,
    )


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


def _module(name: str) -> Any:
    """Return the file of this package that answers, or draws, what has such a name."""
    return import_module(f"collabsim.report.{name}")


def _as_written(table: DataFrame) -> DataFrame:
    """Return a table as its CSV has it: a mean effect is a ``change`` between two levels."""
    return table.rename(columns={"mean": "change"}) if "from" in table else table
