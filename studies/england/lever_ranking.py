"""Does the ranking of levers depend on what the data cannot show? Levers, set by plausible set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from pandas import DataFrame

from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.model_outputs import ten_years
from collabsim.calibration.replicates import Purpose, draws_of
from collabsim.calibration.series_runs import run_series
from collabsim.levers import LEVERS
from collabsim.record import Record
from studies.england.folder import Effort, Row
from studies.england.search import Plan, Search, evenly

SETS, REPLICATES = 20, 6
"""Plausible sets under which all levers are run, and replicates of each run."""

LEFT_OUT = ("deleted_checks",)
"""A variant of another lever."""

ALONE = tuple(name for name in LEVERS if name not in LEFT_OUT)
"""Levers that are applied one at a time."""

DEFAULT = -1
"""Number of the default of every parameter in the table."""

STAGE, COLUMNS = "levers", ("today", *ALONE)


def run(search: Search, effort: Effort) -> None:
    """Run every lever under the default and some plausible sets, those that are missing."""
    sets = evenly([each for each in search.confirmed() if each.number > 0], SETS)  # 0: the default
    nothing: Mapping[str, float] = {}
    settings = {DEFAULT: nothing, **{each.number: each.settings for each in sets}}
    jobs = {n - DEFAULT: (n, values) for n, values in settings.items()}
    search.folder.run(STAGE, COLUMNS, jobs, partial(gains, search.plan), effort)


def gains(plan: Plan, job: tuple[int, Mapping[str, float]]) -> Row:
    """Return adoption of piloted innovations and what each lever alone adds, under one set.

    Share of eligible pairs after ten years, paired on the set's held-out replicates.
    """
    number, settings = job
    scenario = ten_years(measured_england(plan.config).with_values(settings))
    draws = draws_of(max(number, 0), Purpose.REPORT, REPLICATES, plan.seed)
    today = _adoption(run_series(scenario, draws))
    applied = (run_series(scenario.with_levers({lever: 1.0}), draws) for lever in ALONE)
    return (today, *(_adoption(records) - today for records in applied))


def _adoption(records: Sequence[Record]) -> float:
    wholes = [record.whole() for record in records]
    shares = [items["adopted_piloted"][-1] / items["eligible_piloted"][-1] for items in wholes]
    return float(np.mean(shares))


def table(search: Search) -> DataFrame:
    """Return a row a set and lever: its gain, and its rank (1 adds most) within the set."""
    rows = [
        {"set": n + DEFAULT, "lever": lever, "gain": gain, "today": today}
        for n, (today, *gained) in sorted(search.folder.done(STAGE, COLUMNS).items())
        for lever, gain in zip(ALONE, gained, strict=True)
    ]
    made = DataFrame(rows)
    if rows:
        made["rank"] = made.groupby("set")["gain"].rank(ascending=False)
    return made
