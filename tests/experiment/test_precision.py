"""Half-widths, as the stop rule and the plan use them, against the paired intervals of reports."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from collabsim.comparison import paired
from collabsim.experiment.pilot import Noise
from collabsim.experiment.stop import Stop, half_widths, precise, rounds
from collabsim.metrics import METRICS

METRIC = "benefit"


def runs(replicates: int, seed: int = 1) -> DataFrame:
    """Return runs of three points in two worlds; point 1 is today."""
    luck = np.random.default_rng(seed)
    rows = [
        {"point": p, "world": w, "replicate": r, METRIC: luck.normal(p, 1.0 + w)}
        for r in range(replicates)
        for w in range(2)
        for p in range(3)
    ]
    return DataFrame(rows)


def test_half_widths_are_those_of_paired_differences() -> None:
    table = runs(12)
    table.loc[(table["point"] == 2) & (table["replicate"] == 5), METRIC] = np.nan
    widths = half_widths(table.sample(frac=1.0, random_state=1), METRIC, reference=1)
    for point in (0, 2):
        for world in (0, 1):
            wide = table[table["world"] == world].pivot(
                index="replicate", columns="point", values=METRIC
            )
            found = paired(METRICS[METRIC], wide[point] - wide[1], "a", "b")
            assert widths[point, world] == pytest.approx(found.high - found.mean)
    assert (widths[1] == 0.0).all()


def test_precise_is_when_the_widest_is_narrow_enough() -> None:
    table = runs(20)
    widest = half_widths(table, METRIC, 1).max()
    assert precise(Stop(METRIC, widest), table, 1)
    assert not precise(Stop(METRIC, widest * 0.999), table, 1)


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


@given(st.integers(30, 10_000), st.floats(1e-6, 1e6))
def test_replicates_needed_give_the_width_asked_for(replicates: int, sd: float) -> None:
    noise = Noise(sd)
    assert noise.needed(noise.half_width(replicates)) == pytest.approx(replicates, rel=0.1)
