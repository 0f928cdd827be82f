"""The summary for a spreadsheet, against pandas over the whole table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from collabsim.experiment import Experiment, Runs
from collabsim.experiment.finished import summary


def test_it_holds_what_pandas_finds_in_the_whole_table(grid: Experiment) -> None:
    """A tenth of the numbers are undefined, one run in seven was never finished."""
    luck = np.random.default_rng(1)
    some = np.array([n for n in range(9 * grid.per_replicate) if n % 7])
    whole = pd.DataFrame(
        dict(zip(("point", "variant", "replicate"), grid.address(some), strict=True))
    )
    for name in grid.metrics:
        values = luck.normal(1e6, 1.0, len(some))  # far from nothing: digits are easily lost
        whole[name] = np.where(luck.random(len(some)) < 0.1, np.nan, values)
    found = summary(Runs(grid.design, grid.variants, whole, whole, grid.reference))
    assert len(found) == grid.per_replicate * len(grid.metrics)
    for row in found.itertuples():
        mine = whole[whole["variant"] == row.variant]
        wide = mine.pivot(index="replicate", columns="point", values=row.metric)
        values, gaps = wide[row.point], wide[row.point] - wide[grid.reference]
        expected = [values.mean(), values.std(), values.count(), gaps.mean(), gaps.sem()]
        assert list(row[7:]) == pytest.approx(expected, rel=1e-9, nan_ok=True)
        assert row.label == grid.design["label"][row.point]
        assert row.structure == grid.variants["structure"][row.variant]
