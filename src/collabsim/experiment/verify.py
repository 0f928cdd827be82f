"""Runs some of a folder's runs again and compares them bit for bit."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np

from collabsim.experiment.batch import carry_out
from collabsim.experiment.finished import Finished
from collabsim.experiment.store import FINISHED

SAMPLE = 20
"""Runs verified unless all are asked for: one run in ten that is wrong is found nine times in ten."""


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
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[int, list[Mismatch]]:
    """Return how many runs were compared, and where one differs; ``None`` compares all."""
    numbers = finished.store.numbers(FINISHED)
    if runs is not None and runs < len(numbers):
        chosen = np.linspace(0, len(numbers) - 1, runs).round().astype(int)
        numbers = [numbers[place] for place in sorted(set(chosen.tolist()))]
    found: list[Mismatch] = []
    with ThreadPoolExecutor(workers or cpu_count() or 1) as threads:
        batches = (finished.experiment.batch([number]) for number in numbers)
        for done, [(number, now)] in enumerate(threads.map(carry_out, batches), start=1):
            found.extend(_compare(finished, number, now))
            if progress is not None:
                progress(done, len(numbers))
    return len(numbers), found


def _compare(finished: Finished, number: int, now: tuple[float, ...] | str) -> Iterator[Mismatch]:
    then = finished.store.outcome(number)
    address = finished.experiment.address(number)
    for place, metric in enumerate(finished.experiment.metrics):
        new = now if isinstance(now, str) else now[place]
        if isinstance(new, str) or struct.pack("<d", new) != struct.pack("<d", then[place]):
            yield Mismatch(*address, metric, then[place], new)
