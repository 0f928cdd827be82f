"""What may be claimed of an effect: decided here and nowhere else.

Every sentence, verdict and title asks here, so that none can say more than this:

- *the interval*: 95 %, of Monte Carlo error and, where it is a mean over five parameter sets or
  more, of having these sets and no others. That of Monte Carlo error alone is held against being one
  of a family of effects that are looked at together (Bonferroni: each at 1 − 5 % / family), since the
  largest of many is large by chance;
- *the model variants*: a claim holds in the mean of every parameter set and structural variant that
  was run; where any two disagree in sign, there is none;
- *what matters*: a difference below the metric's ``matters`` is no finding;
- *replicates*: ``FEWEST`` are needed to call an effect too small to matter. Where all agree there
  is no variance to make an interval of: it is said what they could have missed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pandas import DataFrame

from collabsim.intervals import quantile, replicates_for, strict
from collabsim.metrics import METRICS, Metric
from collabsim.report.formats import label_of
from collabsim.report.wording import FEWEST, describe

Metrics = Mapping[str, Metric]

Case = Literal[
    "up", "down", "rises", "falls", "little", "unclear", "mixed", "constant", "few", "undefined"
]
"""What may be said: up or down by what matters in all that was run; its sign, but not whether that
matters; too small to matter; nothing, as Monte Carlo error or the variants leave it open; no one
sign over the variants; no variance between replicates; too few replicates; no number."""

SIGNS = {"up": 1, "rises": 1, "down": -1, "falls": -1}
"""Cases in which an effect's sign is claimed, and that sign."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect, all that a claim about it rests on, and what may be claimed.

    Attributes
    ----------
    name, metric : what has the effect, and on what.
    mean, low, high : the mean change with its 95 % interval; NaN where it is not known.
    least, most : what a claim is held against, the widest of the interval, of that of Monte Carlo
        error for one of ``family``, and of the means of all model variants.
    replicates, error : how many there are, and the standard error of the mean.
    family : effects that it is one of.
    same : whether all replicates agree.
    start : the level that it changes; NaN if there is none.
    variants, up, down : model variants that were run, and those whose mean is above and below 0.
    sets, structures : how many of these are parameter sets of the baseline, and structural variants.
    ranges : the smallest and the largest mean over the former, and over the latter.
    against : what it is a difference from.
    """

    name: str
    metric: Metric
    mean: float
    low: float
    high: float
    least: float
    most: float
    replicates: int
    error: float
    family: int
    same: bool
    start: float
    variants: int = 1
    up: int = 0
    down: int = 0
    sets: int = 1
    structures: int = 1
    ranges: tuple[tuple[float, float], ...] = ()
    against: str = "today"

    @classmethod
    def of(cls, row: Mapping[str, Any], metrics: Mapping[str, Metric] = METRICS) -> Claim:
        """Return the claim of a row of a table of effects; ``metrics`` says what its metric is."""
        apart = ("start", "ranges", "name", "metric", "against")
        plain = {name: row[name] for name in cls.__dataclass_fields__ if name not in apart}
        ends = tuple((row[f"{kind}_low"], row[f"{kind}_high"]) for kind in ("sets", "structures"))
        metric = metrics[row["metric"]]
        return cls(str(row["name"]), metric, **plain, start=row["from"], ranges=ends)

    def __str__(self) -> str:
        """Return what may be said of it, as a sentence has it."""
        return f"{self.name} against {self.against}: {label_of(self.metric)} {describe(self)}"

    @property
    def matters(self) -> float:
        """The smallest change in the metric that is worth having, in its unit."""
        return self.metric.matters

    @property
    def verdict(self) -> Case:
        """What may be claimed, in a word."""
        if math.isnan(self.mean):
            return "undefined"
        if not self.replicates > 1:
            return "few"
        if self.same:
            return "constant"
        if -self.matters < self.least and self.most < self.matters:
            return "little" if self.replicates >= FEWEST else "few"
        if self.up and self.down:
            return "mixed"
        if self.least > 0.0:
            return "up" if self.least > self.matters else "rises"
        if self.most < 0.0:
            return "down" if self.most < -self.matters else "falls"
        return "unclear" if self.replicates >= FEWEST else "few"

    @property
    def sign(self) -> int:
        """1 or -1 if the sign may be claimed, else 0."""
        return SIGNS.get(self.verdict, 0)

    @property
    def relative(self) -> float:
        """The change as a share of the level it starts from; NaN if that is 0."""
        return self.mean / abs(self.start) if self.start else math.nan

    def replicates_needed(self) -> float:
        """Return roughly how many replicates would settle it; infinite if that is not known."""
        if self.same or not self.error > 0.0:
            return math.inf
        level = strict(self.family)
        reach = float(quantile(self.replicates - 1.0, level)) * self.error
        margin = abs(abs(self.mean) - self.matters)
        return max(FEWEST, replicates_for(reach, self.replicates, margin, level))

    @property
    def row(self) -> dict[str, Any]:
        """The claim as a row of a table; levels are means, ``relative`` a share of the first."""
        ends = {"from": self.start, "to": self.start + self.mean, "change": self.mean}
        kept = ("low", "high", "relative", "replicates", "variants", "up", "down", "verdict")
        ranges = {
            f"{kind}_{end}": value
            for kind, both in zip(("sets", "structures"), self.ranges, strict=False)
            for end, value in zip(("low", "high"), both, strict=True)
        }
        whose = {"name": self.name, "against": self.against, "metric": self.metric.name}
        words = {"label": self.metric.label, "unit": self.metric.unit}
        return {**whose, **words, **ends, **{key: getattr(self, key) for key in kept}, **ranges}


def metric_of(table: DataFrame, metrics: Metrics = METRICS) -> Metric:
    """Return the first metric of a table of effects."""
    return metrics[str(table["metric"].iloc[0])]


def first_metric(table: DataFrame, metrics: Metrics) -> tuple[Metric, DataFrame]:
    """Return the first metric of a table of effects, and its rows."""
    metric = metric_of(table, metrics)
    return metric, table[table["metric"] == metric.name]


def claims_of(table: DataFrame, metrics: Metrics = METRICS) -> list[Claim]:
    """Return the claims of a table of effects, in its order; those not defined left out."""
    every = [Claim.of(row, metrics) for row in table.to_dict("records")]
    return [each for each in every if each.verdict != "undefined"]
