"""What a base switches off, and that its places are not England's, stands on page and figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from collabsim.experiment import Experiment
from collabsim.report import style
from collabsim.report.answering import answer_folder
from collabsim.report.figures import figure
from collabsim.report.source import PRACTICE

ASKED = """question = "Does $slack$ help, where b_a^{rriers} <b>do</b> not & 5% \\\\frac{$ of it?"
replicates = 2
metrics = ["adoption_medicines"]
analyses = ["differences"]
figures = ["effects"]
[base]
extends = "small.toml"
world = {months = 12, months_before = 12, companies = 3, innovations = 6, launch_span = 12}
barriers = {trust = 0, budget = 0}
[[points]]
label = "$5m to $6m a_b^{c} \\\\alpha"
levers = {slack = 1}
"""


@pytest.fixture
def finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(style, "DPI", 40)
    path = tmp_path / "asked.toml"
    path.write_text(ASKED, encoding="utf-8")
    Experiment.load(path).run(tmp_path / "out", workers=1)
    return tmp_path / "out"


def test_what_was_switched_off_is_said_and_labels_are_as_written(finished: Path) -> None:
    text = " ".join(answer_folder(finished).text.split())
    finding, conditions = text.split("Conditions")
    assert f"{PRACTICE}: no number here is one of England." in finding
    assert "the base switches off in-year budget and trust." in finding
    assert "2 barriers switched off" in conditions or "two barriers switched off" in conditions
    assert "$5m to $6m a_b^{c} \\alpha" in finding
    assert "b_a^{rriers} <b>do</b> not & 5% \\frac{$ of it?" in finding
    with Image.open(finished / "answer" / "figure_effects.png") as picture:
        assert picture.info["Title"]


def test_a_figure_is_stamped_and_draws_a_label_as_written(finished: Path) -> None:
    of = Experiment.load(finished.parent / "asked.toml").run(finished, workers=1)
    drawn = figure(of, "effects")
    assert PRACTICE in " ".join(text.get_text() for text in drawn.texts)
    labels = [" ".join(each.get_text().split()) for each in drawn.axes[0].get_yticklabels()]
    assert labels == ["$5m to $6m a_b^{c} \\alpha"]
