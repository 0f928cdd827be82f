"""Every question that ships is asked of a tiny world, and answered whole."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from collabsim.answer import answer
from collabsim.experiment import Experiment
from collabsim.scenario.shipped import experiment_folder

QUESTIONS = sorted(path for path in experiment_folder().glob("*.toml"))
SEARCH = "policy_search"


def tiny(path: Path) -> Experiment:
    """Return the question asked of the small world for a year, in three of its worlds at most."""
    asked = Experiment.load(path, small=True)
    base = asked.base.with_values({"world.months_before": 0, "world.months": 12})
    return replace(asked, base=base, worlds=asked.worlds.head(3))


def test_the_shipped_questions_are_all_there() -> None:
    assert len(QUESTIONS) >= 11
    assert SEARCH in {path.stem for path in QUESTIONS}


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_each_file_opens_with_its_question(path: Path) -> None:
    schema, *opening = path.read_text(encoding="utf-8").splitlines()
    assert schema.startswith("#:schema ")
    assert opening[0].startswith("# ")
    assert Experiment.load(path).question.endswith("?")


@pytest.mark.parametrize(
    "path", [path for path in QUESTIONS if path.stem != SEARCH], ids=lambda path: path.stem
)
def test_a_question_ends_in_a_finding_figures_and_tables(path: Path, tmp_path: Path) -> None:
    asked = tiny(path)
    finished = asked.run(tmp_path / "store")
    assert not len(finished.runs.failures)
    text = answer(tmp_path / "store")
    place = tmp_path / "store" / "answer"
    assert (place / "finding.txt").read_text(encoding="utf-8") == f"{text}\n"
    finding = text.split("\nFinding\n")[1].split("\nHow sure\n")[0]
    assert re.search(r"\d", finding)
    assert {
        f"figure_{name}.{kind}" for name in asked.figures for kind in ("png", "svg", "csv")
    } <= {each.name for each in place.iterdir()}
    assert len(list(place.glob("*.csv"))) > len(asked.figures)


def test_the_search_asks_for_every_package_of_twelve_levers() -> None:
    (path,) = (path for path in QUESTIONS if path.stem == SEARCH)
    packages = Experiment.load(path).design.drop(columns=["point", "label"]).drop_duplicates()
    assert packages.shape == (4096, 12)
    assert set(packages.to_numpy().ravel()) == {0.0, 1.0}
