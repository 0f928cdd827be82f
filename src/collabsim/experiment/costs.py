"""What each point of a design costs over the run, beyond the base: money and staff attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
from pandas import DataFrame

from collabsim.experiment.factors import OFF, SCHEDULE, Floats, lever_of, named, own
from collabsim.levers import LeverSetting
from collabsim.scenario import Scenario
from collabsim.scenario.prices import UNITS, price_of, years_of

ENDS = ("low", "central", "high")


def levers_of(design: DataFrame) -> tuple[str, ...]:
    """Return the levers that vary between points, in level, start or ramp."""
    names = (str(name) for name in design.columns if name not in ("point", "label"))
    return tuple(dict.fromkeys(lever_of(name)[0] for name in names if "." not in name))


def costs_of(base: Scenario, design: DataFrame) -> DataFrame:
    """Return a row a point: money (£m) and attention (WTE-years) over the run, low, central and high.

    What the levers of the base cost is taken off: a point that does less costs less than nothing. Ends of
    several prices are added up, as if all were low or all high together. NaN where a price is not known.
    """
    costs = {f"{unit}_{end}": np.zeros(len(design)) for unit in UNITS for end in ENDS}
    months = column_of(base, design, "world.months")
    for lever in levers_of(design):
        settings = (
            column_of(base, design, named(lever, part)) for part in ("level", "start", "ramp")
        )
        rows = zip(*settings, months, strict=True)
        more = np.array([_years(level, int(s), int(r), int(m)) for level, s, r, m in rows])
        before = base.levers.get(lever, OFF)
        more -= [_years(before.level, before.start, before.ramp, int(m)) for m in months]
        price = price_of(lever, base.prices)
        for unit in UNITS:
            ends = getattr(price, unit) if price else (np.nan,) * 3
            spent = np.sort(np.where(more == 0.0, 0.0, np.outer(ends, more)), axis=0)
            for end, each in zip(ENDS, spent, strict=True):
                costs[f"{unit}_{end}"] += each
    return DataFrame(costs, index=design.index)


def levers_between(first: Scenario, other: Scenario) -> list[str]:
    """Return the levers that two scenarios set differently."""
    both = {**first.levers, **other.levers}
    return [n for n in both if first.levers.get(n, OFF) != other.levers.get(n, OFF)]


def compared_costs(scenarios: Mapping[str, Scenario]) -> DataFrame:
    """Return the same of scenarios, a row each, beyond the first; a price is that of who states it last."""
    first, *others = scenarios.values()
    levers = dict.fromkeys(name for each in others for name in levers_between(first, each))
    names = [named(lever, part) for lever in levers for part in ("level", *SCHEDULE)]
    rows = [{name: own(each, name) for name in names} for each in scenarios.values()]
    prices = {name: price for each in (first, *others) for name, price in each.prices.items()}
    return costs_of(replace(first, prices=prices), DataFrame(rows, index=[*scenarios]))


@cache
def _years(level: float, start: int, ramp: int, months: int) -> float:
    return years_of(LeverSetting(level, start, ramp), months)


def column_of(base: Scenario, design: DataFrame, name: str) -> Floats:
    """Return the value of a factor at every point: the base's, where it does not vary."""
    return design[name].to_numpy(float) if name in design else np.full(len(design), own(base, name))
