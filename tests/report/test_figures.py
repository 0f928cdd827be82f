"""Every figure says what it found, in which units, and can be read by anyone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from handmade import MakeResults
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from collabsim.composition import BARRIERS
from collabsim.metrics import METRICS
from collabsim.report import comparison, style
from collabsim.report.answering import answer
from collabsim.report.figures import draw, figure, run_chart
from collabsim.report.formats import label_of
from collabsim.report.lettering import apart
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.report.scenarios import SCENARIO_FIGURES
from collabsim.results import Results

MARKUP = ("$5m to $6m", "$\\frac{$", "a_b^{c}", "50% <b>&amp;", "{x} {0} %s", "\\alpha\\")
WHAT = label_of(METRICS["adoption_piloted"])
UNITS = ("%", "£", "index", "year", "month", "points", "per", "coefficient")


@pytest.fixture(scope="module")
def results(make_results: MakeResults) -> Results:
    return make_results(3)


@pytest.fixture(scope="module")
def several(make_results: MakeResults) -> Results:
    return make_results(6, Today=0.0, Permission=1.0, Nothing=0.0)


@pytest.fixture(
    scope="module",
    params=[*RUN_FIGURES, "comparison", *(f"{name} of several" for name in SCENARIO_FIGURES)],
)
def page(request: pytest.FixtureRequest, results: Results, several: Results) -> Figure:
    name, _, of_several = request.param.partition(" of ")
    return figure(several if of_several or name == "comparison" else results, name)


def test_title_is_a_finding_of_three_lines_at_most(page: Figure) -> None:
    assert 1 <= len(page.get_suptitle().split("\n")) <= 3
    assert not page.get_suptitle().endswith("…")


def test_axes_have_units_and_no_legend(page: Figure) -> None:
    for axes in page.axes:
        labels = [axes.get_xlabel(), axes.get_ylabel()]
        assert any(labels)
        for label in filter(None, labels):
            assert any(unit in label.lower() for unit in UNITS), label
        assert axes.get_legend() is None


def test_caveat_seed_and_replicates_stand_below(page: Figure) -> None:
    words = " ".join(text.get_text() for text in page.texts)
    assert "Illustrative model, not a forecast" in words
    assert "seed 7" in words
    assert "replicates" in words


def test_bands_have_edges_in_full_colour(results: Results) -> None:
    axes = figure(results, "adoption").axes[0]
    edges = [line for line in axes.lines if line.get_linewidth() == 1.5]
    assert len(edges) == 2 * len(axes.collections) == 2
    assert all(line.get_alpha() in (None, 1.0) for line in edges)


def test_bars_start_at_zero(results: Results) -> None:
    assert figure(results, "year").axes[0].get_ylim()[0] == 0.0
    assert figure(results, "barriers").axes[0].get_xlim()[0] == 0.0


def test_the_title_of_the_year_is_its_march(results: Results) -> None:
    # eleven months of 1.2 and a March of 3.2: 3.2 / (16.4 / 12)
    assert figure(results, "year").get_suptitle() == "March spend is 2.3 times the mean month"


@pytest.mark.parametrize(
    ("gains", "title"),
    [
        ({"Today": 0.0, "Permission": 1.0}, f"Permission changes {WHAT} by 10.0 points"),
        ({"Permission": 1.0, "Today": 0.0}, f"Today changes {WHAT} by 10.0 points"),
        ({"Today": 0.0, "A": 0.0}, f"A leaves {WHAT} as it is"),
    ],
)
def test_the_title_of_a_comparison_follows_its_interval(
    make_results: MakeResults, gains: dict[str, float], title: str
) -> None:
    """Luck is the same in all of these pairs, which therefore tell nothing of others."""
    assert comparison.title(make_results(4, **gains)) == f"{title} in each of 4 replicates"


def test_one_pair_is_too_few_to_tell(make_results: MakeResults) -> None:
    title = comparison.title(make_results(1, Today=0.0, A=1.0))
    assert title == f"1 replicate is too few to tell whether A changes {WHAT}"


def test_files_come_in_threes_and_hold_what_is_plotted(results: Results, tmp_path: Path) -> None:
    draw(results, tmp_path / "figures")
    names = {path.name for path in (tmp_path / "figures").iterdir()}
    assert names == {f"{name}.{kind}" for name in RUN_FIGURES for kind in ("svg", "png", "csv")}
    plotted = pd.read_csv(tmp_path / "figures" / "adoption.csv")
    assert plotted["month"].tolist() == list(range(-1, 24))
    ends = results.tables["metrics"].query("month == 23")["adoption_piloted"]
    assert plotted["adoption_piloted_median"].iloc[-1] == pytest.approx(ends.median())


def test_the_same_results_give_the_same_bytes(several: Results, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        draw(several, tmp_path / folder)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_drawing_leaves_no_setting_behind(results: Results, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    draw(results, tmp_path / "figures")
    assert dict(mpl.rcParams) == before


@given(st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.02, 0.2)), min_size=1, max_size=4))
def test_labels_never_overlap_and_stay_on_the_axis(labels: list[tuple[float, float]]) -> None:
    labels.sort()
    wanted, room = [at for at, _ in labels], [size for _, size in labels]
    places = apart(wanted, room, 0.0, 1.0)
    lower = [place - size / 2 for place, size in zip(places, room, strict=True)]
    upper = [place + size / 2 for place, size in zip(places, room, strict=True)]
    assert lower[0] >= -1e-9
    assert upper[-1] <= 1.0 + 1e-9
    assert all(low >= high - 1e-9 for high, low in zip(upper, lower[1:], strict=False))


@pytest.mark.parametrize("where", ["any run", "one replicate", "one scenario"])
@pytest.mark.parametrize("scenarios", [("England",), ("Today", "Permission")])
@pytest.mark.filterwarnings("error")
def test_a_number_that_is_not_defined_is_left_out_and_said(
    make_results: MakeResults,
    where: str,
    scenarios: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any metric may have no meaning, in all runs or some: figures and words do without it."""
    monkeypatch.setattr(style, "DPI", 30)
    whole = make_results(3, **dict.fromkeys(scenarios, 0.0))
    index = {"any run": whole.tables["metrics"].index}
    for column, gone in (("replicate", 0), ("scenario", scenarios[-1])):
        table = whole.tables["metrics"]
        index[f"one {column}"] = table.index[table[column] == gone]
    metrics = whole.tables["metrics"].copy()
    metrics.loc[index[where], list(METRICS)] = np.nan
    account = whole.tables["account"].assign(attempts=0.0, **dict.fromkeys(BARRIERS, 0.0))
    results = replace(whole, tables={**whole.tables, "metrics": metrics, "account": account})
    draw(results, tmp_path / "figures")
    words = answer(results).text
    assert "nan" not in words.replace("\n", " ").split()
    for picture in (tmp_path / "figures").glob("*.png"):
        with Image.open(picture) as image:
            assert "nan" not in image.info["Title"], picture.name
    if where == "any run":
        assert "not defined" in words


def test_what_people_wrote_is_drawn_as_written(make_results: MakeResults, tmp_path: Path) -> None:
    for n, name in enumerate(MARKUP):
        results = make_results(3, **{"Today": 0.0, name: 1.0})
        page = figure(results, "comparison")
        texts = [text for text in page.findobj(Text) if text.get_text()]
        assert not any(text.get_parse_math() for text in texts)
        ticks = {text.get_text().replace("\n", " ") for text in page.axes[0].get_yticklabels()}
        assert name in ticks
        draw(results, tmp_path / str(n))
        svg = ElementTree.parse(tmp_path / str(n) / "comparison.svg").getroot()
        told = {each.tag.rpartition("}")[2]: each.text for each in svg[:2]}
        chart = run_chart(results, "comparison")
        assert told == {"title": chart.title, "desc": chart.alt}
        assert name in "".join(svg.itertext())  # text stays text


def test_what_the_typeface_lacks_is_said_once_in_plain_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    page = Figure()
    page.suptitle("日本日")
    style.save(page, pd.DataFrame({"one": [1]}), tmp_path / "page.svg")
    said = [each.getMessage() for each in caplog.records]
    assert said == ["page.svg: boxes stand for what its typeface lacks, 日本"]
    assert not list(recwarn)
