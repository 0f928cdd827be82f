"""The agents and the compiled engine give the same numbers to the last bit, every month."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from months import CompiledMonths, record_differences, state_differences
from worlds import pulled, scenarios, tiny

from collabsim.ensemble.books import open_books, schedule_arrays
from collabsim.ensemble.engine import compiled, run_one
from collabsim.model import CollaborationModel
from collabsim.population import build
from collabsim.record import Record
from collabsim.rules import OURS
from collabsim.scenario import Scenario, config_path

EVENTS = (
    "starts", "pilots", "successes", "failures", "collapses", "direct", "abandoned", "raided",
    "lapsed", "kept", "innovation", "rush_pilots", "forbidding", "deficit", "scandals",
)  # fmt: skip


@pytest.fixture(scope="module")
def kernel() -> Any:
    return compiled()


def run_both(scenario: Scenario, replicate: int, seed: int) -> Record:
    """Run a world in both engines side by side, and compare all state every month."""
    model = CollaborationModel(scenario, replicate, seed)
    other = CompiledMonths(scenario, replicate, seed)
    for month in range(scenario.months_total):
        model.step()
        other.step(month)
        assert state_differences(model, other.books) == [], f"month {month}"
    assert record_differences(model.record, other.record) == []
    return model.record


@settings(max_examples=40, phases=[Phase.generate])
@given(scenarios(), st.integers(0, 2**32 - 2), st.integers(0, 2**63 - 1))
def test_any_scenario_gives_the_same_state_every_month(
    kernel: Any, scenario: Scenario, replicate: int, seed: int
) -> None:
    record = run_both(scenario, replicate, seed)
    machine = run_one(kernel, scenario, build(scenario, seed, replicate))
    assert record_differences(record, machine) == []


@pytest.mark.parametrize("months", [1, 2, 7, 13, 26])
@pytest.mark.parametrize("world", [tiny, pulled])
def test_machine_code_leaves_the_same_state_after_any_month(
    kernel: Any, world: Callable[[int], Scenario], months: int
) -> None:
    """Everything the run keeps, not only what a record shows: bonds, projects, AHSNs, crowds."""
    scenario = world(months)
    born = build(scenario, 5, 2)
    sizes, books = open_books(scenario, born, OURS)
    kernel(books, sizes, schedule_arrays(scenario), 5, 2)
    other = CompiledMonths(scenario, 2, 5)
    for month in range(months):
        other.step(month)
    for name, array in books._asdict().items():
        found = getattr(other.books, name)
        if array.dtype.names:
            for column in array.dtype.names:
                mine, theirs = array[column], found.column(column)
                assert np.array_equal(mine, theirs, equal_nan=True), f"{name}.{column}"
        else:
            assert np.array_equal(array, np.array(found), equal_nan=True), name


def test_the_comparison_covers_every_kind_of_event() -> None:
    worlds = (tiny(36), pulled(36))
    records = [run_both(world, replicate, 1).whole() for world in worlds for replicate in range(4)]
    assert {item for item in EVENTS if not any(r[item].sum() > 0.0 for r in records)} == set()


@pytest.mark.parametrize("package", ["today", "everything"])
def test_machine_code_gives_the_same_record(kernel: Any, package: str) -> None:
    levers = Scenario.load(config_path(f"packages/{package}.toml")).levers
    small = Scenario.load(config_path("small.toml")).with_levers(levers)
    assert_same_record(kernel, small, 3, 7)


def test_england_gives_the_same_record(kernel: Any) -> None:
    england = Scenario.england().with_values({"world.months_before": 0, "world.months": 36})
    assert_same_record(kernel, england, 0, 1)


def assert_same_record(kernel: Any, scenario: Scenario, replicate: int, seed: int) -> None:
    model = CollaborationModel(scenario, replicate, seed)
    model.run()
    other = run_one(kernel, scenario, build(scenario, seed, replicate))
    assert record_differences(model.record, other) == []
    assert model.record.whole()["starts"].sum() > 0.0
