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
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from collabsim.composition import BARRIERS
from collabsim.metrics import METRICS
from collabsim.report import comparison, style
from collabsim.report.answer import answer, draw, figure
from collabsim.report.run_figures import RUN_FIGURES
from collabsim.results import Results

MARKUP = ("$5m to $6m", "$\\frac{$", "a_b^{c}", "50% <b>&amp;", "{x} {0} %s", "\\alpha\\")
UNITS = ("%", "£", "index", "financial year", "years", "month", "points", "per", "coefficient")


def luminance(colour: str) -> float:
    """Return relative luminance as WCAG defines it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def results(make_results: MakeResults) -> Results:
    return make_results(3)


@pytest.fixture(scope="module")
def several(make_results: MakeResults) -> Results:
    return make_results(6, Today=0.0, Permission=1.0, Nothing=0.0)


@pytest.fixture(scope="module", params=[*RUN_FIGURES, "comparison"])
def page(request: pytest.FixtureRequest, results: Results, several: Results) -> Figure:
    return figure(several if request.param == "comparison" else results, request.param)


def test_title_is_a_short_finding(page: Figure) -> None:
    assert 3 <= len(page.get_suptitle().split()) <= 12


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


def test_all_text_is_inside_large_and_dark_enough(page: Figure) -> None:
    drawn = page.get_tightbbox()
    assert 0.0 <= drawn.x0 < drawn.x1 <= style.WIDE
    assert 0.0 <= drawn.y0 < drawn.y1 <= style.HIGH
    for text in page.findobj(mpl.text.Text):
        assert text.get_fontsize() >= style.SMALL
        assert contrast(text.get_color(), "white") >= 4.5


def test_colours_stand_out_from_paper_and_grid() -> None:
    for colour in (style.BLUE, style.TURQUOISE, style.PINK, style.ORANGE, style.GREY):
        assert contrast(colour, "white") >= 3.0


def test_lines_differ_by_more_than_colour(results: Results) -> None:
    for name in ("adoption", "trust", "barriers"):
        axes = figure(results, name).axes[-1]
        lines = [line for line in axes.lines if line.get_linewidth() >= 3.0]
        dashes = [repr(line.get_linestyle()) + repr(line._dash_pattern) for line in lines]  # type: ignore[attr-defined]
        assert len(lines) > 1
        assert len(set(dashes)) == len(lines)


def test_bands_have_edges_in_full_colour(results: Results) -> None:
    axes = figure(results, "adoption").axes[0]
    edges = [line for line in axes.lines if line.get_linewidth() == 1.5]
    assert len(edges) == 2 * len(axes.collections)
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
        ({"Today": 0.0, "Permission": 1.0}, "Permission: +10.0 points in each of 4 replicates"),
        ({"Permission": 1.0, "Today": 0.0}, "Today: −10.0 points in each of 4 replicates"),
        ({"Today": 0.0, "A": 0.0}, "A: no change in each of 4 replicates"),
    ],
)
def test_the_title_of_a_comparison_follows_its_interval(
    make_results: MakeResults, gains: dict[str, float], title: str
) -> None:
    """Luck is the same in all of these pairs, which therefore tell nothing of others."""
    assert comparison.title(make_results(4, **gains)) == f"Adoption: {title}"


def test_one_pair_is_too_few_to_tell(make_results: MakeResults) -> None:
    title = comparison.title(make_results(1, Today=0.0, A=1.0))
    assert title == "Adoption: Too few replicates to say: A"


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
    places = style.apart(wanted, room, 0.0, 1.0)
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
        texts = [text for text in page.findobj(mpl.text.Text) if text.get_text()]
        assert not any(text.get_parse_math() for text in texts)
        ticks = {text.get_text().replace("\n", " ") for text in page.axes[0].get_yticklabels()}
        assert name in ticks
        draw(results, tmp_path / str(n))
        ElementTree.parse(tmp_path / str(n) / "comparison.svg")


def test_what_the_typeface_lacks_is_said_once_in_plain_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    page = Figure()
    page.suptitle("日本日")
    style.save(page, pd.DataFrame({"one": [1]}), tmp_path / "page.svg")
    said = [each.getMessage() for each in caplog.records]
    assert said == ["page.svg: boxes stand for what its typeface lacks, 日本"]
    assert not list(recwarn)


@pytest.mark.parametrize("number", [1, 2, 5, 6])
def test_names_of_scenarios_do_not_overlap(make_results: MakeResults, number: int) -> None:
    long = {f"Commissioning framework{n}": 0.1 * n for n in range(number)}
    page = figure(make_results(3, Today=0.0, **long), "comparison")
    page.draw_without_rendering()
    boxes = [text.get_window_extent() for text in page.axes[0].get_yticklabels()]
    assert len(boxes) == number
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])
    assert all(box.x0 >= 0.0 for box in boxes)
