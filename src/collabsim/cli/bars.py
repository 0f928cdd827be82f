"""Progress of work in stages: one bar a stage, with the time left, on the terminal alone."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str, int, int], None]


@contextmanager
def stages(unit: str) -> Iterator[Progress]:
    """Yield a function that is told (stage, done, in all) and shows it."""
    from tqdm import tqdm

    wide, high = shutil.get_terminal_size()
    now: dict[str, Any] = {}

    def tell(stage: str, done: int, all_of_them: int) -> None:
        if stage not in now:
            for bar in now.values():
                bar.close()
            now[stage] = tqdm(
                total=all_of_them, desc=stage, unit=unit, file=sys.stderr, leave=False,
                disable=None, ncols=wide, nrows=high,
            )  # fmt: skip
        now[stage].update(done - now[stage].n)

    try:
        yield tell
    finally:
        for bar in now.values():
            bar.close()
