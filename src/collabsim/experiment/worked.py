"""How long an experiment was worked at, and with how many workers; pauses do not count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from collabsim.experiment.files import append

WORKED = "worked.csv"
"""The file in an experiment's folder: a line for each stretch of work."""

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
        head = "" if self._path.exists() else "workers,seconds\n"
        append(self._path, f"{head}{self._workers},{now - self._since:.3f}\n".encode())
        self._since = now


def worked(folder: Path) -> Mapping[int, float]:
    """Return the seconds that each number of workers worked at an experiment; none if not known."""
    path, found = folder / WORKED, dict[int, float]()
    lines = path.read_text("utf-8", errors="replace").splitlines() if path.is_file() else []
    for line in lines:
        whole = re.fullmatch(r"(\d+),(\d+\.\d{3})", line)  # a kill can cut one short
        if whole:
            found[int(whole[1])] = found.get(int(whole[1]), 0.0) + float(whole[2])
    return found
