"""Metrics mean what they say, and say NaN where they mean nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from handmade import MONTHS, TODAY, MakeRecord
from hypothesis import given
from hypothesis import strategies as st

from collabsim.composition import BARRIERS
from collabsim.metrics import (
    GOALS,
    METRICS,
    Metric,
    account,
    by_class,
    by_place,
    final_metrics,
    gini,
    months_to_share,
    series,
)
from collabsim.record import CLASS_ITEMS


def at(metric: str, record: object, month: int = -1) -> float:
    return float(series(record)[metric][month])  # type: ignore[arg-type]


def test_a_class_has_metrics_of_its_own_that_are_parts_of_the_whole(
    make_record: MakeRecord,
) -> None:
    """They are found by name, as classes are the scenario's, and stand in no list."""
    record = make_record(starts=3.0)
    starts, adopted, eligible = (CLASS_ITEMS.index(n) for n in ("starts", "adopted", "eligible"))
    record.kind[:, 1, starts] = 9.0  # three places with three a month
    record.kind[:, 1, [adopted, eligible]] = (2.0, 8.0)
    months = MONTHS - record.today
    found = final_metrics(record, ["starts_digital", "adoption_digital", "adoption_medicine"])
    assert found["starts_digital"] == pytest.approx(months * 9.0 / 6.0)
    assert found["adoption_digital"] == 0.25
    assert np.isnan(found["adoption_medicine"])  # nothing eligible
    assert METRICS["starts_digital"].label == "Projects begun, digital"
    assert "starts_digital" not in list(METRICS)
    assert "start_digital" not in METRICS


def test_every_metric_is_a_monthly_series_and_speaks_to_a_goal(make_record: MakeRecord) -> None:
    shapes = {name: values.shape for name, values in series(make_record()).items()}
    assert shapes == dict.fromkeys(METRICS, (MONTHS,))
    assert {metric.goal for metric in METRICS.values()} == set(GOALS)
    assert all(m.says.endswith(".") and m.unit and m.matters > 0 for m in METRICS.values())


def test_nothing_to_divide_by_is_nan_and_no_warning(make_record: MakeRecord) -> None:
    undefined = {
        name for name, values in series(make_record(trusts=0.0)).items() if np.isnan(values).all()
    }
    assert undefined >= {
        "adoption_piloted",
        "share_scaling",
        "trust_nhs",
        "march_ratio",
        "equity_cv",
    }


def test_piloted_classes_and_medicines_are_counted_apart(make_record: MakeRecord) -> None:
    record = make_record(
        eligible_piloted=10.0, adopted_piloted=1.0, eligible_medicine=4.0, adopted_medicine=3.0
    )
    assert at("adoption_piloted", record) == pytest.approx(0.1)
    assert at("adoption_medicines", record) == pytest.approx(0.75)


def test_joint_working_is_starts_of_twelve_months_per_trust(make_record: MakeRecord) -> None:
    starts = np.zeros(MONTHS)
    starts[20] = 1.0  # one in each of three places of two trusts
    record = make_record(starts=starts)
    assert np.isnan(at("joint_working", record, 10))
    assert at("joint_working", record, 20) == pytest.approx(0.5)
    assert at("joint_working", record, 31) == pytest.approx(0.5)
    assert at("joint_working", record, 32) == 0.0


def test_pilots_that_end_succeed_fail_or_collapse(make_record: MakeRecord) -> None:
    record = make_record(successes=1.0, failures=2.0, collapses=5.0)
    assert at("share_scaling", record) == pytest.approx(1 / 8)
    assert at("collapse", record) == pytest.approx(5 / 8)


def test_march_is_compared_with_its_own_financial_year(make_record: MakeRecord) -> None:
    spend = np.ones(MONTHS)
    spend[11], spend[23] = 3.0, 1.0
    record = make_record(routine=0.5 * spend, innovation=0.5 * spend)
    ratio = series(record)["march_ratio"]
    assert np.isnan(ratio[:11]).all()
    assert ratio[11:23] == pytest.approx(3.0 / (14.0 / 12.0))
    assert ratio[23:35] == pytest.approx(1.0)
    assert at("q4_share", record, 11) == pytest.approx(5.0 / 14.0)


@pytest.mark.parametrize(("rushed", "expected"), [(2.0, 3.0), (0.1, np.nan)])
def test_year_end_quality_needs_ten_events(
    make_record: MakeRecord, rushed: float, expected: float
) -> None:
    record = make_record(
        rush_pilots=rushed, rush_failures=rushed / 2, other_pilots=4.0, other_failures=1.0
    )
    assert at("year_end_quality", record) == pytest.approx(expected, nan_ok=True)
    assert np.isnan(at("year_end_quality", record, TODAY - 1))


def test_benefit_is_cumulated_from_today_and_may_be_harm(make_record: MakeRecord) -> None:
    record = make_record(benefit=-2.0)  # one unit of harm a trust and year, for ever
    assert np.isnan(at("benefit", record, TODAY - 1))
    assert at("benefit", record, TODAY) == pytest.approx(-1 / 12)
    assert at("benefit", record) == pytest.approx(-(MONTHS - TODAY) / 12)


