"""Runs some of a folder's runs again and compares them bit for bit."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from collabsim.experiment.batch import carry_out
from collabsim.experiment.finished import Finished
from collabsim.experiment.store import FINISHED

SAMPLE = 22
"""Runs verified unless all are asked for: if one in ten is wrong, that is found nine times in ten."""


@dataclass(frozen=True)
class Mismatch:
    """A run that came out otherwise: which, in which metric, then and now."""

    point: int
    world: int
    replicate: int
    metric: str
    then: float
    now: float | str


def verify(
    finished: Finished,
    runs: int | None = SAMPLE,
    *,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
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
    with ThreadPoolExecutor(workers or cpu_count() or 1) as threads:
        batches = (finished.experiment.batch([number]) for number in numbers)
        for done, [(number, now)] in enumerate(threads.map(carry_out, batches), start=1):
            found.extend(_compare(finished, number, now))
            if progress is not None:
                progress(done, len(numbers))
    return len(numbers), found


def sample(numbers: Sequence[int], most: int, seed: int) -> list[int]:
    """Return at most so many of some numbers, in order; any set of so many is as likely."""
    luck = np.random.default_rng(seed)
    chosen = luck.choice(len(numbers), min(most, len(numbers)), replace=False)
    return [numbers[place] for place in sorted(chosen.tolist())]


def _compare(finished: Finished, number: int, now: tuple[float, ...] | str) -> Iterator[Mismatch]:
    then = finished.store.outcome(number)
    address = finished.experiment.address(number)
    for place, metric in enumerate(finished.experiment.metrics):
        new = now if isinstance(now, str) else now[place]
        if isinstance(new, str) or struct.pack("<d", new) != struct.pack("<d", then[place]):
            yield Mismatch(*address, metric, then[place], new)
