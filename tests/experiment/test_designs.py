"""Designs have the points they promise, and *today* among them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabsim.experiment.designs import (
    TODAY,
    Design,
    count,
    fraction,
    fraction_bits,
    full,
    listed,
    points,
    table,
)
from collabsim.experiment.factors import Factor, Values
from collabsim.experiment.variants import variants_table
from collabsim.experiment.vocabulary import DESIGNS, SAMPLED
from collabsim.scenario import Scenario

FACTORS = [
    Factor("permission", (0.0, 1.0)),
    Factor("slack", (0.0, 1.0)),
    Factor("trust.kappa", (1.0, 3.0)),
    Factor("world.companies", (1.0, 8.0)),
]
OWN = {"permission": 0.0, "slack": 0.0, "trust.kappa": 2.0, "world.companies": 8.0}


@pytest.mark.parametrize("kind", [kind for kind in DESIGNS if kind != "list"])
def test_a_design_has_as_many_points_as_it_counts(kind: str) -> None:
    design = Design(kind, size=8)
    assert len(points(design, FACTORS, 1).labels) == count(design, FACTORS)


@pytest.mark.parametrize("kind", SAMPLED)
def test_sampled_points_lie_between_the_ends_and_depend_on_the_seed_alone(kind: str) -> None:
    design = Design(kind, size=16)
    rows, _ = table(points(design, FACTORS, 1), OWN)
    for factor in FACTORS:
        assert rows[factor.name][1:].between(factor.low, factor.high).all()
    assert (rows["world.companies"] % 1.0 == 0.0).all()
    one, again, other = (points(design, FACTORS, seed).values for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


def test_a_latin_hypercube_has_one_point_in_every_slice() -> None:
    own = {factor.name: OWN[factor.name] for factor in FACTORS[:3]}
    rows, _ = table(points(Design("latin_hypercube", size=32), FACTORS[:3], 1), own)
    for factor in FACTORS[:3]:
        share = (rows[factor.name][1:] - factor.low) / (factor.high - factor.low)
        assert sorted(np.floor(share * 32)) == list(range(32))


def test_orders_grow_lever_by_lever_and_every_other_one_runs_backwards() -> None:
    levers = [Factor(name, (0.0, 1.0)) for name in "abcde"]
    on = points(Design("orders", size=4), levers, 1).values[2 + 2 * len(levers) :].reshape(4, 4, 5)
    assert (on.sum(axis=2) == np.arange(1, 5)).all()
    assert (np.diff(on, axis=1) >= 0.0).all()
    assert (on[0] == 1.0 - on[1, ::-1]).all()
    assert (on[2] == 1.0 - on[3, ::-1]).all()
    assert (on[0] != on[2]).any()


def test_one_at_a_time_starts_from_today_and_from_everything() -> None:
    levers = FACTORS[:2]
    rows, today = table(points(Design("one_at_a_time"), levers, 1), {"permission": 0, "slack": 0})
    got = {row.label: (row.permission, row.slack) for row in rows.itertuples()}
    assert got == {
        "today": (0, 0),
        "permission": (1, 0),
        "slack": (0, 1),
        "everything but permission": (0, 1),
        "everything but slack": (1, 0),
        "everything": (1, 1),
    }
    assert rows["label"][today] == TODAY


def test_today_is_put_first_where_a_design_lacks_it() -> None:
    own = {"permission": 0.0}
    half: tuple[str, Values] = ("half", {"permission": 0.5})
    rows, today = table(listed([half], own), own)
    assert list(rows["label"]) == [TODAY, "half"]
    assert today == 0
    rows, today = table(listed([half, ("none", {})], own), own)
    assert list(rows["label"]) == ["half", TODAY]
    assert today == 1


def test_a_full_factorial_has_every_combination_once() -> None:
    rows = full(5)
    assert len({tuple(row) for row in rows.tolist()}) == len(rows) == 32
    assert not rows[0].any()


@given(st.integers(2, 9), st.sampled_from((3, 4, 5)))
@settings(max_examples=15, deadline=None)
def test_a_fraction_is_balanced_and_keeps_low_orders_apart(factors: int, resolution: int) -> None:
    signs = np.where(fraction(factors, resolution), 1, -1)
    words = [some for size in range(1, resolution) for some in combinations(range(factors), size)]
    for some in words:  # no product of fewer than `resolution` factors is constant
        assert signs[:, some].prod(axis=1).sum() == 0
    assert (signs[0] == -1).all()


def test_a_fraction_is_smaller_than_the_whole() -> None:
    assert len(fraction(12, 4)) == 32
    assert len(fraction(7, 3)) == 8


def test_many_sets_are_laid_out_in_time_that_grows_with_their_number() -> None:
    """Looking each up anew in all of them would take minutes."""
    base = Scenario.load("small.toml")
    sets = [(n, {"trust.initial": n / 40_000, "trust.kappa": 2.9}) for n in range(30_000)]
    variants = variants_table(base, {"weak": {"hazard.sigma": 0.0}}, sets)
    assert len(variants) == 2 * 30_001
    last = variants.iloc[-1]
    assert (last["parameters"], last["trust.initial"]) == (29_999, 29_999 / 40_000)


def test_a_fraction_of_many_factors_is_found_at_once() -> None:
    assert fraction(60, 4).shape == (128, 60)
    assert 60 * 59 / 2 < 1 << fraction_bits(60, 5) <= 1 << 13  # no two pairs are mixed
