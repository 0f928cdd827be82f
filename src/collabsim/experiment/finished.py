"""An experiment's folder, read: its tables, its question, how long it took and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.experiment.manifest import HEAD, experiment_in, identity, read_manifest
from collabsim.experiment.precision import precise, rounds
from collabsim.experiment.question import KEYS, Question
from collabsim.experiment.shards import read_lines, whole_lines
from collabsim.experiment.store import FAILED, FINISHED, Store, only_here
from collabsim.metrics import METRICS, Metric
from collabsim.results.dictionary import described, dictionary_of
from collabsim.results.sums import WORKED, Sums, present

ANSWER = "answer/"
SUMMARIES = ("dictionary.csv", "failures.csv", "summary.csv")
"""What is made of the runs once all of them are there: those that failed, and what the others say."""

MOST = 1_000_000
"""Rows of the largest summary that is made: spreadsheets open no more."""


@dataclass(frozen=True)
class Runs:
    """The runs of an experiment: every point in every variant, on the same random draws in each.

    Attributes
    ----------
    design : a row for each point: ``point`` (0, 1, ...), ``label``, and a column for each
        factor, a lever or ``group.parameter``, with its level or value.
    variants : a row for each alternative under which every point is run: ``variant`` (0, 1, ...;
        0 is the base's own), ``structure`` (its name), ``parameters`` (the set it takes from a
        table of parameter sets, -1 if the base's own), and a column for each value changed.
    runs : a row for each finished run: ``point``, ``variant``, ``replicate``, and a column for
        each metric with its value at the end of the run, NaN where it is undefined.
    failures : a row for each run that raised: ``point``, ``variant``, ``replicate``, ``reason``.
    reference : the point that is *today*.
    ends : first and last value of every factor, as the file writes them: an effect runs from the
        one to the other. Empty for points that were listed.
    own : metrics of the author's own, by name.
    """

    design: DataFrame
    variants: DataFrame
    runs: DataFrame
    failures: DataFrame
    reference: int = 0
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    own: Mapping[str, Metric] = field(default_factory=dict)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics that were kept."""
        return tuple(name for name in self.runs.columns if name not in KEYS)

    def metric(self, name: str) -> Metric:
        """Return what a metric is, its author's own or one of the catalogue."""
        return self.own[name] if name in self.own else METRICS[name]

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of what varies from point to point."""
        return tuple(name for name in self.design.columns if name not in ("point", "label"))


@dataclass(frozen=True)
class Finished:
    """What a folder holds; get one with ``Finished.read(folder)`` or from ``Experiment.run``.

    Attributes
    ----------
    folder : where it is.
    experiment : what was asked, as the folder has it.
    """

    folder: Path
    experiment: Question

    @classmethod
    def read(cls, folder: str | Path) -> Finished:
        """Read a folder, whether all of it has been run or not.

        Raises
        ------
        FolderError : if it holds no experiment, or a file it opens with is not as it was written.
        """
        return cls(Path(folder), experiment_in(Path(folder)))

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Question, versions, seed, how the design was made."""
        return read_manifest(self.folder)

    @cached_property
    def store(self) -> Store:
        """The state of every run."""
        return store_of(self.folder, self.experiment)

    @cached_property
    def damaged(self) -> tuple[str, ...]:
        """A sentence for everything that is not as it was written."""
        sums = self.store.sums
        made = sums.faults(self.store.derived())[bool(sums.fault) :]
        there = {name for name in present(self.folder) if name.startswith((ANSWER, *SUMMARIES))}
        odd = sorted(there - {*sums.listed})
        if odd and not self.state()["missing"]:
            made.append(f"{odd[0]} was not finished; the command that started it makes it again.")
        if not (self.folder / WORKED).is_file():
            made.append(f"{WORKED} is missing; the command that started it begins it anew.")
        elif not whole_lines(self.folder / WORKED, WORKED):
            made.append(f"{WORKED} is not as it was written.")
        return (*self.store.damaged, *made)

    @cached_property
    def runs(self) -> Runs:
        """The four tables, whatever is there."""
        held = self.experiment
        tables = self.store.tables()
        return Runs(
            held.design, held.variants, *tables, held.reference, held.ends, held.own.metrics
        )

    @property
    def worked(self) -> Mapping[int, float]:
        """Seconds that each number of workers worked at it, without pauses; none if not known."""
        found: dict[int, float] = {}
        for workers, seconds in read_lines(self.folder / WORKED, WORKED):
            found[workers] = found.get(workers, 0.0) + float(seconds[0])
        return found

    def state(self) -> dict[str, int]:
        """Return how many runs are finished, failed and missing."""
        end = wanted(self.store, self.experiment) * self.experiment.per_replicate
        counts = {"finished": self.store.count(FINISHED), "failed": self.store.count(FAILED)}
        return {**counts, "missing": self.store.left(end)}


def store_of(folder: Path, experiment: Question) -> Store:
    """Return the store of the runs of an experiment in its folder."""
    return Store(folder, experiment.rows(identity(folder), HEAD))


def wanted(store: Store, experiment: Question) -> int:
    """Return how many replicates are to be run, as far as the runs that are there can say."""
    most, stop = experiment.replicates, experiment.stop
    if stop is None:
        return most
    for replicates in rounds(most):
        if next(store.missing(replicates * experiment.per_replicate), None) is not None:
            return replicates
        runs, _ = store.tables([stop.metric])
        if precise(stop, runs[runs["replicate"] < replicates], experiment.reference):
            return replicates
    return most


def summary(runs: Runs) -> DataFrame:
    """Return mean, standard deviation and count of each metric of each variant and point.

    ``effect`` is the mean difference from *today* on the same random draws in the same variant,
    ``error`` its standard error. Replicates in which a metric is undefined are left out.
    """
    shape = (len(runs.variants), len(runs.design), len(runs.metrics))
    variant, point, metric = (place.ravel() for place in np.indices(shape))
    columns: dict[str, Any] = {
        "variant": variant,
        "structure": runs.variants["structure"].to_numpy()[variant],
        "parameters": runs.variants["parameters"].to_numpy()[variant],
        "point": point,
        "label": runs.design["label"].to_numpy()[point],
        "metric": np.array(runs.metrics, object)[metric],
    }
    found = np.stack([_moments(runs, name, shape[:2]) for name in runs.metrics], axis=-1)
    names = ("mean", "std", "count", "effect", "error")
    return DataFrame(columns | dict(zip(names, found.reshape(5, -1), strict=True))).astype(
        {"count": np.int64}
    )


def _moments(runs: Runs, name: str, shape: tuple[int, int]) -> Any:
    """Return mean, deviation, count, effect and error of a metric, each (variants, points)."""
    point, variant, replicate = (runs.runs[key].to_numpy() for key in KEYS)
    values = np.full((*shape, replicate.max(initial=0) + 1), np.nan)
    values[variant, point, replicate] = runs.runs[name].to_numpy()
    levels, gaps = (
        DataFrame(some.reshape(-1, some.shape[-1]))
        for some in (values, values - values[:, [runs.reference]])
    )
    found = [levels.mean(axis=1), levels.std(axis=1), levels.count(axis=1)]
    found += [gaps.mean(axis=1), gaps.sem(axis=1)]
    return np.array(found, float).reshape(5, *shape)


def summaries(finished: Finished) -> dict[str, DataFrame]:
    """Return the tables for a spreadsheet by the name of their file."""
    held = finished.experiment
    tables = {"failures.csv": finished.runs.failures}
    if held.per_replicate * len(held.metrics) <= MOST:
        tables["summary.csv"] = summary(finished.runs)
    runs = finished.runs
    every = (runs.design, runs.variants, runs.runs, *tables.values())
    names = dict.fromkeys(name for table in every for name in table)
    return {**tables, "dictionary.csv": dictionary_of(names, described(held.own.metrics))}


@contextmanager
def answering(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of an experiment's answer, whole, and is listed.

    Raises
    ------
    FolderError : if another process is working on the experiment.
    """
    with only_here(folder):
        sums, new = Sums.read(folder), folder / ".answer.partial"
        sums.drop([name for name in sums.listed if name.startswith(ANSWER)])
        sums.write()
        rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            yield new
        except BaseException:
            rmtree(new, ignore_errors=True)
            raise
        rmtree(folder / ANSWER, ignore_errors=True)
        new.rename(folder / ANSWER)
        sums.keep(name for name in present(folder) if name.startswith(ANSWER))
        sums.write()
