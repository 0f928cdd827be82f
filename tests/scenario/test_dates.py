"""The calendar: dates are months from today, months lie in financial years, and runs start in April."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusals import refusal

from collabsim.levers import LeverSetting
from collabsim.scenario import Scenario, ScenarioError, config_path
from collabsim.scenario.dates import (
    date_of,
    date_problem,
    describe_unfit,
    end_of,
    financial_year,
    month_of,
    season_of,
)
from collabsim.scenario.differences import describe_differences
from collabsim.scenario.reading import read_config
from collabsim.scenario.writing import scenario_toml

ENGLAND = Scenario.england()
OVER = 'extends = "england.toml"\n'
DATES = st.builds("{}-{:02d}".format, st.integers(1900, 2200), st.integers(1, 12))
MONTHS = st.integers(-600, 600)


@given(DATES, MONTHS)
def test_a_date_is_the_month_it_was_made_of(today: str, month: int) -> None:
    date = date_of(month, today)
    assert not date_problem(date)
    assert month_of(date, today) == month


@given(DATES, MONTHS)
def test_a_financial_year_has_twelve_months_and_changes_in_april(today: str, month: int) -> None:
    changes = financial_year(month, today) != financial_year(month - 1, today)
    assert changes == (season_of(month, today) == 0) == date_of(month, today).endswith("-04")
    assert financial_year(month, today) != financial_year(month + 12, today)


def test_financial_years_are_called_as_the_nhs_calls_them() -> None:
    assert financial_year(0, "2026-04") == "2026/27"
    assert financial_year(-1, "2026-04") == "2025/26"
    assert financial_year(0, "2099-12") == "2099/00"
    assert end_of(120, "2026-04") == "2035/36"
    assert end_of(18, "2026-04") == "September 2027"


@given(DATES, st.integers(0, 120))
def test_a_run_starts_in_april_or_the_fault_says_what_would(today: str, before: int) -> None:
    assert bool(describe_unfit(today, before)) == (season_of(-before, today) != 0)


def test_today_may_be_another_month_if_the_run_still_starts_in_april() -> None:
    with pytest.raises(ScenarioError, match=r'expected world.today = "2026-10" or the like, or '):
        ENGLAND.with_values({"world.months_before": 18})
    october = ENGLAND.with_values({"world.months_before": 18, "world.today": "2026-10"})
    assert (
        october.schedule()
        == ENGLAND.with_values({"world.months_before": 18, "world.today": "2027-10"}).schedule()
    )


def test_what_is_today_moves_no_parameter_and_is_written_and_read_back(tmp_path: Path) -> None:
    later = ENGLAND.with_values({"world.today": "2030-04"})
    assert later.schedule() == ENGLAND.schedule()
    path = tmp_path / "later.toml"
    path.write_text(scenario_toml(later), "utf-8")
    assert Scenario.load(path) == later


def test_a_date_and_its_month_are_the_same_scenario_wherever_months_are_taken(
    tmp_path: Path,
) -> None:
    texts = (
        "[levers]\nslack = {{start = {0}}}\n[[innovations]]\nid = 'New'\nclass = 'device'\n"
        "launch = {0}\n"
    )
    made = []
    for start in (24, '"2028-04"'):
        path = tmp_path / "own.toml"
        path.write_text(OVER + texts.format(start), "utf-8")
        made.append(Scenario.load(path))
    assert made[0] == made[1]
    set_so = Scenario.load("england.toml", {"levers.slack.start": "2028-04"})
    in_python = ENGLAND.with_levers({"slack": LeverSetting(start=ENGLAND.month("2028-04"))})
    assert made[0].levers == set_so.levers == in_python.levers


def test_setting_when_a_lever_starts_keeps_how_far_it_is_applied() -> None:
    both = {"levers.slack.start": "2028-04", "levers.slack": 0.5}
    for settings in (both, dict(reversed(both.items()))):
        assert Scenario.load("england.toml", settings).levers["slack"] == LeverSetting(0.5, 24)


def test_dates_are_counted_from_the_today_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OVER + 'world.today = "2027-04"\nlevers.slack.start = "2028-04"\n', "utf-8")
    assert Scenario.load(path).levers["slack"].start == 12


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ('"2026-03"', "expected a month from 2026-04, today, to 2076-04."),
        ('"2099-01"', "expected a month from 2026-04, today, to 2076-04."),
        ('"2028/29"', 'found a financial year: 2028/29 begins in "2028-04".'),
        ('"2028-04-01"', 'found a day: leave it out, "2028-04".'),
        ('"2028-13"', 'expected a month such as "2028-04".'),
        ('"28-04"', 'expected a month such as "2028-04".'),
        ('"April"', 'expected a month such as "2028-04".'),
        ("2028-04-01", '(months from today), or a month such as "2028-04", found a date.'),
        ("-1", 'from 0 to 600 (months from today), or a month such as "2028-04".'),
    ],
)
def test_a_wrong_date_is_a_fault_in_words(tmp_path: Path, date: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, f"{OVER}levers.slack = {{start = {date}}}\n")


def test_a_run_that_starts_in_no_april_is_told_where_it_was_said(tmp_path: Path) -> None:
    assert "bad.toml:2  world.today" in refusal(tmp_path, f'{OVER}world.today = "2026-05"\n')
    assert "bad.toml:2  world.months_before" in refusal(
        tmp_path, f"{OVER}world.months_before = 13\n"
    )
    draft = read_config(config_path("small.toml"), {"world.today": "2026-05"}, "--set")
    with pytest.raises(ScenarioError, match=r"--set world\.today"):
        Scenario.of(draft)


def test_what_starts_after_the_run_has_ended_is_told() -> None:
    late = LeverSetting(1.0, start=ENGLAND.month("2036-04"))
    said = describe_differences(ENGLAND.with_levers({"slack": late}))
    assert "The lever slack starts in April 2036, after the run ends in March 2036" in said
    just = LeverSetting(1.0, start=ENGLAND.month("2036-03"))
    assert "does nothing" not in describe_differences(ENGLAND.with_levers({"slack": just}))
