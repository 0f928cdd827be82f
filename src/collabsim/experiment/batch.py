"""What a worker is handed and gives back: a few runs, as plain words and numbers.

A batch can cross to a thread, a process or another machine; whichever carries it out, the
numbers are the same.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from collabsim.experiment.factors import changed
from collabsim.metrics import final_metrics
from collabsim.population import Population, build
from collabsim.scenario import Scenario
from collabsim.scenario.draft import Draft, Named
from collabsim.scenario.reading import scenario_of

Pairs = tuple[tuple[str, float], ...]
Outcome = tuple[int, tuple[float, ...] | str]
"""A run's number, with its metrics or with the reason why it has none."""

Timed = tuple[float, list[Outcome]]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number in the experiment, its luck, and what it changes in the base."""

    number: int
    replicate: int
    world: Pairs
    point: Pairs


@dataclass(frozen=True, slots=True)
class Batch:
    """Some runs of an experiment, with all that is needed to carry them out anywhere.

    ``base`` is the text of the base scenario in full.
    """

    base: str
    seed: int
    metrics: tuple[str, ...]
    runs: tuple[Run, ...]


def timed(batch: Batch) -> Timed:
    """Return how many seconds a batch took, and what came of it."""
    start = time.perf_counter()
    outcomes = carry_out(batch)
    return time.perf_counter() - start, outcomes


def carry_out(batch: Batch) -> list[Outcome]:
    """Return what came of each run of a batch; one that raises leaves its reason."""
    return list(_outcomes(batch))


def scenario_from(text: str) -> Scenario:
    """Return the scenario of a config text that extends nothing."""
    draft = Draft(Named("base.toml"))
    draft.lay(tomllib.loads(text), draft.main)
    return scenario_of(draft)


_base = lru_cache(maxsize=4)(scenario_from)


def _outcomes(batch: Batch) -> Iterator[Outcome]:
    births = _Births(batch.seed)
    for run in batch.runs:
        try:
            scenario = births.scenario(_base(batch.base), run)
            yield run.number, _end(scenario, births.born(scenario, run), batch.metrics)
        except Exception as error:  # noqa: BLE001
            yield run.number, f"{type(error).__name__}: {error}"[:500]


def _end(scenario: Scenario, born: Population, metrics: tuple[str, ...]) -> tuple[float, ...]:
    """Return the metrics at the end of one run."""
    from collabsim.ensemble.engine import run_one

    return tuple(final_metrics(run_one(_kernel(), scenario, born), metrics).values())


@cache
def _kernel() -> Any:
    """Return the machine code, looked for once in a process."""
    from collabsim.ensemble.engine import compiled

    return compiled()


class _Births:
    """Remembers the last world and population: levers change no births, so points share them."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.of: tuple[Pairs, int] | None = None
        self.last: tuple[Pairs, Scenario] | None = None
        self.population: Population | None = None

    def scenario(self, base: Scenario, run: Run) -> Scenario:
        """Return the scenario of a run."""
        values = _parameters(run)
        if self.last is None or self.last[0] != values:
            self.last = values, changed(base, dict(values))
        levers = {name: level for name, level in run.point if "." not in name}
        return changed(self.last[1], levers)

    def born(self, scenario: Scenario, run: Run) -> Population:
        """Return the population of a run, the last one if it is the same."""
        of = _parameters(run), run.replicate
        if self.population is None or self.of != of:
            self.population = build(scenario, self.seed, run.replicate)
            self.of = of
        return self.population


def _parameters(run: Run) -> Pairs:
    return (*run.world, *(pair for pair in run.point if "." in pair[0]))
