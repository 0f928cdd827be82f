"""Records as tables: one row a month, or an innovation, of one replicate of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from collabsim.metrics import METRICS, account, by_class, by_place, months_to_share
from collabsim.record import Record
from collabsim.scenario.classes import FAMILIES

if TYPE_CHECKING:  # reading results needs no engine
    from collabsim.simulation import Simulation

RANGE = (0.5, 0.05, 0.95)
"""Median, and the ends of the range that 9 in 10 replicates stay in."""


def tables(simulation: Simulation) -> dict[str, DataFrame]:
    """Return every table of a simulation, by name."""
    makers = {"places": _places, "classes": _classes, "account": _account}
    records = list(simulation.every_record())
    return {
        "metrics": simulation.series(),
        **{name: _stacked(records, maker) for name, maker in makers.items()},
        "innovations": _stacked(records, lambda record: [_innovations(record)]),
    }


def final(metrics: DataFrame) -> DataFrame:
    """Return each metric at the end of the run: median and range over replicates."""
    last = metrics[metrics["month"] == metrics["month"].max()]
    rows = []
    for scenario, runs in last.groupby("scenario", sort=False):
        for metric in METRICS.values():
            median, low, high = spread(runs[metric.name])
            ends = {"median": median, "low": low, "high": high}
            words = {"metric": metric.name, "label": metric.label, "unit": metric.unit}
            rows.append({"scenario": scenario, **words, **ends, "replicates": len(runs)})
    return DataFrame(rows)


def spread(values: Iterable[float]) -> tuple[float, float, float]:
    """Return the median and the ends of the 5-95 % range of the numbers that are defined."""
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return np.nan, np.nan, np.nan
    median, low, high = (float(np.quantile(known, q)) for q in RANGE)
    return median, low, high


def _stacked(
    records: Iterable[Record], parts: Callable[[Record], Iterable[DataFrame]]
) -> DataFrame:
    """Put the parts of every record under each other, behind whose they are."""
    made = []
    for record in records:
        for part in parts(record):
            part.insert(0, "scenario", record.scenario)
            part.insert(1, "replicate", record.replicate)
            made.append(part)
    return pd.concat(made, ignore_index=True)


def _months(record: Record, columns: Mapping[str, Any], **same: str) -> DataFrame:
    month = np.arange(record.months) - record.today
    return DataFrame({**same, "month": month, "year": month // 12 + 1, **columns})


def _places(record: Record) -> Iterable[DataFrame]:
    for level in ("region", "ahsn"):
        for place, columns in by_place(record, level).items():
            yield _months(record, columns, level=level, place=place)


def _classes(record: Record) -> Iterable[DataFrame]:
    families = dict(zip(record.classes, record.families, strict=True))
    for name, columns in by_class(record).items():
        # "class" is a word of Python, so it cannot be a keyword
        yield _months(record, columns, **{"class": name, "family": families[name]})


def _account(record: Record) -> Iterable[DataFrame]:
    items = record.whole()
    for family in FAMILIES:
        stopped = dict(zip(record.barriers, account(record, family).T, strict=True))
        attempts = items[f"attempts_{family}"]
        yield _months(record, {"attempts": attempts, **stopped}, family=family)


def _innovations(record: Record) -> DataFrame:
    kinds = record.innovation_class
    eligible = np.where(record.eligible > 0, record.eligible, np.nan)
    columns: dict[str, Any] = {
        "innovation": record.innovations,
        "class": [record.classes[kind] for kind in kinds],
        "family": [record.families[kind] for kind in kinds],
        "launch": record.launch - record.today,
        "eligible": record.eligible,
        "value": record.value,
    }
    for name, share in (("tenth_after", 0.1), ("half_after", 0.5)):
        months = months_to_share(record, share)
        columns[name] = pd.array(np.where(months < 0, 0, months), dtype="Int64")
        columns[name][months < 0] = pd.NA
    ends = {"ever_adopted": record.ever[-1] / eligible, "use": record.used[-1] / eligible}
    return DataFrame({**columns, **ends})
