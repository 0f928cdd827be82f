"""Addressed draws: uniformity, and whose luck touches whose."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy import stats

from collabsim import Scenario
from collabsim.compiled.draws import draw
from collabsim.population import build
from collabsim.randomness import Decision, address, uniforms
from collabsim.scenario import config_path


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
    for name in ("income", "innovativeness", "usual_slack", "disposition", "stance", "tenure"):
        assert np.array_equal(one.trust[name], two.trust[name])
    assert np.array_equal(one.project, two.project)
    moved = one.innovation["owner"] != two.innovation["owner"]
    assert (two.innovation["owner"][moved] == len(two.company) - 1).all()


def test_another_innovation_changes_no_other() -> None:
    more = SMALL.with_values({"world.innovations": SMALL.parameters.world.innovations + 1})
    one, two = build(SMALL, 5, 2), build(more, 5, 2)
    assert np.array_equal(one.innovation, two.innovation[:-1])
    assert np.array_equal(one.project, two.project[:, :-1])


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
    for name in ("trust", "project", "innovation", "company", "region"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


def test_decisions_are_numbered_once() -> None:
    numbers = [int(decision) for decision in Decision]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < 2**16


def test_births_are_the_same_whatever_draws_them() -> None:
    numpy_drawn, machine_drawn = build(SMALL, 5, 2), build(SMALL, 5, 2, draw)
    for name in ("trust", "region", "company", "innovation", "project"):
        assert np.array_equal(getattr(numpy_drawn, name), getattr(machine_drawn, name)), name
