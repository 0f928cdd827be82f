"""Answers name the base alone today, run effects as the file writes them, and find sums by values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_questions import METRIC

from collabsim.experiment import Experiment, Runs
from collabsim.report import goals, interactions, levers, robustness
from collabsim.report.interactions import pairs
from collabsim.report.question import Question, Unanswered, short_labels
from collabsim.report.source import Source

SLOPES = {"slack": 0.2, "permission": 0.1, "trust.initial": 0.4}
ABOUT = Source("England by 2035/36", 1, 4, 1, 1)
LUCK = np.array([0.0, 0.01, 0.03, 0.04])


def _asked(folder: Path, rest: str, joint: float = 0.0) -> Question:
    """Ask of a plane of these slopes, plus what slack and permission do together."""
    path = folder / "question.toml"
    head = f'question = "q"\nmetrics = ["{METRIC}"]\nbase.extends = "small.toml"\n'
    path.write_text(f"{head}base.trust.initial = 0.55\n{rest}", "utf-8")
    made = Experiment.load(path)
    design = made.design
    values = sum((SLOPES[n] * design[n] for n in SLOPES if n in design), 0.0 * design["point"])
    if joint:
        values = values + joint * design["slack"] * design["permission"]
    luck = LUCK * (1.0 + np.arange(len(design)) / 50.0)[:, None]  # so that no pair is certain
    numbers = np.asarray(values)[:, None] + luck
    point, replicate = (each.ravel() for each in np.indices(numbers.shape))
    kept = {"point": point, "variant": 0, "replicate": replicate, METRIC: numbers.ravel()}
    frame = design.iloc[:0]
    runs = Runs(design, made.variants, frame.__class__(kept), frame, made.reference, made.ends)
    levels = {name: tuple(map(float, each)) for name, each in made.how["factors"].items()}
    return Question(runs, levels, str(made.how["kind"]), ("levers",), ABOUT)


def test_low_to_high_is_the_same_in_every_sentence_of_a_finding(tmp_path: Path) -> None:
    rest = 'design.kind = "one_at_a_time"\nvary.trust.initial = [0.3, 0.7]\n'
    told = levers.answer(_asked(tmp_path, rest)).text
    assert "mean disposition to trust industry from 0.3 to 0.7 (0.55 today)" in told
    assert "All levers together, " in told
    assert told.count("+16.") >= 3
    assert "−" not in told
    down = rest.replace("[0.3, 0.7]", "[0.7, 0.3]")
    told = levers.answer(_asked(tmp_path, down)).text
    assert "mean disposition to trust industry from 0.7 to 0.3 (0.55 today)" in told
    assert "All levers together, adoption of piloted innovations: −16." in told
    assert "+" not in told


def test_where_effects_start_from_today_nothing_is_said_of_it(tmp_path: Path) -> None:
    rest = 'design.kind = "one_at_a_time"\nvary.trust.initial = [0.55, 0.7]\n'
    assert "not from today" not in levers.answer(_asked(tmp_path, rest)).text


def test_the_best_corner_of_a_grid_is_not_told_as_today(tmp_path: Path) -> None:
    for levels in ("[0.7, 0.55]", "[0.7, 0.3]", "[0.55, 0.7]"):
        asked = _asked(tmp_path, f'design.kind = "grid"\nvary.trust.initial = {levels}\n')
        found = robustness.answer(asked)
        assert found.tables["regret"]["label"].iloc[0] == "trust.initial 0.7"
        assert "today" not in found.text


def test_a_step_along_a_factor_says_where_the_others_are_held(tmp_path: Path) -> None:
    vary = "vary.levers.slack = [0, 0.5, 1]\nvary.trust.initial = [0.7, 0.55]\n"
    told = interactions.answer(_asked(tmp_path, f'design.kind = "grid"\n{vary}')).text
    assert "with mean disposition to trust industry at 0.7 and all else as today" in told
    vary = vary.replace("[0.7, 0.55]", "[0.55, 0.7]")
    told = interactions.answer(_asked(tmp_path, f'design.kind = "grid"\n{vary}')).text
    assert "of slack, all else as today" in told


def _points(*rows: str) -> str:
    return "".join(
        f'[[points]]\nlabel = "{n}"\n{row}\n' for n, row in zip("PQR", rows, strict=True)
    )


def test_a_sum_is_found_by_its_values_whatever_it_is_called(tmp_path: Path) -> None:
    one, other = "levers.slack = 1", "levers.permission = 1\ntrust.initial = 0.7"
    asked = _asked(tmp_path, _points(one, f"{one}\n{other}", other), joint=0.05)
    found = pairs(asked, METRIC)
    assert found.names == ("P x R",)
    assert found.interval().mean[0] == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    "rows",
    [
        ("levers.slack = 1", "levers.permission = 1", "levers.slack = 0.5\nlevers.permission = 1"),
        (  # slack is in both: their sum would count it twice
            "levers.slack = 1\nlevers.permission = 1",
            "levers.slack = 1\ntrust.initial = 0.7",
            "levers.slack = 1\nlevers.permission = 1\ntrust.initial = 0.7",
        ),
    ],
)
def test_what_is_no_sum_has_no_interaction(tmp_path: Path, rows: tuple[str, ...]) -> None:
    with pytest.raises(Unanswered, match="changes what two others do"):
        pairs(_asked(tmp_path, _points(*rows)), METRIC)


def test_a_grid_whose_factors_are_alike_in_name_tells_them_apart(tmp_path: Path) -> None:
    vary = "vary.capacity.relief = [0.001, 0.002]\nvary.clarity.clarity = [0.3]\n"
    asked = _asked(
        tmp_path,
        f'design.kind = "grid"\n{vary}vary.trust.threshold = [0.2, 0.3]\n'
        "vary.permission.threshold = [0.2, 0.3]\n",
    )
    labels = short_labels(asked.runs, asked.levels)["label"]
    assert labels.is_unique
    apart = "trust a harmless innovation asks for 0.2, signal at which half of silent boards feel permitted 0.3"
    assert labels.str.contains(apart, regex=False).any()


def test_a_factor_of_one_value_is_held_and_neither_followed_nor_pulled(tmp_path: Path) -> None:
    vary = (
        "vary.trust.initial = [0.7]\nvary.levers.slack = [0, 1]\nvary.levers.permission = [0, 1]\n"
    )
    asked = _asked(tmp_path, f'design.kind = "grid"\n{vary}')
    assert asked.axes == ("permission", "slack", "")
    told = interactions.answer(asked).text
    assert "with mean disposition to trust industry at 0.7 and all else as today" in told
    only = _asked(tmp_path, 'design.kind = "grid"\nvary.trust.initial = [0.7]\n')
    with pytest.raises(Unanswered, match="one of two values at least"):
        _ = only.axes


def test_labels_of_a_grid_leave_out_what_stands_as_today_and_nothing_else(tmp_path: Path) -> None:
    vary = "vary.trust.initial = [0.3, 0.55, 0.7]\nvary.levers.slack = [1, 0]\n"
    asked = _asked(tmp_path, f'design.kind = "grid"\n{vary}')
    labels = short_labels(asked.runs, asked.levels)["label"].tolist()
    trust = "mean disposition to trust industry"
    assert labels == [
        f"{trust} 0.3, slack 1", f"{trust} 0.3", "slack 1", "today", f"{trust} 0.7, slack 1", f"{trust} 0.7",
    ]  # fmt: skip
    assert asked.runs.reference == 3


@pytest.mark.parametrize("design", ["factorial", "fractional", "one_at_a_time"])
def test_no_label_hides_a_value_that_is_not_todays(tmp_path: Path, design: str) -> None:
    """The effect of trust at its first value, 0.7, would be told as that of slack."""
    levers = "vary.levers = {slack = [0, 1], permission = [0, 1]}\n"
    rest = f'design.kind = "{design}"\nvary.trust.initial = [0.7, 0.3]\n{levers}'
    made = _asked(tmp_path, rest).runs.design.set_index("label")
    moved = {
        str(label): {
            name for name, own in zip(SLOPES, (0.0, 0.0, 0.55), strict=True) if row[name] != own
        }
        for label, row in made.iterrows()
    }
    summed = [label for label in moved if set(label.split(" + ")) <= SLOPES.keys()]
    assert all(set(label.split(" + ")) == moved[label] for label in summed)
    lone = "slack 1, trust.initial 0.7"
    assert design == "fractional" or sorted(lone.split(", ")) in [
        sorted(label.split(", ")) for label in moved
    ]


def test_labels_of_factors_that_begin_as_today_are_their_names(tmp_path: Path) -> None:
    rest = 'design.kind = "factorial"\nvary.levers = {slack = [0, 1], permission = [0, 1]}\n'
    labels = set(_asked(tmp_path, rest).runs.design["label"])
    assert labels == {"today", "slack", "permission", "everything"}


def test_of_an_undefined_metric_no_effect_is_told(tmp_path: Path) -> None:
    rest = 'design.kind = "grid"\nvary.levers = {slack = [0, 1], permission = [0, 0.5, 1]}\n'
    asked = _asked(tmp_path, rest)
    asked.runs.runs[METRIC] = np.nan
    told = interactions.answer(asked).text
    assert "No effect of slack on adoption of piloted innovations" in told
    assert "changes" not in told


def test_no_setting_is_best_where_all_come_out_alike(tmp_path: Path) -> None:
    asked = _asked(tmp_path, 'design.kind = "grid"\nvary.levers.demand_pull = [0, 1]\n')
    still = replace(asked.runs, runs=asked.runs.runs.assign(**{METRIC: 0.0}))
    told = goals.answer(replace(asked, runs=still)).text
    assert "all settings come out alike: none is best" in told
    assert "Best mean" not in told
