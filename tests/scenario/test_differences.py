"""What a base says otherwise than the shipped England is told in full, however the base is written."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabsim.levers import LeverSetting
from collabsim.parameters import described
from collabsim.scenario import GROUPS, Organisation, Region, Scenario
from collabsim.scenario.differences import (
    Difference,
    describe_differences,
    differences_from_england,
    is_practice,
)
from collabsim.scenario.writing import scenario_from, scenario_toml

ENGLAND = Scenario.england()
SMALL = Scenario.load("small.toml")
SWITCHES = {
    f"{group}.{name}"
    for group, made in GROUPS.items()
    for name, meta in described(made).items()
    if meta.unit == "switch"
}


def test_england_differs_in_nothing_and_is_no_practice_world() -> None:
    assert differences_from_england(ENGLAND) == ()
    assert describe_differences(ENGLAND) == ""
    assert not is_practice(ENGLAND)


@given(st.sets(st.sampled_from(sorted(SWITCHES)), min_size=1))
@settings(max_examples=20, deadline=None)
def test_every_switch_that_is_off_is_named_and_nothing_else(off: set[str]) -> None:
    base = ENGLAND.with_values(dict.fromkeys(off, 0.0))
    assert {row.name for row in differences_from_england(base)} == off
    assert {(row.england, row.here) for row in differences_from_england(base)} == {(1.0, 0.0)}
    told = describe_differences(base)
    assert all(name.partition(".")[2] in told for name in off)


def test_a_base_is_told_in_a_sentence_and_the_same_when_written_out_in_full() -> None:
    base = SMALL.with_values({"hazard.nu": 10, "barriers.trust": 0, "barriers.budget": 0})
    base = base.with_levers({"slack": LeverSetting(0.0, 6), "permission": 1.0})
    told = describe_differences(base)
    for words in (
        "20 NHS trusts instead of 217",
        "three AHSNs in two regions (15 AHSNs in seven regions in England)",
        "hazard.nu 0 → 10",
        "world.months 120 → 36",
        "two barriers switched off (budget, trust)",
        "one lever at level 0 from 2026-10 over 12 months (slack)",
        "one lever at level 1 from 2026-04 over 12 months (permission)",
    ):
        assert words in told
    inlined = scenario_from(scenario_toml(base))
    assert differences_from_england(inlined) == differences_from_england(base)
    assert is_practice(inlined)
    assert is_practice(base)


def test_values_that_differ_little_are_still_told_apart() -> None:
    base = ENGLAND.with_values({"trust.initial": ENGLAND.parameters.trust.initial + 1e-9})
    [row] = differences_from_england(base)
    before, after = describe_differences(base).removesuffix(".").split(": ")[1].split(" → ")
    assert (float(before.split()[1]), float(after)) == (row.england, row.here)


def test_classes_are_told_value_by_value_added_or_left_out() -> None:
    first, second, *rest = ENGLAND.classes
    dearer = dataclasses.replace(first, cost=0.05)
    base = dataclasses.replace(ENGLAND, classes=(dearer, second, *rest[:-1]))
    assert Difference(f"classes.{first.name}.cost", first.cost, 0.05) in (
        differences_from_england(base)
    )
    told = describe_differences(base)
    assert f"classes.{first.name}.cost {first.cost:g} → 0.05" in told
    assert f"classes.{rest[-1].name} left out" in told
    added = dataclasses.replace(first, name="apps")
    assert "classes.apps added" in describe_differences(
        dataclasses.replace(ENGLAND, classes=(*ENGLAND.classes, added))
    )
    turned = dataclasses.replace(ENGLAND, classes=ENGLAND.classes[::-1])
    assert describe_differences(turned).endswith("in: the order of classes.")


def _listed(number: int) -> Scenario:
    """Return England with so many NHS trusts of a table, over all its AHSNs."""
    places = [(region.code, ahsn) for region in ENGLAND.regions for ahsn in region.ahsns]
    made = tuple(
        Organisation(f"T{n}", f"Trust {n}", "acute", *places[n % len(places)])
        for n in range(number)
    )
    return dataclasses.replace(ENGLAND, organisations=made)


@pytest.mark.parametrize(
    ("world", "practice"),
    [
        (SMALL, True),
        (ENGLAND.with_values({"world.months": 36}), False),
        (ENGLAND.with_values({"hazard.nu": 10, "barriers.trust": 0}), False),
        (ENGLAND.with_values({"world.companies": 8}), True),
        (ENGLAND.with_values({"world.innovations": 500}), True),
        (dataclasses.replace(ENGLAND, regions=ENGLAND.regions[1:]), True),
        (dataclasses.replace(ENGLAND, name="Small"), False),
        (dataclasses.replace(SMALL, name="England"), True),
        (_listed(206), False),
        (_listed(40), True),
    ],
)
def test_a_practice_world_is_one_of_other_places_or_another_size(
    world: Scenario, practice: bool
) -> None:
    assert is_practice(world) is practice


def test_other_counts_of_trusts_are_told_but_make_no_practice_world() -> None:
    first = ENGLAND.regions[0]
    kind, ahsn = next(iter(first.trusts)), next(iter(first.ahsns))
    fewer = Region(
        first.code,
        first.name,
        {**first.trusts, kind: first.trusts[kind] - 1},
        {**first.ahsns, ahsn: first.ahsns[ahsn] - 1},
    )
    base = dataclasses.replace(ENGLAND, regions=(fewer, *ENGLAND.regions[1:]))
    assert not is_practice(base)
    assert "216 NHS trusts instead of 217" in describe_differences(base)
    assert "two counts of NHS trusts by region, type and AHSN" in describe_differences(base)
