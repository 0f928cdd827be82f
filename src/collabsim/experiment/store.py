"""The store: an experiment's folder, in which finished runs are kept and never run again.

manifest.json      question, versions, seed, how the design was made, hashes
experiment.toml    the file as it was written
base.toml          the base scenario in full
design.parquet     a row a point          worlds.parquet   a row a world
runs/              finished runs, 1,000 a file
failures/          runs that raised, each with its reason
journal/           finished runs whose block is not complete yet
SHA256SUMS         of the files in runs/ and failures/
worked.csv         seconds of work and number of workers, a line for each stretch
summary.csv        once all is run: every metric of every point and world
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from pandas import DataFrame, concat

from collabsim.experiment import journal
from collabsim.experiment.batch import Outcome
from collabsim.experiment.blocks import (
    SIZE,
    Columns,
    Found,
    columns_of,
    name_of,
    numbers_in,
    read_block,
    write_block,
)
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.files import SUMS, append, digest, read_sums, write_sums
from collabsim.experiment.runs import KEYS, Runs
from collabsim.experiment.stop import precise, rounds

MISSING, FINISHED, FAILED = 0, 1, 2


class Store:
    """What of an experiment is already in its folder, and where the rest is put.

    Attributes
    ----------
    damaged : a sentence for every file that was not as it was written; its runs are missing.
    """

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.folder = folder
        self.experiment = experiment
        self.damaged: list[str] = []
        self._sums = read_sums(folder)
        self._held: tuple[int, Found] | None = None
        self._state = bytearray(experiment.replicates * experiment.per_replicate)
        for block in range(-(-len(self._state) // SIZE)):
            self._look(block)

    def missing(self, replicates: int) -> Iterator[int]:
        """Yield the runs of the first replicates that are neither finished nor failed."""
        end = replicates * self.experiment.per_replicate
        number = self._state.find(MISSING, 0, end)
        while number >= 0:
            yield number
            number = self._state.find(MISSING, number + 1, end)

    def count(self, state: int) -> int:
        """Return how many runs are in a state."""
        return self._state.count(state)

    def numbers(self, state: int) -> list[int]:
        """Return the runs in a state."""
        return [number for number, is_in in enumerate(self._state) if is_in == state]

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
        self._state[:] = self._state.replace(bytes([FAILED]), bytes([MISSING]))

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Keep what came of some runs, and write as tables the blocks that are now complete."""
        by_block: dict[int, list[Outcome]] = {}
        for outcome in outcomes:
            by_block.setdefault(outcome[0] // SIZE, []).append(outcome)
        for block, some in by_block.items():
            journal.add(self._journal(block), some)
            for number, what in some:
                self._mark(number, what)
            if MISSING not in self._state[block * SIZE : (block + 1) * SIZE]:
                self.seal(block)

    def seal(self, block: int) -> None:
        """Write a block's journal into its tables."""
        if not self._journal(block).exists():
            return
        found = self._read(block)
        held = self.experiment
        sums = write_block(self.folder, block, found, held.metrics, held.address)
        lines = "".join(f"{word}  {name}\n" for name, word in sums.items())
        append(self.folder / SUMS, lines.encode())
        self._sums |= sums
        failures = name_of("failures", block)
        if failures not in sums and failures in self._sums:
            (self.folder / failures).unlink(missing_ok=True)
            del self._sums[failures]
        self._journal(block).unlink()

    def mend(self) -> None:
        """Take out what a kill or a full disk cut short; for whoever holds the folder alone."""
        write_sums(self.folder, self._sums)
        for path in self._journals():
            journal.mend(path)

    def close(self) -> None:
        """Write every journal into tables, complete or not, and list the files once each."""
        for path in self._journals():
            self.seal(int(path.stem))
        write_sums(self.folder, self._sums)
        if (self.folder / "journal").exists():
            (self.folder / "journal").rmdir()

    def blocks(self) -> Iterator[tuple[Columns, Columns]]:
        """Yield, block by block, the columns of its finished runs and of its failed ones."""
        for block in range(-(-len(self._state) // SIZE)):
            yield columns_of(self._read(block), self.experiment.metrics, self.experiment.address)

    def runs(self, metrics: Sequence[str] | None = None) -> Runs:
        """Return the four tables of all that is there, with every metric or with these alone."""
        held = self.experiment
        names = (*KEYS, *(held.metrics if metrics is None else metrics))
        parts = [{name: good[name] for name in names} for good, _ in self.blocks()]
        # a column at a time, each part let go of at once: no moment holds everything twice
        columns = {name: np.concatenate([part.pop(name) for part in parts]) for name in names}
        runs = DataFrame(columns, copy=False)
        return Runs(held.design, held.worlds, runs, self.failures(), held.reference, held.ends)

    def failures(self) -> DataFrame:
        """Return the table of the runs that failed."""
        parts = [DataFrame(bad) for _, bad in self.blocks()] if self.count(FAILED) else []
        empty = DataFrame({**dict.fromkeys(KEYS, np.zeros(0, np.int64)), "reason": []})
        return concat(parts or [empty], ignore_index=True).astype({"reason": "str"})

    def _journals(self) -> list[Path]:
        return sorted((self.folder / "journal").glob("*.jsonl"))

    def _look(self, block: int) -> None:
        """Mark the runs of a block that are there."""
        for kind, state in (("failures", FAILED), ("runs", FINISHED)):
            data = self._whole(name_of(kind, block))
            for number in numbers_in(data, self._number) if data else ():
                self._state[number] = state
        for number, what in journal.read(self._journal(block)):
            self._mark(number, what)

    def _mark(self, number: int, what: tuple[float, ...] | str) -> None:
        if number < len(self._state):
            self._state[number] = FAILED if isinstance(what, str) else FINISHED

    def _journal(self, block: int) -> Path:
        return self.folder / "journal" / f"{block:06d}.jsonl"

    def _read(self, block: int) -> Found:
        """Return the runs of a block: its tables, as far as they are whole, then its journal."""
        found: Found = {}
        for kind in ("failures", "runs"):
            data = self._whole(name_of(kind, block))
            found |= dict(read_block(data, self._number)) if data else {}
        return found | dict(journal.read(self._journal(block)))

    def _whole(self, name: str) -> bytes:
        """Return a file that is as it was written, else nothing."""
        if name not in self._sums:
            return b""
        try:
            data = (self.folder / name).read_bytes()
        except FileNotFoundError:
            data = b""
        if digest(data) == self._sums[name]:
            return data
        self.damaged.append(f"{name} is not as it was written; its runs are run again.")
        del self._sums[name]
        return b""

    def _number(self, point: int, world: int, replicate: int) -> int:
        shape = self.experiment
        return (replicate * len(shape.worlds) + world) * len(shape.design) + point


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
