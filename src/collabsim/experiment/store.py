"""The store: a folder in which what numbered tasks came to is kept, and never worked out again.

runs/              finished rows, 1,000 a file
failures/          tasks that raised, each with its reason
journal/           rows whose block is not complete yet
lock               held by the one process that works here
SHA256SUMS         of every file but the journal, whose lines check themselves, and lock
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from pandas import DataFrame, concat

from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.shards import (
    Columns,
    Outcome,
    Rows,
    add_lines,
    files_of,
    mend_lines,
    name_of,
    read_file,
    read_lines,
)
from collabsim.results.sums import Sums

SIZE = 1_000
"""Rows in a block: 100,000 rows make 100 files."""

MISSING, FINISHED, FAILED = 0, 1, 2

KINDS = ("failures", "runs")
"""The folders that a block may have a file in."""

LOCK = "lock"


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Hold a folder alone, by a lock that the system lets go of when its holder dies.

    Raises
    ------
    FolderError : if another process, or another call of this one, holds it.
    """
    lock = FileLock(folder / LOCK, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FolderError(
            f"{folder} is in use: another process is running this experiment."
        ) from None
    try:
        yield
    finally:
        lock.release()


class Store:
    """What of some rows is already in a folder, and where the rest is put.

    Attributes
    ----------
    damaged : a sentence for every file that was not as it was written; its rows are missing.
    """

    def __init__(self, folder: Path, rows: Rows) -> None:
        self.folder = folder
        self.rows = rows
        self.sums = Sums.read(folder)
        self.damaged = [self.sums.fault] if self.sums.fault else []
        self._there = folder.stat().st_ino
        self._held: tuple[int, dict[int, Any]] | None = None
        self._state = bytearray()  # of each task so far; those beyond are missing
        for block in self._blocks():
            for number, what in self._found(block, values=False).items():
                self._mark(number, what)

    def missing(self, number: int) -> Iterator[int]:
        """Yield which of the first tasks, so many, are neither finished nor failed."""
        after = 0
        while (place := self._state.find(MISSING, after, number)) >= 0:
            yield place
            after = place + 1
        yield from range(max(after, len(self._state)), number)

    def left(self, number: int) -> int:
        """Return how many of the first tasks, so many, are missing."""
        beyond = max(0, number - len(self._state))
        return beyond + self._state.count(MISSING, 0, number)

    def count(self, state: int) -> int:
        """Return how many tasks are finished, or have failed."""
        return self._state.count(state)

    def numbers(self, state: int) -> list[int]:
        """Return the tasks that are finished, or have failed."""
        return [number for number, is_in in enumerate(self._state) if is_in == state]

    def row(self, number: int) -> tuple[float, ...]:
        """Return the values of a task that is finished."""
        block = number // SIZE
        if self._held is None or self._held[0] != block:
            self._held = block, self._found(block)
        values: tuple[float, ...] = self._held[1][number]
        return values

    def forget_failures(self) -> None:
        """Count tasks that failed as missing, so that they are done again."""
        self._state = self._state.replace(bytes([FAILED]), bytes([MISSING]))

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Keep what came of some tasks, and write as tables the blocks that are now complete."""
        self._stay()
        by_block: dict[int, list[Outcome]] = {}
        for outcome in outcomes:
            by_block.setdefault(outcome[0] // SIZE, []).append(outcome)
        for block, some in by_block.items():
            add_lines(self._journal(block), some, self.rows.identity)
            for number, what in some:
                self._mark(number, what)
            within = self._within(block)
            there = len(self._state) >= within.stop
            if there and not self._state.count(MISSING, within.start, within.stop):
                self.seal(block)

    def seal(self, block: int) -> None:
        """Write a block's journal into its tables."""
        if not self._journal(block).exists():
            return
        files = files_of(block, self._found(block), self.rows)
        self.write(files)
        failures = name_of("failures", block)
        if failures not in files and failures in self.sums.listed:
            (self.folder / failures).unlink(missing_ok=True)
            self.sums.drop([failures])
            self.sums.write()
        self._journal(block).unlink()

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files and list them: at every moment the list holds what is there."""
        self._stay()
        self.sums.put(files)

    def mend(self) -> None:
        """Take out what a kill or a full disk cut short; for whoever holds the folder alone.

        What is made of the rows is made again, so it leaves the list until then.
        """
        self.sums.settle()
        self.sums.drop(self.derived())
        self.sums.write()
        for path in self._journals():
            mend_lines(path, self.rows.identity)

    def derived(self) -> list[str]:
        """Return the names of all that is listed and made of the rows: answer and summaries."""
        kept = (*self.rows.head, *(name_of(kind, n) for n in self._blocks() for kind in KINDS))
        return sorted({*self.sums.listed} - {*kept})

    def close(self) -> None:
        """Write every journal into tables, complete or not."""
        self._stay()
        for path in self._journals():
            self.seal(int(path.stem))
        if (self.folder / "journal").exists():
            (self.folder / "journal").rmdir()

    def tables(self, columns: Iterable[str] | None = None) -> tuple[DataFrame, DataFrame]:
        """Return the finished rows, with all their columns or these alone, and the failed ones."""
        keys = self.rows.keys
        names = (*keys, *(self.rows.columns if columns is None else columns))
        good: list[Columns] = []
        bad: list[Columns] = []
        for block in self._blocks() or [0]:
            finished, failed = self.rows.tables(self._found(block))
            good.append({name: finished[name] for name in names})
            bad.append(failed)
        # a column at a time, each part let go of at once: no moment holds everything twice
        held = {name: np.concatenate([part.pop(name) for part in good]) for name in names}
        failures = concat([DataFrame(part) for part in bad], ignore_index=True)
        typed = dict.fromkeys(keys, np.int64) | {"reason": "str"}
        return DataFrame(held, copy=False), failures.astype(typed)

    def _found(self, block: int, *, values: bool = True) -> dict[int, Any]:
        """Return the rows of a block: its tables, as far as they are whole, then its journal."""
        found: dict[int, Any] = {}
        for kind in KINDS:
            found |= dict(self._whole(name_of(kind, block), self._within(block), values=values))
        width, within = len(self.rows.columns), self._within(block)
        for number, what in read_lines(self._journal(block), self.rows.identity):
            if number in within and (isinstance(what, str) or len(what) == width):
                found[number] = what
        return found

    def _whole(self, name: str, within: range, *, values: bool) -> list[Outcome]:
        """Return what a file of rows holds if it is as it was written and ours, else nothing."""
        if name not in self.sums.listed:
            return []
        try:
            data = self.sums.data(name)
        except ValueError as error:
            return self._damage(name, str(error))
        try:
            return read_file(data, name, within, self.rows, values=values)
        except ValueError as error:
            return self._damage(name, f"{name} does not belong here: {error}.")

    def _damage(self, name: str, said: str) -> list[Outcome]:
        self.damaged.append(f"{said} Its runs are run again.")
        self.sums.drop([name])
        return []

    def _stay(self) -> None:
        """Make sure that the folder is still the one that was opened."""
        try:
            same = self.folder.stat().st_ino == self._there
        except OSError:
            same = False
        if not same:
            raise StoppedError(f"{self.folder} was removed or renamed while it was worked on.")

    def _journals(self) -> list[Path]:
        return sorted((self.folder / "journal").glob("*.jsonl"))

    def _journal(self, block: int) -> Path:
        return self.folder / "journal" / f"{block:06d}.jsonl"

    def _blocks(self) -> list[int]:
        """Return the blocks of which there is anything, in order."""
        names = [*self.sums.listed, *(f"journal/{path.name}" for path in self._journals())]
        parts = (re.fullmatch(r"(?:runs|failures|journal)/(\d{6,})\.\w+", name) for name in names)
        blocks = {int(found[1]) for found in parts if found}
        return sorted(block for block in blocks if block * SIZE < self.rows.number)

    def _within(self, block: int) -> range:
        return range(block * SIZE, min((block + 1) * SIZE, self.rows.number))

    def _mark(self, number: int, what: tuple[float, ...] | str) -> None:
        self._state.extend(bytes(max(0, number + 1 - len(self._state))))
        self._state[number] = FAILED if isinstance(what, str) else FINISHED
