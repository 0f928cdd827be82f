"""Numbers as sentences say them: with sign, unit and interval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots.about import said, signed


def told(row: Any, metric: str) -> str:
    """Return an effect with its interval: ``+1.2 points (+1.0 to +1.4)``."""
    if row["mean"] != row["mean"]:
        return "not defined"
    if row["low"] != row["low"]:
        return f"{signed(metric, row['mean'])} (one replicate: no interval)"
    low, high = (signed(metric, row[end]) for end in ("low", "high"))
    return f"{signed(metric, row['mean'])} ({low.removesuffix(' points')} to {high.removesuffix(' points')})"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def first_few(table: DataFrame, metric: str, count: int = 3) -> str:
    """Return the largest effects of a table, each told."""
    top = table.dropna(subset=["mean"]).nlargest(count, "mean")
    return listed(f"{said(str(row['name']))} {told(row, metric)}" for _, row in top.iterrows())


def label(metric: str) -> str:
    """Return a metric's label inside a sentence."""
    words = METRICS[metric].label
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def clear(row: Any) -> bool:
    """Tell whether an effect's interval leaves out zero."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)
