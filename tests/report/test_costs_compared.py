"""What compared scenarios cost a year beyond the first, and what that buys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.experiment.costs import compared_costs
from collabsim.levers import LeverSetting
from collabsim.metrics import METRICS
from collabsim.report.comparison import paired
from collabsim.report.costs_compared import cost_table
from collabsim.scenario import Scenario
from collabsim.scenario.prices import MONTHS, price_of

BASE = Scenario.england()
ADOPTION = METRICS["adoption_piloted"]


@given(st.floats(0.1, 1.0), st.floats(0.0, 0.1))
def test_a_cost_is_the_price_times_the_level_beyond_the_first(level: float, before: float) -> None:
    levels = {"first": before, "more": level}
    pair = {
        n: BASE.with_levers({"slack": LeverSetting(each, ramp=0)}) for n, each in levels.items()
    }
    price, years = price_of("slack", {}), BASE.months / MONTHS
    assert price is not None
    found = compared_costs(pair)
    assert found.loc["first"].eq(0.0).all()
    assert found.loc["more", "money_central"] == pytest.approx(
        price.money[1] * years * (level - before)
    )


def test_who_begins_later_pays_less_and_nobody_pays_where_no_lever_differs() -> None:
    half = BASE.months // 2
    now = BASE.with_levers({"slack": LeverSetting(1.0, ramp=0)})
    late = BASE.with_levers({"slack": LeverSetting(1.0, start=half, ramp=0)})
    found = compared_costs({"today": BASE, "now": now, "late": late})
    assert found.loc["late", "money_high"] == pytest.approx(found.loc["now", "money_high"] / 2)
    assert cost_table({"today": BASE, "same": BASE}, []).empty


def test_an_effect_is_told_per_money_only_where_its_sign_may_be_claimed() -> None:
    scenarios = {
        "today": BASE,
        "sure": BASE.with_levers({"slack": 1}),
        "not": BASE.with_levers({"boards": 1}),
    }
    noise = [0.0001 * n for n in range(12)]
    sure = paired(ADOPTION, [0.2 + n for n in noise], [0.1] * 12, "sure", "today")
    unsure = paired(
        ADOPTION, [0.1 + (-1) ** n * 0.05 for n in range(12)], [0.1] * 12, "not", "today"
    )
    rows = cost_table(scenarios, [sure, unsure]).set_index("Scenario")
    told = rows["Adoption of piloted innovations per £100m"]
    assert "points (" in told["sure"]
    assert told["not"] == ""
    assert rows["Cost a year"].str.match(r"^£[\d,]+m \(£[\d,]+m to £[\d,]+m\)$").all()
