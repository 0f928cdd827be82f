"""Measure the engines and print one Markdown table: ``python benchmarks/benchmark.py``.

Everything that is compared runs in this process, in turns, so that other work on the machine
slows both alike; of repeated measurements the fastest counts. Times are of this thread's
processor, except where threads are compared.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numba
from plain_mesa import PlainModel

from collabsim.compiled.draws import draw
from collabsim.compiled.engine import compiled, interpreted, run_one
from collabsim.model import CollaborationModel
from collabsim.month import state
from collabsim.population import build
from collabsim.randomness import uniforms
from collabsim.rule_substitution import Substituter
from collabsim.scenario import Scenario
from collabsim.simulation import simulate
from collabsim.tables import open_tables

Job = Callable[[], Any]
ENGLAND = Scenario.england()


def fastest(jobs: dict[str, Job], rounds: int, clock: Job = time.thread_time) -> dict[str, float]:
    """Run all jobs in turns and return the fastest time of each (seconds)."""
    best = dict.fromkeys(jobs, math.inf)
    for _ in range(rounds):
        for name, job in jobs.items():
            begun = clock()
            job()
            best[name] = min(best[name], clock() - begun)
    return best


def count_draws(scenario: Scenario) -> tuple[int, int]:
    """Return the draws of a run and of its births: counted, the month interpreted."""
    births = 0

    def counted(*where: Any) -> Any:
        nonlocal births
        found = draw(*where)
        births += found[0].size
        return found

    born, months = build(scenario, 1, 0, counted), 0

    def one(*where: Any) -> tuple[float, float]:
        nonlocal months
        months += 1
        return uniforms(*where)

    state.uniforms = one
    try:
        interpreted()(open_tables(scenario, born), scenario)
    finally:
        state.uniforms = uniforms
    return months, births


def only_draws() -> Callable[[int], float]:
    """Return compiled code that makes so many draws and nothing else."""
    compiled_draws = Substituter(numba.njit, {}).substitute(uniforms)

    def many(n: int) -> float:
        out = 0.0
        for who in range(n):
            u, v = compiled_draws(1, 0, who & 127, 30, who, who * 7)
            out += u + v
        return out

    code: Callable[[int], float] = numba.njit(nogil=True)(many)
    code(1)
    return code


def slope(sizes: Iterable[float], seconds: Iterable[float]) -> float:
    """Return the least-squares slope of log time on log size."""
    x, y = [math.log(s) for s in sizes], [math.log(s) for s in seconds]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    top = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
    return top / sum((a - mx) ** 2 for a in x)


def with_trusts(times: int) -> Scenario:
    """Return England with so many times its trusts: more regions of the same make."""
    regions = tuple(
        replace(
            region, code=f"{region.code}{n}", name=f"{region.name} {n}",
            ahsns={f"{ahsn} {n}": count for ahsn, count in region.ahsns.items()},
        )
        for n in range(times) for region in ENGLAND.regions
    )  # fmt: skip
    return replace(ENGLAND, regions=regions)


def slopes(run: Callable[[Scenario, int], Any]) -> dict[str, float]:
    """Return log-log slopes of the time of whole runs, births and all."""

    def world(key: str, value: float, span: float = 96.0) -> Scenario:
        return ENGLAND.with_values({f"world.{key}": value, "world.launch_span": span})

    def many(runs: int) -> None:
        for rep in range(runs):
            run(ENGLAND, rep)

    def once(size: float, scenario: Scenario) -> tuple[float, Job]:
        return size, partial(run, scenario, 0)

    sets: dict[str, list[tuple[float, Job]]] = {
        "trusts": [once(217.0 * n, with_trusts(n)) for n in (1, 2, 4)],
        "innovations": [once(n, world("innovations", n)) for n in (50, 100, 200)],
        "months": [once(24.0 + n, world("months", n)) for n in (120, 264, 552)],
        "months, all launched at the start": [
            once(24.0 + n, world("months", n, span=1.0)) for n in (120, 264, 552)
        ],
        "replicates": [(float(n), partial(many, n)) for n in (2, 4, 8)],
    }
    out = {}
    for name, points in sets.items():
        jobs = {str(size): job for size, job in points}
        found = fastest(jobs, 4)
        out[name] = slope([size for size, _ in points], found.values())
    return out


def two_threads(run: Callable[[Scenario, int], Any], runs: int = 12) -> float:
    """Return how many times faster two threads do the same runs as one (by the wall clock)."""

    def spread(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda rep: run(ENGLAND, rep), range(runs)))

    best = fastest({"1": lambda: spread(1), "2": lambda: spread(2)}, 4, time.perf_counter)
    return best["1"] / best["2"]


def peak() -> float:
    """Return the most memory this process has had (MB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def command(*words: str, **environment: str) -> tuple[float, float]:
    """Return the processor and the wall time of a command (seconds)."""
    used, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *words], check=True, capture_output=True, env={**os.environ, **environment}
    )
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return spent, time.perf_counter() - begun


