"""What a worker is handed and gives back: a few runs, as plain words and numbers.

A batch can cross to a thread, a process or another machine; whichever carries it out, the
numbers are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from collabsim.experiment.factors import changed
from collabsim.experiment.own_functions import NOTHING_OWN, OwnFunctions
from collabsim.experiment.shards import Outcome
from collabsim.experiment.variants import in_force
from collabsim.metrics import METRICS, final_metrics
from collabsim.population import Population, build
from collabsim.record import Record
from collabsim.scenario import Scenario
from collabsim.scenario.writing import scenario_from

Pairs = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its number in the experiment, its random draws, and what it changes in the base."""

    number: int
    seed: int
    replicate: int
    variant: Pairs
    point: Pairs


@dataclass(frozen=True, slots=True)
class Batch:
    """Some runs of an experiment, with all that is needed to carry them out anywhere.

    ``base`` is the text of the base scenario in full.
    """

    base: str
    metrics: tuple[str, ...]
    runs: tuple[Run, ...]
    own: OwnFunctions = NOTHING_OWN


def carry_out(batch: Batch) -> list[Outcome]:
    """Return what came of each run of a batch; one that raises leaves its reason."""
    return list(_outcomes(batch))


def record_of(scenario: Scenario, seed: int, replicate: int) -> Record:
    """Return the record of one run of a scenario."""
    from collabsim.compiled.draws import draw
    from collabsim.compiled.engine import run_one

    return run_one(_kernel(NOTHING_OWN), scenario, build(scenario, seed, replicate, draw))


def _outcomes(batch: Batch) -> Iterator[Outcome]:
    for run in batch.runs:
        try:
            yield run.number, _end(batch, run)
        except Exception as error:  # noqa: BLE001
            yield run.number, f"{type(error).__name__}: {error}"[:500]


def _end(batch: Batch, run: Run) -> tuple[float, ...]:
    """Return the metrics at the end of one run."""
    from collabsim.compiled.engine import run_one

    said = in_force((), dict(run.variant), point=dict(run.point))
    values = tuple((name, value) for name, value in said.items() if "." in name)
    levers = {name: level for name, level in said.items() if "." not in name}
    scenario = changed(_variant(batch.base, values), levers)
    born, own = _born(batch.base, values, run.seed, run.replicate, batch.own), batch.own
    record = run_one(_kernel(own), scenario, born, own.rules)
    known = {name: own.metrics.get(name) or METRICS[name] for name in batch.metrics}
    return tuple(final_metrics(record, batch.metrics, known).values())


@lru_cache(maxsize=4)
def _base(text: str) -> Scenario:
    """Return the base scenario, read once in a process."""
    return scenario_from(text)


@lru_cache(maxsize=8)
def _variant(text: str, values: Pairs) -> Scenario:
    """Return the base with parameters changed; points that differ in levers alone share it."""
    return changed(_base(text), dict(values))


@lru_cache(maxsize=8)
def _born(text: str, values: Pairs, seed: int, replicate: int, own: OwnFunctions) -> Population:
    """Return the population of a replicate; levers change no births, so points share it."""
    from collabsim.compiled.draws import draw

    births = own.rules.in_force(build)
    return births(_variant(text, values), seed, replicate, draw)


@lru_cache(maxsize=4)
def _kernel(own: OwnFunctions) -> Any:
    """Return the machine code of the rules in force, looked for once in a process."""
    from collabsim.compiled.engine import compiled

    return compiled(own.rules)
