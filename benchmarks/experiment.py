"""What runner and store cost beside the simulations, and whether memory stays flat.

    python benchmarks/experiment.py [REPLICATES]           20 runs each
    python benchmarks/experiment.py REPLICATES --no-model  the store alone: numbers from nowhere

One worker runs a design of 20 points on the small world. Simulating is what happens inside
batches; everything else (scheduling, journal, tables, summary) is overhead. DESIGN allows 5 %.
Memory is the highest so far (Linux: in MB).
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from collabsim.experiment import Experiment
from collabsim.experiment.batch import Batch, Timed

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


def nothing(batch: Batch) -> Timed:
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


def main(replicates: int, model: bool) -> None:
    """Run and report."""
    memory: list[tuple[int, float]] = []

    def progress(done: int, total: int, _: int) -> None:
        if len(memory) <= 10 * done // total:
            memory.append((done, getrusage(RUSAGE_SELF).ru_maxrss / 1e3))

    with tempfile.TemporaryDirectory() as place, Clocked(model) as executor:
        path = Path(place) / "question.toml"
        path.write_text(QUESTION.format(replicates=replicates))
        experiment = Experiment.load(path)
        executor.seconds = 0.0
        start = time.perf_counter()
        out = Path(place) / "out"
        found = experiment.run(out, executor=executor, workers=1, progress=progress)
        wall = time.perf_counter() - start
        files = [path for path in out.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
        print(
            f"{found.state()['finished']:,} runs: {wall:.1f} s, {executor.seconds:.1f} s simulating"
        )
        print(f"overhead {wall / executor.seconds - 1.0:.1%}; {len(files)} files, {size:.1f} MB")
    for done, used in memory:
        print(f"{done:>8,} runs done: {used:6.0f} MB")


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    main(int(numbers[0]) if numbers else 500, "--no-model" not in sys.argv)
