"""The summary, added up block by block, against pandas over the whole table; and its memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from collabsim.experiment import Experiment
from collabsim.experiment.blocks import Columns
from collabsim.experiment.summary import summarise


def blocks(experiment: Experiment, replicates: int, size: int) -> Iterator[Columns]:
    """Yield runs of random numbers, a tenth of them undefined and one in seven never finished."""
    luck = np.random.default_rng(1)
    numbers = range(replicates * experiment.per_replicate)
    for start in range(0, len(numbers), size):
        some = [n for n in numbers[start : start + size] if n % 7]
        keys = np.array([experiment.address(n) for n in some]).reshape(-1, 3)
        columns: Columns = dict(zip(("point", "variant", "replicate"), keys.T, strict=True))
        for name in experiment.metrics:
            values = luck.normal(1e6, 1.0, len(some))  # far from nothing: digits are easily lost
            columns[name] = np.where(luck.random(len(some)) < 0.1, np.nan, values)
        yield columns


@pytest.mark.parametrize("size", [5, 48, 1000])
def test_it_holds_what_pandas_finds_in_the_whole_table(grid: Experiment, size: int) -> None:
    replicates = 9
    found = summarise(grid, blocks(grid, replicates, size))
    whole = pd.concat([pd.DataFrame(each) for each in blocks(grid, replicates, size)])
    assert len(found) == grid.per_replicate * len(grid.metrics)
    for row in found.itertuples():
        mine = whole[whole["variant"] == row.variant]
        wide = mine.pivot(index="replicate", columns="point", values=row.metric)
        values, gaps = wide[row.point], wide[row.point] - wide[grid.reference]
        expected = [values.mean(), values.std(), values.count(), gaps.mean(), gaps.sem()]
        assert list(row[7:]) == pytest.approx(expected, rel=1e-9, nan_ok=True)
        assert row.label == grid.design["label"][row.point]
        assert row.structure == grid.variants["structure"][row.variant]


def test_its_memory_does_not_grow_with_replicates(grid: Experiment) -> None:
    def peak(replicates: int) -> int:
        tracemalloc.start()
        summarise(grid, blocks(grid, replicates, 60))
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(2)  # whatever is made once
    held = 8 * 90 * grid.per_replicate * len(grid.metrics)  # bytes of the 90 more, all kept
    assert peak(100) - peak(10) < held / 2
