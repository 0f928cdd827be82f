"""Common random numbers: the same luck in every scenario, and nobody's luck touched by another."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

import collabsim as cs
from collabsim.agents import Actor
from collabsim.randomness import Decision, address, uniforms
from collabsim.record import Record
from collabsim.scenario import Region, config_path

SMALL = cs.Scenario.load(config_path("small.toml")).with_values({"world.months": 24})
ARRAYS = [
    field.name for field in dataclasses.fields(Record) if field.type in ("Floats", "Integers")
]
IN_TRUSTS = [d for d in Decision if d >= Decision.DEFICIT]
"""Decisions taken month by month; the others are taken at birth."""


def test_the_scenarios_identity_is_in_no_draw() -> None:
    """The same world under another name, among others and in another place, is the same world."""
    renamed = dataclasses.replace(SMALL, name="Other", description="Said otherwise.")
    other = SMALL.with_levers({"slack": 1.0})
    alone = cs.simulate(SMALL, 2).records["Small"]
    among = cs.simulate({"first": other, "second": renamed}, 2).records["second"]
    for one, two in zip(alone, among, strict=True):
        assert [n for n in ARRAYS if not np.array_equal(getattr(one, n), getattr(two, n))] == []


def larger(what: str) -> cs.Scenario:
    """Return the small world with one more company or innovation, or a region of two more trusts."""
    if what == "trust":
        region = Region("X", "Extra", {"acute": 1, "community": 1}, {"Fens": 2})
        return dataclasses.replace(SMALL, regions=(*SMALL.regions, region))
    name = {"company": "world.companies", "innovation": "world.innovations"}[what]
    group, parameter = name.split(".")
    return SMALL.with_values({name: getattr(getattr(SMALL.parameters, group), parameter) + 1})


@pytest.mark.parametrize("what", ["company", "innovation", "trust"])
def test_one_more_changes_nobody_elses_draws(what: str) -> None:
    """In every month and decision, whoever was there before draws what it drew before."""
    one, two = cs.CollaborationModel(SMALL, 3, 8), cs.CollaborationModel(larger(what), 3, 8)
    for month in (0, 17):
        for model in (one, two):
            model.turn_to(month)
        before, after = draws(one), draws(two)
        assert before.items() <= after.items()
        assert len(after) > len(before)


def draws(model: cs.CollaborationModel) -> dict[tuple[str, str, Decision], tuple[float, float]]:
    """Return every draw that agents could make this month, by who, about what and which decision."""
    agents: list[Actor] = [*model.trusts, *model.companies, *model.ahsns, *model.regions]
    about = {made.code: made.id for made in model.innovations}
    out = {
        (agent.code, name, decision): agent.draw(decision, what)
        for agent in agents
        for name, what in {"": 0, **about}.items()
        for decision in IN_TRUSTS
    }
    for trust in model.trusts:
        for made in model.innovations:
            for decision in (Decision.COURTSHIP, Decision.USE):
                first, second = model.drawn(decision)
                drawn = first[trust.index][made.index], second[trust.index][made.index]
                assert drawn == out[trust.code, made.code, decision]
    return out


@pytest.mark.parametrize("what", ["company", "innovation"])
def test_one_more_changes_no_trusts_first_month_before_they_meet(what: str) -> None:
    """Whoever leads, what is heard and what is left to spend is settled before anybody deals."""
    models = [cs.CollaborationModel(world, 3, 8) for world in (SMALL, larger(what))]
    for model in models:
        model.lead()
        model.fund()
    for one, two in zip(models[0].trusts, models[1].trusts, strict=True):
        for name in ("tenure", "stance", "permission", "deficit", "money", "slack", "attention"):
            assert getattr(one, name) == getattr(two, name), name


METRICS = ("adoption_piloted", "joint_working", "trust_nhs", "benefit", "permission_received")


def test_the_variance_of_paired_differences_falls() -> None:
    """Below that of independent luck, for a small change by far (docs/model.md says how far)."""
    worlds = {"today": SMALL, "scorecard": SMALL.with_levers({"scorecard": 1.0})}
    ends = cs.simulate(worlds, 40, seed=2, keep="final").final()
    one, two = (ends[ends["scenario"] == name].set_index("replicate") for name in worlds)
    for metric in METRICS:
        paired = (two[metric] - one[metric]).var()
        assert paired < 0.8 * (one[metric].var() + two[metric].var()), metric


def columns() -> dict[tuple[Decision, int], np.ndarray]:
    """Return both uniforms of every decision at the same 40,000 addresses."""
    who = np.array([address(f"NW-{n:03d}") for n in range(200)], np.uint64)[:, None]
    what = np.array([address(f"I{n:03d}") for n in range(200)], np.uint64)[None, :]
    return {
        (decision, half): draw.ravel()
        for decision in Decision
        for half, draw in enumerate(uniforms(11, 0, 5, decision, who, what))
    }


def test_draws_of_all_decisions_are_independent_of_each_other() -> None:
    """Chi-square on an 8 x 8 table for each pair of draws, both halves of every decision.

    Some two thousand tables: p below 1e-8 would be a fault, not luck.
    """
    cells = {key: (8.0 * drawn).astype(np.int64) for key, drawn in columns().items()}
    expected = len(next(iter(cells.values()))) / 64.0
    worst = 0.0
    for one, two in combinations(cells, 2):
        counts = np.bincount(8 * cells[one] + cells[two], minlength=64)
        worst = max(worst, float(((counts - expected) ** 2).sum() / expected))
    assert stats.chi2.sf(worst, df=63) > 1e-8


def test_no_two_decisions_are_correlated() -> None:
    """The largest of all correlations stays where 40,000 independent draws would leave it."""
    found = np.corrcoef(np.stack(list(columns().values())))
    np.fill_diagonal(found, 0.0)
    assert np.abs(found).max() < 5.5 / np.sqrt(40_000)
