"""Tables that people give are read to the very values they hold, or refused with the line."""

from __future__ import annotations

import math
import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from collabsim.calibration.user_series import SHARE, read_user_series
from collabsim.experiment.parameter_sets import sets_table
from collabsim.scenario import Scenario, ScenarioError
from collabsim.scenario.documents import read_document
from collabsim.scenario.faults import Fault
from collabsim.scenario.layers import Layers
from collabsim.scenario.organisations import Places, read_organisations_table
from collabsim.scenario.tables import read_number

Grid = list[list[str]]

ENGLAND = Scenario.england()
PLACES = Places.of(ENGLAND.types, ENGLAND.regions)
OWN = 'class = "digital"\nlaunch = -7\nof = 120\nmeasure = "use"\nseries = "t.csv"\n'
SETS = ["set", "trust.initial", "hazard.sigma"]


def organisations(folder: Path) -> Any:
    made = read_organisations_table(folder / "t.csv", "t.csv", PLACES)
    return [list(astuple(each)) for each in made]


def series(folder: Path) -> Any:
    (folder / "t.toml").write_text(OWN, "utf-8")
    made = read_user_series(folder / "t.toml", ENGLAND).series
    return [list(row) for row in zip(made.months.tolist(), made.values.tolist(), strict=True)]


def sets(folder: Path, suffix: str = "csv") -> Any:
    (folder / "t.toml").write_text(f'[variants]\nparameters = "t.{suffix}"\n', "utf-8")
    document = read_document(folder / "t.toml", "t.toml")
    layers = Layers(document)
    layers.lay(document.tables, document)
    made = sets_table(layers, f"t.{suffix}", document)
    layers.finish()
    assert made is not None
    return [[row.get(name) for name in SETS] for row in made.to_dict("records")]


HUB = next(iter(ENGLAND.regions[0].ahsns))
TRUST = st.tuples(
    st.sampled_from(["Example Hospitals", "Guy's, St Thomas'", 'The "Royal"', "7", "Æther"]),
    st.sampled_from([each.name for each in ENGLAND.types]),
    st.none() | st.floats(1.0, 10_000.0),
)
SHARES = st.lists(st.floats(0.0, 1.0), min_size=4, max_size=8)
VALUES = st.lists(
    st.tuples(st.floats(0.0, 1.0), st.sampled_from([0.0, 0.25, math.inf])), min_size=1, max_size=6
)


@dataclass(frozen=True)
class Kind:
    """A kind of table: its columns, how a file of it is read, and values to write into one."""

    header: list[str]
    read: Callable[[Path], Any]
    rows: st.SearchStrategy[list[list[Any]]]


KINDS = {
    "organisations": Kind(
        ["code", "name", "type", "region", "ahsn", "income"],
        organisations,
        st.lists(TRUST, min_size=1, max_size=6).map(
            lambda trusts: [
                [f"RX{n}", name, kind, ENGLAND.regions[0].code, HUB, income]
                for n, (name, kind, income) in enumerate(trusts)
            ]
        ),
    ),
    "series": Kind(
        ["time", "value"],
        series,
        SHARES.map(lambda shares: [[3 * n, share] for n, share in enumerate(shares)]),
    ),
    "sets": Kind(
        SETS,
        sets,
        VALUES.map(lambda rows: [[n, *values] for n, values in enumerate(rows, 1)]),
    ),
}
KIND = st.sampled_from(list(KINDS.values()))


def cells(rows: Sequence[Sequence[Any]]) -> Grid:
    """Return values as a file has them."""
    return [["" if value is None else str(value) for value in row] for row in rows]


def written(grid: Grid, end: str = "\n", *, quoted: bool = False) -> str:
    """Return cells as CSV, by a writer of the tests' own."""

    def cell(text: str) -> str:
        special = quoted or any(mark in text for mark in ',"\n')
        return '"' + text.replace('"', '""') + '"' if special else text

    return "".join(",".join(cell(text) for text in row) + end for row in grid)


@cache
def scratch() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


