"""What may be claimed of an effect, and how a sentence says it: decided here and nowhere else.

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pandas import DataFrame

from collabsim.intervals import quantile, replicates_for, strict, unseen
from collabsim.metrics import METRICS, Metric
from collabsim.report.formats import (
    format_change,
    format_level,
    format_percent,
    format_range,
    format_signed,
    format_threshold,
    name_of,
)

FEWEST = 10
"""Replicates below which no effect is called too small to matter: where so many agree, up to one in
four others could still differ (95 % confidence)."""

AGREED = 59
"""Replicates that agree, from which no more than one in twenty could differ."""

MOST_TO_ASK_FOR = 10_000
"""Replicates beyond which it is no use to say how many would be enough."""

MOST_MIXED = 2
"""Effects named whose sign differs between model variants."""

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


Metrics = Mapping[str, Metric]


def metric_of(table: DataFrame, metrics: Metrics = METRICS) -> Metric:
    """Return the first metric of a table of effects."""
    return metrics[str(table["metric"].iloc[0])]


def claims_of(table: DataFrame, metrics: Metrics = METRICS) -> list[Claim]:
    """Return the claims of a table of effects, in its order; those not defined left out."""
    every = [Claim.of(row, metrics) for row in table.to_dict("records")]
    return [each for each in every if each.verdict != "undefined"]


def clearest(every: Sequence[Claim]) -> Claim:
    """Return the largest of the claims of which most can be said.

    All are too small to matter only if this one is.
    """
    order = ("little", "few", "constant", "unclear", "mixed", "rises", "up")
    same = {"falls": "rises", "down": "up"}
    return max(
        every, key=lambda each: (order.index(same.get(each.verdict, each.verdict)), abs(each.mean))
    )


def with_sign(every: Sequence[Claim], sign: int) -> list[Claim]:
    """Return the claims of this sign, the largest first."""
    return sorted((each for each in every if each.sign == sign), key=lambda each: -abs(each.mean))


def describe(claim: Claim) -> str:
    """Return an effect as a sentence has it, with all that must stand beside it.

    Size, 95 % interval, ranges over parameter sets and structural variants, the levels it starts
    from and ends at, the change in per cent, and what may be claimed:
    ``+1.2 points (+1.0 to +1.4), from 5.0% to 6.2% (+24%)``.
    """
    if claim.verdict == "undefined":
        return "not defined"
    note = _note(claim)
    return f"{describe_size(claim)}{describe_levels(claim)}{f', {note}' if note else ''}"


def describe_size(claim: Claim) -> str:
    """Return the size of an effect with its interval, and the ranges over model variants."""
    counts = ((claim.sets, "parameter sets"), (claim.structures, "structural variants"))
    ranges = [
        f"{count} {kind} {format_range(claim.metric, low, high)}"
        for (count, kind), (low, high) in zip(counts, claim.ranges, strict=False)
        if count > 1 and not math.isnan(low)
    ]
    if claim.verdict == "constant" or math.isnan(claim.low):
        shown = format_signed(claim.metric, claim.mean)
        some = claim.mean or claim.verdict != "constant"
        where = (
            f"each of {claim.replicates:,} replicates" if claim.replicates > 1 else "one replicate"
        )
        more = f" ({'; '.join(ranges)})" if ranges else ""
        return f"{shown if some else 'no change'} in {where}{more}"
    finest = min((claim.mean, claim.high - claim.low), key=abs)
    ends = format_range(claim.metric, claim.low, claim.high, finest)
    return f"{format_signed(claim.metric, claim.mean, finest)} ({'; '.join([ends, *ranges])})"


def describe_levels(claim: Claim) -> str:
    """Return the level that an effect starts from and ends at, and the change in per cent."""
    if math.isnan(claim.start):
        return ""
    ends = (claim.start, claim.start + claim.mean)
    start, end = (format_level(claim.metric, each) for each in ends)
    some = set(start) & set("123456789") and not math.isnan(claim.relative)
    return f", from {start} to {end}{f' ({format_percent(claim.relative)})' if some else ''}"


def describe_identical(replicates: int) -> str:
    """Return what so many replicates that agree could have missed."""
    if replicates < 2:
        return "one replicate does not say what others would give"
    share = f"up to {100.0 * unseen(replicates):.2g}% of replicates could still differ"
    return share if replicates >= AGREED else f"{share} ({AGREED} that agree would leave 5%)"


def describe_precision(claim: Claim) -> str:
    """Return how many replicates would settle a claim, if that can be said.

    Of the model variants they settle no more than Monte Carlo error.
    """
    needed = claim.replicates_needed()
    if not claim.replicates < needed <= MOST_TO_ASK_FOR:
        return ""
    what = "be enough" if claim.variants < 2 else "settle the Monte Carlo error"
    return f"about {needed:,.0f} replicates would {what}"


def _note(claim: Claim) -> str:
    """Return what must be said beside the numbers, by what may be claimed."""
    match claim.verdict:
        case "constant":
            return describe_identical(claim.replicates)
        case "little":
            return f"less than {format_threshold(claim.metric)}"
        case "mixed":
            of = _variants(claim)
            return f"positive in {claim.up} and negative in {claim.down} of {of}: no one sign"
        case "few":
            return ": ".join(filter(None, ("too few replicates to say", describe_precision(claim))))
        case "unclear":
            return _unclear(claim)
    held = ""
    if claim.variants > 1:
        count, sign = (claim.up, "positive") if claim.mean > 0.0 else (claim.down, "negative")
        held = f"{sign} in {'all' if count == claim.variants else f'{count} of'} {_variants(claim)}"
    small = f"perhaps less than {format_threshold(claim.metric)}" if _small(claim) else ""
    return ", ".join(filter(None, (held, small)))


def _unclear(claim: Claim) -> str:
    """Return what leaves the sign of an effect open."""
    if claim.variants > 1 and abs(claim.mean) > 2.0 * claim.error:
        return "its sign is not certain over the alternatives"
    what = "its sign is within Monte Carlo error"
    if claim.family > 1 and not claim.low <= 0.0 <= claim.high:
        what = f"as one of {claim.family} effects its sign is not certain"
    return "; ".join(filter(None, (what, describe_precision(claim))))


def _small(claim: Claim) -> bool:
    """Tell whether the sign is claimed, but not that the effect matters."""
    return claim.verdict in ("rises", "falls")


def _variants(claim: Claim) -> str:
    if claim.structures < 2:
        return f"{claim.variants} parameter sets"
    return f"{claim.variants} {'structural variants' if claim.sets < 2 else 'alternatives'}"


def list_largest(
    every: Sequence[Claim], count: int, sign: int = 1, named: Callable[[str], str] = name_of
) -> str:
    """Return the largest effects of a sign that may be claimed, and how many more there are."""
    sure = with_sign(every, sign)
    words = [f"{named(claim.name)} {describe(claim)}" for claim in sure[:count]]
    return "; ".join([*words, *([f"{len(sure) - count} more"] if len(sure) > count else [])])


def describe_mixed(every: Sequence[Claim], what: str) -> str:
    """Return which effects as large as matters have no one sign over the variants, if any."""
    large = [each for each in every if each.verdict == "mixed" and abs(each.mean) >= each.matters]
    large.sort(key=lambda claim: -abs(claim.mean))
    each = "; ".join(f"{name_of(one.name)} {describe(one)}" for one in large[:MOST_MIXED])
    return f"The sign of an effect on {what} differs between alternatives: {each}." if each else ""


def describe_none(every: Sequence[Claim], what: str, named: Callable[[str], str] = name_of) -> str:
    """Return that no effect may be claimed, why, and what the largest is."""
    if not every:
        return f"No effect on {what} is defined."
    top = max(every, key=lambda claim: abs(claim.mean))
    largest = f"largest: {named(top.name)} {describe(top)}"
    if all(claim.verdict == "little" for claim in every) and len(every) > 1:
        threshold = format_threshold(top.metric)
        return f"Each of these {len(every)} changes {what} by less than {threshold} ({largest})."
    return f"No effect on {what} can be claimed ({largest})."


def headline(top: Claim, who: str, count: int = 1) -> str:
    """Return what the title of a figure may say of the clearest of ``count`` claims.

    ``who`` is what has the effect, as a sentence begins.
    """
    shown = format_signed(top.metric, top.mean)
    match top.verdict:
        case "up" | "down" | "rises" | "falls":
            return f"{who} {verb(top)} {format_change(top.metric, top.mean)}{caveat(top)}"
        case "mixed":
            return f"{who}: no one sign over {_variants(top)}"
        case "little":
            some = "None of these changes it by" if count > 1 else f"{who} changes it by less than"
            return f"{some} {format_threshold(top.metric)}"
        case "constant":
            seen = shown if top.mean else "no change"
            return f"{who}: {seen} in each of {top.replicates} replicates"
        case "few":
            return f"Too few replicates to say{' of any of these' if count > 1 else f': {who}'}"
    return f"{who}: {shown}, but its sign is not certain"


def verb(claim: Claim) -> str:
    """Return the verb before the size of a difference; only more of a good thing is added."""
    if claim.metric.better == "higher":
        return "adds" if claim.mean > 0.0 else "costs"
    return "raises it by" if claim.mean > 0.0 else "lowers it by"


def caveat(claim: Claim) -> str:
    """Return what a title must add to a sign that it claims."""
    return ", perhaps too little to matter" if _small(claim) else ""


def why_open(every: Sequence[Claim]) -> str:
    """Return in few words why no sign of these effects may be claimed."""
    return {
        "little": "too small to matter",
        "constant": "all replicates agree",
        "few": "too few replicates",
        "mixed": "no one sign",
    }.get(clearest(every).verdict, "its sign is not certain")
