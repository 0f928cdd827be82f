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
from collabsim.scenario.fields import Field, number, rows, table, text
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
        return cls({each.name for each in types}, {each.code: each.ahsns for each in regions})


def _read(layers: Layers, key: Key) -> tuple[Organisation, ...]:
    """Return the organisations a config file names or lists; faults go to the layers."""
    given, source = layers.get(key), layers.origins.get(key)
    ahsns = {code: layers.table(("regions", code, "ahsns")) for code in layers.table(("regions",))}
    places = Places(layers.table(("types",)), ahsns)
    if given is None:
        return ()
    if isinstance(given, list):
        return _listed(layers, key, places)
    if not isinstance(given, str) or not isinstance(source, Document):
        layers.fault(key, f"expected the path of a CSV file, found {kind(given)}.")
        return ()
    found = table_path(layers, key, given, source)
    try:
        return read_organisations_table(*found, places) if found else ()
    except ScenarioError as error:
        layers.faults += error.faults
        return ()


def _listed(layers: Layers, key: Key, places: Places) -> tuple[Organisation, ...]:
    """Return organisations written out in the config file itself."""
    row = Field(_cells, {})
    cells = rows("", row, "[[organisations]], an array of tables").read(layers, key)
    for at, column, said in _problems(cells, places):
        layers.fault((*key, at, column), said)
    return () if layers.faults else _made(cells)


def _cells(layers: Layers, key: Key) -> dict[str, str]:
    """Return a row of the config as a CSV file would have it."""
    layers.known(key, COLUMNS)
    return {column: _cell(layers, (*key, column)) for column in COLUMNS}


def _cell(layers: Layers, key: Key) -> str:
    value = layers.get(key)
    if isinstance(value, str):
        return value.strip(" ")
    if value is None or (key[-1] == "income" and isinstance(value, (int, float))):
        return "" if value is None else shown(value)
    layers.fault(key, f"expected a text, found {kind(value)}.")
    return ""


def read_organisations_table(path: Path, label: str, places: Places) -> tuple[Organisation, ...]:
    """Return the organisations of a table.

    Raises
    ------
    ScenarioError : listing every fault with its line.
    """
    found = read_table(path, label, COLUMNS, COLUMNS, MOST_ROWS)
    cells = [
        dict(zip(found.columns, row, strict=True))
        for row in zip(*found.columns.values(), strict=True)
    ]
    for at, column, said in _problems(cells, places):
        found.fault(at, column, said)
    found.finish()
    return _made(cells)


def _made(cells: Iterable[Row]) -> tuple[Organisation, ...]:
    """Return rows without problems as organisations."""
    texts = [({name: row[name] for name in COLUMNS[:-1]}, row["income"]) for row in cells]
    return tuple(
        Organisation(**row, income=read_number(income, INCOME)[0] if income else None)
        for row, income in texts
    )


def _problems(cells: Iterable[Row], places: Places) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong with rows, each of known columns: its place, the column and a sentence."""
    seen: dict[str, str] = {}
    count = 0
    for at, row in enumerate(cells):
        for column, said in _row_problems(row, places, hints=count < SHOWN):
            count += 1
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


def _schema() -> dict[str, Any]:
    row = table(
        {name: text(name) for name in COLUMNS[:-1]} | {"income": number(INCOME, optional=True)}
    )
    file = text(f"A CSV file in this folder with the columns {', '.join(COLUMNS)}.")
    return {"anyOf": [file.schema, {"type": "array", "items": row.schema}]}


ORGANISATIONS = Field(_read, _schema())
"""The path of a CSV file, or an array of tables."""
