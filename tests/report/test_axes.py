"""Figures draw where they are told, of whatever holds the runs: a simulation, results, a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from handmade import MakeResults
from matplotlib.figure import Figure
from matplotlib.text import Text

import collabsim as cs
from collabsim.experiment.vocabulary import FIGURES
from collabsim.report import style
from collabsim.report.figures import charts_of
from collabsim.scenario.shipped import config_path

SHORT = {"world.months": 12, "world.months_before": 12, "world.companies": 3}


@pytest.mark.parametrize("scenarios", [("England",), ("Today", "Permission")])
def test_a_figure_stays_within_the_axes_it_is_given(
    make_results: MakeResults, scenarios: tuple[str, ...]
) -> None:
    """Its panels too, and in the size of letters that is set, not in that of a slide."""
    results = make_results(3, **dict.fromkeys(scenarios, 0.0))
    for name, chart in charts_of(results).items():
        mine = Figure(figsize=(12.0, 4.0))
        left, right = mine.subplots(1, 2)
        box, beside = left.get_position(), right.get_position()
        assert cs.figure(results, name, axes=left) is mine
        panels = [axes for axes in mine.axes if axes is not right]
        assert panels
        for axes in panels:
            place = axes.get_position()
            assert box.x0 - 1e-9 <= place.x0 <= place.x1 <= box.x1 + 1e-9
            assert box.y0 - 1e-9 <= place.y0 <= place.y1 <= box.y1 + 1e-9
            assert axes.xaxis.label.get_fontsize() < style.SMALL
        said = [text.get_text() for text in mine.findobj(Text)]
        assert chart.title in said
        assert right.get_position().bounds == beside.bounds
        assert not right.lines


@pytest.fixture(scope="module")
def base() -> cs.Scenario:
    return cs.Scenario.load(config_path("small.toml")).with_values(SHORT)


def words(figure: Figure) -> list[str]:
    return [figure.get_suptitle(), *(text.get_text() for text in figure.texts)]


def test_a_simulation_its_results_and_their_folder_give_the_same_figure(
    base: cs.Scenario, tmp_path: Path
) -> None:
    from collabsim.results import Results

    runs = cs.simulate(base, 2)
    results = Results.of(runs)
    (tmp_path / "run").mkdir()
    results.write(tmp_path / "run")
    drawn = [cs.figure(of, "trust") for of in (runs, results, tmp_path / "run")]
    assert words(drawn[0]) == words(drawn[1]) == words(drawn[2])
    lines = [np.array([line.get_ydata() for line in each.axes[0].lines]) for each in drawn]
    assert (lines[0] == lines[1]).all()
    assert (lines[0] == lines[2]).all()
    assert cs.answer(runs).text == cs.answer(tmp_path / "run").text


def test_an_experiment_and_its_folder_give_the_same_figure_on_any_axes(
    base: cs.Scenario, tmp_path: Path
) -> None:
    grid = {"kind": "grid"}
    vary = {"levers": {"permission": (0, 0.5, 1), "slack": (0, 1)}}
    asked = {"question": "Q?", "replicates": 2, "design": grid, "vary": vary}
    finished = cs.Experiment.of(asked | {"metrics": ["trust_nhs", "benefit"]}, base).run(
        tmp_path / "q"
    )
    assert words(cs.figure(finished, "response")) == words(cs.figure(tmp_path / "q", "response"))
    for name in ("effects", "response", "turning", "heatmap", "interactions", "pareto"):
        mine = Figure()
        cs.figure(finished, name, axes=mine.add_subplot())
        assert mine.axes
    with pytest.raises(ValueError, match="there is no figure"):
        cs.figure(finished, "effect")
    with pytest.raises(ValueError, match="needs other alternatives"):
        cs.figure(finished, "robustness")
    assert len(FIGURES) > len(set(FIGURES.values()))  # a file draws all that its question has
