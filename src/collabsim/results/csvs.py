"""CSV for spreadsheets: a mark that tells Excel the encoding, and no cell that it would run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pandas import DataFrame

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def quoted(cell: Any) -> Any:
    """Return a cell that a spreadsheet shows and never evaluates."""
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA):
        return f"'{cell}"
    return cell


def csv_of(table: DataFrame) -> bytes:
    """Return a table as a file for a spreadsheet; numbers keep ten digits."""
    safe = table.map(quoted).rename(columns=quoted)
    text: str = safe.to_csv(index=False, float_format="%.10g", lineterminator="\r\n")
    return text.encode("utf-8-sig")


def write_csv(table: DataFrame, path: Path) -> None:
    """Write a table for a spreadsheet."""
    path.write_bytes(csv_of(table))
