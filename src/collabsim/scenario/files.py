"""Reads a file that may be missing, a folder, no text or far too big, and says so."""

from __future__ import annotations

from pathlib import Path

from collabsim.scenario.faults import nearest, refused
from collabsim.scenario.shipped import near_shipped

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
            raise refused(f"expected UTF-8 text, found {found}.", label)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise refused("expected a text file, found a binary one.", label, line)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = "expected UTF-8 text, found other bytes; save the file as UTF-8."
        raise refused(said, label, line) from None
    if not text.strip():
        raise refused("the file is empty.", label)
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
        raise refused(f"cannot be read ({error.strerror}).", label) from None


def _read(path: Path, label: str, limit: int) -> bytes:
    if path.is_dir():
        raise refused("expected a file, found a folder.", label)
    if not path.exists():
        raise refused(f"no such file.{_neighbour(path)}", label)
    if not path.is_file():
        raise refused("expected a file, found a device or pipe.", label)
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        size = max(path.stat().st_size, len(data)) / 1e6
        raise refused(f"expected at most {limit / 1e6:g} MB, found {size:.1f} MB.", label)
    return data


def _neighbour(path: Path) -> str:
    """Return what may have been meant: a file beside it or, of a config or question, a shipped one."""
    folder, suffix = path.parent, path.suffix or ".toml"
    beside = folder.iterdir() if folder.is_dir() else ()
    names = sorted(each.name for each in beside if each.suffix == suffix)
    asked = path.name if folder.is_dir() else path.as_posix()
    shipped = suffix == ".toml" and not path.is_absolute()
    hint = near_shipped(asked, names) if shipped else nearest(asked, names)
    if "mean" in hint:
        return hint
    return "" if folder.is_dir() else f' There is no folder "{folder}" either.'
