"""Numbers as sentences say them: with sign, unit and interval."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pandas import DataFrame, Series

from collabsim.plots.about import said, signed

FEW, ALIKE = 3, 1e-9
"""So many replicates that agree, but for this share of their mean, are no luck."""


def told(row: Any, metric: str) -> str:
    """Return an effect with its interval: ``+1.2 points (+1.0 to +1.4)``."""
    if row["mean"] != row["mean"]:
        return "not defined"
    if row["low"] != row["low"] or alike(row):
        return f"{signed(metric, row['mean'])} (no interval)"
    finest = min((row["mean"], row["high"] - row["low"]), key=abs)
    mean, low, high = (signed(metric, row[end], finest) for end in ("mean", "low", "high"))
    return f"{mean} ({low.removesuffix(' points')} to {high.removesuffix(' points')})"


def agreed(tau: float, low: float, high: float) -> str:
    """Return Kendall's tau with its interval, or nothing if that is half of what it can be."""
    if not high - low <= 1.0:
        return ""
    return f"Kendall's tau {tau:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def first_few(table: DataFrame, metric: str, count: int, *, down: bool = False) -> str:
    """Return the largest effects of a table that luck does not explain, each told.

    Of those up, or of those down; an empty text if there are none.
    """
    known = table.dropna(subset=["mean"]).sort_values("mean", ascending=down, kind="stable")
    sure = known["low"].isna() | (known["high"] < 0.0 if down else known["low"] > 0.0)
    sure &= Series([not alike(row) for _, row in known.iterrows()], known.index, bool)
    side = known["mean"] < 0.0 if down else known["mean"] > 0.0
    top = known[sure & side].head(count)
    return listed(f"{said(str(row['name']))} {told(row, metric)}" for _, row in top.iterrows())


def clear(row: Any) -> bool:
    """Tell whether an effect's interval leaves out zero."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0) and not alike(row)


def alike(row: Any) -> bool:
    """Tell whether an effect is the same in so few replicates that this may be luck."""
    narrow = row["high"] - row["low"] <= ALIKE * abs(row["mean"])
    return bool(narrow and row.get("replicates", FEW) < FEW)
