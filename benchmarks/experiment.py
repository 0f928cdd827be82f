"""What runner and store cost beside the simulations, and whether memory stays flat.

    python benchmarks/experiment.py [REPLICATES]            20 runs each
    python benchmarks/experiment.py REPLICATES --no-model   the store alone: numbers from nowhere
    python benchmarks/experiment.py REPLICATES --processes  processes against threads

One worker runs a design of 20 points on the small world. Simulating is what happens inside
batches; everything else (scheduling, journal, tables, summary) is overhead. DESIGN allows 5 %.
Memory is the highest so far, to the very end, when the summary is written (Linux: in MB); the
highest of one size says nothing of a smaller one, so each size takes a process of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from collabsim.experiment import Experiment
from collabsim.experiment.batch import Batch
from collabsim.experiment.pool import Timed

QUESTION = """
question = "What does keeping runs cost?"
replicates = {replicates}
[base]
extends = "small.toml"
[design]
kind = "latin_hypercube"
size = 19
[vary]
levers = ["permission", "slack", "scorecard"]
"""


def nothing(_: object, batch: Batch) -> Timed:
    """Return numbers at once, for every run of a batch."""
    values = tuple(0.1 * n for n in range(len(batch.metrics)))
    return 1e-3 * len(batch.runs), [(run.number, values) for run in batch.runs]


class Clocked(ThreadPoolExecutor):
    """One thread that adds up the time spent in batches."""

    def __init__(self, model: bool) -> None:
        super().__init__(1)
        self.model = model
        self.seconds = 0.0

    def submit(self, fn: Any, /, *args: Any, **_: Any) -> Future[Any]:
        def work() -> Any:
            start = time.perf_counter()
            try:
                return fn(*args) if self.model else nothing(*args)
            finally:
                self.seconds += time.perf_counter() - start

        return super().submit(work)


def load(place: Path, replicates: int) -> Experiment:
    """Return the experiment."""
    path = place / "question.toml"
    path.write_text(QUESTION.format(replicates=replicates))
    return Experiment.load(path)


def peak() -> float:
    """Return the highest memory so far, in MB."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1e3


def main(place: Path, replicates: int, model: bool) -> None:
    """Run and report."""
    memory: list[tuple[int, float]] = []

    def progress(done: int, total: int, _: int) -> None:
        if len(memory) <= 10 * done // total:
            memory.append((done, peak()))

    experiment, out, executor = load(place, replicates), place / "out", Clocked(model)
    start = time.perf_counter()
    found = experiment.run(out, executor=lambda _: executor, workers=1, progress=progress)
    wall, end = time.perf_counter() - start, peak()
    files = [path for path in out.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{found.state()['finished']:,} runs: {wall:.1f} s, {executor.seconds:.1f} s simulating")
    print(f"overhead {wall / executor.seconds - 1.0:.1%}; {len(files)} files, {size:.1f} MB")
    for done, used in memory:
        print(f"{done:>8,} runs done: {used:6.0f} MB")
    print(f" summary written: {end:6.0f} MB")


def processes(place: Path, replicates: int) -> None:
    """Run the same on threads and on processes, as many as there are cores, and compare."""
    experiment, workers = load(place, replicates), os.cpu_count() or 1
    replace(experiment, replicates=1).run(place / "warm")  # machine code is made once
    seconds = []
    for kind in (ThreadPoolExecutor, ProcessPoolExecutor):
        start = time.perf_counter()
        experiment.run(place / kind.__name__, executor=kind, workers=workers)
        seconds.append(time.perf_counter() - start)
        print(f"{workers} workers, {kind.__name__}: {seconds[-1]:.1f} s")
    print(f"processes / threads: {seconds[1] / seconds[0]:.2f}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    times = numbers[0] if numbers else 500
    with tempfile.TemporaryDirectory() as folder:
        if "--processes" in sys.argv:
            processes(Path(folder), times)
        else:
            main(Path(folder), times, "--no-model" not in sys.argv)
