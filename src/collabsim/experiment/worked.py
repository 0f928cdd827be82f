"""How long an experiment was worked at, and with how many workers; pauses do not count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from zlib import crc32

from collabsim.results.files import append

WORKED = "worked.csv"
"""The file in an experiment's folder: a line for each stretch of work, with its own check."""

HEAD = "workers,seconds,check\n"

_LINE = re.compile(r"((\d+),(\d+\.\d{3})),[0-9a-f]{8}\n")

STRETCH = 60.0
"""Seconds of a stretch, but for the last: what a kill can take from the count."""


class Watch:
    """Notes stretches of work, from when it is made."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._path = folder / WORKED
        self._workers = workers
        self._since = monotonic()

    def note(self, least: float = STRETCH) -> None:
        """Write down the seconds since the last note, if they are enough to be worth it."""
        now = monotonic()
        if now - self._since < least:
            return
        head = "" if self._path.exists() else HEAD
        append(self._path, f"{head}{_line(f'{self._workers},{now - self._since:.3f}')}".encode())
        self._since = now


def worked(folder: Path) -> Mapping[int, float]:
    """Return the seconds that each number of workers worked at an experiment; none if not known."""
    found: dict[int, float] = {}
    for line in _lines(folder):
        whole = _LINE.fullmatch(line)
        if whole and line == _line(whole[1]):  # a kill can cut one short
            found[int(whole[2])] = found.get(int(whole[2]), 0.0) + float(whole[3])
    return found


def faults_of(folder: Path) -> list[str]:
    """Return a sentence if a line of the file is not as it was written."""
    head, *lines = _lines(folder) or [HEAD]
    found = [_LINE.fullmatch(line) for line in lines]
    whole = all(each and line == _line(each[1]) for each, line in zip(found, lines, strict=True))
    return [] if head == HEAD and whole else [f"{WORKED} is not as it was written."]


def _lines(folder: Path) -> list[str]:
    path = folder / WORKED
    return path.read_bytes().decode("utf-8", "replace").splitlines(True) if path.is_file() else []


def _line(text: str) -> str:
    return f"{text},{crc32(text.encode()):08x}\n"