def outcome(kind: Kind, data: str | bytes) -> Any:
    """Return what a file of these bytes is read as, or its faults."""
    folder = Path(scratch().name)
    (folder / "t.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    try:
        return kind.read(folder)
    except ScenarioError as error:
        return error.faults


def refused(found: Any, *lines: int) -> bool:
    """Say whether there are faults, and one of them in one of these lines."""
    faults = [each for each in found if isinstance(each, Fault)]
    return any(fault.file == "t.csv" or fault.file.endswith("/t.csv") for fault in faults) and (
        not lines or any(fault.line in lines for fault in faults)
    )


@given(st.data(), KIND)
def test_what_a_spreadsheet_leaves_behind_changes_no_value(data: st.DataObject, kind: Kind) -> None:
    rows = data.draw(kind.rows)
    order = data.draw(st.permutations(range(len(kind.header))))
    grid = [[row[place] for place in order] for row in [kind.header, *cells(rows)]]
    empty = data.draw(st.integers(0, 3))
    spaces = data.draw(st.sampled_from(["", " ", "   "]))
    grid = [[spaces + cell + spaces for cell in row] + [""] * empty for row in grid]
    for place in data.draw(st.lists(st.integers(0, len(grid)), max_size=3)):
        grid.insert(place, [data.draw(st.sampled_from(["", "  "]))] * data.draw(st.integers(1, 9)))
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = written(grid, end, quoted=data.draw(st.booleans()))
    text = data.draw(st.sampled_from(["", "\ufeff"])) + text
    text = text.rstrip("\r\n") if data.draw(st.booleans()) else text
    assert outcome(kind, text) == rows


@given(st.data(), KIND)
def test_a_cell_too_many_too_few_or_moved_is_refused_with_its_line(
    data: st.DataObject, kind: Kind
) -> None:
    rows = data.draw(kind.rows)
    empty = data.draw(st.integers(0, 2))
    grid = [[*row, *[""] * empty] for row in [kind.header, *cells(rows)]]
    at, place = _anywhere(data, grid)
    change = data.draw(st.sampled_from(["too many", "too few", "moved", "carried over", "shifted"]))
    lines = {at + 1}
    cell = grid[at][place]
    if change == "too many":
        grid[at].insert(data.draw(st.integers(0, len(grid[at]))), data.draw(_odd(grid)))
    elif change == "too few":
        del grid[at][place]
    elif change == "moved":
        other, there = _anywhere(data, grid)
        assume(other != at)
        lines.add(other + 1)
        del grid[at][place]
        grid[other].insert(there, cell)
    elif change == "carried over":  # into a column without a name, or one that is not there
        grid[at][place] = ""
        grid[at].append(cell)
    else:  # the rest of the row moves one column to the left
        assume(place < len(kind.header) - 1)
        del grid[at][place]
        grid[at].insert(len(kind.header) - 1, "")
    found = outcome(kind, written(grid, data.draw(st.sampled_from(["\n", "\r\n"]))))
    lines = set() if 1 in lines else lines  # against another header any row is at fault
    assert found == rows or refused(found, *lines), (change, grid)


def _anywhere(data: st.DataObject, grid: Grid) -> tuple[int, int]:
    at = data.draw(st.integers(0, len(grid) - 1))
    return at, data.draw(st.integers(0, len(grid[at]) - 1))


def _odd(grid: Grid) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "0", "5", "x", *(cell for row in grid for cell in row)])


@given(st.data(), KIND)
def test_a_column_named_twice_missing_or_misspelt_is_refused(
    data: st.DataObject, kind: Kind
) -> None:
    grid = [list(kind.header), *cells(data.draw(kind.rows))]
    place = data.draw(st.integers(0, len(kind.header) - 1))
    name = kind.header[place]
    change = data.draw(st.sampled_from(["twice", "missing", "misspelt", "unnamed"]))
    if change == "twice":
        there = data.draw(st.integers(0, len(kind.header)))
        for row in grid:
            row.insert(there, row[place])
    elif change == "missing":
        assume(name in ("set", "code", "name", "type", "region", "ahsn", "income", "time", "value"))
        for row in grid:
            del row[place]
    else:
        grid[0][place] = f"{name}s" if change == "misspelt" else ""
    found = outcome(kind, written(grid))
    if change == "unnamed":
        assert refused(found), found  # a column of optional cells that are all empty is missing
        return
    assert refused(found, 1)
    said = " ".join(map(str, found))
    assert name in said
    assert change != "misspelt" or f'Did you mean "{name}"?' in said


