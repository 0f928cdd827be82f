"""What run and compare do: simulate with progress, write the results folder, say what came out."""

from __future__ import annotations

import sys
import time

from tqdm import tqdm

from collabsim.cli.options import Options
from collabsim.plots import draw
from collabsim.results import Results, writing
from collabsim.simulation import Simulation, simulate
from collabsim.summary import summary


def carry_out(options: Options) -> int:
    """Run the scenarios and leave a results folder, whole or not at all."""
    results = Results.of(_simulated(options), sys.argv[1:])
    words = summary(results)
    with writing(options.out) as folder:
        results.write(folder)
        (folder / "summary.txt").write_text(words + "\n", encoding="utf-8")
        if options.figures:
            draw(results, folder / "figures")
    print(words)
    print(f"\nResults: {options.out}")
    return 0


def _simulated(options: Options) -> Simulation:
    runs = options.replicates * len(options.scenarios)
    names = ", ".join(options.scenarios)
    print(f"Running {names}: {runs} runs, {options.engine} engine ...", file=sys.stderr)
    start = time.monotonic()
    with tqdm(total=runs, unit="run", file=sys.stderr, disable=None, leave=False) as bar:

        def progress(done: int, _: int) -> None:
            bar.update(done - bar.n)

        simulation = simulate(
            options.scenarios,
            options.replicates,
            options.seed,
            engine=options.engine,
            progress=progress,
        )
    print(f"Ran {runs} runs in {time.monotonic() - start:.1f} s.", file=sys.stderr)
    return simulation
