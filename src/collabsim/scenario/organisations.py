"""Reads real organisations in place of the synthetic ones: a CSV file, or rows of the config."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collabsim.scenario.classes import Organisation, Region, TrustType
from collabsim.scenario.documents import Document
from collabsim.scenario.draft import Draft
from collabsim.scenario.faults import Fault, Key, ScenarioError, kind, nearest, shown
from collabsim.scenario.files import read_text

COLUMNS = ("code", "name", "type", "region", "ahsn", "income")
"""Columns of the table; ``income`` (million pounds a year) may be empty, the others not."""

MOST = 5_000
"""Organisations allowed; England has some 220."""


Row = Mapping[str, str]


@dataclass(frozen=True)
class Places:
    """The types, regions and AHSNs that organisations may name."""

    types: list[str]
    ahsns: dict[str, list[str]]

    @classmethod
    def of(cls, types: Iterable[TrustType], regions: Iterable[Region]) -> Places:
        """Return the places of a scenario."""
        return cls([t.name for t in types], {r.code: list(r.ahsns) for r in regions})


def read_organisations(draft: Draft, places: Places) -> tuple[Organisation, ...]:
    """Return the organisations a config file names or lists; faults go to the draft."""
    key = ("organisations",)
    given = draft.get(key)
    source = draft.origins.get(key)
    if given is None:
        return ()
    if isinstance(given, list):
        return _listed(draft, given, places)
    if not isinstance(given, str) or not isinstance(source, Document):
        draft.fault(key, f"expected the path of a CSV file, found {kind(given)}.")
        return ()
    folder = source.path.resolve().parent
    if "\0" in given or not (folder / given).resolve().is_relative_to(folder):
        draft.fault(key, "expected a path inside the folder of this file.")
        return ()
    try:
        label = os.path.normpath(Path(source.label).parent / given)
        return read_table(folder / given, label, places)
    except ScenarioError as error:
        draft.faults += error.faults
        return ()


def _listed(draft: Draft, rows: list[Any], places: Places) -> tuple[Organisation, ...]:
    """Return organisations written out in the config file itself."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        draft.fault(("organisations",), "expected [[organisations]], an array of tables.")
        return ()
    cells: list[dict[str, str]] = []
    for at, row in enumerate(rows):
        key = ("organisations", at)
        draft.known(key, COLUMNS)
        cells.append({column: _cell(draft, (*key, column), row) for column in COLUMNS})
    for at, column, said in problems(cells, places):
        draft.fault(("organisations", at, column), said)
    return () if draft.faults else organisations(cells)


def _cell(draft: Draft, key: Key, row: Mapping[str, Any]) -> str:
    value = row.get(str(key[-1]), "")
    number = key[-1] == "income" and isinstance(value, (int, float))
    if number or isinstance(value, str):
        return str(value)
    draft.fault(key, f"expected a text, found {kind(value)}.")
    return ""


def read_table(path: Path, label: str, places: Places) -> tuple[Organisation, ...]:
    """Return the organisations of a CSV file.

    Raises
    ------
    ScenarioError : listing every fault with its line.
    """
    lines, rows = _rows(read_text(path, label), label)
    if not 1 <= len(rows) <= MOST:
        said = f"expected 1 to {MOST:,} organisations, found {len(rows):,}."
        raise ScenarioError([Fault(said, label)])
    faults = [
        Fault(said, label, lines[at], key=column, value=shown(rows[at][column]))
        for at, column, said in problems(rows, places)
    ]
    if faults:
        raise ScenarioError(faults)
    return organisations(rows)


def organisations(rows: Iterable[Row]) -> tuple[Organisation, ...]:
    """Return rows without problems as organisations."""
    return tuple(
        Organisation(
            row["code"], row["name"], row["type"], row["region"], row["ahsn"],
            _income(row["income"]),
        )
        for row in rows
    )  # fmt: skip


def problems(rows: Iterable[Row], places: Places) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong with rows: the row's place, the column and a sentence."""
    seen: set[str] = set()
    for at, row in enumerate(rows):
        for column, said in _row_problems(row, places):
            yield at, column, said
        if row["code"] and row["code"] in seen:
            yield at, "code", "an earlier row has this code."
        seen.add(row["code"])


def _row_problems(row: Row, places: Places) -> Iterator[tuple[str, str]]:
    known: dict[str, Iterable[str]] = {"type": places.types, "region": places.ahsns}
    if row["region"] in places.ahsns:
        known["ahsn"] = places.ahsns[row["region"]]
    for column in COLUMNS[:-1]:
        if not row[column]:
            yield column, "must not be empty."
        elif column in known and row[column] not in known[column]:
            hint = nearest(row[column], known[column])
            yield column, f"the config file has no such {column}.{hint}"
    income = _income(row["income"])
    if income is not None and not 1.0 <= income <= 10_000.0:
        yield "income", "expected a number from 1 to 10000 (million pounds a year), or nothing."


def _income(text: str) -> float | None:
    """Return the income, None where there is none, and not-a-number where there is no number."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return math.nan


def _rows(text: str, label: str) -> tuple[list[int], list[dict[str, str]]]:
    """Return the rows of a CSV text by column, and the line each ends in."""
    reader = csv.reader(io.StringIO(text), strict=True)
    lines: list[int] = []
    rows: list[dict[str, str]] = []
    faults: list[Fault] = []
    try:
        header = _header(next(reader, []), label)
        for cells in reader:
            if len(cells) == len(header):
                lines.append(reader.line_num)
                rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
            elif cells:
                said = f"expected {len(header)} columns, found {len(cells)}."
                faults.append(Fault(said, label, reader.line_num))
    except csv.Error as error:
        faults.append(Fault(f"not valid CSV: {error}.", label, reader.line_num))
    if faults:
        raise ScenarioError(faults)
    return lines, rows


def _header(cells: list[str], label: str) -> list[str]:
    """Return the names of the columns, which may come in any order."""
    names = [cell.strip() for cell in cells]
    missing = [column for column in COLUMNS if column not in names]
    if missing or len(names) != len(COLUMNS):
        unknown = [name for name in names if name not in COLUMNS]
        said = f"expected the columns {', '.join(COLUMNS)}, separated by commas"
        found = f"missing: {', '.join(missing) or 'none'}"
        other = f"unknown: {shown(', '.join(unknown)) if unknown else 'none'}"
        raise ScenarioError([Fault(f"{said}; {found}; {other}.", label, 1)])
    return names