NOTATIONS: list[Callable[[str], str]] = [
    lambda cell: cell.replace(".", ","),
    lambda cell: f"{cell[0]}_{cell[1:]}0",
    lambda cell: f"{cell[0]},{cell[1:]}0",
    lambda cell: f"1 {cell}",
    lambda cell: f"1'{cell}",
    lambda cell: f"+{cell}",
    lambda cell: f"−{cell}",
    lambda cell: f"£{cell}",
    lambda cell: f"{cell} €",
    lambda cell: f"{cell}%",
    lambda cell: f"{cell}\u00a0",
    lambda cell: f"\u200b{cell}",
    lambda cell: cell.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    lambda cell: cell.translate({ord("0") + n: 0x0660 + n for n in range(10)}),
    lambda cell: f"{cell}x",
    lambda cell: f"{cell} {cell}",
    lambda cell: f"({cell})",
    lambda cell: f"={cell}",
    lambda cell: f"'{cell}",
    lambda _: "nan",
    lambda _: "-inf",
    lambda _: "infinity",
    lambda _: "0x1",
    lambda _: "1e999",
    lambda _: "1e",
    lambda _: "1/2",
    lambda _: "true",
    lambda _: "n/a",
    lambda _: "#DIV/0!",
]


@given(st.data(), KIND, st.sampled_from(NOTATIONS))
def test_a_number_written_in_any_other_way_is_refused_with_its_line(
    data: st.DataObject, kind: Kind, notation: Callable[[str], str]
) -> None:
    rows = data.draw(kind.rows)
    grid = [list(kind.header), *cells(rows)]
    numeric = [
        (at, place)
        for at, row in enumerate(rows, 1)
        for place, value in enumerate(row)
        if isinstance(value, (int, float)) and math.isfinite(value)
    ]
    assume(numeric)
    at, place = data.draw(st.sampled_from(numeric))
    before = grid[at][place]
    grid[at][place] = notation(before)
    assume(grid[at][place] != before)
    found = outcome(kind, written(grid))
    assert refused(found, at + 1)
    column = kind.header[place]
    assert any(fault.key == column and fault.line == at + 1 for fault in found)


@given(st.data(), st.sampled_from([KINDS["series"], KINDS["sets"]]))
def test_unquoted_decimal_commas_are_named(data: st.DataObject, kind: Kind) -> None:
    grid = [list(kind.header), *cells(data.draw(kind.rows))]
    at = data.draw(st.integers(1, len(grid) - 1))
    grid[at][-1:] = data.draw(st.sampled_from([["0", "5"], ["1", "150"], ["-0", "25"]]))
    found = outcome(kind, written(grid))
    assert "decimal comma" in next(str(fault) for fault in found if fault.line == at + 1)


HIDDEN = st.sampled_from(
    "\u200b\u00ad\ufeff\u200e\u202e\u2066\u00a0\u3000\u2028\x00\x07\x1b\x7f\x85\t\n\u3164\ufe0f\u2800"
)


@given(st.data(), HIDDEN)
def test_characters_that_nobody_sees_are_refused_with_their_line(
    data: st.DataObject, character: str
) -> None:
    kind = KINDS["organisations"]
    rows = data.draw(kind.rows)
    grid = [list(kind.header), *cells(rows)]
    at, place = data.draw(st.integers(0, len(rows))), data.draw(st.integers(0, 4))
    cell = grid[at][place]
    where = data.draw(st.integers(0, len(cell)))
    assume((character, at, place, where) != ("\ufeff", 0, 0, 0))  # a byte-order mark
    grid[at][place] = cell[:where] + character + cell[where:]
    found = outcome(kind, written(grid))
    assert refused(found, at + 1)
    assert not any(character in str(fault) for fault in found)


@given(st.data())
def test_codes_that_look_alike_are_refused(data: st.DataObject) -> None:
    kind = KINDS["organisations"]
    code = data.draw(st.sampled_from(["Rx1é", "STRASSE", "ﬁ9", "Σας"]))
    alike = data.draw(
        st.sampled_from(
            [code, code.lower(), code.upper(), f" {code}", code.replace("é", "e\u0301")]
        )
    )
    row = ["", "A", "acute", ENGLAND.regions[0].code, HUB, ""]
    grid = [kind.header, [code, *row[1:]], ["other", *row[1:]], [alike, *row[1:]]]
    found = outcome(kind, written(grid))
    assert refused(found, 4)
    assert len(found) == 1


def test_a_number_of_a_set_comes_once_and_a_month_later_than_the_one_before() -> None:
    found = outcome(KINDS["sets"], "set,trust.initial\n7,0.1\n8,0.2\n7.0,0.3\n")
    assert [(fault.line, fault.key) for fault in found] == [(4, "set")]
    found = outcome(KINDS["series"], "time,value\n0,0.1\n3,0.2\n3,0.2\n6,0.3\n")
    assert [(fault.line, fault.key) for fault in found] == [(4, "time")]


