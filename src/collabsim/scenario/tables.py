"""The one reader of tables that people give, CSV or Parquet: no cell is dropped, moved or guessed.

Each row has a cell for every column of the header; each column is named once and known. What a
spreadsheet leaves behind is passed over: a byte-order mark, empty rows, columns without a name
and without content, spaces around a cell. All else is a fault with its line.
"""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from collabsim.parameters import Param
from collabsim.scenario.characters import hidden
from collabsim.scenario.documents import Document
from collabsim.scenario.faults import SHOWN, Fault, Key, ScenarioError, nearest, shown
from collabsim.scenario.files import read_bytes, read_text
from collabsim.scenario.layers import Layers, expected, number_problem

MOST_BYTES = 50_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 5_000_000

Rows = Iterator[tuple[int, list[str]]]
"""Rows of a file as it has them, the header first, each with the line it begins in."""

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?|[iI]nf", re.ASCII)
_SWITCH = {"true": 1.0, "false": 0.0}

_ODD = (
    (re.compile(","), "a comma (0.5 has a point, 1150 has nothing)"),
    (re.compile("_"), "an underscore"),
    (re.compile("[%٪‰％]"), "a per cent sign"),
    (re.compile("[$£€¥¢￡＄￥]"), "a currency sign"),
    (re.compile(r"(?![0-9])\d"), "other digits than 0 to 9"),
    (re.compile(r"^\+"), "a plus sign"),
    (re.compile("[−–—]"), "a dash in place of the minus sign -"),
    (re.compile(r"\d\s+\d"), "a space between digits"),
    (re.compile("^[+-]?nan$", re.IGNORECASE), "not-a-number"),
    (re.compile(rf"^(?:{_NUMBER.pattern})$", re.ASCII), "a number too large"),
)
"""What is commonly written in a number and means something else in each country."""


@dataclass(slots=True)
class Table:
    """The known columns of a file, cell by cell as text, and what is wrong with it so far."""

    label: str
    lines: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: str, sentence: str) -> None:
        """Note a fault of a cell."""
        found = shown(self.columns[column][row])
        self.faults.append(Fault(sentence, self.label, self.lines[row], key=column, value=found))

    def numbers(self, column: str, meta: Param) -> list[float]:
        """Return the numbers of a column; those that are none are not-a-number, and noted."""
        made = []
        for row, cell in enumerate(self.columns.get(column, ())):
            value, problem = read_number(cell, meta)
            if problem:
                self.fault(row, column, problem)
            made.append(value)
        return made

    def distinct(self, column: str, values: Iterable[float]) -> None:
        """Note every number of a column that an earlier row has."""
        seen: set[float] = set()
        for row, value in enumerate(values):
            if value in seen:
                self.fault(row, column, "an earlier row has this number.")
            elif not math.isnan(value):
                seen.add(value)

    def finish(self) -> None:
        """Raise all faults found, if any, in the order of lines."""
        if self.faults:
            raise ScenarioError(sorted(self.faults, key=lambda fault: fault.line or 0))


def read_number(cell: str, meta: Param) -> tuple[float, str]:
    """Return the number that a cell says, and what is wrong with it or an empty text.

    Plain digits, a decimal point and an exponent: nothing that two people could read differently.
    """
    value = _SWITCH.get(cell.lower(), math.nan) if meta.unit == "switch" else math.nan
    if _NUMBER.fullmatch(cell):
        value = float(cell)
    if math.isnan(value) or (math.isinf(value) and cell.lower() != "inf"):
        return math.nan, f"{expected(meta)}, found {_odd(cell)}."
    problem = number_problem(value, meta)
    return (math.nan, problem) if problem else (value, "")


def _odd(cell: str) -> str:
    """Return in words what keeps a cell from being a number."""
    if not cell:
        return "nothing"
    return hidden(cell) or next((said for odd, said in _ODD if odd.search(cell)), "a text")


def table_path(layers: Layers, key: Key, name: str, document: Document) -> tuple[Path, str] | None:
    """Return where a table named in a file is and what to call it; None once a fault is noted."""
    folder = document.path.resolve().parent
    try:
        path = (folder / name).resolve()
        path.is_file()  # refuses what no file can be called
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        layers.fault(key, f"expected the path of a file ({said}).")
        return None
    if Path(name).is_absolute() or not path.is_relative_to(folder):
        layers.fault(key, "expected a path inside the folder of this file.")
        return None
    return path, os.path.normpath(Path(document.label).parent / name)


def read_table(
    path: Path, label: str, known: Sequence[str], needed: Iterable[str], most: int = MOST_ROWS
) -> Table:
    """Return the table of a file; ``needed`` are those of the ``known`` columns it must have.

    Its faults of form, if there are any, are noted in it, so that those of its values can join
    them; whoever reads the values ends with ``finish``. Of a Parquet file the lines are rows.

    Raises
    ------
    ScenarioError : for a file that is no table at all, or too large.
    """
    rows = (_parquet if path.suffix == ".parquet" else _csv)(path, label, most)
    table = Table(label)
    _fill(table, rows, known, needed, most)
    return table


