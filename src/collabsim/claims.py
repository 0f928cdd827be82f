"""What may be claimed of an effect: decided here from all that is known of it, and put into words.

Every sentence, verdict and title asks here, so that none can say more than this:

- *the interval*: 95 %, of Monte Carlo error and, where it is a mean over five parameter sets or
  more, of having these sets and no others. That of Monte Carlo error alone is held against being one
  of a family of effects that are looked at together (Bonferroni: each at 1 − 5 % / family), since the
  largest of many is large by chance;
- *the alternatives*: a claim holds in the mean of every parameter set and structure that was run;
  where any two disagree in sign, there is none;
- *what matters*: a difference below the metric's ``matters`` is no finding;
- *replicates*: ``FEWEST`` are needed to call an effect too small to matter. Where all agree there
  is no variance to make an interval of: it is said what they could have missed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pandas import DataFrame

from collabsim.intervals import quantile, replicates_for, strict, unseen
from collabsim.metrics import METRICS, Metric

FEWEST = 10
"""Replicates below which no effect is called too small to matter: where so many agree, up to one in
four others could still differ unseen (95 % confidence)."""

AGREED = 59
"""Replicates that agree, from which no more than one in twenty could differ unseen."""

MOST_TO_ASK_FOR = 10_000
"""Replicates beyond which it is no use to say how many would tell."""

SMALL = 0.1
"""Below this, two decimals lose half of what a number says."""

Case = Literal[
    "up", "down", "rises", "falls", "little", "unclear", "mixed", "constant", "few", "undefined"
]
"""What may be said: up or down by what matters in all that was run; its sign, but not whether that
matters; too small to matter; nothing, as luck or the alternatives leave it open; no one sign over
the alternatives; no variance to tell by; too few replicates; no number."""

SIGNED = frozenset({"up", "down", "rises", "falls"})
"""Cases in which an effect's sign is claimed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An effect, all that a claim about it rests on, and what may be claimed.

    Attributes
    ----------
    name, metric : what has the effect, and on what.
    matters : the smallest change in the metric that is worth having.
    mean, low, high : the mean change with its 95 % interval, as it is shown.
    least, most : what a claim is held against, the widest of the interval, of that of Monte Carlo
        error for one of ``family``, and of the means of all alternatives.
    replicates, error : how many there are, and the standard error of the mean.
    family : effects that it is one of.
    same : whether all replicates agree.
    start : the level that it changes; not a number if there is none.
    variants, up, down : alternatives that were run, and those whose mean is above and below 0.
    sets, structures : how many of these are parameter sets of the base's structure, and structures.
    ranges : the smallest and the largest mean over the former, and over the latter.
    """

    name: str
    metric: str
    matters: float
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
    variants: int
    up: int
    down: int
    sets: int
    structures: int
    ranges: tuple[tuple[float, float], tuple[float, float]]

    @classmethod
    def one(cls, mean: float, **known: Any) -> Claim:
        """Return the claim of an effect that was run under no alternatives."""
        known |= {"variants": 1, "up": int(mean > 0.0), "down": int(mean < 0.0)}
        known |= {"sets": 1, "structures": 1, "ranges": ((mean, mean), (mean, mean))}
        return cls(mean=mean, **known)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Claim:
        """Return the claim of a row of a table of effects."""
        plain = {
            name: row[name]
            for name in cls.__dataclass_fields__
            if name not in ("start", "ranges", "name", "matters")
        }
        plain |= {"name": str(row["name"]), "matters": METRICS[row["metric"]].matters}
        ends = [(row[f"{kind}_low"], row[f"{kind}_high"]) for kind in ("sets", "structures")]
        return cls(**plain, start=row["from"], ranges=(ends[0], ends[1]))

    @property
    def case(self) -> Case:
        """What may be claimed."""
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
    def signed(self) -> bool:
        """Whether its sign may be claimed."""
        return self.case in SIGNED

    @property
    def sign(self) -> int:
        """1 or -1 if the sign may be claimed, else 0."""
        return {"up": 1, "rises": 1, "down": -1, "falls": -1}.get(self.case, 0)

    @property
    def relative(self) -> float:
        """The change as a share of the level it starts from; not a number if that is 0."""
        return self.mean / abs(self.start) if self.start else math.nan

    def replicates_needed(self) -> float:
        """Return roughly how many replicates would settle it; infinite if that is not known."""
        if self.same or not self.error > 0.0:
            return math.inf
        level = strict(self.family)
        reach = float(quantile(self.replicates - 1.0, level)) * self.error
        margin = abs(abs(self.mean) - self.matters)
        return max(FEWEST, replicates_for(reach, self.replicates, margin, level))


def claims(table: DataFrame) -> list[Claim]:
    """Return the claims of a table of effects, in its order; those not defined left out."""
    every = [Claim.of(row) for row in table.to_dict("records")]
    return [each for each in every if each.case != "undefined"]


def boldest(every: Sequence[Claim]) -> Claim:
    """Return the largest of the claims of which most can be said.

    All are too small to matter only if the boldest is.
    """
    order = ("little", "few", "constant", "unclear", "mixed", "rises", "up")
    same = {"falls": "rises", "down": "up"}
    return max(
        every, key=lambda claim: (order.index(same.get(claim.case, claim.case)), abs(claim.mean))
    )


def headline(top: Claim, who: str, count: int = 1) -> str:
    """Return what the title of a figure may say of the boldest of ``count`` claims.

    ``who`` is what has the effect, as a sentence begins.
    """
    metric = METRICS[top.metric]
    word, shown = verb(metric, up=top.mean > 0.0), change(top.metric, top.mean)
    several = count > 1
    match top.case:
        case "up" | "down":
            return f"{who} {word} {shown}"
        case "rises" | "falls":
            return f"{who} {word} {shown}, perhaps too little to matter"
        case "mixed":
            return f"{who}: no one sign over {_alternatives(top)}"
        case "little":
            some = "None of these changes it by" if several else f"{who} changes it by less than"
            return f"{some} {worth(top.metric)}"
        case "constant":
            seen = "no change" if not top.mean else signed(top.metric, top.mean)
            return f"{who}: {seen} in each of {top.replicates} replicates"
        case "few":
            return f"Too few replicates to say{' of any of these' if several else f': {who}'}"
    return f"{who}: {signed(top.metric, top.mean)}, but its sign is open"


def open_to(every: Sequence[Claim]) -> str:
    """Return in few words why no sign of these effects may be claimed."""
    top = boldest(every)
    return {
        "little": "too small to matter",
        "constant": "no variance seen",
        "few": "too few replicates",
        "mixed": "no one sign",
    }.get(top.case, "its sign is open")


def verb(metric: Metric, *, up: bool) -> str:
    """Return the verb before the size of a difference; only more of a good thing is added."""
    if metric.better == "higher":
        return "adds" if up else "costs"
    return "raises it by" if up else "lowers it by"


def told(claim: Claim, named: str = "") -> str:
    """Return an effect as a sentence tells it, with all that must stand beside it.

    Size, 95 % interval, range over the alternatives, the level it starts from and ends at, the
    change in per cent, and what may be claimed: ``+1.2 points (+1.0 to +1.4), from 5.0% to 6.2%
    (+24%)``. ``named`` comes before it.
    """
    start = f"{named} " if named else ""
    if claim.case == "undefined":
        return f"{start}not defined"
    note = _note(claim)
    return f"{start}{size(claim)}{levels(claim)}{f', {note}' if note else ''}"


def size(claim: Claim) -> str:
    """Return the size of an effect with its interval, and the range over alternatives."""
    metric = claim.metric
    if claim.case == "constant":
        seen = f"in each of {claim.replicates:,} replicates"
        shown = signed(metric, claim.mean)
        return f"{shown if claim.mean else 'no change'} {seen}{_ranges(claim)}"
    if math.isnan(claim.low):
        return f"{signed(metric, claim.mean)} in one replicate{_ranges(claim)}"
    finest = min((claim.mean, claim.high - claim.low), key=abs)
    ends = _ends(metric, claim.low, claim.high, finest)
    return f"{signed(metric, claim.mean, finest)} ({ends}{_ranges(claim, inside=True)})"


def levels(claim: Claim) -> str:
    """Return the level that an effect starts from and ends at, and the change in per cent."""
    if math.isnan(claim.start):
        return ""
    start, end = (level(claim.metric, each) for each in (claim.start, claim.start + claim.mean))
    some = set(start) & set("123456789") and not math.isnan(claim.relative)
    share = f" ({percent(claim.relative)})" if some else ""
    return f", from {start} to {end}{share}"


def level(metric: str, value: float) -> str:
    """Return the level of a metric as people read it; what is shown as 0 has no sign."""
    shown = METRICS[metric].text(value).replace("-", "−")
    return shown if set(shown) & set("123456789") else shown.removeprefix("−")


def percent(share: float) -> str:
    """Return a relative change: ``+24%``, ``−3%``, ``0%``."""
    digits = 0 if abs(share) >= 0.095 or not share else 1
    shown = f"{100.0 * share:+,.{digits}f}%".replace("-", "−")
    return shown if set(shown) & set("123456789") else "0%"


def worth(metric: str) -> str:
    """Return the smallest difference in a metric that is worth having, as a sentence has it."""
    return f"the {METRICS[metric].change(METRICS[metric].matters)} worth having"


def missed(replicates: int) -> str:
    """Return what so many replicates that agree could have missed."""
    if replicates < 2:
        return "one replicate: what others would give is not known"
    share = f"up to {100.0 * unseen(replicates):.2g}% of replicates could differ unseen"
    return share if replicates >= AGREED else f"{share} ({AGREED} that agree would leave 5%)"


def would_tell(claim: Claim) -> str:
    """Return how many replicates would settle a claim, if that can be said.

    Of alternatives they settle no more than Monte Carlo error.
    """
    needed = claim.replicates_needed()
    if claim.replicates < needed <= MOST_TO_ASK_FOR:
        what = "tell" if claim.variants < 2 else "settle Monte Carlo error"
        return f"about {needed:,.0f} replicates would {what}"
    return ""


def _note(claim: Claim) -> str:
    """Return what must be said beside the numbers, by what may be claimed."""
    match claim.case:
        case "constant":
            return missed(claim.replicates)
        case "little":
            return f"less than {worth(claim.metric)}"
        case "mixed":
            of = _alternatives(claim)
            return f"means up in {claim.up} and down in {claim.down} of {of}: no one sign"
        case "few":
            return ": ".join(filter(None, ("too few replicates to say", would_tell(claim))))
        case "unclear":
            alternatives = claim.variants > 1 and abs(claim.mean) > 2.0 * claim.error
            what = "the alternatives leave" if alternatives else "Monte Carlo error leaves"
            if claim.family > 1 and not claim.low <= 0.0 <= claim.high and not alternatives:
                what = f"being one of {claim.family} effects leaves"
            more = "" if alternatives else would_tell(claim)
            return "; ".join(filter(None, (f"{what} its sign open", more)))
    held = _held(claim)
    if claim.case in ("rises", "falls"):
        return ", ".join(filter(None, (held, f"perhaps less than {worth(claim.metric)}")))
    return held


def _held(claim: Claim) -> str:
    """Return in how many of the alternatives an effect has its sign."""
    if claim.variants < 2:
        return ""
    way, count = ("up", claim.up) if claim.mean > 0.0 else ("down", claim.down)
    of = _alternatives(claim)
    return f"means {way} in {'all' if count == claim.variants else f'{count} of'} {of}"


def _alternatives(claim: Claim) -> str:
    if claim.structures < 2:
        return f"{claim.variants} parameter sets"
    if claim.sets < 2:
        return f"{claim.variants} structures"
    return f"{claim.variants} model variants"


def _ranges(claim: Claim, *, inside: bool = False) -> str:
    """Return the range over parameter sets and over structures, where there are several."""
    counts = (claim.sets, "sets"), (claim.structures, "structures")
    said = [
        f"{count} {kind} {_ends(claim.metric, low, high)}"
        for (count, kind), (low, high) in zip(counts, claim.ranges, strict=True)
        if count > 1 and not math.isnan(low)
    ]
    words = "; ".join(said)
    if inside or not words:
        return f"; {words}" if words else ""
    return f" ({words})"


def _ends(metric: str, low: float, high: float, like: float | None = None) -> str:
    finest = min((low, high), key=abs) if like is None else like
    ends = [signed(metric, end, finest) for end in (low, high)]
    return f"{ends[0].removesuffix(' points')} to {ends[1].removesuffix(' points')}"


def change(metric: str, value: float, like: float | None = None) -> str:
    """Return the size of a difference as people read it: ``1.2 points``, ``0.05``, ``0.006``.

    Small ones get a third decimal; ``like`` is another number to have as many decimals as.
    """
    known: Metric = METRICS[metric]
    size_of = abs(value if like is None else like)
    if known.is_share or known.matters >= 1.0 or size_of >= SMALL:
        return known.change(value)
    return f"{abs(value):.3f}"


def signed(metric: str, value: float, like: float | None = None) -> str:
    """Return a difference with its sign: ``+1.2 points``; what is shown as 0 has none."""
    if math.isnan(value):
        return "not defined"
    shown = change(metric, value, like)
    if not set(shown) & set("123456789"):
        return shown
    return f"{'−' if value < 0.0 else '+'}{shown}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"
