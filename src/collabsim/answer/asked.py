"""What was asked: the runs of an experiment with what analyses must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pandas import DataFrame

from collabsim.analysis import Effects, differences, shapley
from collabsim.experiment import Finished, Runs
from collabsim.plots.about import About


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
    levels : values of each factor in the order of the file, the first being today's; empty for
        points that were listed.
    analyses : names of those asked for.
    about : what every figure says of where its numbers come from.
    """

    runs: Runs
    levels: Mapping[str, tuple[float, ...]]
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
            count, unit = (months, "months") if months % 12 else (months // 12, "years")
            setting = f"{experiment.base.name} after {count} {unit}"
        luck = int(runs.runs["replicate"].nunique())
        about = About(setting, experiment.seed, luck, len(runs.worlds))
        return cls(runs, levels, experiment.analyses, about)

    @property
    def metric(self) -> str:
        """The first metric of the file: the one that findings and figures are about."""
        return self.runs.metrics[0]

    @cached_property
    def leading(self) -> Effects:
        """The effects that the finding turns on: Shapley shares of levers, else differences."""
        if "levers" in self.analyses:
            try:
                return shapley(self.runs, self.metric)
            except ValueError:
                pass
        return differences(self.runs, self.metric)
