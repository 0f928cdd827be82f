"""Blocks: a fixed number of runs that share a file, the same whatever order they finished in.

A block is a Parquet file of its finished runs in ``runs/``, and, if any of them failed, another
in ``failures/``. Both are made of nothing but the runs, so an interrupted experiment and an
uninterrupted one leave the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from collabsim.experiment.batch import Outcome
from collabsim.experiment.runs import KEYS
from collabsim.results.files import read_parquet

if TYPE_CHECKING:
    from collabsim.experiment.experiment import Experiment

SIZE = 1_000
"""Runs in a block: 100,000 runs make 100 files."""

LABEL = b"collabsim"
"""Under this name a file of runs says which experiment and which block it belongs to."""

Address = Callable[[int], tuple[int, int, int]]
Found = dict[int, tuple[float, ...] | str]
Columns = dict[str, Any]
"""Columns of a table by name: an array each, or a list of words."""


def name_of(kind: str, block: int) -> str:
    """Return the name of a block's file of ``"runs"`` or ``"failures"``."""
    return f"{kind}/{block:06d}.parquet"


def columns_of(found: Found, metrics: tuple[str, ...], address: Address) -> tuple[Columns, Columns]:
    """Return the columns of finished runs, and of failed ones, in the order of their numbers."""
    good = {n: what for n, what in sorted(found.items()) if not isinstance(what, str)}
    bad = {n: what for n, what in sorted(found.items()) if isinstance(what, str)}
    values = np.array(list(good.values()), float).reshape(len(good), len(metrics))
    named = {name: values[:, place] for place, name in enumerate(metrics)}
    return _keys(good, address) | named, _keys(bad, address) | {"reason": list(bad.values())}


def files_of(
    block: int, found: Found, metrics: tuple[str, ...], address: Address, identity: str
) -> dict[str, bytes]:
    """Return a block's files by name; ``identity`` is that of the experiment they are bound to."""
    good, bad = columns_of(found, metrics, address)
    files = {}
    if bad["reason"]:
        files[name_of("failures", block)] = _parquet("failures", block, identity, bad)
    files[name_of("runs", block)] = _parquet("runs", block, identity, good)
    return files


def read_block(
    data: bytes, kind: str, block: int, experiment: Experiment, identity: str
) -> list[Outcome]:
    """Return the runs of one file of a block.

    Raises
    ------
    ValueError : if it is no such file, of another experiment, or of another block.
    """
    others = experiment.metrics if kind == "runs" else ("reason",)
    table = _table(data, (*KEYS, *others), _label(kind, block, identity))
    numbers = _numbers(table, experiment)
    columns = [table.column(name).to_pylist() for name in others]
    if kind == "failures":
        return list(zip(numbers, columns[0], strict=True))
    return list(zip(numbers, zip(*columns, strict=True), strict=True))


def numbers_in(
    data: bytes, kind: str, block: int, experiment: Experiment, identity: str
) -> list[int]:
    """Return the numbers of the runs of one file of a block; raises as ``read_block`` does."""
    return _numbers(_table(data, KEYS, _label(kind, block, identity)), experiment)


def _table(data: bytes, columns: Sequence[str], label: bytes) -> pa.Table:
    try:
        table = read_parquet(data, columns)
    except Exception as error:  # noqa: BLE001 - whatever a foreign file makes the reader raise
        raise ValueError(str(error)) from None
    typed = {name: "int64" if name in KEYS else "double" for name in columns} | {"reason": "string"}
    held = [(each.name, str(each.type)) for each in table.schema]
    if (table.schema.metadata or {}).get(LABEL) != label:
        raise ValueError("it is of another experiment or of other runs")
    if held != [(name, typed[name]) for name in columns] or any(
        column.null_count for column in table.columns
    ):
        raise ValueError("it has other columns")
    return table


def _numbers(table: pa.Table, experiment: Experiment) -> list[int]:
    keys = (table.column(name).to_pylist() for name in KEYS)
    return [experiment.number(*key) for key in zip(*keys, strict=True)]


def _keys(found: Mapping[int, Any], address: Address) -> Columns:
    rows = np.array([address(number) for number in found], np.int64).reshape(len(found), 3)
    return {name: rows[:, place] for place, name in enumerate(KEYS)}


def _label(kind: str, block: int, identity: str) -> bytes:
    """Return what a file of runs says of whose it is, so that no other can stand in its place."""
    return f"{identity} {name_of(kind, block)}".encode()


def _parquet(kind: str, block: int, identity: str, columns: Mapping[str, Any]) -> bytes:
    stream = io.BytesIO()
    table = pa.table(dict(columns)).replace_schema_metadata({LABEL: _label(kind, block, identity)})
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()
