"""No words of a figure overlap, are cut off or too small, on a slide or across a page of A4, whatever names are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from handmade import MakeResults
from made_questions import asked
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from pandas import DataFrame

from collabsim.experiment.designs import Design
from collabsim.experiment.vocabulary import FIGURES
from collabsim.report import style
from collabsim.report.england_map import TILES
from collabsim.report.figures import charts_of, module
from collabsim.report.question import Question
from collabsim.report.source import Source
from collabsim.report.style import Chart
from collabsim.results import Results

SLIDE, A4 = 100.0, 180.0 / 25.4 / style.WIDE * 150.0
"""Dots an inch of 1280 x 720, and of a figure 180 mm wide at 150 dots an inch."""

LEAST = 8.0
"""Points of the smallest letters on A4."""

LONG = "commissioning_framework_of_the_whole_system_for_real_world_evidence"
LEVERS = 20
VARIANTS = [(name, n) for name in ("own", f"own_{LONG}", "weakest_link") for n in range(2)]


def noise(points: int, variants: int = 6) -> np.ndarray:
    rng = np.random.default_rng(1)
    worth = np.sort(rng.normal(size=points)) / 10.0
    return 0.4 + worth[:, None, None] + 0.01 * rng.normal(size=(points, variants, 12))


def renamed(table: DataFrame) -> DataFrame:
    """Return a table with names longer than any that ships."""
    made = table.copy()
    for column in {"name", "label", "line", "factor", "applied"} & {*made}:
        made[column] = [f"{word}_{LONG}" if word else "" for word in made[column]]
    return made


def of_design(kind: str, levers: int, points: int) -> Question:
    return asked(Design(kind), levers, noise(points), (), VARIANTS)


QUESTIONS: dict[str, Callable[[], Question]] = {
    "effects": lambda: of_design("one_at_a_time", LEVERS, 2 * LEVERS + 2),
    "ranking": lambda: of_design("one_at_a_time", LEVERS, 2 * LEVERS + 2),
    "robustness": lambda: of_design("one_at_a_time", LEVERS, 2 * LEVERS + 2),
    "pareto": lambda: of_design("one_at_a_time", LEVERS, 2 * LEVERS + 2),
    "channels": lambda: of_design("one_at_a_time", 4, 10),
    "interactions": lambda: of_design("factorial", 4, 16),
    "response": lambda: of_design("grid", 2, 4),
    "turning": lambda: of_design("grid", 3, 8),
    "heatmap": lambda: of_design("grid", 2, 4),
    "priced": lambda: of_design("factorial", 3, 8),
}


def screened(kind: str) -> Chart:
    """Return a figure of indices: of assumptions of every kind of evidence."""
    names = [
        "trust.initial",
        "capacity.slack_mean",
        "budget.pot",
        "hazard.ceiling",
        "outcomes.value_mean",
    ]
    rows = DataFrame({"name": names, "metric": "adoption_piloted", "variant": 0})
    sizes = np.linspace(0.5, 0.1, len(names))
    columns = ("total", "first", "size", "spread")
    made = rows.assign(**dict.fromkeys(columns, sizes), size_least=sizes / 2.0)
    halves = {f"{name}_half_width": sizes / 2.0 for name in ("total", "first", "size")}
    chart: Chart = module("screening").FIGURES[kind][1](made.assign(**halves), SOURCE)
    return chart


SOURCE = Source("The whole of England as it stands today after 10 years", 1, 12, 6, 2, True)


@pytest.fixture(scope="module")
def charts(make_results: MakeResults) -> dict[str, Chart]:
    """Return a figure of every kind: with the names that ship, and with longer ones."""
    made = {}
    for name, make in QUESTIONS.items():
        table, chart = module(FIGURES[name]).FIGURES[name]
        found = table(make())
        made[name], made[f"{name}, long"] = chart(found, SOURCE), chart(renamed(found), SOURCE)
    made |= {name: screened(name) for name in ("sobol", "morris")}
    words = " ".join(LONG.split("_"))
    for scenarios in (("England",), ("Today", words, f"{words} 2"), ("Today", *"ABCDEFG")):
        results = make_results(3, **{name: 0.1 * n for n, name in enumerate(scenarios)})
        made |= {
            f"{name} of {len(scenarios)}": c for name, c in charts_of(on_england(results)).items()
        }
    return made


@pytest.fixture(scope="module")
def pages(charts: dict[str, Chart]) -> dict[str, Figure]:
    return {name: chart.page(SOURCE) for name, chart in charts.items()}


def on_england(results: Results) -> Results:
    """Return results in which the places are England's."""
    tiles = pd.read_csv(TILES)
    runs = [
        tiles[["level", "place"]].assign(
            replicate=n, month=23, adoption_piloted=0.1 + 0.01 * tiles.index
        )
        for n in range(3)
    ]
    return replace(results, tables={**results.tables, "places": pd.concat(runs)})


def shown(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """Yield all words that are to be read, with the box of each."""
    texts: list[Text] = [*figure.findobj(Text)]
    hidden: set[Text] = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            ticks = {*axis.get_major_ticks(), *axis.get_minor_ticks()}
            gone = ticks - {*axis._update_ticks()} if axes.axison else ticks  # type: ignore[attr-defined]
            hidden |= {label for tick in gone for label in (tick.label1, tick.label2)}
            hidden |= set() if axes.axison else {axis.label, axis.offsetText}
    for text in texts:
        if text.get_visible() and text.get_text().strip() and text not in hidden:
            yield text.get_text(), text.get_window_extent()


def faults(figure: Figure, dpi: float) -> list[str]:
    """Return which words are cut off, and which overlap by more than a hair."""
    figure.set_dpi(dpi)
    figure.draw_without_rendering()
    found = [*shown(figure)]
    wide, high = figure.bbox.width, figure.bbox.height
    cut = [
        f"cut: {words!r}"
        for words, box in found
        if box.x0 < 0 or box.y0 < 0 or box.x1 > wide or box.y1 > high
    ]
    boxes = [(words, box.padded(-0.02 * dpi)) for words, box in found]
    return cut + [
        f"{one!r} on {other!r}" for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)
    ]


@pytest.mark.parametrize("dpi", [SLIDE, A4])
def test_no_words_overlap_or_are_cut_off(pages: dict[str, Figure], dpi: float) -> None:
    wrong = {name: faults(page, dpi) for name, page in pages.items()}
    assert {name: each for name, each in wrong.items() if each} == {}


def test_every_kind_of_figure_was_looked_at(charts: dict[str, Chart]) -> None:
    kinds = {name.partition(",")[0].partition(" of ")[0] for name in charts}
    assert kinds >= {*FIGURES} - {"goodhart", "discovery"}
    assert kinds >= {"adoption", "barriers", "trust", "scorecard", "year", "map"}
    assert kinds >= {"comparison", "curves", "gap"}


def test_letters_can_be_read_on_a_page_of_a4(pages: dict[str, Figure]) -> None:
    for name, figure in pages.items():
        sizes = [t.get_fontsize() for t in figure.findobj(Text) if t.get_text().strip()]
        assert min(sizes) * 180.0 / 25.4 / style.WIDE >= LEAST, name


def test_axes_leave_room_for_what_they_show(pages: dict[str, Figure]) -> None:
    """Margins grow with what is written in them, and never so far that little is left to see."""
    for name, page in pages.items():
        boxes: list[Bbox] = [axes.get_position() for axes in page.axes]
        whole = Bbox.union(boxes)
        assert whole.width > 0.3, name
        assert whole.height > 0.25, name
