"""The commands that run scenarios: ``run`` one, or ``compare`` several under the same random draws."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from collabsim.cli.command import Answer, argument, command
from collabsim.cli.options import RUN_OPTIONS, Options, checked
from collabsim.cli.progress import progress
from collabsim.cli.repeat import folder_meant, repeated
from collabsim.scenario.faults import refused
from collabsim.scenario.shipped import named_file

if TYPE_CHECKING:  # slow to import
    from collabsim.results import Results, Tabulation
    from collabsim.simulation import Simulation


@command(
    argument(
        "config",
        metavar="CONFIG",
        nargs="?",
        help="a config file (TOML), or the name of one that ships (default england.toml, and which "
        "levers speed adoption there); a folder of a run or a comparison is run again as it was",
    ),
    *RUN_OPTIONS,
    argument("--no-levers", action="store_true", help="without CONFIG: leave the levers out"),
    examples=(
        "run",
        "run small.toml --set trust.initial=0.6 --set levers.permission=1",
        "run results/england-1 --out results/again",
        "run mine.toml --replicates 500 --seed 7 --out results/mine --quiet --json",
    ),
)
def run(arguments: argparse.Namespace) -> Answer:
    """Run the model (England for ten years by default) and report what came out.

    Without CONFIG also which levers speed adoption: every lever alone, and all together.
    """
    config = arguments.config or "england.toml"
    folder = folder_meant(config)
    asked = repeated(folder, arguments) if folder else checked(arguments, [named_file(config)])
    levers = (folder / "levers").is_dir() if folder else not arguments.config
    return _carry_out(asked, levers=levers and not arguments.no_levers)


@command(
    argument(
        "configs",
        metavar="CONFIG",
        nargs="+",
        help="config files, or names of shipped ones; the first is compared with",
    ),
    *RUN_OPTIONS,
    examples=("compare england.toml packages/hard.toml packages/soft.toml",),
)
def compare(arguments: argparse.Namespace) -> Answer:
    """Run two or more scenarios under the same random draws and compare them with the first."""
    if len(arguments.configs) < 2:
        sentence = "expected two configs or more, found one."
        raise refused(sentence, key="compare", value=arguments.configs[0])
    configs = [named_file(config) for config in arguments.configs]
    return _carry_out(checked(arguments, configs, "comparison"))


def _carry_out(options: Options, *, levers: bool = False) -> Answer:
    """Run the scenarios and leave a results folder, whole or not at all."""
    from collabsim.cli.levers import ask
    from collabsim.report.answering import LEVERS, answer
    from collabsim.report.figures import draw
    from collabsim.report.provenance import of_run
    from collabsim.report.write import write_pages
    from collabsim.results import (
        REPORT,
        Results,
        Tabulation,
        identity,
        reserved,
        write_csv,
        writing,
    )

    tabulation, before = Tabulation(), options.out and identity(options.out)
    results = Results.of(_simulated(options, tabulation), options.words, tabulation)
    chosen = reserved(options.name) if options.out is None else nullcontext(options.out)
    with chosen as out, writing(out) as folder:
        other = options.out is not None and identity(options.out) != before
        results.write(folder)
        if levers:
            (base,) = options.scenarios.values()
            ask(base, options.replicates, options.seed, folder / LEVERS)
        found = answer(folder if levers else results)
        words, compared = found.text, found.tables.get("comparison")
        if compared is not None:
            write_csv(compared, folder / "comparison.csv")
        (folder / "summary.txt").write_text(words + "\n", encoding="utf-8")
        if options.figures:
            draw(results, folder / "figures")
            write_pages(found, of_run(results, folder, out.name), folder / REPORT)
    where = f"A page to read and to print: {out / REPORT}\n" if options.figures else ""
    where += f"Results: {out}"
    data = _data(results) | {"summary": found.summary.sentences, "text": words}
    if compared is not None:
        data["differences"] = compared.to_dict("records")
    if other:
        where += f"\nAnother command wrote its results to {out} meanwhile: they were replaced."
    data["replaced_another"] = other
    return Answer(f"{words}\n\n{where}", data, folder=out)


def _simulated(options: Options, tabulation: Tabulation) -> Simulation:
    from collabsim.simulation import simulate

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


def _data(results: Results) -> dict[str, Any]:
    """Return each metric of each scenario at the end: median and range over replicates."""
    from collabsim.metrics import METRICS
    from collabsim.results import spread

    table = results.tables["metrics"]
    end = table[table["month"] == table["month"].max()]
    found = [
        {"scenario": scenario, "metric": name, "unit": METRICS[name].unit}
        | dict(zip(("median", "low", "high"), spread(rows[name]), strict=True))
        for scenario, rows in end.groupby("scenario", sort=False)
        for name in METRICS
        if name in rows
    ]
    about = {"replicates": results.replicates, "seed": results.manifest["seed"]}
    return {**about, "practice": results.practice, "metrics": found}
