"""The agents and machine code give the same numbers to the last bit, in every row and month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from months import record_differences, state_differences
from worlds import pulled, scenarios, tiny

from collabsim.compiled.engine import compiled, interpreted
from collabsim.model import CollaborationModel
from collabsim.population import build
from collabsim.record import Record
from collabsim.scenario import Scenario, config_path
from collabsim.tables import open_tables, record_of

EVENTS = (
    "starts", "pilots", "successes", "failures", "collapses", "direct", "abandoned", "raided",
    "lapsed", "kept", "innovation", "rush_pilots", "forbidding", "deficit", "scandals",
)  # fmt: skip


@pytest.fixture(scope="module")
def kernel() -> Any:
    return compiled()


def run_both(kernel: Any, scenario: Scenario, replicate: int, seed: int) -> Record:
    """Run a world in both engines, and compare all that is left: records and every row."""
    model = CollaborationModel(scenario, replicate, seed)
    model.run()
    born = build(scenario, seed, replicate)
    left = kernel(open_tables(scenario, born), scenario)
    assert record_differences(model.record, record_of(scenario, born, left)) == []
    assert state_differences(model.now, left) == []
    return model.record


@settings(max_examples=40, phases=[Phase.generate])
@given(scenarios(), st.integers(0, 2**32 - 2), st.integers(0, 2**63 - 1))
def test_any_scenario_gives_the_same_state(
    kernel: Any, scenario: Scenario, replicate: int, seed: int
) -> None:
    run_both(kernel, scenario, replicate, seed)


@pytest.mark.parametrize("months", [1, 2, 7, 13, 26])
@pytest.mark.parametrize("world", [tiny, pulled])
def test_the_state_is_the_same_after_any_month(
    kernel: Any, world: Callable[[int], Scenario], months: int
) -> None:
    """Everything the run keeps, not only what a record shows: bonds, projects, AHSNs, peers."""
    run_both(kernel, world(months), 2, 5)


def test_the_months_interpreted_give_the_same_state() -> None:
    run_both(interpreted(), pulled(20), 1, 3)


def test_the_comparison_covers_every_kind_of_event(kernel: Any) -> None:
    worlds = (tiny(36), pulled(36))
    runs = [run_both(kernel, world, replicate, 1) for world in worlds for replicate in range(4)]
    records = [record.whole() for record in runs]
    assert {item for item in EVENTS if not any(r[item].sum() > 0.0 for r in records)} == set()


@pytest.mark.parametrize("package", ["today", "everything"])
def test_machine_code_gives_the_same_record(kernel: Any, package: str) -> None:
    levers = Scenario.load(config_path(f"packages/{package}.toml")).levers
    small = Scenario.load(config_path("small.toml")).with_levers(levers)
    assert run_both(kernel, small, 3, 7).whole()["starts"].sum() > 0.0


def test_england_gives_the_same_record(kernel: Any) -> None:
    england = Scenario.england().with_values({"world.months_before": 0, "world.months": 36})
    assert run_both(kernel, england, 0, 1).whole()["starts"].sum() > 0.0
