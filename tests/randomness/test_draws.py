"""Addressed draws: the published vectors, uniformity, and whose luck touches whose."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from collabsim import Scenario
from collabsim.ensemble.births import draw
from collabsim.population import build
from collabsim.randomness import MASK, Decision, address, philox, uniforms, unit
from collabsim.scenario import config_path

VECTORS = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((MASK,) * 4, (MASK,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
"""Known answers of Philox 4x32-10, as published with Random123."""


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_published_vectors(counter: tuple, key: tuple, answer: tuple) -> None:
    assert philox(*counter, *key) == answer


words = st.integers(0, MASK)


@given(st.integers(0, 2**63 - 1), words, st.integers(0, 2**16 - 1), words, words)
def test_arrays_and_scalars_agree(seed: int, rep: int, month: int, who: int, what: int) -> None:
    one = uniforms(seed, rep, month, Decision.USE, who, what)
    many = uniforms(seed, rep, month, Decision.USE, np.array([who], np.uint64), what)
    assert (many[0][0], many[1][0]) == one
    assert min(one) > 0.0
    assert max(one) < 1.0


def test_two_words_make_a_number_strictly_between_0_and_1() -> None:
    """The upper 26 bits of each word, and half a step: 2^-53 from either end."""
    assert unit(0, 0) == 2.0**-53
    assert unit(MASK, MASK) == 1.0 - 2.0**-53
    assert unit(1 << 31, 0) == 0.5 + 2.0**-53
    assert unit(64, 0) == 2.0**-26 + 2.0**-53
    assert unit(0, 64) == 2.0**-52 + 2.0**-53
    assert unit(63, 63) == 2.0**-53  # the lower six bits count for nothing


def test_an_address_is_the_published_check_value() -> None:
    assert address("123456789") == 0xCBF43926


def test_every_part_of_an_address_has_its_place() -> None:
    """Counter: who, what, month and decision, replicate; key: the seed in two words."""
    words = philox(11, 12, 7 + 36 * 65536, 13, 5, 2)
    first, second = unit(*words[:2]), unit(*words[2:])
    assert uniforms(5 + 2 * 2**32, 13, 7, 36, 11, 12) == (first, second)


@pytest.mark.parametrize("apart", [1, 2**31, 2**32, 2**33, 2**62])
def test_seeds_far_apart_draw_differently(apart: int) -> None:
    here = uniforms(7, 0, 3, Decision.USE, 1, 2)
    assert set(here).isdisjoint(uniforms(7 + apart, 0, 3, Decision.USE, 1, 2))


def sample(decision: Decision, month: int = 3, seed: int = 9) -> np.ndarray:
    who = np.array([address(f"NW-{n:02d}") for n in range(200)], np.uint64)
    what = np.array([address(f"I{n:02d}") for n in range(200)], np.uint64)
    return np.stack(uniforms(seed, 0, month, decision, who[:, None], what[None, :]))


@pytest.mark.parametrize("decision", list(Decision))
def test_draws_of_a_decision_are_uniform(decision: Decision) -> None:
    """Kolmogorov-Smirnov on 80,000 draws; p below 1e-6 would be a fault, not luck."""
    assert stats.kstest(sample(decision).ravel(), "uniform").pvalue > 1e-6


def test_draws_are_independent_between_decisions_months_and_seeds() -> None:
    base = sample(Decision.USE)
    others = [
        sample(Decision.PILOT),
        sample(Decision.USE, month=4),
        sample(Decision.USE, seed=10),
        base[::-1],
        base.transpose(0, 2, 1),
    ]
    for other in others:
        assert abs(np.corrcoef(base.ravel(), other.ravel())[0, 1]) < 0.02


SMALL = Scenario.load(config_path("small.toml"))


def test_another_company_changes_nobody_elses_birth() -> None:
    """Adding a company changes only the innovations that it comes to own."""
    more = SMALL.with_values({"world.companies": SMALL.parameters.world.companies + 1})
    one, two = build(SMALL, 5, 2), build(more, 5, 2)
    for name in ("income", "innovativeness", "slack", "disposition", "stance", "tenure"):
        assert np.array_equal(one.trust[name], two.trust[name])
    assert np.array_equal(one.pair, two.pair)
    moved = one.innovation["owner"] != two.innovation["owner"]
    assert (two.innovation["owner"][moved] == len(two.company) - 1).all()


def test_another_innovation_changes_no_other() -> None:
    more = SMALL.with_values({"world.innovations": SMALL.parameters.world.innovations + 1})
    one, two = build(SMALL, 5, 2), build(more, 5, 2)
    assert np.array_equal(one.innovation, two.innovation[:-1])
    assert np.array_equal(one.pair, two.pair[:, :-1])


def test_another_trust_changes_no_others_luck() -> None:
    """A trust more in a region leaves the traits of all others as they were."""
    region = SMALL.regions[0]
    kind, home = next(iter(region.trusts)), next(iter(region.ahsns))
    larger = dataclasses.replace(
        region,
        trusts={**region.trusts, kind: region.trusts[kind] + 1},
        ahsns={**region.ahsns, home: region.ahsns[home] + 1},
    )
    more = dataclasses.replace(SMALL, regions=(larger, *SMALL.regions[1:]))
    one, two = build(SMALL, 5, 2), build(more, 5, 2)
    codes = {org.code: n for n, org in enumerate(two.organisations)}
    for n, org in enumerate(one.organisations):
        there = codes[org.code]
        if two.organisations[there].type == org.type and two.organisations[there].ahsn == org.ahsn:
            for name in ("motivation", "innovativeness", "disposition", "tenure"):
                assert one.trust[name][n] == two.trust[name][there]


def test_levers_change_nothing_at_birth() -> None:
    """Scenario identity is in no draw: a pulled lever leaves every birth as it was."""
    pulled = SMALL.with_levers({"celebrate": 1.0, "slack": 0.5})
    one, two = build(SMALL, 5, 2), build(pulled, 5, 2)
    for name in ("trust", "pair", "innovation", "company", "region"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_decisions_are_numbered_once() -> None:
    numbers = [int(decision) for decision in Decision]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < 2**16


def test_births_are_the_same_whatever_draws_them() -> None:
    numpy_drawn, machine_drawn = build(SMALL, 5, 2), build(SMALL, 5, 2, draw)
    for name in ("trust", "region", "company", "innovation", "pair"):
        assert np.array_equal(getattr(numpy_drawn, name), getattr(machine_drawn, name)), name
