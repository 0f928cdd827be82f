"""The figures of runs: of an experiment those that it asks for, of a run or a comparison those that suit it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collabsim.experiment import Finished
from collabsim.experiment.vocabulary import FIGURES
from collabsim.report import comparison, england_map
from collabsim.report.formats import label_of
from collabsim.report.question import Question, Unanswered
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.report.scenarios import SCENARIO_FIGURES
from collabsim.report.source import source_of
from collabsim.report.style import Chart, save
from collabsim.results import Results, kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from collabsim.simulation import Simulation

    Reported = Simulation | Results | Finished | str | Path

GOALS = ("goodhart", "pareto")
"""Figures that do not stand on the first metric alone."""


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
        chart, source = chart_of(question, asked), question.source
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


def chart_of(question: Question, name: str) -> Chart:
    """Return a figure of an experiment."""
    if name not in FIGURES:
        raise ValueError(f'there is no figure "{name}"; there are {", ".join(FIGURES)}.')
    if name not in GOALS and question.runs.runs[question.metric.name].isna().all():
        raise Unanswered(f"{label_of(question.metric)} is not defined in any run.")
    table, chart = module(FIGURES[name]).FIGURES[name]
    made: Chart = chart(table(question), question.source)
    return made


def module(name: str) -> Any:
    """Return the file of this package that answers, or draws, what has such a name."""
    return import_module(f"collabsim.report.{name}")
