"""When a lever starts, and how fast it is phased in, vary from point to point like its level."""

from __future__ import annotations

import pytest
from questions import Written

from collabsim.experiment import Experiment
from collabsim.experiment.factors import changed
from collabsim.levers import LeverSetting
from collabsim.scenario import Scenario, ScenarioError

LISTED = """
[[points]]
label = "slack now"
levers.slack = 1
[[points]]
label = "slack from 2027"
levers.slack = {level = 1, start = "2027-10", ramp = 6}
"""
GRID = """
[base.levers]
slack = 0.5
[design]
kind = "grid"
[vary]
levers.slack.start = ["2026-10", "2027-04"]
levers.slack.ramp = [12, 0]
"""


def refused(path: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        Experiment.load(path)  # type: ignore[arg-type]
    return str(caught.value)


def test_a_point_takes_a_start_and_a_ramp_and_is_what_a_scenario_with_them_is(
    written: Written,
) -> None:
    asked = Experiment.load(written(LISTED))
    assert list(asked.design.columns[2:]) == ["slack", "slack_start", "slack_ramp"]
    row = asked.design.set_index("label").loc["slack from 2027"].drop("point")
    late = asked.base.with_levers({"slack": LeverSetting(1.0, start=12, ramp=6)})
    assert changed(asked.base, row.to_dict()) == late
    now = asked.design.set_index("label").loc["slack now"].drop("point")
    assert changed(asked.base, now.to_dict()) == asked.base.with_levers({"slack": 1.0})


def test_a_start_that_varies_is_called_by_its_date(written: Written) -> None:
    asked = Experiment.load(written(GRID))
    assert list(asked.design["label"]) == [
        "today",
        "slack from 2026-10, slack over 0 months",
        "slack from 2027-04, slack over 12 months",
        "slack from 2027-04, slack over 0 months",
    ]
    assert asked.design["slack_start"].tolist() == [0.0, 0.0, 6.0, 6.0]


def test_an_earlier_start_is_more_of_the_lever_in_every_month() -> None:
    england = Scenario.england()
    early, late = (
        changed(england, {"slack": 1.0, "slack_start": start}).schedule() for start in (0.0, 24.0)
    )
    extra = [
        (a.capacity.extra_slack, b.capacity.extra_slack) for a, b in zip(early, late, strict=True)
    ]
    assert all(a >= b for a, b in extra)
    assert sum(a - b for a, b in extra) == pytest.approx(24 * early[-1].capacity.extra_slack)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (LISTED.replace("2027-10", "2026-09"), "expected a month from 2026-10, today, to 2076-10."),
        (LISTED.replace("2027-10", "2040-10"), "it starts in October 2040, and the run ends in"),
        (LISTED.replace("start", "begin"), "unknown key. Known here: level, start, ramp."),
        (
            GRID.replace("slack = 0.5", "scorecard = 1"),
            "is not applied, so that nothing depends on",
        ),
        (
            GRID.replace("2027-04", "2027/28"),
            'found a financial year: 2027/28 begins in "2027-04".',
        ),
        (GRID.replace("12, 0", "12, 12"), "expected different values, found 12.0, 12.0."),
    ],
)
def test_a_schedule_that_makes_no_sense_is_a_fault(written: Written, rest: str, said: str) -> None:
    assert said in refused(written(rest))
