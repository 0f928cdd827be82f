"""The summary claims what the intervals allow, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from handmade import MakeResults
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from collabsim import Scenario, simulate
from collabsim.metrics import METRICS
from collabsim.report.answering import answer
from collabsim.report.claims import Claim
from collabsim.report.comparison import describe_difference, differences, paired
from collabsim.report.run import stopped_by
from collabsim.report.source import ILLUSTRATIVE
from collabsim.results import Results

ADOPTION = METRICS["adoption_piloted"]  # a difference of 0.01 or more matters


def difference(low: float, high: float, metric: str = "adoption_piloted") -> Claim:
    error = (high - low) / 2 / stats.t.ppf(0.975, 19)
    return Claim(
        "Permission", METRICS[metric], (low + high) / 2, low, high, least=low, most=high, replicates=20,
        error=error, family=1, same=low == high, start=0.1, against="Today",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.02, 0.04, "adds 3.0 points (+2.0 to +4.0), from 10.0% to 13.0% (+30%)"),
        (-0.04, -0.02, "costs 3.0 points (−4.0 to −2.0), from 10.0% to 7.0% (−30%)"),
        (
            0.0,
            0.0,
            "no change in each of 20 replicates, from 10.0% to 10.0% (0%); up to 14% of replicates could still differ (59 that agree would leave 5%)",
        ),
        (
            -0.004,
            0.008,
            "less than the 1.0 points that matter: +0.2 points (−0.4 to +0.8), from 10.0% to 10.2% (+2.0%)",
        ),
        (
            -0.03,
            0.03,
            "too few replicates to say: 0.0 points (−3.0 to +3.0), from 10.0% to 10.0% (0%); about {n} replicates would be enough",
        ),
        (
            0.005,
            0.04,
            "rises: +2.2 points (+0.5 to +4.0), from 10.0% to 12.2% (+22%), perhaps less than the 1.0 points that matter; about {n} replicates would be enough",
        ),
    ],
)
def test_words_follow_the_interval_and_what_matters(low: float, high: float, words: str) -> None:
    margin = abs(abs(low + high) / 2 - 0.01)  # between the mean and what matters
    assert describe_difference(difference(low, high)) == words.format(
        n=enough((high - low) / 2, margin)
    )


def enough(half_width: float, wanted: float) -> int:
    """Return the fewest pairs whose t-interval is this narrow, if 20 of them gave ``half_width``."""
    sd = half_width * np.sqrt(20) / stats.t.ppf(0.975, 19)
    sizes = np.arange(2, 1000)
    return int(sizes[stats.t.ppf(0.975, sizes - 1) * sd <= wanted * np.sqrt(sizes)][0])


def test_less_of_a_bad_thing_is_no_cost() -> None:
    assert describe_difference(difference(-0.06, -0.04, "equity_gini")).startswith(
        "lowers it by 0.05"
    )


def test_one_pair_makes_no_claim() -> None:
    alone = paired(ADOPTION, [0.5], [0.1], "Permission", "Today")
    assert describe_difference(alone) == (
        "too few replicates to say: +40.0 points in one replicate, from 10.0% to 50.0% (+400%)"
    )


@given(st.lists(st.floats(-1.0, 1.0), min_size=2, max_size=30))
def test_the_interval_is_students(gaps: list[float]) -> None:
    found = paired(ADOPTION, gaps, [0.0] * len(gaps), "Permission", "Today")
    if np.std(gaps) < 1e-9:  # no spread, no width
        assert found.high - found.low == pytest.approx(0.0, abs=1e-7)
        return
    expected = stats.ttest_1samp(gaps, 0.0).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_undefined_pairs_are_left_out_and_counted() -> None:
    found = paired(ADOPTION, [0.1, float("nan"), 0.3], [0.0, 0.9, 0.0], "Permission", "Today")
    assert (found.replicates, found.mean, found.start) == (2, pytest.approx(0.2), 0.0)


def test_differences_are_paired_by_replicate(make_results: MakeResults) -> None:
    results = make_results(8, Today=0.0, Permission=1.0)
    (found,) = differences(results.tables["metrics"], ["adoption_piloted"])
    assert (found.name, found.against, found.replicates) == ("Permission", "Today", 8)
    assert found.mean == pytest.approx(0.1)
    assert found.high - found.low < 1e-9  # luck is shared, so the same gain everywhere


def told(results: Results) -> str:
    return " ".join(answer(results).text.split())


def test_a_run_is_told_with_ranges_goals_and_what_held_it_back(make_results: MakeResults) -> None:
    text = told(make_results(20))
    for words in (
        "England by 2027/28, 20 simulated Englands (seed 7)",
        "in 9 of 10 simulated Englands",
        "55% of attempts",
        "Cross-sector working",
        "UK asset base",
        "Patient outcomes",
        "Equity between places",
    ):
        assert words in text
    assert "Levels are medians over the simulated Englands" in text
    assert text.index("permission 10%") < text.index("leadership and culture 9%")
    assert text.endswith("Illustrative: explores candidate mechanisms, not a forecast.")


def test_few_runs_are_not_given_a_nine_in_ten(make_results: MakeResults) -> None:
    results = make_results(3)
    text = told(results)
    assert "9 of 10" not in text
    ends = results.tables["metrics"].query("month == 23")["adoption_piloted"]
    low, high = (ADOPTION.text(end) for end in (ends.min(), ends.max()))
    assert f"{low} to {high} over 3 runs" in text
    one = told(make_results(1))
    assert "1 simulated England (" in one
    assert "in the one run" in one
    assert "medians" not in one


def test_a_comparison_is_told_scenario_by_scenario(make_results: MakeResults) -> None:
    text = told(make_results(12, Today=0.0, Permission=1.0, Nothing=0.0))
    assert "share their random draws" in text
    assert (
        "Permission: adoption of piloted innovations +10.0 points in each of 12 replicates" in text
    )
    assert "Nothing: adoption of piloted innovations no change in each of 12 replicates" in text
    assert "adds" not in text
    assert "Levels are means" in text
    assert text.endswith(ILLUSTRATIVE)


def test_what_stopped_attempts_is_a_share_of_attempts(make_results: MakeResults) -> None:
    shares = stopped_by(make_results(3).tables["account"])
    assert shares.index[0] == "permission"
    assert shares.sum() == pytest.approx(0.55)


def test_what_differs_from_england_and_is_switched_off_is_said_of_every_scenario() -> None:
    base = Scenario.load("small.toml").with_values({"world.months": 12})
    off = base.with_values({"barriers.budget": 0.0})
    text = told(Results.of(simulate({"Small": base, "No budget": off}, 2)))
    small, budget = (
        " ".join(text.split(f"{name} differs")[1].split()) for name in ("Small", "No budget")
    )
    assert "20 NHS trusts instead of 217" in small
    assert "switched off" not in small.split("No budget")[0]
    assert "one barrier switched off (budget)" in budget
