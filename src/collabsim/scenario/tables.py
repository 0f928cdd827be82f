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
from collabsim.scenario.faults import SHOWN, Fault, Key, ScenarioError, nearest, refused, shown
from collabsim.scenario.files import read_bytes, read_text
from collabsim.scenario.layers import Layers, expected, number_problem

MOST_BYTES = 50_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 5_000_000

Rows = Iterator[tuple[int, list[str] | str]]
"""Rows of a file, the header first, each with the line it begins in; a text says what is broken."""

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
    rows = _parquet(path, label, most) if path.suffix == ".parquet" else _csv(path, label)
    table = Table(label)
    found = 0
    line, head = next(rows, (1, []))
    places = _header(table, line or None, head, known, needed)
    table.columns = {name: [] for name in places}
    unnamed = [place for place, name in enumerate(head) if not name]
    for line, cells in rows:
        found += 1
        if found > most or found * len(head) > MOST_CELLS:
            continue
        problem = cells if isinstance(cells, str) else _problem(cells, len(head), unnamed)
        if problem:
            table.faults.append(Fault(problem, label, line))
            continue
        table.lines.append(line)
        for name, place in places.items():
            table.columns[name].append(cells[place])
    if not 1 <= found <= most:
        table.faults.append(Fault(f"expected 1 to {most:,} rows, found {found:,}.", label))
    elif found * len(head) > MOST_CELLS:
        said = f"expected at most {MOST_CELLS:,} cells, found {found * len(head):,}."
        table.faults.append(Fault(said, label))
    return table


def _header(
    table: Table,
    line: int | None,
    head: list[str] | str,
    known: Sequence[str],
    needed: Iterable[str],
) -> dict[str, int]:
    """Return where the known columns are, and note those that are missing, unknown or repeated."""
    if isinstance(head, str):
        raise refused(head, table.label, line)
    if len(head) > MOST_COLUMNS:
        said = f"expected at most {MOST_COLUMNS:,} columns, found {len(head):,}."
        raise refused(said, table.label, line)
    for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
        if len(head) == 1 and mark in head[0]:
            said = f"expected cells separated by commas, found {called}."
            raise refused(said, table.label, line)
    places: dict[str, int] = {}
    wanted = set(known)
    for place, name in enumerate(head):
        if name in places:
            cells = f"in cells {places[name] + 1} and {place + 1}"
            said = f"the header names this column twice, {cells}."
        elif name and name not in wanted:
            hint = nearest(name, known) if len(table.faults) < SHOWN else ""
            said = f"unknown column.{hint}"
        else:
            places |= {name: place} if name else {}
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


def _csv(path: Path, label: str) -> Rows:
    """Yield the rows of a CSV file that are not empty; where one is broken, why, and no more."""
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
        said = (sentence for mark, sentence in _BROKEN.items() if mark in str(error))
        yield line, next(said, f"not valid CSV: {error}.")


_BROKEN = {
    "end of data": "a quotation mark is opened here and never closed.",
    "expected after": "expected a comma after a closing quotation mark; one within a cell is"
    " doubled.",
    "field limit": f"a cell of more than {csv.field_size_limit():,} characters.",
}
"""What the parser's messages mean."""


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
        kinds, rows = file.schema_arrow, file.metadata.num_rows
        if len(kinds) > MOST_COLUMNS or rows > most or rows * len(kinds) > MOST_CELLS:
            said = f"expected at most {most:,} rows and {MOST_COLUMNS:,} columns"
            raise refused(f"{said}, found {rows:,} and {len(kinds):,}.", label)
        for column in kinds:
            if not re.fullmatch(r"u?int\d+|float|halffloat|double|bool", str(column.type)):
                said = f"expected numbers in a Parquet file, found {column.type}."
                raise refused(said, label, key=shown(column.name))
        table = file.read(use_threads=False)
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as error:
        said = f"cannot be read as Parquet ({str(error).splitlines()[0]})."
        raise refused(said, label) from None
    kept = [place for place, name in enumerate(kinds.names) if not _INDEX.fullmatch(name)]
    yield 0, [kinds.names[place] for place in kept]
    for line, row in enumerate(zip(*(columns[place] for place in kept), strict=True), 1):
        yield line, ["" if value is None else repr(value) for value in row]


_INDEX = re.compile(r"__index_level_\d+__")
"""What pandas calls the numbers of rows."""
