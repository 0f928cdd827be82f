"""What was asked: the runs of an experiment with what analyses must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property

from pandas import DataFrame

from collabsim.analysis import Effects, alone, differences, main_effects, removed, shapley
from collabsim.experiment import Finished, Runs
from collabsim.experiment.designs import TODAY, worded
from collabsim.experiment.variants import OWN
from collabsim.report.about import About, said
from collabsim.scenario.differences import is_practice


class Unanswered(Exception):  # noqa: N818
    """An analysis that these runs do not allow, with the reason as a sentence."""


@dataclass(frozen=True)
class Part:
    """What one analysis gives: tables by file name, and sentences of finding."""

    tables: Mapping[str, DataFrame] = field(default_factory=dict)
    finding: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """The runs of an experiment, its first metric, and how its points were made.

    Attributes
    ----------
    runs : the four tables.
    levels : values of each factor in the order of the file; empty for points that were listed.
    kind : the design, one of ``words.DESIGNS``.
    analyses : names of those asked for.
    about : what every figure says of where its numbers come from.
    """

    runs: Runs
    levels: Mapping[str, tuple[float, ...]]
    kind: str
    analyses: tuple[str, ...]
    about: About

    @classmethod
    def of(cls, finished: Finished) -> Asked:
        """Return what a folder was asked."""
        experiment, runs = finished.experiment, finished.runs
        factors = experiment.how["factors"]
        levels = {name: tuple(float(v) for v in values) for name, values in factors.items()}
        months = experiment.base.parameters.world.months
        if "world.months" in levels:
            setting = experiment.base.name
        else:
            count, unit = (months, "months") if months % 12 else (months / 12, "years")
            unit = unit.removesuffix("s") if count == 1 else unit
            setting = f"{experiment.base.name} after {count:g} {unit}"
        kind = str(experiment.how["kind"])
        if kind == "grid":
            runs = replace(runs, design=_short(runs, levels))
        luck = int(runs.runs["replicate"].nunique())
        sets = int((runs.variants["structure"] == OWN).sum())
        practice = is_practice(experiment.base)
        about = About(setting, experiment.seed, luck, len(runs.variants), sets, practice)
        return cls(runs, levels, kind, experiment.analyses, about)

    @property
    def off(self) -> dict[str, float]:
        """Today's value of every factor whose first value is another: its effect starts elsewhere."""
        today = self.runs.design.iloc[self.runs.reference]
        return {
            name: float(today[name])
            for name, levels in self.levels.items()
            if today[name] != levels[0]
        }

    @property
    def grid(self) -> bool:
        """Whether points are every combination of the factors' values."""
        return self.kind == "grid"

    @property
    def metric(self) -> str:
        """The first metric of the file: the one that findings and figures are about."""
        return self.runs.metrics[0]

    def overall(self, effects: Effects) -> DataFrame:
        """Return the table of some effects, held against being so many.

        The first metric is what was asked; effects on the others are one family, of all of them.
        """
        return effects.overall(family=len(effects.names) * self._metrics_beside(effects.metric))

    def by_structure(self, effects: Effects) -> DataFrame:
        """Return the same in every structure in turn, all of them one family."""
        structures = self.runs.variants["structure"].nunique()
        count = len(effects.names) * structures * self._metrics_beside(effects.metric)
        return effects.by_structure(family=count)

    def _metrics_beside(self, metric: str) -> int:
        return 1 if metric == self.metric else len(self.runs.metrics) - 1

    def asked_of_levers(self, metric: str) -> dict[str, Effects]:
        """Return the effects of levers that the design has, by question, the fullest last.

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

    @cached_property
    def leading(self) -> Effects:
        """The effects that the finding turns on.

        If levers were asked for, the fullest answer that the design has; in a grid of which no
        differences from today were asked for, the effect of its first factor at each value of the
        others; else those differences.
        """
        from collabsim.answer.along import turns

        try:
            if "levers" in self.analyses:
                return list(self.asked_of_levers(self.metric).values())[-1]
            if "differences" not in self.analyses and self.levels:
                return turns(self, self.metric)[0]
        except (ValueError, Unanswered):
            pass
        return differences(self.runs, self.metric)

    @property
    def leading_question(self) -> str:
        """Which of the questions about levers the leading effects answer; else ``differences``."""
        if "levers" not in self.analyses:
            return "differences"
        try:
            return list(self.asked_of_levers(self.metric))[-1]
        except (ValueError, Unanswered):
            return "differences"


def by_variant(asked: Asked, table: DataFrame) -> DataFrame:
    """Return a table of effects variant by variant with each variant's structure and parameter set."""
    variants = asked.runs.variants.set_index("variant")
    place = 1 + list(table.columns).index("variant")
    made = table.copy()
    for n, name in enumerate(("structure", "parameters")):
        made.insert(place + n, name, table["variant"].map(variants[name]))
    return made


def _short(runs: Runs, levels: Mapping[str, tuple[float, ...]]) -> DataFrame:
    """Return the design of a grid with labels that leave out what stands as it does today."""
    ends = [name.split(".")[-1] for name in levels]
    short = {n: end if ends.count(end) == 1 else n for n, end in zip(levels, ends, strict=True)}
    today = runs.design.iloc[runs.reference]
    words = []
    for name, label in short.items():
        every = worded({*levels[name], today[name]})
        told = {value: f"{said(label)} {word}" for value, word in every.items()}
        words.append(runs.design[name].map({**told, today[name]: ""}))
    labels = [", ".join(filter(None, row)) or TODAY for row in zip(*words, strict=True)]
    return runs.design.assign(label=labels)
