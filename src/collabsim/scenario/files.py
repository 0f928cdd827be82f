"""Reads a file that may be missing, a folder, no text or far too big, and says so."""

from __future__ import annotations

from pathlib import Path

from collabsim.scenario.faults import Fault, ScenarioError, nearest

LIMIT = 1_000_000
"""Largest file read, in bytes; England takes about a tenth."""


def read_text(path: Path, label: str, limit: int = LIMIT) -> str:
    """Return the text of a UTF-8 file, with or without byte-order mark, lines ended by LF.

    Raises
    ------
    ScenarioError : saying why there is no such text; never more than ``limit`` bytes are read.
    """
    data = read_bytes(path, label, limit)
    for start, found in _OTHERS.items():
        if data.startswith(start):
            raise _refusal(label, f"expected UTF-8 text, found {found}.")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _refusal(label, "expected a text file, found a binary one.", line)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = "expected UTF-8 text, found other bytes; save the file as UTF-8."
        raise _refusal(label, said, line) from None
    if not text.strip():
        raise _refusal(label, "the file is empty.")
    return text.replace("\r\n", "\n")


_OTHERS = {
    b"\xff\xfe": "UTF-16; save the file as UTF-8",
    b"\xfe\xff": "UTF-16; save the file as UTF-8",
    b"PK\x03\x04": 'a workbook or archive; save the sheet as "CSV UTF-8"',
    b"PAR1": "Parquet; call the file .parquet",
}
"""How files begin that are often mistaken for text, and what to say of them."""


def read_bytes(path: Path, label: str, limit: int) -> bytes:
    """Return what a file holds.

    Raises
    ------
    ScenarioError : if there is none, or it is too large; never more than ``limit`` bytes are read.
    """
    try:
        return _read(path, label, limit)
    except OSError as error:
        raise _refusal(label, f"cannot be read ({error.strerror}).") from None


def _read(path: Path, label: str, limit: int) -> bytes:
    if path.is_dir():
        raise _refusal(label, "expected a file, found a folder.")
    if not path.exists():
        raise _refusal(label, f"no such file.{_neighbour(path)}")
    if not path.is_file():
        raise _refusal(label, "expected a file, found a device or pipe.")
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        size = max(path.stat().st_size, len(data)) / 1e6
        raise _refusal(label, f"expected at most {limit / 1e6:g} MB, found {size:.1f} MB.")
    return data


def _neighbour(path: Path) -> str:
    if not path.parent.is_dir():
        return f' There is no folder "{path.parent}" either.'
    there = sorted(p.name for p in path.parent.iterdir() if p.suffix == path.suffix)
    hint = nearest(path.name, there)
    return hint if "mean" in hint else ""


def _refusal(label: str, sentence: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Fault(sentence, file=label, line=line)])