def _fill(table: Table, rows: Rows, known: Sequence[str], needed: Iterable[str], most: int) -> None:
    """Sort the rows of a file into the columns of a table."""
    found = 0
    try:
        line, head = next(rows, (1, []))
        places = _header(table, line or None, head, known, needed)
        table.columns = {name: [] for name in places}
        unnamed = [place for place, name in enumerate(head) if not name]
        for line, cells in rows:
            found += 1
            if found > most or found * len(head) > MOST_CELLS:
                continue
            problem = _problem(cells, len(head), unnamed)
            if problem:
                table.faults.append(Fault(problem, table.label, line))
                continue
            table.lines.append(line)
            for name, place in places.items():
                table.columns[name].append(cells[place])
    except _BrokenError as broken:
        table.faults.append(broken.args[0])
        return
    if not 1 <= found <= most:
        said = f"expected 1 to {most:,} rows, found {found:,}."
        table.faults.append(Fault(said, table.label))
    elif found * len(head) > MOST_CELLS:
        said = f"expected at most {MOST_CELLS:,} cells, found {found * len(head):,}."
        table.faults.append(Fault(said, table.label))


def _header(
    table: Table, line: int | None, head: list[str], known: Sequence[str], needed: Iterable[str]
) -> dict[str, int]:
    """Return where the known columns are, and note those that are missing, unknown or repeated."""
    if len(head) > MOST_COLUMNS:
        said = f"expected at most {MOST_COLUMNS:,} columns, found {len(head):,}."
        raise _refusal(table.label, said, line)
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
        if len(head) == 1 and mark in head[0]:
            said = f"expected cells separated by commas, found {called}."
            raise _refusal(table.label, said, line)
    places: dict[str, int] = {}
    wanted = set(known)
    for place, name in enumerate(head):
        if not name:
            continue
        if name in places:
            said = (
                f"the header names this column twice, in cells {places[name] + 1} and {place + 1}."
            )
        elif name not in wanted:
            hint = nearest(name, known) if len(table.faults) < SHOWN else ""
            said = f"unknown column.{hint}"
        else:
            places[name] = place
            continue
        table.faults.append(Fault(said, table.label, line, key=shown(name)))
    missing = [name for name in needed if name not in places]
    if missing:
        plural = "columns" if len(missing) > 1 else "column"
        said = f"the header lacks the {plural} {', '.join(missing)}."
        table.faults.append(Fault(said, table.label, line))
    return places


def _problem(cells: list[str], width: int, unnamed: list[int]) -> str:
    """Return what is wrong with the shape of a row, or an empty text."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    digits = [cell.lstrip("-").isdecimal() for cell in cells]
    comma = any(a and b for a, b in pairwise(digits))
    hint = " Is there a decimal comma? Write 0.5 for 0,5 and 1150 for 1,150." if comma else ""
    if len(cells) != width:
        found = f"{len(cells)} ({shown(','.join(cells))})"
        return f"expected {width} cells, as in the header, found {found}.{hint}"
    over = [cells[place] for place in unnamed if cells[place]]
    if over:
        return f"found {shown(over[0])}, over which the header names no column.{hint}"
    return ""


def _csv(path: Path, label: str, most: int) -> Rows:  # noqa: ARG001
    """Yield the rows of a CSV file that are not empty."""
    text = read_text(path, label, MOST_BYTES).replace("\r", "\n")
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip(" ") for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise _BrokenError(Fault(_syntax(str(error)), label, line)) from None


class _BrokenError(Exception):
    """The rest of a file cannot be told apart into rows; carries the fault."""


def _syntax(message: str) -> str:
    """Return a sentence for the parser's message."""
    if "end of data" in message:
        return "a quotation mark is opened here and never closed."
    if "expected after" in message:
        return "expected a comma after a closing quotation mark; one within a cell is doubled."
    if "field limit" in message:
        return f"a cell of more than {csv.field_size_limit():,} characters."
    return f"not valid CSV: {message}."


def _parquet(path: Path, label: str, most: int) -> Rows:
    """Yield the rows of a Parquet file, which may hold numbers alone.

    Read in this thread alone: threads of the reader's own that were still at work when an
    interrupted process ends would abort it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = read_bytes(path, label, MOST_BYTES)
    try:
        file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
        names = [n for n in file.schema_arrow.names if not re.fullmatch(r"__index_level_\d+__", n)]
        rows, columns = file.metadata.num_rows, len(file.schema_arrow.names)
        if columns > MOST_COLUMNS or rows > most or rows * columns > MOST_CELLS:
            said = f"expected at most {most:,} rows and {MOST_COLUMNS:,} columns"
            raise _refusal(label, f"{said}, found {rows:,} and {columns:,}.")
        for column in file.schema_arrow:
            if not _numeric(column.type):
                said = f"expected numbers in a Parquet file, found {column.type}."
                raise ScenarioError([Fault(said, label, key=shown(column.name))])
        table = file.read(use_threads=False)
        cells = [
            [_as_text(value) for value in table.column(place).to_pylist()]
            for place, name in enumerate(table.column_names)
            if name in names
        ]
    except (pa.ArrowException, OSError, ValueError) as error:
        said = f"cannot be read as Parquet ({str(error).splitlines()[0]})."
        raise _refusal(label, said) from None
    yield 0, names
    yield from enumerate(map(list, zip(*cells, strict=True)), 1)


def _numeric(kind: object) -> bool:
    """Say whether a Parquet column holds numbers or switches."""
    from pyarrow import types

    return any(is_one(kind) for is_one in (types.is_integer, types.is_floating, types.is_boolean))


def _as_text(value: float | None) -> str:
    return "" if value is None else repr(value)


def _refusal(label: str, sentence: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Fault(sentence, file=label, line=line)])
