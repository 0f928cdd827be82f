"""Runs some of a folder's runs again and compares them bit for bit: of an experiment, or of a run."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame

from collabsim.experiment.batch import record_of
from collabsim.experiment.finished import Finished
from collabsim.experiment.store import FINISHED
from collabsim.results import Results, Tabulation
from collabsim.results.files import parquet_of, table_of

SAMPLE = 22
"""Runs verified unless all are asked for: if one in ten is wrong, that is found nine times in ten."""


@dataclass(frozen=True)
class Mismatch:
    """A run that came out otherwise: where, in what, then and now."""

    where: str
    what: str
    then: object
    now: object


Progress = Callable[[int, int], None]


def verify(
    finished: Finished,
    runs: int | None = SAMPLE,
    *,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[int, list[Mismatch]]:
    """Return how many runs were compared, and where one differs.

    Parameters
    ----------
    runs : how many to compare, drawn at random; ``None`` compares all.
    seed : of the draw.
    """
    numbers = finished.store.numbers(FINISHED)
    if runs is not None:
        numbers = sample(numbers, runs, seed)
    found: list[Mismatch] = []
    again = finished.experiment.outcomes(numbers, workers)
    for done, (number, now) in enumerate(again, start=1):
        found.extend(_compare(finished, number, now))
        if progress is not None:
            progress(done, len(numbers))
    return len(numbers), found


def sample(numbers: Sequence[int], most: int, seed: int) -> list[int]:
    """Return at most so many of some numbers, in order; any set of so many is as likely."""
    draws = np.random.default_rng(seed)
    chosen = draws.choice(len(numbers), min(most, len(numbers)), replace=False)
    return [numbers[place] for place in sorted(chosen.tolist())]


def verify_results(
    results: Results,
    runs: int | None = SAMPLE,
    *,
    seed: int = 1,
    progress: Progress | None = None,
) -> tuple[int, list[Mismatch]]:
    """Return how many runs of ``collabsim run`` or ``compare`` were compared, and what differs.

    All five tables are compared. The machine code is run, whichever engine was.

    Parameters
    ----------
    runs : how many to compare, drawn at random; ``None`` compares all.
    seed : of the draw.
    """
    names, replicates = results.scenarios, results.replicates
    numbers = range(len(names) * replicates)
    chosen = numbers if runs is None else sample(numbers, runs, seed)
    scenarios = results.in_full()
    found: list[Mismatch] = []
    for done, number in enumerate(chosen, start=1):
        name, replicate = names[number // replicates], number % replicates
        tables = Tabulation()
        tables.add(record_of(scenarios[name], results.seed, replicate))
        for table, now in tables.tables((name,), results.today).items():
            then = results.tables[table]
            mine = (then["scenario"] == name) & (then["replicate"] == replicate)
            found.extend(_differs(f"{name}, replicate {replicate}", table, then[mine], now))
        if progress is not None:
            progress(done, len(chosen))
    return len(chosen), found


def _differs(where: str, table: str, then: DataFrame, now: DataFrame) -> Iterator[Mismatch]:
    """Yield the first difference between two tables, if there is one."""
    old = table_of(parquet_of(then.reset_index(drop=True)))
    new = table_of(parquet_of(now.reset_index(drop=True)))
    if old.equals(new):
        return
    if old.shape != new.shape or list(old) != list(new):
        yield Mismatch(where, table, f"{old.shape} cells", f"{new.shape} cells")
        return
    for column in old:
        same = old[column].eq(new[column]) | (old[column].isna() & new[column].isna())
        if not same.all():
            row = int(same.to_numpy().argmin())
            yield Mismatch(where, f"{table}, {column}", old[column][row], new[column][row])
            return
    yield Mismatch(where, table, "columns of another type", "columns as they are now")


def _compare(finished: Finished, number: int, now: tuple[float, ...] | str) -> Iterator[Mismatch]:
    then = finished.store.row(number)
    point, variant, replicate = finished.experiment.address(number)
    where = f"point {point}, variant {variant}, replicate {replicate}"
    for place, metric in enumerate(finished.experiment.metrics):
        new = now if isinstance(now, str) else now[place]
        if isinstance(new, str) or struct.pack("<d", new) != struct.pack("<d", then[place]):
            yield Mismatch(where, metric, then[place], new)
