"""Pieces of a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def percent(share: float) -> str:
    """Return a share in per cent, whole."""
    return f"{100 * share:.0f} %"


def code(names: Iterable[str]) -> str:
    """Return names as code, one after another."""
    return ", ".join(f"`{name}`" for name in names)
