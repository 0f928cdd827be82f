"""Run scenarios over replicates, on the same random draws in each, with either engine."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from numbers import Integral
from typing import TYPE_CHECKING, Literal, get_args

from collabsim.composition import BARRIERS
from collabsim.metrics import METRICS, Metric, final_metrics, series
from collabsim.plain import Frozen, Held, card, freeze, plural
from collabsim.population import Population, build
from collabsim.record import STATE_ITEMS, Record
from collabsim.rules import OURS, Barrier, Rule, Rules
from collabsim.scenario import Scenario
from collabsim.scenario.dates import financial_year
from collabsim.scenario.faults import nearest

if TYPE_CHECKING:  # pandas and Mesa are slow to import
    from pandas import DataFrame

    from collabsim.model import CollaborationModel

__all__ = ["Engine", "Keep", "Progress", "Simulation", "final_metrics", "simulate"]

LOG = logging.getLogger("collabsim")

Engine = Literal["compiled", "mesa"]
Keep = Literal["all", "final"]
Progress = Callable[[int, int], None]
Notice = Callable[[str], None]
Job = tuple[str, int]
Ends = dict[str, float]
Run = Callable[[Job], Record]


@dataclass(frozen=True, eq=False, repr=False)
class Simulation(Held):
    """What some scenarios came to, the same replicates of each.

    Attributes
    ----------
    scenarios : the scenarios by name.
    ends : for each, every metric at the end of each run, in the order of replicates.
    records : for each, one record a replicate; none if only final metrics were kept.
    seed, engine : what they were run with.
    metrics : what was measured, by name.
    barriers : names of the barriers, one of a user's own last.
    own : what of it is its author's own, such as ``"rule trust.gate"``.
    """

    scenarios: Mapping[str, Scenario]
    ends: Mapping[str, Sequence[Ends]]
    records: Mapping[str, Sequence[Record]]
    seed: int
    engine: Engine
    metrics: Mapping[str, Metric]
    barriers: tuple[str, ...] = BARRIERS
    own: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "scenarios", "ends", "records", "metrics")

    def __repr__(self) -> str:
        """Say what was run, in a line."""
        names = ", ".join(self.scenarios)
        return f"Simulation({names}; {plural(self.replicates, 'replicate')}, seed {self.seed}, {self.engine})"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        facts = {"Replicates": self.replicates, "Seed": self.seed, "Engine": self.engine}
        return card(f"Simulation of {', '.join(self.scenarios)}", facts)

    @property
    def replicates(self) -> int:
        """Replicates run of each scenario."""
        return len(next(iter(self.ends.values())))

    def final(self) -> DataFrame:
        """Return every metric at the end of every run: a row for each scenario and replicate."""
        from pandas import DataFrame

        return DataFrame(
            {"scenario": name, "replicate": replicate, **values}
            for name, runs in self.ends.items()
            for replicate, values in enumerate(runs)
        )

    def series(self) -> DataFrame:
        """Return every metric by month from today, with its financial year, of every run whose record was kept."""

        def months(record: Record) -> dict[str, object]:
            month = range(-record.today, record.months - record.today)
            today = self.scenarios[record.scenario].today
            years = [financial_year(each, today) for each in month]
            return {"month": month, "financial_year": years, **series(record, self.metrics)}

        return self._table(months)

    def states(self) -> DataFrame:
        """Return every NHS trust as it was at the end of every run; all records are needed."""
        return self._table(
            lambda run: {"trust": run.trusts, **dict(zip(STATE_ITEMS, run.state.T, strict=True))}
        )

    def _table(self, columns: Callable[[Record], Mapping[str, object]]) -> DataFrame:
        """Return some columns of every record, behind whose they are."""
        from pandas import DataFrame, concat

        parts = [
            DataFrame({"scenario": each.scenario, "replicate": each.replicate, **columns(each)})
            for each in self.every_record()
        ]
        return concat(parts, ignore_index=True)

    def every_record(self) -> Iterator[Record]:
        """Yield all records, scenario by scenario.

        Raises
        ------
        ValueError : if only final metrics were kept.
        """
        for name, records in self.records.items():
            if len(records) < self.replicates:
                raise ValueError(f'no records of {name} were kept: simulate with keep="all"')
            yield from records


def simulate(
    scenarios: Scenario | Mapping[str, Scenario],
    replicates: int = 20,
    seed: int = 1,
    *,
    engine: Engine = "compiled",
    keep: Keep = "all",
    rules: Mapping[str, Rule] | None = None,
    barrier: Barrier | None = None,
    metrics: Sequence[Metric] = (),
    model: type[CollaborationModel] | None = None,
    threads: int | None = None,
    each: Callable[[Record], None] | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
) -> Simulation:
    """Run every scenario over the same replicates.

    Replicate r meets the same random draws in every scenario, so differences can be paired.
    Results hang on neither the engine, the threads nor the order of runs.

    Parameters
    ----------
    scenarios : one scenario, or several by name.
    replicates : how many, from 0 up.
    seed : a non-negative integer below 2**63.
    engine : ``"compiled"`` (machine code, threads) or ``"mesa"`` (agent by agent, serial).
    keep : ``"all"`` keeps the record of every run (about 2 MB for England), ``"final"`` only the
        metrics at its end, so that memory does not grow with records.
    rules : rules of your own by the name of those they replace: ``{"trust.gate": mine}``.
    barrier, metrics : a barrier and metrics of your own, besides ours.
    model : a model of your own, with agents of your own; for the Mesa engine only.
    threads : of the compiled engine; all cores if not said.
    each, progress : called from the calling thread with every record as its run ends, in any order,
        and with (runs done, runs in all).
    notice : called with a sentence when machine code must be made first, once for each computer;
        the log of ``collabsim`` gets it unless said otherwise.

    Raises
    ------
    ValueError : if anything asked for is unknown or out of range, a metric of your own has the
        name of another, a rule or barrier of your own does not fit, or the compiled engine is
        asked for a model of your own.
    """
    named = called(scenarios)
    _check(named, replicates, seed, engine, keep, threads)
    if engine == "compiled" and model is not None:
        raise ValueError(
            f"the compiled engine runs no agents, so it cannot run {model.__name__}: "
            'say engine="mesa", or change a rule or add a barrier, which both engines run'
        )
    measured = with_own(metrics)
    jobs = [(name, rep) for rep in range(replicates) for name in named]
    if engine == "mesa":
        run = _agents(named, seed, model, rules, barrier)
    else:
        run = _arrays(named, seed, Rules(rules, barrier) if rules or barrier else OURS, notice)
    workers = 1 if engine == "mesa" else threads or os.cpu_count() or 1
    ends: dict[Job, Ends] = {}
    kept: dict[Job, Record] = {}
    for job, record in _finished(run, jobs, workers):
        if each is not None:
            each(record)
        ends[job] = final_metrics(record, metrics=measured)
        if keep == "all":
            kept[job] = record
        if progress is not None:
            progress(len(ends), len(jobs))
    every = range(replicates)
    return Simulation(
        scenarios=named,
        ends={name: tuple(ends[name, rep] for rep in every) for name in named},
        records={name: tuple(kept[name, rep] for rep in every if kept) for name in named},
        seed=seed,
        engine=engine,
        metrics=measured,
        barriers=(*BARRIERS, barrier.name) if barrier else BARRIERS,
        own=(
            *(f"rule {name}" for name in rules or ()),
            *([f"barrier {barrier.name}"] if barrier else []),
            *(f"metric {each.name}" for each in metrics),
            *([f"model {model.__name__}"] if model else []),
        ),
    )


def _check(
    named: Mapping[str, Scenario],
    replicates: object,
    seed: object,
    engine: str,
    keep: str,
    threads: object,
) -> None:
    """Raise a ``ValueError`` that lists everything wrong with what was asked for."""
    wrong = [] if named else ["nothing to run: at least one scenario is needed"]
    numbers = {"replicates": (replicates, 1, 2**31), "seed": (seed, 0, 2**63 - 1)}
    numbers["threads"] = (1 if threads is None else threads, 1, 10_000)
    for name, (value, least, most) in numbers.items():
        if not isinstance(value, Integral) or not least <= int(value) <= most:
            wrong.append(f"{name}: expected a whole number from {least} to {most}, found {value!r}")
    for name, word, kinds in (("engine", engine, Engine), ("keep", keep, Keep)):
        if word not in get_args(kinds):
            wrong.append(f'{name}: there is no "{word}".{nearest(str(word), get_args(kinds))}')
    if wrong:
        raise ValueError("\n".join(wrong))


def called(scenarios: Scenario | Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return scenarios by name, each called what it is called here.

    Raises
    ------
    ValueError : if they are neither a scenario nor scenarios by name.
    """
    if isinstance(scenarios, Scenario):
        return {scenarios.name: scenarios}
    by_name = isinstance(scenarios, Mapping)
    if not by_name or not all(isinstance(each, Scenario) for each in scenarios.values()):
        raise ValueError(
            'expected a scenario or a dictionary of scenarios by name, such as {"today": '
            f"Scenario.england()}}; found {type(scenarios).__name__}"
        )
    return {name: replace(scenario, name=name) for name, scenario in scenarios.items()}


