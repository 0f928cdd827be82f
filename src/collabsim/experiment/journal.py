"""The journal: each finished run as one checked line, until its block is written as a table.

A line is the CRC-32 of what follows and, as JSON, the run's number with its metrics or reason. The
check begins with the identity of the experiment, so that lines of another one fail it.
A line that a kill or a full disk cut short fails the check, and that run is run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from collabsim.experiment.batch import Outcome
from collabsim.results.files import append, write_whole


def add(path: Path, outcomes: Iterable[Outcome], key: bytes) -> None:
    """Add what came of some runs; it is on disk when this returns."""
    path.parent.mkdir(exist_ok=True)
    append(path, b"".join(_line(outcome, key) for outcome in outcomes))


def read(path: Path, key: bytes) -> list[Outcome]:
    """Return every run whose line is whole and of this experiment."""
    try:
        return list(_whole(path.read_bytes(), key))
    except FileNotFoundError:
        return []


def mend(path: Path, key: bytes) -> None:
    """Take out of a journal the lines that were cut short, so that more can be added."""
    kept = b"".join(_line(outcome, key) for outcome in read(path, key))
    if kept != path.read_bytes():
        write_whole(path, kept)


def _line(outcome: Outcome, key: bytes) -> bytes:
    text = json.dumps(outcome, ensure_ascii=True).encode()
    return b"%08x %s\n" % (crc32(text, crc32(key)), text)


def _whole(data: bytes, key: bytes) -> Iterator[Outcome]:
    start = crc32(key)
    for line in data.split(b"\n"):
        word, _, text = line.partition(b" ")
        if word == b"%08x" % crc32(text, start) and text:
            number, what = json.loads(text)
            yield number, what if isinstance(what, str) else tuple(what)
