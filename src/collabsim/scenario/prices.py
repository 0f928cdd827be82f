"""What levers cost: the prices of the evidence register, and those that a file states in their place.

A price is of full use for a year. What a lever costs over a run is its price times its level, added up
month by month from its start and over its ramp. Prices decide no number of a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from collabsim import evidence
from collabsim.evidence import PRICE_YEAR, Price, Range
from collabsim.levers import LeverSetting
from collabsim.parameters import Param
from collabsim.scenario.faults import Key, kind
from collabsim.scenario.fields import Field, number, table, text
from collabsim.scenario.layers import Layers, number_problem

# fmt: off
MONEY = Param("What full use of the lever costs", f"million pounds a year of {PRICE_YEAR}", 1.0, (0.0, 1e6), (0.1, 5000.0), "J", "T4")
ATTENTION = Param("Staff time that full use takes from other work, over all NHS trusts", "whole-time equivalents", 1.0, (0.0, 1e6), (1.0, 5000.0), "J", "T4")
# fmt: on

UNITS = {"money": MONEY, "attention": ATTENTION}
"""What a lever costs, with the unit of each."""

MONTHS = 12.0
"""Months of the year that a price is of."""


def price_of(name: str, stated: Mapping[str, Price]) -> Price | None:
    """Return what a lever costs: what a file states, else the register; None where nobody knows."""
    if name in stated:
        return stated[name]
    known = evidence.levers().get(name)
    return known.price if known else None


def years_of(setting: LeverSetting, months: int) -> float:
    """Return the years of full use that a lever comes to over so many months from today."""
    return sum(setting.at(month) for month in range(months)) / MONTHS


def _read_range(meta: Param) -> Field:
    """Return the field of a cost: a number, or [low, central, high]."""

    def read(layers: Layers, key: Key) -> Range | None:
        given = layers.get(key)
        if given is None:
            return None
        every = given if isinstance(given, list) else [given]
        problems = [number_problem(each, meta) for each in every]
        if len(every) not in (1, 3):
            problems = [f"expected one number, or [low, central, high], found {kind(given)}."]
        elif not any(problems) and sorted(every) != every:
            problems = ["expected [low, central, high], none above the next."]
        for problem in filter(None, problems):
            layers.fault(key, problem)
        if any(problems):
            return None
        return float(every[0]), float(every[len(every) // 2]), float(every[-1])

    one = number(meta, required=True).schema
    each = {name: value for name, value in one.items() if name != "description"}
    several = {"type": "array", "items": each, "minItems": 3, "maxItems": 3}
    return Field(read, {"anyOf": [each, several], "description": one["description"]})


PRICE = table(
    {
        **{name: _read_range(meta) for name, meta in UNITS.items()},
        "basis": text("What the price rests on.", ""),
    },
    "What a lever costs a year in full use: one number, or [low, central, high].",
)


def stated_prices(
    layers: Layers, found: Mapping[str, Mapping[str, Any]], levers: Iterable[str]
) -> dict[str, Price]:
    """Return the prices that a file states; of a lever of the catalogue what is not said is the register's."""
    levers = [*levers]
    layers.known(("prices",), levers)
    made = {}
    for name, row in found.items():
        if name not in levers:
            continue
        said = {key: value for key, value in row.items() if value not in (None, "")}
        known = price_of(name, {})
        if known is None and not {*UNITS} <= {*said}:
            layers.fault(
                ("prices", name), f"expected {' and '.join(UNITS)}: no price of it is known."
            )
            continue
        own = known or Price((0.0,) * 3, (0.0,) * 3, "T4", (), "")
        made[name] = replace(own, **{"basis": "Stated by the file.", "sources": (), **said})
    return made