def with_own(metrics: Sequence[Metric]) -> Mapping[str, Metric]:
    """Return all metrics by name, those of ``METRICS`` first.

    Raises
    ------
    ValueError : if two have the same name.
    """
    out = dict(METRICS)
    for metric in metrics:
        if metric.name in out:
            raise ValueError(f"there are two metrics called {metric.name}; rename yours")
        out[metric.name] = metric
    return Frozen(out)


def _agents(
    named: Mapping[str, Scenario],
    seed: int,
    model: type[CollaborationModel] | None,
    rules: Mapping[str, Rule] | None,
    barrier: Barrier | None,
) -> Run:
    from collabsim.compiled.errors import errors_described
    from collabsim.model import CollaborationModel

    chosen = model or CollaborationModel

    def run(job: Job) -> Record:
        made = chosen(named[job[0]], job[1], seed, rules=rules, barrier=barrier)
        with errors_described(made.rules, ValueError):
            made.run()
        return made.record

    return run


def _arrays(named: Mapping[str, Scenario], seed: int, rules: Rules, notice: Notice | None) -> Run:
    from collabsim.compiled.draws import draw
    from collabsim.compiled.engine import compiled, run_one
    from collabsim.compiled.errors import errors_described

    births, alike = rules.in_force(build), _born_alike(named)
    with errors_described(rules):
        kernel = compiled(rules, notice or LOG.warning)

    @lru_cache(maxsize=4)
    def born(name: str, replicate: int) -> Population:
        return births(named[name], seed, replicate, draw)

    def run(job: Job) -> Record:
        with errors_described(rules):
            return run_one(kernel, named[job[0]], born(alike[job[0]], job[1]), rules)

    return run


def _born_alike(named: Mapping[str, Scenario]) -> dict[str, str]:
    """Return for each scenario the first one that has the same births: levers play no part in them."""
    plain = {
        name: replace(each, name="", description="", levers={}, own_levers=())
        for name, each in named.items()
    }
    return {
        name: next(first for first, other in plain.items() if other == each)
        for name, each in plain.items()
    }


def _finished(run: Run, jobs: list[Job], workers: int) -> Iterator[tuple[Job, Record]]:
    """Yield runs as they finish, the first alone so that machine code is made once.

    No more runs are begun than a few ahead of those that are done with, so that memory stays flat.
    """
    yield jobs[0], run(jobs[0])
    if workers == 1:
        yield from ((job, run(job)) for job in jobs[1:])
        return
    left = iter(jobs[1:])
    with ThreadPoolExecutor(workers) as pool:
        waiting: dict[Future[Record], Job] = {}
        try:
            while waiting := waiting | {
                pool.submit(run, job): job for job in islice(left, 2 * workers - len(waiting))
            }:
                ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield waiting.pop(future), future.result()
        finally:
            pool.shutdown(cancel_futures=True)