def rows() -> Iterable[tuple[str, str]]:
    """Yield what is measured, with what was found."""
    with tempfile.TemporaryDirectory() as empty:
        small = (
            "-m",
            "collabsim",
            "run",
            "small.toml",
            "--replicates",
            "1",
            "--out",
            f"{empty}/out",
        )
        first = command(*small, COLLABSIM_CACHE=empty)
    yield (
        "First `collabsim run small.toml`, nothing compiled yet",
        "{:.1f} s of processor, {:.1f} s by the clock".format(*first),
    )
    for words in (("-c", "import collabsim"), ("-m", "collabsim", "--help")):
        spent = min(command(*words)[0] for _ in range(5))
        yield f"`python {' '.join(words)}`", f"{spent:.2f} s of processor"

    kernel, luck = compiled(), only_draws()

    def run(scenario: Scenario, rep: int) -> Any:
        return run_one(kernel, scenario, build(scenario, 1, rep, draw))

    births = build(ENGLAND, 1, 0, draw)
    trusts, innovations = births.project.shape
    months, born = count_draws(ENGLAND)

    def kernel_only() -> None:
        kernel(open_tables(ENGLAND, births), ENGLAND)

    jobs = {
        "run": lambda: run(ENGLAND, 0), "kernel": kernel_only,
        "births": lambda: build(ENGLAND, 1, 0, draw), "draws": lambda: luck(months + born),
    }  # fmt: skip
    fastest(jobs, 1)
    best = fastest(jobs, 20)
    cells = trusts * innovations * ENGLAND.months_total
    yield (
        "A run of England, 144 months",
        f"{best['run'] * 1e3:.0f} ms (months {best['kernel'] * 1e3:.0f}, births {best['births'] * 1e3:.0f})",
    )
    yield "The same for a trust x innovation x month", f"{best['run'] / cells * 1e9:.0f} ns"
    yield (
        "Draws a run needs",
        f"{months + born:,} ({born:,} of them at birth), {best['draws'] / (months + born) * 1e9:.1f} ns each",
    )
    yield (
        "Run / its draws alone",
        f"{best['run'] / best['draws']:.1f} x (months alone {best['kernel'] / best['draws']:.1f} x)",
    )

    def agents() -> None:
        CollaborationModel(ENGLAND, 0, 1).run()

    def by_hand() -> None:
        model = PlainModel(trusts, innovations, len(births.company))
        for _ in range(ENGLAND.months_total):
            model.step()

    turns = fastest({"mesa": agents, "run": jobs["run"], "plain": by_hand, "again": jobs["run"]}, 2)
    quick = min(turns["run"], turns["again"], best["run"])
    yield (
        "Mesa engine, same run",
        f"{turns['mesa']:.1f} s: the compiled engine is {turns['mesa'] / quick:.0f} x faster",
    )
    yield (
        "Hand-written Mesa model of the same size",
        f"{turns['plain']:.1f} s: the compiled engine is {turns['plain'] / quick:.0f} x faster",
    )
    for name, found in slopes(run).items():
        yield f"Growth with {name} (log-log slope)", f"{found:.2f}"
    yield "Two threads", f"{two_threads(run):.2f} x one"
    simulate(ENGLAND, 8, threads=2, keep="final")
    before_runs = peak()
    simulate(ENGLAND, 60, threads=2, keep="final")
    yield (
        "Peak memory after 8 and after 68 runs, finals kept",
        f"{before_runs:.0f} and {peak():.0f} MB",
    )


def main() -> None:
    """Print the table."""
    print("| What | Measured |\n|---|---|")
    for what, found in rows():
        print(f"| {what} | {found} |", flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