def test_lines_are_counted_over_cells_of_several_lines() -> None:
    kind = KINDS["organisations"]
    place = f"{ENGLAND.regions[0].code},{HUB}"
    text = (
        ",".join(kind.header)
        + f'\nA,"One\n\nHospital",acute,{place},\nB,Two,acut,{place},\nC,Three,acute\n'
    )
    found = outcome(kind, text)
    assert [fault.line for fault in found] == [2, 5, 6]
    assert "a line break" in str(found[0])


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        ("time;value\n0;0,1\n", 1, "semicolons"),
        ("time\tvalue\n0\t0.1\n", 1, "tabs"),
        ("time|value\n0|0.1\n", 1, "vertical bars"),
        ("time,value\n0,0.1\n".encode("utf-16"), None, "UTF-16"),
        ("time,value\n0,0.1\n".encode("utf-16-le"), 1, "binary"),
        ("time,value\n0,£0.1\n".encode("latin-1"), 2, "save the file as UTF-8"),
        (b"time,value\n0,0.1\n3,\x000.2\n", 3, "binary"),
        (b"PK\x03\x04....", None, "CSV UTF-8"),
        ("", None, "empty"),
        ("\ufeff", None, "empty"),
        (",,\n,,\n", 1, "lacks the columns time, value"),
        ("time,value\n", None, "found 0"),
        ('time,value\n0,0.1\n"3,0.2\n6,0.3\n', 3, "never closed"),
        ('time,value\n0,0.1\n"3"x,0.2\n', 3, "closing quotation mark"),
        ("time,value\n0," + "1" * 200_000, 2, "more than 131,072 characters"),
        ("Time,Value\n0,0.1\n", 1, 'Did you mean "time"?'),
        ("\ufeff\ufefftime,value\n0,0.1\n", 1, r'"\ufefftime"'),
        ("," * 200_000 + "\n", 1, "lacks"),
        (",".join(f"c{n}" for n in range(200_000)), 1, "at most 1,000 columns, found 200,000"),
        ("time,value,time\n0,0.1,0\n", 1, "twice, in cells 1 and 3"),
        ("time,,value\n0,7,0.1\n", 2, 'found "7", over which the header names no column'),
        ("time,value,\n0,0,02\n", 2, "decimal comma"),
    ],
)
def test_what_is_no_such_table_is_said(data: str | bytes, line: int | None, said: str) -> None:
    found = outcome(KINDS["series"], data)
    assert refused(found)
    (fault,) = [fault for fault in found if said in str(fault)]
    assert fault.line == line


def test_every_fault_of_a_table_is_listed_at_once_and_a_flood_is_counted() -> None:
    text = "set,trust.intial,trust.kappa\n1,0.5,x\n1,0.5\n2,0.5,1,5\n-1,0.5,1\n"
    found = outcome(KINDS["sets"], text)
    assert [fault.line for fault in found] == [1, 2, 3, 4, 5]
    flood = "set,trust.kappa\n" + "1,x\n" * 45_100
    with pytest.raises(ScenarioError) as told:
        raise ScenarioError(outcome(KINDS["sets"], flood))
    assert str(told.value).endswith("... and 90,099 more faults.")
    assert len(str(told.value).splitlines()) == 101


BIG = {
    "rows": "set,trust.kappa\n" + "\n".join(f"{n},1" for n in range(99_000)),
    "too many rows": "set,trust.kappa\n" + "1,1\n" * 1_000_000,
    "empty rows": "set,trust.kappa\n1,1\n" + ",\n" * 2_000_000,
    "cells": "set,trust.kappa\n" + "1," * 2_000_000 + "\n",
    "unnamed columns": "set,trust.kappa" + "," * 900 + ("\n1,1" + "," * 900) * 5_000,
    "quotes": "set,trust.kappa\n" + '"1\n' * 1_000_000,
    "digits": "set,trust.kappa\n" + "1," + "9" * 100_000 + "\n",
    "bytes": "set,trust.kappa\n" + "1,1\n" * 20_000_000,
}


@pytest.mark.parametrize("big", BIG)
def test_a_huge_table_takes_linear_time(big: str) -> None:
    began = time.process_time()
    outcome(KINDS["sets"], BIG[big])
    assert time.process_time() - began < 20.0  # seconds of work; a quadratic reader takes minutes


