"""Every published answer is one of this model: of the present results version, and it says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collabsim.results import results_version
from studies.england.tables import made_by, published

ROOT = Path(__file__).resolve().parents[2]
PARTS = (ROOT / "docs" / "questions.md").read_text("utf-8").split("\n## ")[1:]
PUBLISHED = {re.findall(r"\[`(\w+)\.toml`\]", part)[0]: part for part in PARTS}


def test_every_question_is_published_once() -> None:
    asked = {path.stem for path in (ROOT / "experiments").glob("*.toml")}
    assert asked == {*PUBLISHED}
    assert len(PARTS) == len(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_question_was_asked_of_this_model(name: str) -> None:
    found = re.findall(r"results version `([0-9a-f]{16})`", PUBLISHED[name])
    assert found == [results_version()], "ask it again, then run docs/questions.py"


def test_the_validation_page_is_of_this_model() -> None:
    page = (ROOT / "docs" / "validation.md").read_text("utf-8")
    found = re.findall(r"^Results version `([0-9a-f]{16})`\.$", page, re.MULTILINE)
    assert found == [results_version()], "calibrate again, then run docs/generate.py"


def test_the_plausible_sets_that_ship_are_of_this_model() -> None:
    assert made_by(published()) == results_version(), "calibrate again"
