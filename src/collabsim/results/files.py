"""Writes files that are whole or not there, whatever happens, and says what bytes they hold; CSV for spreadsheets."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # slow to import
    import pyarrow as pa
    from pandas import DataFrame

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run."""


def write_whole(path: Path, data: bytes) -> None:
    """Put bytes at a path in a folder that is there: all of them, safely on disk, or none."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file, safely on disk; a part of them may be left if that fails."""
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make sure that a new name in a folder is on disk, where the system can be asked to."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def json_of(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as a file; bytes of a path that are no UTF-8 become escapes."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def parquet_of(
    table: DataFrame, words: DataFrame | None = None, about: Mapping[str, str] | None = None
) -> bytes:
    """Return a table as a Parquet file, made in this thread alone.

    Parameters
    ----------
    words : a dictionary of its columns, which the file then carries.
    about : what else it says of itself, such as the date of month 0.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    made = pa.Table.from_pandas(table, preserve_index=False, nthreads=1)
    if words is not None:
        made = with_dictionary(made, words, about or {})
    pq.write_table(made, stream, compression="zstd")
    return stream.getvalue()


def with_dictionary(table: pa.Table, words: DataFrame, about: Mapping[str, str]) -> pa.Table:
    """Return a table with unit, label and definition in the metadata of each of its columns.

    ``about`` is in the table's own metadata; pandas has all of it as ``attrs``.
    """
    import pyarrow as pa

    rows = words.set_index("column").to_dict("index")
    known = {field.name: rows.get(field.name, {}) for field in table.schema}
    fields = [field.with_metadata({**known[field.name]}) for field in table.schema]
    for_pandas = {**about, "columns": {name: said for name, said in known.items() if said}}
    own = {**about, "PANDAS_ATTRS": json.dumps(for_pandas, ensure_ascii=False)}
    held = table.schema.metadata or {}
    return table.cast(pa.schema(fields)).replace_schema_metadata({**held, **own})


def table_of(data: bytes) -> DataFrame:
    """Return the table of a Parquet file; raises whatever the reader makes of a foreign one."""
    table: DataFrame = read_parquet(data).to_pandas(use_threads=False)
    return table


def read_parquet(data: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the table of a Parquet file, or some of its columns.

    Read in this thread alone, and not by way of a data set, whose reader keeps threads of its own:
    one that is still at work when an interrupted process ends aborts it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    chosen = None if columns is None else list(columns)
    with pq.ParquetFile(pa.BufferReader(data), pre_buffer=False) as file:
        return file.read(columns=chosen, use_threads=False)


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
