"""Months from today as people read them."""

from __future__ import annotations


def when(month: float) -> str:
    """Return a month."""
    return f"Month {int(month)}"


def span(first: float, last: float) -> str:
    """Return months from first to last."""
    return when(first) if first == last else f"{when(first)} to {int(last)}"
