"""How a sentence says what may be claimed of an effect (``claims``), and no more than that."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from collabsim.intervals import unseen
from collabsim.plain import plural
from collabsim.report.formats import (
    format_change,
    format_level,
    format_percent,
    format_range,
    format_signed,
    format_threshold,
    name_of,
)
from collabsim.report.ordering import with_sign

if TYPE_CHECKING:
    from collabsim.metrics import Metric
    from collabsim.report.claims import Claim

FEWEST = 10
"""Replicates below which no effect is called too small to matter: where so many agree, up to one in
four others could still differ (95 % confidence)."""

AGREED = 59
"""Replicates that agree, from which no more than one in twenty could differ."""

MOST_TO_ASK_FOR = 10_000
"""Replicates beyond which it is no use to say how many would be enough."""

MOST_MIXED = 2
"""Effects named whose sign differs between model variants."""


def describe(claim: Claim) -> str:
    """Return an effect as a list has it: size, 95 % interval, and what may be claimed of it.

    ``+1.2 points (+1.0 to +1.4)``. Levels, per cent and ranges stand in the tables.
    """
    if claim.verdict == "undefined":
        return "not defined"
    note = _note(claim)
    return f"{describe_size(claim)}{f', {note}' if note else ''}"


def describe_effect(claim: Claim, who: str, what: str) -> str:
    """Return what may be claimed of an effect as a clause that any reader understands.

    ``who`` has the effect, on ``what``: ``slack adds 1.2 percentage points (1.0 to 1.4) to adoption``.
    """
    size = _plainly(format_change(claim.metric, claim.mean))
    match claim.verdict:
        case "undefined":
            return f"the effect of {who} on {what} is not defined"
        case "little":
            moved = (
                f"moves {what} by {size}"
                if set(size) & set("123456789")
                else f"hardly moves {what}"
            )
            return f"{who} {moved}, less than the {format_worth(claim.metric)} that we call worth having"
        case "mixed":
            return (
                f"{who} raises {what} under {claim.up} of {claim.variants} sets of assumptions and "
                f"lowers it under {claim.down}"
            )
        case "constant":
            runs = f"{claim.replicates:,} simulated Englands"
            if not set(size) & set("123456789"):
                return f"{who} did not change {what} in any of {runs}"
            return f"{who} changed {what} by {size} in each of {runs}"
        case "few" | "unclear":
            return f"we cannot tell whether {who} changes {what}: {_why_not(claim)}"
    return f"{who} {describe_change(claim, what)}{caveat(claim)}"


def describe_again(claim: Claim) -> str:
    """Return what may be claimed of an effect in another place than the one a sentence has told of."""
    match claim.verdict:
        case "little":
            return "the change is too small to matter"
        case "mixed":
            return f"it goes up under {claim.up} of {claim.variants} sets of assumptions and down under {claim.down}"
        case "constant" | "undefined":
            return "no change was seen"
        case "few" | "unclear":
            return "we cannot tell"
    return f"the change is {describe_size(claim).replace(' points', '')}"


def describe_turn(every: Sequence[tuple[str, Claim]], who: str, what: str) -> str:
    """Return until when an effect helps and from then harms, or the reverse; nothing if it never turns.

    ``every`` is the same effect by the end of one period after another. Both signs must be claimed.
    """
    sure = [(when, claim.sign) for when, claim in every if claim.sign]
    turns = [n for n in range(1, len(sure)) if sure[n][1] != sure[n - 1][1]]
    if len(turns) != 1 or every[0][1].metric.better == "neither":
        return ""
    until, sign = sure[turns[0] - 1]
    good = sign == (-1 if every[0][1].metric.better == "lower" else 1)
    first, then = ("helps", "harms") if good else ("harms", "helps")
    return f"{who} {first} {what} until {until}, then {then} it"


def describe_change(claim: Claim, what: str) -> str:
    """Return an effect that may be claimed as a verb and its object, with its 95 % interval."""
    ends = sorted(abs(end) for end in (claim.low, claim.high))
    low, high = (format_change(claim.metric, n, ends[1] - ends[0]).split(" ")[0] for n in ends)
    unit = "" if claim.metric.is_share else f"; {claim.metric.unit}"
    size = f"{_plainly(format_change(claim.metric, claim.mean))} ({low} to {high}{unit})"
    if claim.metric.better == "higher":
        return f"adds {size} to {what}" if claim.mean > 0.0 else f"takes {size} from {what}"
    return f"{'raises' if claim.mean > 0.0 else 'lowers'} {what} by {size}"


def format_worth(metric: Metric) -> str:
    """Return the smallest difference in a metric that is worth having, as a sentence has it."""
    if not metric.is_share:
        return f"{metric.matters:g}"
    size = f"{100.0 * metric.matters:g}"
    return f"{size} percentage point{'' if size == '1' else 's'}"


def _plainly(size: str) -> str:
    return size.replace(" points", " percentage points")


def _why_not(claim: Claim) -> str:
    """Return what keeps anything from being claimed, and how many runs would do if they would."""
    if claim.variants > 1 and abs(claim.mean) > 2.0 * claim.error and claim.replicates >= FEWEST:
        return "parameter sets that fit the data as well as each other give too different answers"
    needed = claim.replicates_needed()
    some = f"{plural(claim.replicates, 'simulated England')} {'is' if claim.replicates == 1 else 'are'} too few"
    return (
        f"{some}; about {needed:,.0f} would do"
        if claim.replicates < needed <= MOST_TO_ASK_FOR
        else some
    )


def describe_size(claim: Claim) -> str:
    """Return the size of an effect with its interval."""
    if claim.verdict == "constant" or math.isnan(claim.low):
        several = claim.replicates > 1
        where = f"each of {claim.replicates:,} replicates" if several else "one replicate"
        shown = format_signed(claim.metric, claim.mean) if claim.mean else "no change"
        return f"{shown} in {where}"
    finest = min((claim.mean, claim.high - claim.low), key=abs)
    ends = format_range(claim.metric, claim.low, claim.high, finest)
    return f"{format_signed(claim.metric, claim.mean, finest)} ({ends})"


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
    small = f"perhaps less than {format_threshold(claim.metric)}" if caveat(claim) else ""
    return ", ".join(filter(None, (_held(claim), small)))


def _unclear(claim: Claim) -> str:
    """Return what leaves the sign of an effect open."""
    if claim.variants > 1 and abs(claim.mean) > 2.0 * claim.error:
        return "its sign is uncertain over the alternatives"
    what = "its sign is within Monte Carlo error"
    if claim.family > 1 and not claim.low <= 0.0 <= claim.high:
        what = f"as one of {claim.family} effects its sign is uncertain"
    return "; ".join(filter(None, (what, describe_precision(claim))))


def _held(claim: Claim) -> str:
    """Return in how many of the alternatives an effect has its sign."""
    if claim.variants < 2:
        return ""
    count, sign = (claim.up, "positive") if claim.mean > 0.0 else (claim.down, "negative")
    return "" if count == claim.variants else f"{sign} in {count} of {_variants(claim)}"


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


def verb(claim: Claim) -> str:
    """Return the verb before the size of a difference; only more of a good thing is added."""
    if claim.metric.better == "higher":
        return "adds" if claim.mean > 0.0 else "costs"
    return "raises it by" if claim.mean > 0.0 else "lowers it by"


def caveat(claim: Claim) -> str:
    """Return what a title must add to a sign that it claims."""
    return ", perhaps too little to matter" if claim.verdict in ("rises", "falls") else ""
