"""What run and compare do: simulate with progress, write the results folder, say what came out."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext

from collabsim.cli.bars import progress
from collabsim.cli.options import Options
from collabsim.report.answer import draw
from collabsim.report.comparison import as_table, differences
from collabsim.report.run import summary
from collabsim.results import Results, Tabulation, kept, reserved, write_csv, writing
from collabsim.simulation import Simulation, simulate


def carry_out(options: Options) -> int:
    """Run the scenarios and leave a results folder, whole or not at all."""
    tabulation = Tabulation()
    results = Results.of(_simulated(options, tabulation), options.words, tabulation)
    words = summary(results)
    chosen = reserved(options.name) if options.out is None else nullcontext(options.out)
    with chosen as out, writing(out) as folder:
        results.write(folder)
        if len(results.scenarios) > 1:
            write_csv(as_table(differences(results.tables["metrics"])), folder / "comparison.csv")
        (folder / "summary.txt").write_text(words + "\n", encoding="utf-8")
        if options.figures:
            draw(results, folder / "figures")
    with kept(out):
        print(words)
        print(f"\nResults: {out}")
    return 0


def _simulated(options: Options, tabulation: Tabulation) -> Simulation:
    runs = options.replicates * len(options.scenarios)
    names = ", ".join(options.scenarios)
    count = "1 run" if runs == 1 else f"{runs} runs"
    print(f"Running {names}: {count}, {options.engine} engine ...", file=sys.stderr)
    start = time.monotonic()
    with progress("run") as shown:
        simulation = simulate(
            options.scenarios,
            options.replicates,
            options.seed,
            engine=options.engine,
            keep="final",
            each=tabulation.add,
            progress=shown.tell,
            notice=shown.say,
        )
    print(f"Ran {count} in {time.monotonic() - start:.1f} s.", file=sys.stderr)
    return simulation
