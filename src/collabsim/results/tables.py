"""Records as tables: one row a month, a year or an innovation, of one replicate of one scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.metrics import METRICS, Metric, account, by_class, by_place, months_to_share, series
from collabsim.record import Record
from collabsim.scenario.classes import FAMILIES
from collabsim.scenario.dates import date_of, financial_year

RANGE, WHOLE_RANGE = (0.5, 0.05, 0.95), (0.5, 0.0, 1.0)
"""Median, and the ends of the range that 9 in 10 replicates stay in, or all."""

ENOUGH_FOR_A_RANGE = 20
"""Below this many numbers a twentieth of them is less than one: the range is then all of them."""

WHOLE = ("tenth_after", "half_after")
"""Columns of whole numbers that may be missing."""

Columns = dict[str, Any]
"""Some rows of a table: for each column an array, or one value that all of them share."""


class Tabulation:
    """Tables that grow record by record, in any order; records themselves need not be kept.

    Parameters
    ----------
    metrics : what the table of metrics shows.
    """

    def __init__(self, metrics: Mapping[str, Metric] = METRICS) -> None:
        self.metrics = metrics
        self.rows: dict[str, dict[tuple[str, int], list[Columns]]] = {}

    def add(self, record: Record) -> None:
        """Take in what the tables show of one run."""
        run = record.scenario, record.replicate
        months = _months(record, series(record, self.metrics))
        self.rows.setdefault("metrics", {})[run] = [months]
        for name, maker in MAKERS.items():
            self.rows.setdefault(name, {})[run] = list(maker(record))

    def tables(self, scenarios: Sequence[str], today: str) -> dict[str, DataFrame]:
        """Return every table by name, runs in the order of scenarios and replicates.

        Months from ``today`` have their financial year beside them.
        """
        rank = {name: n for n, name in enumerate(scenarios)}
        stacked = {
            name: _stacked(sorted(runs.items(), key=lambda each: (rank[each[0][0]], each[0][1])))
            for name, runs in self.rows.items()
        }
        return {name: with_years(table, today) for name, table in stacked.items()}


def with_years(table: DataFrame, today: str) -> DataFrame:
    """Return a table with the financial year of its months, as ``2028/29``, behind them."""
    if "month" not in table:
        return table
    months = {month: financial_year(int(month), today) for month in table["month"].unique()}
    place = 1 + list(table.columns).index("month")
    years = table["month"].map(months)
    table.insert(place, "financial_year", years)
    return table


def final(metrics: DataFrame, described: Mapping[str, Mapping[str, str]]) -> DataFrame:
    """Return each described metric at the end of the run: median and range over replicates."""
    last = metrics[metrics["month"] == metrics["month"].max()]
    rows = []
    for scenario, runs in last.groupby("scenario", sort=False):
        for name, about in described.items():
            median, low, high = spread(runs[name])
            ends = {"median": median, "low": low, "high": high}
            words = {"metric": name, "label": about["label"], "unit": about["unit"]}
            rows.append({"scenario": scenario, **words, **ends, "replicates": len(runs)})
    return DataFrame(rows)


def monthly(metrics: DataFrame, names: Sequence[str], today: str) -> DataFrame:
    """Return a row a month of each scenario: date, and the median and range of every metric.

    The range is in the columns of the metric's name with ``_low`` and ``_high``, as ``spread`` has it.
    """
    grouped = metrics.groupby(["scenario", "month"], sort=False)[list(names)]
    parts = [grouped.quantile(each) for each in _ends(metrics["replicate"].nunique())]
    ends = {
        f"{name}{end}": part[name]
        for name in names
        for end, part in zip(("", "_low", "_high"), parts, strict=True)
    }
    table = DataFrame(ends).reset_index()
    table.insert(1, "date", [date_of(int(month), today) for month in table["month"]])
    return with_years(table, today)


def spread(values: Iterable[float]) -> tuple[float, float, float]:
    """Return the median and the ends of the 5-95 % range of the numbers that are defined.

    Of fewer than twenty numbers, the smallest and the largest stand for the ends.
    """
    known = np.array([value for value in values if not np.isnan(value)])
    if not len(known):
        return np.nan, np.nan, np.nan
    median, low, high = (float(np.quantile(known, q)) for q in _ends(len(known)))
    return median, low, high


def _ends(numbers: int) -> tuple[float, float, float]:
    return RANGE if numbers >= ENOUGH_FOR_A_RANGE else WHOLE_RANGE


def _stacked(runs: Iterable[tuple[tuple[str, int], list[Columns]]]) -> DataFrame:
    """Put the rows of every run under each other, behind whose they are.

    Column by column: frames of a few rows each would take minutes to put together.
    """
    parts = [
        {"scenario": scenario, "replicate": replicate, **part}
        for (scenario, replicate), run in runs
        for part in run
    ]
    sizes = [max(np.size(value) for value in part.values()) for part in parts]
    table = DataFrame({name: _column([p[name] for p in parts], sizes) for name in parts[0]})
    return table.astype({name: "Int64" for name in WHOLE if name in table})


def _column(values: list[Any], sizes: list[int]) -> Any:
    return np.repeat(values, sizes) if np.ndim(values[0]) == 0 else np.concatenate(values)


def _months(record: Record, columns: Mapping[str, Any], **same: str) -> Columns:
    month = np.arange(record.months) - record.today
    return {**same, "month": month, **columns}


def _places(record: Record) -> Iterator[Columns]:
    """Yield the places as they stand at the end of each financial year and of the run."""
    month = np.arange(record.months)
    ends = (month % 12 == 11) | (month == month[-1])
    for level in ("region", "ahsn"):
        for place, columns in by_place(record, level).items():
            rows = _months(record, columns)
            yield {"level": level, "place": place, **{k: v[ends] for k, v in rows.items()}}


def _classes(record: Record) -> Iterator[Columns]:
    families = dict(zip(record.classes, record.families, strict=True))
    for name, columns in by_class(record).items():
        # "class" is a word of Python, so it cannot be a keyword
        yield _months(record, columns, **{"class": name, "family": families[name]})


def _account(record: Record) -> Iterator[Columns]:
    items = record.whole()
    for family in FAMILIES:
        stopped = dict(zip(record.barriers, account(record, family).T, strict=True))
        attempts = items[f"attempts_{family}"]
        yield _months(record, {"attempts": attempts, **stopped}, family=family)


def _innovations(record: Record) -> Iterator[Columns]:
    kinds = record.innovation_class
    eligible = np.where(record.eligible > 0, record.eligible, np.nan)
    columns: Columns = {
        "innovation": np.array(record.innovations, object),
        "class": np.array([record.classes[kind] for kind in kinds], object),
        "family": np.array([record.families[kind] for kind in kinds], object),
        "launch": record.launch - record.today,
        "eligible": record.eligible,
        "value": record.value,
    }
    for name, share in zip(WHOLE, (0.1, 0.5), strict=True):
        months = months_to_share(record, share)
        columns[name] = np.where(months < 0, np.nan, months)
    ends = {"ever_adopted": record.ever[-1] / eligible, "use": record.used[-1] / eligible}
    yield {**columns, **ends}


MAKERS: Mapping[str, Callable[[Record], Iterator[Columns]]] = MappingProxyType(
    {"places": _places, "classes": _classes, "account": _account, "innovations": _innovations}
)
"""How each table but that of metrics is made of a record."""
