"""Does the ranking of levers hang on what the data cannot see? Levers, set by accepted set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from collabsim.calibration.goodness_of_fit import with_settings
from collabsim.calibration.replicates import Purpose, first_replicate
from collabsim.calibration.variants import long_run
from collabsim.calibration.series_runs import run_series
from collabsim.levers import LEVERS
from collabsim.record import Record
from collabsim.scenario import Scenario

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

SETS, REPLICATES = 20, 6
"""Accepted sets under which all levers are run, and replicates of each run."""

LEFT_OUT = ("deleted_checks",)
"""A variant of another lever."""


def lever_gains(
    england: Scenario,
    sets: Sequence[tuple[int, Mapping[str, float]]],
    replicates: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> DataFrame:
    """Return what each lever alone adds to adoption of piloted innovations, under each set.

    A row a set and lever: ``gain`` in share of eligible pairs after ten years, paired on the set's
    own replicates, and ``rank`` (1 adds most) within the set. Set -1 is the default.
    """
    from pandas import DataFrame

    rows = []
    for done, (number, settings) in enumerate(sets):
        world = long_run(with_settings(england, settings)).with_values({"world.months": 120.0})
        luck = replicates, seed, first_replicate(max(number, 0), Purpose.TELL)
        today = _adoption(run_series(world, *luck))
        for lever in (name for name in LEVERS if name not in LEFT_OUT):
            pulled = _adoption(run_series(world.with_levers({lever: 1.0}), *luck))
            rows.append({"set": number, "lever": lever, "gain": pulled - today, "today": today})
        if progress is not None:
            progress(done + 1, len(sets))
    table = DataFrame(rows)
    table["rank"] = table.groupby("set")["gain"].rank(ascending=False)
    return table


def _adoption(records: Sequence[Record]) -> float:
    shares = []
    for record in records:
        items = record.whole()
        shares.append(items["adopted_piloted"][-1] / items["eligible_piloted"][-1])
    return float(np.mean(shares))
