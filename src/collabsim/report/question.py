"""The runs of an experiment, with what every analysis and figure must know of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import (
    Effects,
    alone,
    contrasts,
    differences,
    main_effects,
    removed,
    shapley,
)
from collabsim.experiment import Finished, Runs
from collabsim.experiment.costs import levers_of
from collabsim.experiment.designs import TODAY
from collabsim.experiment.variants import OWN
from collabsim.levers import LEVERS
from collabsim.metrics import Metric
from collabsim.report.claims import Claim, claims_of
from collabsim.report.formats import change_of, held_at, name_of, value_of
from collabsim.report.source import Source
from collabsim.report.summary import Opening
from collabsim.scenario import Scenario
from collabsim.scenario.dates import TODAY as TODAY_DATE
from collabsim.scenario.dates import end_of
from collabsim.scenario.differences import is_practice


class Unanswered(ValueError):  # noqa: N818
    """An analysis that these runs do not allow, with the reason as a sentence."""


@dataclass(frozen=True)
class Finding:
    """A sentence, and the effects it tells of, each with interval and ranges; none if it tells of none."""

    sentence: str
    effects: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one analysis gives: tables by file name, findings, and what it says first."""

    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    opening: Opening | None = None

    @classmethod
    def of(
        cls,
        tables: Mapping[str, DataFrame],
        *findings: Finding | str | None,
        opening: Opening | None = None,
    ) -> Part:
        """Return a part of findings, some of which are plain sentences, or empty."""
        every = (Finding(each) if isinstance(each, str) else each for each in findings)
        return cls(tables, tuple(each for each in every if each and each.sentence), opening)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings as text."""
        return tuple(each.sentence for each in self.findings)

    @property
    def text(self) -> str:
        """The findings as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Question:
    """The runs of an experiment, and how its points were made.

    Attributes
    ----------
    runs : the four tables.
    levels : values of each factor in the order of the file; empty for points that were listed.
    kind : the design, one of ``vocabulary.DESIGNS``.
    analyses : names of those asked for.
    source : what every figure says of where its numbers come from.
    base : the scenario that points change.
    within : what the best package may cost, by ``budget`` and ``attention``, if that was stated.
    """

    runs: Runs
    levels: Mapping[str, tuple[float, ...]]
    kind: str
    analyses: tuple[str, ...]
    source: Source
    base: Scenario = field(default_factory=Scenario.england)
    within: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, finished: Finished) -> Question:
        """Return what the runs of a folder were to answer."""
        experiment, runs = finished.experiment, finished.runs
        factors = experiment.how["factors"]
        levels = {name: tuple(float(v) for v in values) for name, values in factors.items()}
        base = experiment.base
        by = f" by {end_of(base.months, base.today)}"
        kind = str(experiment.how["kind"])
        if kind == "grid":
            runs = replace(runs, design=short_labels(runs, levels, base.today))
        varied = {*runs.design, *runs.variants}
        source = Source(
            f"{base.name}{'' if 'world.months' in varied else by}",
            experiment.seed,
            int(runs.runs["replicate"].nunique()),
            len(runs.variants),
            int((runs.variants["structure"] == OWN).sum()),
            is_practice(base),
            {name: runs.metric(name) for name in runs.metrics},
        )
        within = experiment.how.get("within", {})
        return cls(runs, levels, kind, experiment.analyses, source, base, within)

    @property
    def today(self) -> str:
        """The month that is month 0."""
        return self.base.today

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers that vary."""
        return levers_of(self.runs.design)

    @property
    def metric(self) -> Metric:
        """The first metric of the file: the one that findings and figures are about."""
        return self.runs.metric(self.runs.metrics[0])

    def first(self, found: DataFrame) -> DataFrame:
        """Return the rows of a table that are of the first metric."""
        return found[found["metric"] == self.metric.name]

    def claim(self, row: Any) -> Claim:
        """Return the claim of a row of a table of effects."""
        return Claim.of(row, self.source.metrics)

    def claims(self, found: DataFrame) -> list[Claim]:
        """Return the claims of a table of effects, in its order; those not defined left out."""
        return claims_of(found, self.source.metrics)

    def called(self, name: str) -> str:
        """Return what an effect is called in a sentence: what an author listed stands in quotes."""
        return f'"{name}"' if self.kind == "list" else name_of(name)

    @property
    def structures(self) -> int:
        """How many structural variants were run."""
        return int(self.runs.variants["structure"].nunique())

    @property
    def held_elsewhere(self) -> dict[str, float]:
        """Today's value of every factor whose first value is another: its effect starts elsewhere."""
        today = self.runs.design.iloc[self.runs.reference]
        return {n: float(today[n]) for n, levels in self.levels.items() if today[n] != levels[0]}

    def every_metric(self, make: Callable[[str], DataFrame]) -> DataFrame:
        """Return one table of those of every metric."""
        return concat([make(metric) for metric in self.runs.metrics], ignore_index=True)

    def overall(self, effects: Effects) -> DataFrame:
        """Return the table of some effects in the baseline, held against being so many.

        The first metric is what was asked; effects on the others are one family, of all of them.
        """
        return effects.overall(family=len(effects.names) * self._beside(effects.metric))

    def by_structure(self, effects: Effects) -> DataFrame:
        """Return the same in every structural variant in turn, all of them one family."""
        count = len(effects.names) * self.structures * self._beside(effects.metric)
        return effects.by_structure(family=count)

    def _beside(self, metric: Metric) -> int:
        return 1 if metric == self.metric else len(self.runs.metrics) - 1

    def by_variant(self, table: DataFrame) -> DataFrame:
        """Return a table of effects by model variant with each one's structure and parameter set."""
        variants = self.runs.variants.set_index("variant")
        place = 1 + list(table.columns).index("variant")
        made = table.copy()
        for n, name in enumerate(("structure", "parameters")):
            made.insert(place + n, name, table["variant"].map(variants[name]))
        return made

    def lever_effects(self, metric: str) -> dict[str, Effects]:
        """Return the effects of levers that the design has, by ranking, the fullest last.

        Raises
        ------
        Unanswered : if it has none.
        """
        runs = self.runs
        if self.kind == "fractional":
            with suppress(ValueError):
                return {"average": main_effects(runs, metric)}
        made = {"alone": alone(runs, metric), "removed": removed(runs, metric)}
        with suppress(ValueError):
            made["shapley"] = shapley(runs, metric)
        made = {name: effects for name, effects in made.items() if effects.names}
        if not made:
            raise Unanswered("it needs a point of each lever alone, or of everything without it.")
        return made

    @property
    def leading(self) -> Effects:
        """The effects that the finding turns on; see ``leading_ranking``."""
        return self._leading[1]

    @property
    def leading_ranking(self) -> str:
        """Which ranking of levers the leading effects are; else ``differences``."""
        return self._leading[0]

    @cached_property
    def _leading(self) -> tuple[str, Effects]:
        """Return the fullest answer of the design, if levers were asked for; else differences.

        In a grid of which no differences from today were asked for, it is the effect of its first
        factor at each value of the others.
        """
        with suppress(ValueError):
            if "levers" in self.analyses:
                return list(self.lever_effects(self.metric.name).items())[-1]
            if "differences" not in self.analyses and self.levels:
                return "differences", self.effect_along(self.metric.name)[0]
        return "differences", differences(self.runs, self.metric.name)

    @property
    def axes(self) -> tuple[str, str, str]:
        """The horizontal factor of a grid, the one that is applied, and one that makes lines.

        The factor with most values is horizontal (of several the last), the first of the others is
        applied, and the next makes lines; what is then left stays at its first value.

        Raises
        ------
        Unanswered : if it is no grid, or no factor has two values.
        """
        levels = {name: values for name, values in self.levels.items() if len(values) > 1}
        if self.kind != "grid" or not levels:
            raise Unanswered("it needs a grid of factors, one of two values at least.")
        most = max(len(values) for values in levels.values())
        along = [name for name, values in levels.items() if len(values) == most][-1]
        others = [name for name in levels if name != along]
        return along, others[0] if others else "", others[1] if len(others) > 1 else ""

    def point_at(self, values: Mapping[str, float]) -> int:
        """Return the point with these values, all other factors at their first."""
        wanted = {name: levels[0] for name, levels in self.levels.items()}
        wanted |= {name: value for name, value in values.items() if name}
        fits = np.ones(len(self.runs.design), bool)
        for name, value in wanted.items():
            fits &= self.runs.design[name].to_numpy(float) == value
        if not fits.any():
            raise Unanswered("it needs a grid: every combination of the factors' values.")
        return int(np.flatnonzero(fits)[0])

    def effect_along(self, metric: str) -> tuple[Effects, DataFrame]:
        """Return the effect of the applied factor at each value of the others, and those values.

        The values are a row an effect: ``value`` of the horizontal factor, ``level`` and ``line`` (in
        words) of the factor that makes lines.
        """
        along, applied, third = self.axes
        if not applied:
            raise Unanswered("it needs two factors or more.")
        lines = self.levels[third] if third else (0.0,)
        rows = [(value, level) for level in lines for value in sorted(self.levels[along])]
        weights = np.zeros((len(rows), len(self.runs.design)))
        for weight, (value, level) in zip(weights, rows, strict=True):
            for end, sign in ((-1, 1.0), (0, -1.0)):
                at = {along: value, third: level, applied: self.levels[applied][end]}
                weight[self.point_at(at)] += sign
        made = DataFrame(rows, columns=["value", "level"])
        made["line"] = [self.word(third, level) for level in made["level"]]
        where = [
            " and ".join(held_at(each, at, self.today) for each, at in places if each)
            for places in ([(along, value), (third, level)] for value, level in rows)
        ]
        ends = self.levels[applied][0], self.levels[applied][-1]
        what = change_of(applied, *ends, self.today)
        names = [f"{what} {each}" for each in where]
        return contrasts(self.runs, metric, names, weights), made

    def value(self, name: str, level: float) -> str:
        """Return a level of a factor with its unit; of when a lever starts, its date."""
        return value_of(name, level, self.today)

    def word(self, name: str, level: float) -> str:
        """Return a level of a factor in words; nothing if there is no such factor."""
        return f"{name_of(name)} {self.value(name, level)}" if name else ""


def short_labels(
    runs: Runs, levels: Mapping[str, tuple[float, ...]], date: str = TODAY_DATE
) -> DataFrame:
    """Return the design of a grid with labels that leave out what stands as it does today."""
    today = runs.design.iloc[runs.reference]
    words = []
    for name in levels:
        every = {float(each): value_of(name, each, date) for each in (*levels[name], today[name])}
        named = {value: f"{name_of(name)} {word}" for value, word in every.items()}
        named |= {1.0: name_of(name)} if name in LEVERS else {}
        words.append(runs.design[name].map({**named, float(today[name]): ""}))
    labels = [", ".join(filter(None, row)) or TODAY for row in zip(*words, strict=True)]
    short = runs.design.assign(label=labels)
    return short if short["label"].is_unique else runs.design
