"""The store: an experiment's folder, in which finished runs are kept and never run again.

manifest.json      question, versions, seed, how the design was made
experiment.toml    the file as it was written
base.toml          the base scenario in full
design.parquet     a row a point          variants.parquet   a row a variant
runs/              finished runs, 1,000 a file
failures/          runs that raised, each with its reason
journal/           finished runs whose block is not complete yet
worked.csv         seconds of work and number of workers, a checked line for each stretch
failures.csv       once all is run: the runs that failed
summary.csv        and every metric of every point and variant
answer/            and the finding, its tables and figures
SHA256SUMS         of all of these but the journal, worked.csv and lock
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pandas import DataFrame, concat

from collabsim.experiment import journal
from collabsim.experiment.batch import Outcome
from collabsim.experiment.blocks import (
    SIZE,
    Columns,
    Found,
    columns_of,
    files_of,
    name_of,
    numbers_in,
    read_block,
)
from collabsim.experiment.errors import StoppedError
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.manifest import HEAD, identity
from collabsim.experiment.runs import KEYS, Runs
from collabsim.experiment.stop import precise, rounds
from collabsim.results.files import digest, write_whole
from collabsim.results.sums import Sums

MISSING, FINISHED, FAILED = 0, 1, 2

KINDS = ("runs", "failures")
"""The folders that a block may have a file in."""


class Store:
    """What of an experiment is already in its folder, and where the rest is put.

    Attributes
    ----------
    damaged : a sentence for every file that was not as it was written; its runs are missing.
    """

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.folder = folder
        self.experiment = experiment
        self.sums = Sums.read(folder)
        self.damaged = [self.sums.fault] if self.sums.fault else []
        self._identity = identity(folder)
        self._key = self._identity.encode()
        self._there = folder.stat().st_ino
        self._held: tuple[int, Found] | None = None
        self._state: dict[int, bytearray] = {}
        for block in sorted(self._blocks()):
            self._look(block)

    def missing(self, replicates: int) -> Iterator[int]:
        """Yield the runs of the first replicates that are neither finished nor failed."""
        end = replicates * self.experiment.per_replicate
        for first in range(0, end, SIZE):
            state = self._of(first // SIZE)
            last = min(end - first, SIZE)
            place = state.find(MISSING, 0, last)
            while place >= 0:
                yield first + place
                place = state.find(MISSING, place + 1, last)

    def left(self, replicates: int) -> int:
        """Return how many runs of the first replicates are missing."""
        end = replicates * self.experiment.per_replicate
        return end - sum(
            len(some) - some.count(MISSING)
            for some in (
                state[: max(0, end - block * SIZE)] for block, state in self._state.items()
            )
        )

    def count(self, state: int) -> int:
        """Return how many runs are finished, or have failed."""
        return sum(some.count(state) for some in self._state.values())

    def numbers(self, state: int) -> list[int]:
        """Return the runs that are finished, or have failed."""
        return [
            block * SIZE + place
            for block, some in sorted(self._state.items())
            for place, is_in in enumerate(some)
            if is_in == state
        ]

    def outcome(self, number: int) -> tuple[float, ...]:
        """Return the metrics of a run that is finished."""
        block = number // SIZE
        if self._held is None or self._held[0] != block:
            self._held = block, self._read(block)
        what = self._held[1][number]
        assert not isinstance(what, str)
        return what

    def forget_failures(self) -> None:
        """Count runs that failed as missing, so that they are run again."""
        for some in self._state.values():
            some[:] = some.replace(bytes([FAILED]), bytes([MISSING]))

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Keep what came of some runs, and write as tables the blocks that are now complete."""
        self._stay()
        by_block: dict[int, list[Outcome]] = {}
        for outcome in outcomes:
            by_block.setdefault(outcome[0] // SIZE, []).append(outcome)
        for block, some in by_block.items():
            journal.add(self._journal(block), some, self._key)
            for number, what in some:
                self._mark(number, what)
            if MISSING not in self._of(block)[: self._end - block * SIZE]:
                self.seal(block)

    def seal(self, block: int) -> None:
        """Write a block's journal into its tables."""
        if not self._journal(block).exists():
            return
        held = self.experiment
        files = files_of(block, self._read(block), held.metrics, held.address, self._identity)
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
        words = {name: digest(data) for name, data in files.items()}
        again = {name: word for name, word in words.items() if name in self.sums.listed}
        if again:
            self.sums.also(again)
            self.sums.write()
        for name, data in files.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            write_whole(self.folder / name, data)
        self.sums.add(words)
        self.sums.write()

    def mend(self) -> None:
        """Take out what a kill or a full disk cut short; for whoever holds the folder alone.

        What is made of the runs is made again, so it leaves the list until then.
        """
        self.sums.settle()
        self.sums.drop(self.derived())
        self.sums.write()
        for path in self._journals():
            journal.mend(path, self._key)

    def derived(self) -> list[str]:
        """Return the names of all that is listed and made of the runs: answer and summaries."""
        kept = (*HEAD, *(name_of(kind, block) for block in self._state for kind in KINDS))
        return sorted({*self.sums.listed} - {*kept})

    def close(self) -> None:
        """Write every journal into tables, complete or not."""
        self._stay()
        for path in self._journals():
            self.seal(int(path.stem))
        if (self.folder / "journal").exists():
            (self.folder / "journal").rmdir()

    def blocks(self) -> Iterator[tuple[Columns, Columns]]:
        """Yield, block by block, the columns of its finished runs and of its failed ones."""
        for block in sorted(self._state) or [0]:
            yield columns_of(self._read(block), self.experiment.metrics, self.experiment.address)

    def runs(self, metrics: Sequence[str] | None = None) -> Runs:
        """Return the four tables of all that is there, with every metric or with these alone."""
        held = self.experiment
        names = (*KEYS, *(held.metrics if metrics is None else metrics))
        parts = [{name: good[name] for name in names} for good, _ in self.blocks()]
        # a column at a time, each part let go of at once: no moment holds everything twice
        columns = {name: np.concatenate([part.pop(name) for part in parts]) for name in names}
        runs = DataFrame(columns, copy=False)
        return Runs(held.design, held.variants, runs, self.failures(), held.reference, held.ends)

    def failures(self) -> DataFrame:
        """Return the table of the runs that failed."""
        parts = [DataFrame(bad) for _, bad in self.blocks()] if self.count(FAILED) else []
        empty = DataFrame({**dict.fromkeys(KEYS, np.zeros(0, np.int64)), "reason": []})
        return concat(parts or [empty], ignore_index=True).astype({"reason": "str"})

    def _journals(self) -> list[Path]:
        return sorted((self.folder / "journal").glob("*.jsonl"))

    def _stay(self) -> None:
        """Make sure that the folder is still the one that was opened."""
        try:
            same = self.folder.stat().st_ino == self._there
        except OSError:
            same = False
        if not same:
            raise StoppedError(f"{self.folder} was removed or renamed while it was worked on.")

    @property
    def _end(self) -> int:
        return self.experiment.replicates * self.experiment.per_replicate

    def _of(self, block: int) -> bytearray:
        return self._state.setdefault(block, bytearray(SIZE))

    def _blocks(self) -> set[int]:
        """Return the blocks of which there is anything."""
        listed = (re.fullmatch(r"(?:runs|failures)/(\d{6,})\.parquet", n) for n in self.sums.listed)
        begun = (re.fullmatch(r"(\d{6,})\.jsonl", path.name) for path in self._journals())
        blocks = {int(found[1]) for found in (*listed, *begun) if found}
        return {block for block in blocks if block * SIZE < self._end}

    def _look(self, block: int) -> None:
        """Mark the runs of a block that are there."""
        for kind, state in (("failures", FAILED), ("runs", FINISHED)):
            for number in self._whole(kind, block, numbers_in):
                self._of(block)[number - block * SIZE] = state
        for number, what in self._journalled(block):
            self._mark(number, what)

    def _mark(self, number: int, what: tuple[float, ...] | str) -> None:
        state = FAILED if isinstance(what, str) else FINISHED
        self._of(number // SIZE)[number % SIZE] = state

    def _journal(self, block: int) -> Path:
        return self.folder / "journal" / f"{block:06d}.jsonl"

    def _journalled(self, block: int) -> list[Outcome]:
        """Return the runs of a block that are in its journal."""
        width, within = len(self.experiment.metrics), self._within(block)
        return [
            (number, what)
            for number, what in journal.read(self._journal(block), self._key)
            if number in within and (isinstance(what, str) or len(what) == width)
        ]

    def _within(self, block: int) -> range:
        return range(block * SIZE, min((block + 1) * SIZE, self._end))

    def _read(self, block: int) -> Found:
        """Return the runs of a block: its tables, as far as they are whole, then its journal."""
        found: Found = {}
        for kind in ("failures", "runs"):
            found |= dict(self._whole(kind, block, read_block))
        return found | dict(self._journalled(block))

    def _whole(self, kind: str, block: int, read: Callable[..., list[Any]]) -> list[Any]:
        """Return what a file of runs holds if it is as it was written and ours, else nothing."""
        name = name_of(kind, block)
        if name not in self.sums.listed:
            return []
        try:
            data = self.sums.data(name)
        except ValueError as error:
            return self._damage(name, str(error))
        try:
            found = read(data, kind, block, self.experiment, self._identity)
            numbers = [each[0] if isinstance(each, tuple) else each for each in found]
            if numbers != sorted({*numbers} & {*self._within(block)}):
                raise ValueError("it is of another experiment or of other runs")
        except ValueError as error:
            return self._damage(name, f"{name} does not belong here: {error}.")
        return found

    def _damage(self, name: str, said: str) -> list[Any]:
        self.damaged.append(f"{said} Its runs are run again.")
        self.sums.drop([name])
        return []


def wanted(store: Store) -> int:
    """Return how many replicates are to be run, as far as the runs that are there can say."""
    shape = store.experiment
    if shape.stop is None:
        return shape.replicates
    for replicates in rounds(shape.replicates):
        if next(store.missing(replicates), None) is not None:
            return replicates
        runs = store.runs([shape.stop.metric]).runs
        if precise(shape.stop, runs[runs["replicate"] < replicates], shape.reference):
            return replicates
    return shape.replicates
