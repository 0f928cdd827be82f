"""How rows are put on disk: line by line in a journal, then as a Parquet file for each block.

A block is a fixed number of rows that share a file, the same whatever order they came in, so that
work that was interrupted and work that was not leave the same bytes. Until all of a block is there,
each row is a line of its journal: the CRC-32 of what follows and, as JSON, the row's number with
its values or the reason why it has none. The check begins with the identity of the work, so that a
line of other work fails it, as does one that a kill or a full disk cut short.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from collabsim.plain import Frozen
from collabsim.results.dictionary import Words, dictionary_of
from collabsim.results.files import append, read_parquet, with_dictionary, write_whole

Outcome = tuple[int, tuple[float, ...] | str]
"""A task's number, with the values it came to or the reason why it has none."""

Columns = dict[str, Any]
"""Columns of a table by name: an array each, or a list of words."""

LABEL = b"collabsim"
"""Under this name a file of rows says which work and which block it belongs to."""

FOREIGN = "it is of another experiment or of other runs"


@dataclass(frozen=True)
class Rows:
    """The rows that a store is to hold, one a task.

    Attributes
    ----------
    identity : of the work, as a hash of all that decides its numbers: it stands in every file.
    number : how many rows there are in all.
    columns : names of the values of a row.
    keys, address : names of what tells one row from every other, and the function from a row's
        number (or an array of them) to its keys.
    head : files that the folder opens with, which are no rows.
    words : unit, label and definition of columns that nothing else describes.
    """

    identity: str
    number: int
    columns: tuple[str, ...]
    keys: tuple[str, ...] = ("number",)
    address: Callable[[Any], tuple[Any, ...]] = lambda number: (number,)
    head: tuple[str, ...] = ()
    words: Words = field(default_factory=lambda: Frozen({}))

    def tables(self, found: Mapping[int, Any]) -> tuple[Columns, Columns]:
        """Return the columns of finished rows, and of failed ones, in the order of their numbers."""
        good = {n: what for n, what in sorted(found.items()) if not isinstance(what, str)}
        bad = {n: what for n, what in sorted(found.items()) if isinstance(what, str)}
        values = np.array(list(good.values()), float).reshape(len(good), len(self.columns))
        named = {name: values[:, place] for place, name in enumerate(self.columns)}
        return self._keys(good) | named, self._keys(bad) | {"reason": list(bad.values())}

    def _keys(self, found: Mapping[int, Any]) -> Columns:
        numbers = np.array([*found], np.int64)
        return dict(zip(self.keys, self.address(numbers), strict=True))


def name_of(kind: str, block: int) -> str:
    """Return the name of a block's file of ``"runs"`` or ``"failures"``."""
    return f"{kind}/{block:06d}.parquet"


def files_of(block: int, found: Mapping[int, Any], rows: Rows) -> dict[str, bytes]:
    """Return a block's files by name: of its finished rows and, if any failed, of those."""
    good, bad = rows.tables(found)
    named = {name_of("failures", block): bad} if bad["reason"] else {}
    named[name_of("runs", block)] = good
    return {
        name: _parquet(f"{rows.identity} {name}", columns, rows.words)
        for name, columns in named.items()
    }


def read_file(
    data: bytes, name: str, within: range, rows: Rows, *, values: bool = True
) -> list[Outcome]:
    """Return the rows of one file of a block, with their values or, without, as empty rows.

    Raises
    ------
    ValueError : if it is no such file, of other work, or of another block.
    """
    failed = name.startswith("failures")
    wanted = ("reason",) if failed else rows.columns if values else ()
    table = _table(data, rows.keys, wanted, f"{rows.identity} {name}")
    known = dict(zip(zip(*map(np.ndarray.tolist, rows.address(np.array(within))), strict=True), within, strict=True))  # fmt: skip
    numbers = [known.get(key, -1) for key in _tuples(table, rows.keys)]
    if -1 in numbers or numbers != sorted({*numbers}):
        raise ValueError(FOREIGN)
    if failed:
        return list(zip(numbers, table.column("reason").to_pylist(), strict=True))
    found = _tuples(table, wanted) if wanted else [()] * len(numbers)
    return list(zip(numbers, found, strict=True))


def _tuples(table: pa.Table, names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _table(data: bytes, keys: tuple[str, ...], others: tuple[str, ...], label: str) -> pa.Table:
    try:
        table = read_parquet(data, (*keys, *others))
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes the reader raise
        raise ValueError(str(error)) from None
    if (table.schema.metadata or {}).get(LABEL) != label.encode():
        raise ValueError(FOREIGN)
    typed = dict.fromkeys(keys, "int64") | dict.fromkeys(others, "double")
    typed |= {"reason": "string"} if "reason" in others else {}
    held = [(each.name, str(each.type)) for each in table.schema]
    if held != [*typed.items()] or any(column.null_count for column in table.columns):
        raise ValueError("it has other columns")
    return table


def _parquet(label: str, columns: Columns, words: Words) -> bytes:
    stream = io.BytesIO()
    table = with_dictionary(pa.table(columns), dictionary_of(columns, words), {})
    table = table.replace_schema_metadata({**table.schema.metadata, LABEL: label.encode()})
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def add_lines(path: Path, outcomes: Iterable[Outcome], identity: str) -> None:
    """Add what came of some tasks to a journal; it is on disk when this returns."""
    path.parent.mkdir(exist_ok=True)
    append(path, b"".join(_line(outcome, identity) for outcome in outcomes))


def read_lines(path: Path, identity: str) -> list[Outcome]:
    """Return every row of a journal whose line is whole and of this work."""
    return list(_whole(path.read_bytes(), identity)) if path.exists() else []


def mend_lines(path: Path, identity: str) -> None:
    """Take out of a journal the lines that were cut short, so that more can be added."""
    if not whole_lines(path, identity):
        lines = (_line(outcome, identity) for outcome in read_lines(path, identity))
        write_whole(path, b"".join(lines))


def whole_lines(path: Path, identity: str) -> bool:
    """Say whether every line of a journal is as it was written; so are those of none."""
    kept = b"".join(_line(outcome, identity) for outcome in read_lines(path, identity))
    return not path.exists() or kept == path.read_bytes()


def _line(outcome: Outcome, identity: str) -> bytes:
    text = json.dumps(outcome, ensure_ascii=True).encode()
    return b"%08x %s\n" % (crc32(text, crc32(identity.encode())), text)


def _whole(data: bytes, identity: str) -> Iterator[Outcome]:
    start = crc32(identity.encode())
    for line in data.split(b"\n"):
        word, _, text = line.partition(b" ")
        if word == b"%08x" % crc32(text, start) and text:
            number, what = json.loads(text)
            yield number, what if isinstance(what, str) else tuple(what)
