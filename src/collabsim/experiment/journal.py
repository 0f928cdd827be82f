"""The journal: each finished run as one checked line, until its block is written as a table.

A line is the CRC-32 of what follows and, as JSON, the run's number with its metrics or reason.
A line that a kill or a full disk cut short fails the check, and that run is run again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from collabsim.experiment.batch import Outcome
from collabsim.experiment.files import append, write_whole


def add(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Add what came of some runs; it is on disk when this returns."""
    append(path, b"".join(map(_line, outcomes)))


def read(path: Path) -> list[Outcome]:
    """Return every run whose line is whole."""
    try:
        return list(_whole(path.read_bytes()))
    except FileNotFoundError:
        return []


def mend(path: Path) -> None:
    """Take out of a journal the lines that were cut short, so that more can be added."""
    kept = b"".join(map(_line, read(path)))
    if kept != path.read_bytes():
        write_whole(path, kept)


def _line(outcome: Outcome) -> bytes:
    text = json.dumps(outcome, ensure_ascii=True).encode()
    return b"%08x %s\n" % (crc32(text), text)


def _whole(data: bytes) -> Iterator[Outcome]:
    for line in data.split(b"\n"):
        word, _, text = line.partition(b" ")
        if word == b"%08x" % crc32(text) and text:
            number, what = json.loads(text)
            yield number, what if isinstance(what, str) else tuple(what)
