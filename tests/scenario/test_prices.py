"""Prices of levers: each has its evidence, files override them, and costs add up over the years of use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame
from refusals import refusal

from collabsim import evidence
from collabsim.experiment.costs import costs_of
from collabsim.levers import LEVERS, LeverSetting
from collabsim.parameters import TIERS
from collabsim.scenario import Scenario, ScenarioError
from collabsim.scenario.prices import years_of
from collabsim.scenario.writing import scenario_toml

ENGLAND = Scenario.england()
SHARES = st.floats(0.0, 1.0)
MONTHS = st.integers(0, 120)


def spent(base: Scenario = ENGLAND, **values: float) -> DataFrame:
    return costs_of(base, DataFrame({name: [value] for name, value in values.items()}))


def test_every_lever_has_a_price_with_range_tier_basis_and_sources_that_exist() -> None:
    for name in LEVERS:
        price = evidence.levers()[name].price
        for low, central, high in (price.money, price.attention):
            assert 0.0 < low <= central <= high
        assert price.tier in TIERS
        assert set(price.sources) <= set(evidence.sources())
        assert price.tier != "T4" or "udgement" in price.basis
        assert price.tier == "T4" or price.sources


@given(SHARES, MONTHS, st.integers(0, 48), MONTHS)
def test_years_of_use_grow_with_level_and_shrink_with_a_later_start(
    level: float, start: int, ramp: int, months: int
) -> None:
    years = years_of(LeverSetting(level, start, ramp), months)
    assert 0.0 <= years <= level * max(0, months - start) / 12.0 + 1e-9
    assert years_of(LeverSetting(level, start + 1, ramp), months) <= years + 1e-9
    assert years_of(LeverSetting(level, start, 0), months) == pytest.approx(
        level * max(0, months - start) / 12.0
    )
    assert years_of(LeverSetting(level / 2, start, ramp), months) == pytest.approx(years / 2)


def test_a_package_costs_what_its_levers_cost_and_the_base_costs_nothing() -> None:
    one, other = spent(slack=1.0), spent(permission=0.5)
    both = spent(slack=1.0, permission=0.5)
    assert np.allclose(both, one + other)
    assert (spent(slack=0.0) == 0.0).all(axis=None)
    late = spent(slack=1.0, slack_start=24.0)
    assert (one["money_central"] - late["money_central"]).item() == pytest.approx(2 * 2500)


def test_a_point_that_drops_a_lever_of_the_base_costs_less_than_nothing() -> None:
    base = ENGLAND.with_levers({"slack": 1.0})
    found = spent(base, slack=0.0)
    assert (found["money_low"] <= found["money_central"]).all()
    assert (found["money_high"] < 0.0).all()


def test_a_file_states_prices_in_place_of_the_register_and_is_written_back(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "england.toml"\n[prices]\nslack.money = [1000, 2000, 3000]\n'
        'permission = {money = 2, attention = 5, basis = "What ours cost."}\n',
        "utf-8",
    )
    made = Scenario.load(path)
    known = evidence.levers()["slack"].price
    assert made.prices["slack"].money == (1000.0, 2000.0, 3000.0)
    assert made.prices["slack"].attention == known.attention
    assert made.prices["permission"].basis == "What ours cost."
    assert spent(made, permission=1.0)["money_low"].item() == pytest.approx(
        2 * years_of(LeverSetting(1.0), 120)
    )
    path.write_text(scenario_toml(made), "utf-8")
    assert Scenario.load(path) == made
    assert made.schedule() == ENGLAND.schedule()


def test_a_lever_of_ones_own_has_no_price_until_one_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    own = 'extends = "england.toml"\n[own_levers.mine]\nid = "X1"\nmoves = [{parameter = "trust.initial", to = 0.6}]\n'
    path.write_text(own, "utf-8")
    assert spent(Scenario.load(path), mine=1.0).isna().all(axis=None)
    path.write_text(f"{own}[prices]\nmine = {{money = 3}}\n", "utf-8")
    with pytest.raises(
        ScenarioError, match="expected money and attention: no price of it is known"
    ):
        Scenario.load(path)
    path.write_text(f"{own}[prices]\nmine = {{money = 3, attention = 0}}\n", "utf-8")
    assert spent(Scenario.load(path), mine=1.0)["attention_high"].item() == 0.0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("slak.money = 1", 'Did you mean "prices.slack"?'),
        ("slack.mony = 1", 'Did you mean "prices.slack.money"?'),
        (
            "slack.money = -1",
            "expected a number from 0 to 1e+06 (million pounds a year of 2023/24).",
        ),
        ("slack.money = '£3m'", "found a text."),
        ("slack.money = [3, 2, 1]", "expected [low, central, high], none above the next."),
        ("slack.money = [1, 2]", "expected one number, or [low, central, high], found an array."),
    ],
)
def test_a_wrong_price_is_a_fault(tmp_path: Path, line: str, sentence: str) -> None:
    assert sentence in refusal(tmp_path, f'extends = "england.toml"\n[prices]\n{line}\n')
