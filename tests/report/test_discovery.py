"""Under which assumptions the best package fails: the right way up, and chance finds nothing."""

from __future__ import annotations

import numpy as np
import pytest
from made_questions import Floats, asked
from pandas import DataFrame

from collabsim.report import discovery
from collabsim.report.question import Question, Unanswered

SETS, STRUCTURES = 60, ("own", "weakest", "average", "additive")
LUCK = np.array([-0.001, 0.001])


def drawn(seed: int) -> DataFrame:
    """Draw parameter sets of three assumptions, and cross them with structures."""
    sets = np.random.default_rng(seed).random((SETS, 3))
    values = np.tile(sets, (len(STRUCTURES), 1))
    variants = DataFrame(
        values, columns=["trust.initial", "capacity.slack_mean", "clarity.clarity"]
    )
    variants.insert(0, "parameters", np.tile(np.arange(SETS), len(STRUCTURES)))
    variants.insert(0, "structure", np.repeat(STRUCTURES, SETS))
    variants.insert(0, "variant", np.arange(len(variants)))
    return variants


def package(variants: DataFrame, gain: Floats, metric: str = "adoption_piloted") -> Question:
    """Ask of two packages: the first gains so much in each variant, the second nothing."""
    values = np.array([0.0, 1.0, 0.0])[:, None] * gain
    points = [[0.0], [1.0], [0.5]]
    return asked(points, 1, values[..., None] + LUCK, ("discovery",), variants, metric)


def box_of(of: Question) -> dict[str, tuple[float, float]]:
    found = discovery.table(of)
    names = [str(name).removesuffix(":low") for name in found if str(name).endswith(":low")]
    return {name: (found[f"{name}:low"][0], found[f"{name}:high"][0]) for name in names}


def test_the_box_put_in_is_found_and_held_against_other_structures() -> None:
    variants = drawn(1)
    low = variants["capacity.slack_mean"].to_numpy() < 0.4
    holds = low & (variants["structure"] != "average").to_numpy()
    of = package(variants, np.where(holds, 0.0, 0.05))
    limits = box_of(of)
    assert set(limits) == {"capacity.slack_mean"}
    assert limits["capacity.slack_mean"] == pytest.approx((-np.inf, 0.4), abs=0.05)
    first, beside = discovery.answer(of).sentences
    assert '"package 1" adds less than 1.0 points to adoption of piloted innovations in' in first
    assert f"in {low[:SETS].sum()} of {SETS} cases in weakest (100% of those in this box)" in beside
    assert f"in 0 of {SETS} cases in average (0% of those in this box)" in beside


def test_the_best_is_the_one_that_lowers_what_is_better_low() -> None:
    variants = drawn(2)
    fails = variants["trust.initial"].to_numpy() > 0.6
    of = package(variants, np.where(fails, 0.0, -0.2), "collapse")
    first = discovery.answer(of).findings[0].sentence
    assert first.startswith(
        'By means of 2 replicates a case: "package 1" takes less than 3.0 points off pilots that collapse in'
    )
    assert box_of(of)["trust.initial"] == pytest.approx((0.6, np.inf), abs=0.05)
    worse = package(variants, np.full(len(variants), 0.2), "collapse")  # so the other one is best
    with pytest.raises(Unanswered, match="every case and replicate is the same"):
        discovery.answer(worse)


def test_chance_finds_no_box_however_many_structures_repeat_it() -> None:
    """Sets fail at random, alike in every structure: at most one labelling in ten has a box."""
    told = 0
    for seed in range(20):
        variants = drawn(seed)
        at_random = np.random.default_rng(1_000 + seed).random(SETS) < 0.4
        fails = np.tile(at_random, len(STRUCTURES))
        told += bool(box_of(package(variants, np.where(fails, 0.0, 0.05))))
    assert told <= 2


def test_too_few_sets_and_no_better_side_are_said() -> None:
    variants = drawn(3)
    few = variants[variants["parameters"] < 5].assign(variant=range(20))
    with pytest.raises(Unanswered, match="10 parameter sets; here are 5"):
        discovery.answer(package(few, np.arange(20.0)))
    with pytest.raises(Unanswered, match="is better"):
        discovery.answer(package(variants, np.zeros(len(variants)), "pilots"))
