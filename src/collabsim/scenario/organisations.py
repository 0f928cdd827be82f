"""Reads real organisations in place of the synthetic ones: a CSV file, or rows of the config."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collabsim.scenario.characters import folded, hidden
from collabsim.scenario.classes import Organisation, Region, TrustType
from collabsim.scenario.columns import INCOME, MOST_ROWS
from collabsim.scenario.documents import Document
from collabsim.scenario.faults import SHOWN, Key, ScenarioError, kind, nearest, shown
from collabsim.scenario.layers import Layers
from collabsim.scenario.tables import read_number, read_table, table_path

COLUMNS = ("code", "name", "type", "region", "ahsn", "income")
"""Columns of the table; ``income`` (million pounds a year) may be empty, the others not."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Places:
    """The types, regions and AHSNs that organisations may name."""

    types: Collection[str]
    ahsns: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, types: Iterable[TrustType], regions: Iterable[Region]) -> Places:
        """Return the places of a scenario."""
        return cls({t.name: t for t in types}, {r.code: r.ahsns for r in regions})


def read_organisations(layers: Layers, places: Places) -> tuple[Organisation, ...]:
    """Return the organisations a config file names or lists; faults go to the layers."""
    key = ("organisations",)
    given = layers.get(key)
    source = layers.origins.get(key)
    if given is None:
        return ()
    if isinstance(given, list):
        return _listed(layers, given, places)
    if not isinstance(given, str) or not isinstance(source, Document):
        layers.fault(key, f"expected the path of a CSV file, found {kind(given)}.")
        return ()
    found = table_path(layers, key, given, source)
    if found is None:
        return ()
    try:
        return read_organisations_table(*found, places)
    except ScenarioError as error:
        layers.faults += error.faults
        return ()


def _listed(layers: Layers, rows: list[Any], places: Places) -> tuple[Organisation, ...]:
    """Return organisations written out in the config file itself."""
    if not rows or not all(isinstance(row, dict) for row in rows):
        layers.fault(("organisations",), "expected [[organisations]], an array of tables.")
        return ()
    cells: list[dict[str, str]] = []
    for at, row in enumerate(rows):
        key = ("organisations", at)
        layers.known(key, COLUMNS)
        cells.append({column: _cell(layers, (*key, column), row) for column in COLUMNS})
    for at, column, said in problems(cells, places):
        layers.fault(("organisations", at, column), said)
    return () if layers.faults else organisations(cells)


def _cell(layers: Layers, key: Key, row: Mapping[str, Any]) -> str:
    value = row.get(str(key[-1]), "")
    number = key[-1] == "income" and isinstance(value, (int, float))
    if number or isinstance(value, str):
        return value.strip(" ") if isinstance(value, str) else shown(value)
    layers.fault(key, f"expected a text, found {kind(value)}.")
    return ""


def read_organisations_table(path: Path, label: str, places: Places) -> tuple[Organisation, ...]:
    """Return the organisations of a table.

    Raises
    ------
    ScenarioError : listing every fault with its line.
    """
    table = read_table(path, label, COLUMNS, COLUMNS, MOST_ROWS)
    rows = [
        dict(zip(table.columns, cells, strict=True))
        for cells in zip(*table.columns.values(), strict=True)
    ]
    for at, column, said in problems(rows, places):
        table.fault(at, column, said)
    table.finish()
    return organisations(rows)


def organisations(rows: Iterable[Row]) -> tuple[Organisation, ...]:
    """Return rows without problems as organisations."""
    return tuple(
        Organisation(
            row["code"], row["name"], row["type"], row["region"], row["ahsn"],
            read_number(row["income"], INCOME)[0] if row["income"] else None,
        )
        for row in rows
    )  # fmt: skip


def problems(rows: Iterable[Row], places: Places) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong with rows, each of known columns: its place, the column and a sentence."""
    seen: dict[str, str] = {}
    number = 0
    for at, row in enumerate(rows):
        for column, said in _row_problems(row, places, hints=number < SHOWN):
            number += 1
            yield at, column, said
        code = row.get("code", "")
        earlier = seen.get(folded(code))
        if code and earlier is not None:
            alike = "" if code == earlier else f", written {shown(earlier)}; they look alike"
            yield at, "code", f"an earlier row has this code{alike}."
        seen.setdefault(folded(code), code)


def _row_problems(row: Row, places: Places, *, hints: bool) -> Iterator[tuple[str, str]]:
    known: dict[str, Collection[str]] = {"type": places.types, "region": places.ahsns}
    if row.get("region") in places.ahsns:
        known["ahsn"] = places.ahsns[row["region"]]
    for column, cell in row.items():
        if column == "income":
            problem = read_number(cell, INCOME)[1] if cell else ""
            if problem:
                yield column, f"{problem} It may be empty."
        elif not cell:
            yield column, "must not be empty."
        elif hidden(cell):
            yield column, f"expected letters that can be seen, found {hidden(cell)}."
        elif column in known and cell not in known[column]:
            hint = nearest(cell, known[column]) if hints else ""
            yield column, f"the config file has no such {column}.{hint}"