@given(st.data(), KIND)
@settings(max_examples=200)
def test_whatever_bytes_a_table_holds_it_is_read_or_refused(
    data: st.DataObject, kind: Kind
) -> None:
    text = written([kind.header, *cells(data.draw(kind.rows))]).encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        put = data.draw(st.binary(max_size=2) | st.sampled_from([b",", b'"', b"\n", b"\r", b";"]))
        text = text[:at] + put + text[at + data.draw(st.integers(0, 3)) :]
    found = outcome(kind, text)
    assert all(isinstance(each, (Fault, list)) for each in found)


def parquet(folder: Path, table: Any) -> Any:
    """Return what a Parquet file of sets is read as, or its faults."""
    if isinstance(table, bytes):
        (folder / "t.parquet").write_bytes(table)
    else:
        pq.write_table(table, folder / "t.parquet")
    try:
        return sets(folder, "parquet")
    except ScenarioError as error:
        return error.faults


@given(VALUES)
@settings(max_examples=20)
def test_parquet_holds_the_same_sets_as_csv(rows: list[tuple[float, float]]) -> None:
    grid = [[n, *values] for n, values in enumerate(rows, 1)]
    frame = pd.DataFrame(grid, columns=SETS)
    table = pa.Table.from_pandas(frame[frame["set"] > 0])  # its index comes along
    assert parquet(Path(scratch().name), table) == grid
    assert outcome(KINDS["sets"], written([SETS, *cells(grid)])) == grid


@pytest.mark.parametrize(
    ("columns", "line", "said"),
    [
        ({"set": [1, 2], "trust.initial": [0.5, None]}, 2, "found nothing"),
        ({"set": [1, 2], "trust.initial": [math.nan, 0.5]}, 1, "found not-a-number"),
        ({"set": [1, 1], "trust.initial": [0.25, 0.5]}, 2, "an earlier row has this number"),
        ({"set": [1.5], "trust.initial": [0.5]}, 1, "a whole number"),
        ({"set": [1], "trust.initial": [1.5]}, 1, "from 0 to 1"),
        ({"set": [1], "trust.inital": [0.5]}, None, 'Did you mean "trust.initial"?'),
        ({"trust.initial": [0.5]}, None, "lacks the column set"),
        ({"set": [1], "trust.initial": ["0.5"]}, None, "expected numbers"),
        ({"set": [1], "trust.initial": [pickle.dumps(0.5)]}, None, "expected numbers"),
        ({"set": [1], "trust.initial": [[0.5]]}, None, "expected numbers"),
        ({"set": [1], "trust.initial": [None]}, None, "expected numbers"),
        ({"set": pa.array([], pa.int64())}, None, "found 0"),
        ({}, None, "lacks the column set"),
    ],
)
def test_a_parquet_table_is_checked_like_any_other(
    tmp_path: Path, columns: dict[str, Any], line: int | None, said: str
) -> None:
    found = parquet(tmp_path, pa.table(columns))
    (fault,) = [fault for fault in found if said in str(fault)]
    assert fault.line == line
    assert "t.parquet" in fault.file


def test_a_parquet_column_named_twice_or_a_file_too_large_is_refused(tmp_path: Path) -> None:
    twice = pa.table([[1], [0.5], [0.6]], names=["set", "trust.initial", "trust.initial"])
    assert "twice" in str(parquet(tmp_path, twice)[0])
    wide = pa.table([[1]] * 2000, names=[f"c{n}" for n in range(2000)])
    assert "at most" in str(parquet(tmp_path, wide)[0])
    long = pa.table({"set": range(100_001)})
    assert "100,001" in str(parquet(tmp_path, long)[0])


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_parquet_file_is_read_or_refused(data: st.DataObject) -> None:
    folder = Path(scratch().name)
    pq.write_table(pa.table({"set": [1, 2], "trust.initial": [0.25, 0.5]}), folder / "t.parquet")
    whole = bytearray((folder / "t.parquet").read_bytes())
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    found = parquet(folder, bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert all(isinstance(each, (Fault, list)) for each in found)


@pytest.mark.parametrize(
    ("cell", "found"),
    [("0x1", "a text"), ("=0.5", "a text"), ("'0.5", "a text"), ("1e400", "a number too large")],
)
def test_only_a_number_is_called_too_large(cell: str, found: str) -> None:
    assert read_number(cell, SHARE)[1].endswith(f"found {found}.")
