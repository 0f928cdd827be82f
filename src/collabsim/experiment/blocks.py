"""Blocks: a fixed number of runs that share a file, the same whatever order they finished in.

A block is a Parquet file of its finished runs in ``runs/``, and, if any of them failed, another
in ``failures/``. Both are made of nothing but the runs, so an interrupted experiment and an
uninterrupted one leave the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from collabsim.experiment.batch import Outcome
from collabsim.experiment.files import digest, read_parquet, write_whole
from collabsim.experiment.runs import KEYS

SIZE = 1_000
"""Runs in a block: 100,000 runs make 100 files."""

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


def write_block(
    folder: Path, block: int, found: Found, metrics: tuple[str, ...], address: Address
) -> dict[str, str]:
    """Write a block's files and return the SHA-256 of each."""
    good, bad = columns_of(found, metrics, address)
    sums = {}
    if bad["reason"]:
        sums[name_of("failures", block)] = _write(folder / name_of("failures", block), bad)
    sums[name_of("runs", block)] = _write(folder / name_of("runs", block), good)
    return sums


def read_block(data: bytes, number_of: Callable[[int, int, int], int]) -> list[Outcome]:
    """Return the runs of one file of a block."""
    table = read_parquet(data).to_pydict()
    numbers = [number_of(*key) for key in zip(*(table.pop(name) for name in KEYS), strict=True)]
    if list(table) == ["reason"]:
        return list(zip(numbers, table["reason"], strict=True))
    rows = zip(*table.values(), strict=True)
    return list(zip(numbers, rows, strict=True))


def numbers_in(data: bytes, number_of: Callable[[int, int, int], int]) -> list[int]:
    """Return the numbers of the runs of one file of a block."""
    table = read_parquet(data, KEYS).to_pydict()
    return [number_of(*key) for key in zip(*table.values(), strict=True)]


def _keys(found: Mapping[int, Any], address: Address) -> Columns:
    rows = np.array([address(number) for number in found], np.int64).reshape(len(found), 3)
    return {name: rows[:, place] for place, name in enumerate(KEYS)}


def _write(path: Path, columns: Mapping[str, Any]) -> str:
    stream = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), stream, compression="zstd")
    data = stream.getvalue()
    write_whole(path, data)
    return digest(data)
