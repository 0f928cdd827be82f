"""Run scenarios over replicates, on the same luck in each, with either engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from collabsim.population import build
from collabsim.record import Record
from collabsim.scenario import Scenario

Engine = Literal["compiled", "mesa"]
Progress = Callable[[int, int], None]
Job = tuple[str, int]


@dataclass(frozen=True)
class Simulation:
    """The records of some scenarios, the same replicates in each.

    Attributes
    ----------
    scenarios : the scenarios by name.
    records : for each, one record a replicate, in the order of replicates.
    seed, engine : what they were run with.
    """

    scenarios: Mapping[str, Scenario]
    records: Mapping[str, tuple[Record, ...]]
    seed: int
    engine: Engine

    @property
    def replicates(self) -> int:
        """Replicates run of each scenario."""
        return len(next(iter(self.records.values())))


def simulate(
    scenarios: Scenario | Mapping[str, Scenario],
    replicates: int = 20,
    seed: int = 1,
    *,
    engine: Engine = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Run every scenario over the same replicates.

    Replicate r meets the same luck in every scenario, so differences can be paired. Results
    do not depend on the engine, the number of threads or the order of runs.

    Parameters
    ----------
    scenarios : one scenario, or several by name.
    replicates : how many, from 0 up.
    seed : a non-negative integer below 2**63.
    engine : ``"compiled"`` (machine code, threads) or ``"mesa"`` (agent by agent, serial).
    threads : of the compiled engine; all cores if not said.
    progress : called with (runs done, runs in all) from the calling thread.

    Raises
    ------
    ValueError : if there is no scenario or replicate, or the seed is out of range.
    """
    named = {scenarios.name: scenarios} if isinstance(scenarios, Scenario) else dict(scenarios)
    if not named or replicates < 1:
        raise ValueError("nothing to run: at least one scenario and one replicate are needed")
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed must be from 0 to 2**63 - 1, not {seed}")
    jobs = [(name, rep) for rep in range(replicates) for name in named]
    run = _runner(engine, named, seed)
    workers = 1 if engine == "mesa" else threads or os.cpu_count() or 1
    done: dict[Job, Record] = {}
    for job, record in _finished(run, jobs, workers):
        done[job] = record
        if progress is not None:
            progress(len(done), len(jobs))
    records = {name: tuple(done[name, rep] for rep in range(replicates)) for name in named}
    return Simulation(MappingProxyType(named), MappingProxyType(records), seed, engine)


def _runner(engine: Engine, named: Mapping[str, Scenario], seed: int) -> Callable[[Job], Record]:
    if engine == "mesa":
        from collabsim.model import CollaborationModel

        def run_agents(job: Job) -> Record:
            model = CollaborationModel(named[job[0]], replicate=job[1], seed=seed)
            model.run()
            return model.record

        return run_agents
    from collabsim.ensemble.engine import compiled, run_one

    kernel = compiled()

    def run_arrays(job: Job) -> Record:
        return run_one(kernel, named[job[0]], build(named[job[0]], seed, job[1]))

    return run_arrays


def _finished(
    run: Callable[[Job], Record], jobs: list[Job], workers: int
) -> Iterator[tuple[Job, Record]]:
    """Yield runs as they finish, the first alone so that machine code is made once."""
    yield jobs[0], run(jobs[0])
    if workers == 1:
        for job in jobs[1:]:
            yield job, run(job)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: dict[Future[Record], Job] = {pool.submit(run, job): job for job in jobs[1:]}
        try:
            while waiting:
                ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield waiting.pop(future), future.result()
        finally:
            for future in waiting:
                future.cancel()
