"""Precision, as the stop rule and the plan judge it, against the paired intervals of reports."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from collabsim.experiment.precision import Noise, Stop, gaps, known, precise, rounds, stops_at
from collabsim.intervals import t_interval
from collabsim.metrics import METRICS
from collabsim.report.comparison import paired

METRIC = "benefit"


def runs(replicates: int, seed: int = 1) -> DataFrame:
    """Return runs of three points in two variants; point 1 is today."""
    luck = np.random.default_rng(seed)
    rows = [
        {"point": p, "variant": w, "replicate": r, METRIC: luck.normal(p, 1.0 + w)}
        for r in range(replicates)
        for w in range(2)
        for p in range(3)
    ]
    return DataFrame(rows)


def test_gaps_are_those_of_paired_differences() -> None:
    table = runs(12)
    table.loc[(table["point"] == 2) & (table["replicate"] == 5), METRIC] = np.nan
    found = t_interval(gaps(table.sample(frac=1.0, random_state=1), METRIC, reference=1))
    assert found.mean.shape == (2, 2)
    for row, point in enumerate((0, 2)):
        for variant in (0, 1):
            wide = table[table["variant"] == variant].pivot(
                index="replicate", columns="point", values=METRIC
            )
            want = paired(METRICS[METRIC], wide[point], wide[1], "a", "b")
            assert found.high[row, variant] == pytest.approx(want.high)
            assert found.replicates[row, variant] == want.replicates


@pytest.mark.parametrize("last", [0, 1])
def test_precise_is_when_the_widest_was_narrow_enough_at_two_looks(last: int) -> None:
    table = runs(15, seed=2 + last)
    looks = (table[table["replicate"] < look] for look in (10, 15))
    found = (t_interval(gaps(each, METRIC, 1)) for each in looks)
    widest = max(float((each.high - each.mean).max()) for each in found)
    assert precise(Stop(METRIC, widest * 1.001), table, 1)
    assert not precise(Stop(METRIC, widest * 0.999), table, 1)
    assert not precise(Stop(METRIC, 1e9), table[table["replicate"] < 10], 1)


def test_an_effect_that_no_replicate_shows_yet_is_waited_for() -> None:
    """An effect in one England of thirty has shown in none of the first fifteen, two in three."""
    assert not known(np.zeros((1, 15)), 1.0).any()
    assert known(np.zeros((1, 72)), 1.0).all()
    assert known(np.full((1, 15), np.nan), 1.0).all()


@pytest.mark.parametrize("half_width", [0.2, 0.35, 0.5, 0.8])
@pytest.mark.parametrize("skewed", [False, True])
def test_looking_again_and_again_claims_no_more_than_it_knows(
    half_width: float, skewed: bool
) -> None:
    """What is claimed is that the effect lies within the half-width of the mean, 95 in 100.

    The interval that is told afterwards nearly covers, next to one of a size fixed before.
    """
    rng, size = np.random.default_rng(3), 2_000
    luck = rng.exponential(size=(size, 600)) - 1.0 if skewed else rng.normal(size=(size, 600))
    where = np.full(size, 600)
    for look in reversed(list(rounds(600))):
        where[known(luck[:, :look], half_width)] = look
    upto = np.where(np.arange(600) < where[:, None], luck, np.nan)
    found = t_interval(upto)
    assert (np.abs(found.mean) <= half_width).mean() >= 0.94
    covered = ((found.low <= 0.0) & (found.high >= 0.0)).mean()
    fixed = t_interval(luck[:, : int(np.median(where))])
    usual = ((fixed.low <= 0.0) & (fixed.high >= 0.0)).mean()
    assert covered >= usual - (0.05 if skewed else 0.02)


@given(st.integers(1, 500), st.integers(1, 500))
def test_a_plan_stops_at_the_look_after_the_first_that_is_enough(needed: int, most: int) -> None:
    found = stops_at(needed, most)
    enough = [look for look in rounds(most) if look >= needed]
    assert found == (enough[1] if len(enough) > 1 else most)
    assert stops_at(float("inf"), most) == most


def test_nothing_defined_is_never_precise() -> None:
    table = runs(10)
    table[METRIC] = np.nan
    assert not precise(Stop(METRIC, 1e9), table, 1)


@given(st.integers(1, 5000))
def test_rounds_grow_and_end_at_the_most(most: int) -> None:
    steps = list(rounds(most))
    assert steps == sorted(set(steps))
    assert steps[-1] == most
    assert len(steps) < 20


@given(st.integers(3, 10_000), st.floats(1e-6, 1e6))
def test_replicates_needed_give_the_width_asked_for(replicates: int, sd: float) -> None:
    noise = Noise(sd)
    assert noise.needed(noise.half_width(replicates)) == pytest.approx(replicates, abs=1)


def test_a_pilot_without_variance_tells_no_precision() -> None:
    assert np.isnan(Noise(0.0).half_width(8))
    assert Noise(0.0).needed(0.01) == np.inf