def test_goodhart_gap_is_what_is_reported_and_not_real(make_record: MakeRecord) -> None:
    record = make_record(real_effort=0.6, reported_effort=0.8)
    assert at("goodhart_gap", record) == pytest.approx(0.25)


def test_inequality_between_ahsns_is_of_adoption_not_of_size(make_record: MakeRecord) -> None:
    eligible = np.tile([10.0, 30.0, 10.0], (MONTHS, 1))
    same = make_record(eligible_piloted=eligible, adopted_piloted=0.2 * eligible)
    assert at("equity_cv", same) == pytest.approx(0.0)
    one = np.tile([4.0, 0.0, 0.0], (MONTHS, 1))  # 40 % in Manchester, none in UCLPartners
    assert at(
        "equity_cv", make_record(eligible_piloted=10.0, adopted_piloted=one)
    ) == pytest.approx(1.0)


def test_inequality_between_trusts(make_record: MakeRecord) -> None:
    record = make_record()
    using = np.tile([0, 0, 0, 0, 0, 4], (MONTHS, 1))
    assert at("equity_gini", dataclasses.replace(record, using=using)) == pytest.approx(5 / 6)
    assert at("equity_gini", dataclasses.replace(record, using=record.offered)) == 0.0
    assert np.isnan(at("equity_gini", record))


@given(st.lists(st.floats(0.01, 100.0), min_size=1, max_size=20), st.floats(0.1, 10.0))
def test_gini_is_half_the_relative_mean_difference(numbers: list[float], scale: float) -> None:
    x = np.array(numbers)
    expected = np.abs(x[:, None] - x[None, :]).mean() / (2.0 * x.mean())
    assert gini(x) == pytest.approx(expected, abs=1e-9)
    assert gini(scale * x) == pytest.approx(gini(x), abs=1e-9)


def test_time_to_half_counts_from_launch_and_only_piloted(make_record: MakeRecord) -> None:
    ever = np.zeros((MONTHS, 3), np.int64)
    ever[1:, 0] = 6  # a medicine
    ever[8:, 1] = 2  # launched in month 2: half of four after six months
    ever[20:, 2] = 1  # launched in month 14: never gets to half
    record = dataclasses.replace(make_record(), ever=ever)
    assert list(months_to_share(record, 0.5)) == [1, 6, -1]
    assert np.isnan(at("months_to_half", record, 7))
    assert at("months_to_half", record, 8) == 6.0
    assert at("share_to_half", record, 8) == 1.0
    assert at("share_to_half", record) == 0.5


def test_account_sums_to_the_attempts_stopped(make_record: MakeRecord) -> None:
    stopped = {f"stopped_piloted_{name}": n + 1.0 for n, name in enumerate(BARRIERS)}
    record = make_record(attempts_piloted=110.0, **stopped)
    assert account(record, "piloted").shape == (MONTHS, len(BARRIERS))
    assert account(record, "piloted")[0] == pytest.approx([3.0 * (n + 1) for n in range(10)])
    assert account(record, "medicine").sum() == 0.0
    assert at("attempts_stopped", record) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="piloted"):
        account(record, "pilotd")


@pytest.mark.parametrize("level", ["region", "ahsn"])
def test_places_sum_to_england(make_record: MakeRecord, level: str) -> None:
    rng = np.random.default_rng(1)
    adopted = rng.uniform(0.0, 5.0, (MONTHS, 3))
    record = make_record(eligible_piloted=10.0, adopted_piloted=adopted)
    places = record.by(level)
    for item in ("trusts", "eligible_piloted", "adopted_piloted"):
        assert sum(place[item] for place in places.values()) == pytest.approx(record.whole()[item])
    assert len(places) == {"region": 3, "ahsn": 2}[level]
    numbers = by_place(record, level)
    local = {name for name, metric in METRICS.items() if metric.local}
    assert set(numbers["NW" if level == "region" else "Manchester"]) == local


def test_classes_sum_to_the_benefit_of_england(make_record: MakeRecord) -> None:
    record = make_record(benefit=1.0)
    kind = np.zeros_like(record.kind)
    kind[:, 0, 4], kind[:, 1, 4] = 1.0, 2.0
    classes = by_class(dataclasses.replace(record, kind=kind))
    whole = sum(each["benefit"] for each in classes.values())
    assert whole[-1] == pytest.approx(at("benefit", record))


@pytest.mark.parametrize(
    ("metric", "value", "text", "change"),
    [
        ("adoption_piloted", 0.0714, "7.1%", "7.1 points"),
        ("trust_nhs", -0.031, "-0.03", "0.03"),
        ("months_to_half", 37.96, "38.0", "38.0"),
        ("benefit", float("nan"), "not defined", "nan"),
    ],
)
def test_numbers_are_written_as_people_read_them(
    metric: str, value: float, text: str, change: str
) -> None:
    about: Metric = METRICS[metric]
    assert (about.text(value), about.change(value)) == (text, change)
