"""What waiting costs: each setting that begins later, paired with the same begun first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from made_questions import METRIC, asked
from pandas import DataFrame

from collabsim.report import differences, waiting
from collabsim.report.question import Question

ROWS = {
    "today": (0.0, 0.0, 0.0, 0.0),
    "now": (1.0, 0.0, 0.0, 0.0),
    "late": (1.0, 24.0, 0.0, 0.0),
    "both": (1.0, 0.0, 1.0, 0.0),
    "one late": (1.0, 0.0, 1.0, 24.0),
    "both late": (1.0, 24.0, 1.0, 24.0),
    "off, whenever": (1.0, 0.0, 0.0, 24.0),
}
"""Levels and starts of two levers."""

NAMES = ("slack", "slack_start", "scorecard", "scorecard_start")


def question(lost: float = 0.02) -> Question:
    """Ask of these points, of which each month that anything waits costs as much."""
    levels = np.array([*ROWS.values()])
    months = levels[:, 1] * levels[:, 0] + levels[:, 3] * levels[:, 2]
    draws = 0.0005 * np.random.default_rng(1).normal(size=(len(ROWS), 1, 12))
    values = 0.3 - lost * (months / 24.0)[:, None, None] + draws
    made = asked([(float(n), 0.0) for n in range(len(ROWS))], 2, values, ["differences"])
    rows = DataFrame(levels, columns=[*NAMES])
    rows.insert(0, "label", [*ROWS])
    rows.insert(0, "point", range(len(ROWS)))
    return replace(made, runs=replace(made.runs, design=rows))


def test_a_setting_is_paired_with_the_same_begun_first_and_a_lever_that_is_off_begins_nothing() -> (
    None
):
    of = question()
    labels = [*ROWS]
    found = {labels[later]: labels[first] for later, first in waiting.pairs(of)}
    assert found == {"late": "now", "one late": "both", "both late": "both"}


def test_what_is_lost_is_the_paired_difference() -> None:
    found = waiting.table(question()).set_index("name")["mean"]
    assert np.allclose(found[["late", "one late", "both late"]], [-0.02, -0.02, -0.04], atol=0.001)


def test_it_is_told_with_what_moves_the_metric_and_only_where_something_waits() -> None:
    part = differences.answer(question())
    assert part.opening is not None
    assert part.opening.answer.startswith(
        '"both late" instead of "both" takes 4.0 percentage points'
    )
    assert (
        'What waiting does to adoption of piloted innovations: "late" against "now" −2.0'
        in part.text
    )
    assert set(part.tables["waiting"]["metric"]) == {METRIC}
    plain = asked([(0.0, 0.0), (1.0, 0.0)], 2, np.zeros((2, 1, 3)), ["differences"])
    assert "waiting" not in differences.answer(plain).tables
