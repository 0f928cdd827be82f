"""What scenarios cost that are compared: a year, beyond the first, and what that buys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pandas import DataFrame

from collabsim.experiment.costs import ENDS, compared_costs, levers_between
from collabsim.parameters import TIERS
from collabsim.report.claims import Claim
from collabsim.report.formats import capitalise, format_list, label_of
from collabsim.report.priced import format_rate, rates
from collabsim.scenario import Scenario
from collabsim.scenario.prices import MONTHS, price_of

CAPTION = (
    "What each costs beyond the first, a year on average over the run: £m of 2023/24, and staff time in "
    "whole-time equivalents"
)
UNITS = {"money": "£{:,.0f}m", "attention": "{:,.0f}"}
"""How an amount of a cost is written."""


def cost_table(scenarios: Mapping[str, Scenario], claims: Sequence[Claim]) -> DataFrame:
    """Return what every scenario costs as people read it; empty if no lever differs or one has no price.

    ``claims`` are the effects on the first metric, told per £100m over the run where a sign may be claimed.
    """
    totals = compared_costs(scenarios)
    if not (totals.abs().sum(axis=1, skipna=False) > 0.0).any():
        return DataFrame()
    made = [_row(name, row, scenarios) for name, row in totals.iloc[1:].iterrows()]
    found = DataFrame(made)
    bought = {each.name: _bought(each, totals.loc[each.name]) for each in claims}
    if any(bought.values()):
        what = f"{capitalise(label_of(claims[0].metric))} per £100m"
        found[what] = [bought.get(name, "") for name in found["Scenario"]]
    found.attrs["caption"] = CAPTION
    return found


def yearly(row: Mapping[str, Any], unit: str, months: int) -> str:
    """Return a cost a year with its range: ``£12m (£5m to £40m)``."""
    low, central, high = (MONTHS / months * float(row[f"{unit}_{end}"]) for end in ENDS)
    write = UNITS[unit].format
    return "unknown" if math.isnan(central) else f"{write(central)} ({write(low)} to {write(high)})"


def _row(name: Any, row: Any, scenarios: Mapping[str, Scenario]) -> dict[str, str]:
    first, scenario = next(iter(scenarios.values())), scenarios[name]
    prices = {**first.prices, **scenario.prices}
    known = [price_of(lever, prices) for lever in levers_between(first, scenario)]
    tiers = {TIERS[each.tier].split(":")[0] for each in known if each}
    return {
        "Scenario": str(name),
        "Cost a year": yearly(row, "money", first.months),
        "Staff time": yearly(row, "attention", first.months),
        "The prices rest on": format_list(sorted(tiers)),
    }


def _bought(claim: Claim, row: Any) -> str:
    """Return an effect per £100m with its interval; nothing if its sign may not be claimed."""
    if not (claim.sign and row["money_low"] > 0.0):
        return ""
    ends = {name: getattr(claim, name) for name in ("mean", "low", "high", "least", "most")}
    one = DataFrame([{**ends, **row}])
    return format_rate(one.assign(**rates(one, "money", 100.0)).iloc[0], "money", claim.metric)
