"""The shipped worlds: England adds up as published, and every package says what it pulls."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from refresh_configs import england as current_england

from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS
from collabsim.scenario import GROUPS, Scenario, config_path, shipped_configs
from collabsim.scenario.classes import FAMILIES, TYPES

ENGLAND = Scenario.england()
PACKAGES = {
    "today", "permission_only", "money_only", "soft", "hard", "everything",
    "measure_and_reward", "targets_without_outcomes",
}  # fmt: skip


def package(name: str) -> Scenario:
    return Scenario.load(config_path(f"packages/{name}.toml"))


@pytest.mark.parametrize("name", shipped_configs())
def test_shipped_configs_are_valid_and_described(name: str) -> None:
    scenario = Scenario.load(config_path(name))
    assert scenario.description
    assert len(scenario.schedule()) == scenario.months_total


def test_all_packages_ship_and_differ_from_england_by_their_levers_alone() -> None:
    assert {f"packages/{name}.toml" for name in PACKAGES} <= set(shipped_configs())
    for name in PACKAGES:
        made = package(name)
        bare = dataclasses.replace(
            made, name=ENGLAND.name, description=ENGLAND.description, levers={}, own_levers=()
        )
        assert bare == ENGLAND


def test_packages_share_their_months_before_today_with_england() -> None:
    for name in PACKAGES:
        assert package(name).at(ENGLAND.months_before) == ENGLAND.at(ENGLAND.months_before)


def test_packages_pull_the_levers_their_names_promise() -> None:
    soft, hard, everything = (set(package(n).levers) for n in ("soft", "hard", "everything"))
    assert not package("today").levers
    assert set(package("permission_only").levers) == {"permission"}
    assert soft | hard == everything == set(LEVERS) - {"deleted_checks"}
    assert not soft & hard
    assert set(package("money_only").levers) < hard


def test_outcomes_are_what_the_last_two_packages_differ_in() -> None:
    measured = package("measure_and_reward").at(ENGLAND.months_total - 1).incentives
    counted = package("targets_without_outcomes").at(ENGLAND.months_total - 1).incentives
    today = ENGLAND.parameters.incentives
    assert counted.metric_benefit == 0.0 < today.metric_benefit < measured.metric_benefit
    assert measured.measurability > today.measurability


def test_england_has_the_217_trusts_of_april_2020_by_type() -> None:
    types = Counter[str]()
    for region in ENGLAND.regions:
        types.update(region.trusts)
    assert dict(types) == {  # NHS Providers (S34)
        "acute": 80, "acute_community": 44, "specialist": 16, "mental_health": 22,
        "mental_health_community": 30, "community": 15, "ambulance": 10,
    }  # fmt: skip
    assert types.total() == 217
    assert tuple(t.name for t in ENGLAND.types) == TYPES


def test_england_has_seven_regions_within_one_trust_of_the_register() -> None:
    totals = {region.code: sum(region.trusts.values()) for region in ENGLAND.regions}
    register = {"EE": 22, "LN": 35, "MD": 41, "NE": 33, "NW": 34, "SE": 31, "SW": 22}  # S35
    assert totals.keys() == register.keys()
    assert all(abs(totals[code] - register[code]) <= 1 for code in register)


def test_england_has_fifteen_ahsns_within_one_trust_of_the_register() -> None:
    ahsns = Counter[str]()
    for region in ENGLAND.regions:
        ahsns.update(region.ahsns)
    register = {  # S35, S38
        "East Midlands": 16, "Eastern": 19, "Imperial College Health Partners": 9,
        "Kent Surrey Sussex": 17, "Manchester": 11, "North East and North Cumbria": 11,
        "North West Coast": 23, "Oxford": 8, "South London": 12, "South West": 10,
        "UCLPartners": 17, "Wessex": 10, "West Midlands": 25, "West of England": 8,
        "Yorkshire and Humber": 22,
    }  # fmt: skip
    assert ahsns.keys() == register.keys()
    assert all(abs(ahsns[name] - register[name]) <= 1 for name in register)


def test_england_offers_enough_innovations_of_every_kind_to_be_asked_about() -> None:
    names = {c.name for c in ENGLAND.classes}
    assert ENGLAND.parameters.world.innovations >= 40
    assert {
        "mandated_medicine", "discretionary_medicine", "device", "digital", "service_model",
        "prevention", "whole_person",
    } <= names  # fmt: skip
    assert sum(c.share for c in ENGLAND.classes) == pytest.approx(1.0)
    assert all(c.family in FAMILIES and tuple(c.exposure) == BARRIERS for c in ENGLAND.classes)


def test_medicines_meet_soft_barriers_less_than_piloted_classes_do() -> None:
    soft = ("trust", "perceptions", "leadership", "permission")  # R8
    most = {
        family: [max(c.exposure[b] for c in ENGLAND.classes if c.family == family) for b in soft]
        for family in FAMILIES
    }
    assert all(m < p for m, p in zip(most["medicine"], most["piloted"], strict=True))


def test_england_is_the_default_world() -> None:
    for group, made in GROUPS.items():
        assert getattr(ENGLAND.parameters, group) == made(), "run tests/scenario/refresh_configs.py"


def test_england_is_as_the_code_would_write_it() -> None:
    shipped = config_path("england.toml").read_text("utf-8")
    assert shipped == current_england(), "run tests/scenario/refresh_configs.py"


def test_small_is_small_enough_to_read_and_run() -> None:
    small = Scenario.load(config_path("small.toml"))
    assert len(config_path("small.toml").read_text("utf-8").splitlines()) <= 40
    assert sum(sum(region.trusts.values()) for region in small.regions) == 20
    assert len({ahsn for region in small.regions for ahsn in region.ahsns}) == 3
    assert small.months_total <= 48


def test_the_measured_series_start_in_the_month_they_were_first_used() -> None:
    series = {i.id: i for i in Scenario.load(config_path("uptake_series.toml")).innovations}
    calendar = {  # months after April, in which every run and today begin
        "tofacitinib": 8, "mepolizumab_pen": 5, "infliximab_sc": 11, "doac": 9,
        "adalimumab": 8 - 2,  # decided on two months before first use
        "ppci": 6,  # October, when the national pilot began
    }  # fmt: skip
    assert ENGLAND.months_before % 12 == 0
    assert {name: i.launch % 12 for name, i in series.items()} == calendar
    assert all(-12 <= i.launch < 0 for i in series.values())
