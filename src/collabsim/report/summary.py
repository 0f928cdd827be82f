"""What opens every answer: three sentences that a reader without statistics understands.

Every sentence about an effect is made of what may be claimed of it (``claims``), and names nothing
that is not in the main table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_range,
    label_of,
    name_of,
    where_of,
)
from collabsim.report.ordering import clearest, with_sign
from collabsim.report.wording import describe_change, describe_effect, describe_levels, format_worth

LONGEST = 38
"""Words of a sentence that may have another clause."""

FEW = ("one", "two", "three")
"""Sets of assumptions that are an exception, as they are written."""

SOLE = "How much this depends on assumptions was not asked: only one set of assumptions was run."
FORECAST = (
    "Do not read this as a forecast: the model explores which mechanisms could matter, and does not "
    "predict what will happen in England."
)


@dataclass(frozen=True)
class Summary:
    """Three whole sentences, in the order in which they are read.

    Attributes
    ----------
    answer : the answer to the question, with its number; or that too few runs were made for one.
    assumptions : how much that depends on assumptions.
    caution : what not to conclude.
    """

    answer: str
    assumptions: str
    caution: str

    @property
    def sentences(self) -> tuple[str, str, str]:
        """The three in their order."""
        return self.answer, self.assumptions, self.caution


@dataclass(frozen=True)
class Opening:
    """What an analysis has to say first, and the main table behind it.

    ``clauses`` are the answer, the most important first; none if another analysis should speak.
    ``cautions`` are what not to conclude from it, in the same order.
    """

    clauses: Sequence[str]
    assumptions: str
    cautions: Sequence[str] = ()
    table: DataFrame = field(default_factory=DataFrame)

    @property
    def answer(self) -> str:
        """The answer as one sentence of no more clauses than are read at once."""
        return sentence(*self.clauses)


def sentence(first: str, *more: str) -> str:
    """Return clauses as a sentence: the first, and of the others those that keep it short."""
    told = first
    for clause in filter(None, more):
        longer = f"{told}; {clause}"
        told = longer if len(longer.split()) <= LONGEST else told
    return f"{capitalise(told)}."


def describe_clearest(
    every: Sequence[Claim], what: str, called: Callable[[str], str] = name_of
) -> list[str]:
    """Return clauses on several effects of which no gain may be claimed."""
    if not every:
        return [f"no effect on {what} could be worked out"]
    top = clearest(every)
    others = [each for each in every if each is not top]
    said = describe_effect(top, called(top.name), what)
    if not others:
        return [said]
    if all(each.verdict == "little" for each in others):
        small = f"less than the {format_worth(top.metric)} that we call worth having"
        if top.verdict == "little":
            return [
                f"none of these {len(every)} moves {what} by as much as we call worth having",
                said,
            ]
        return [said, f"each of the other {len(others)} moves it by {small}"]
    return [said, f"of the other {len(others)} no more can be said"]


def describe_dependence(
    claim: Claim,
    who: str,
    what: str,
    by_structure: Iterable[tuple[str, Claim]] = (),
    place: tuple[int, int] | None = None,
) -> str:
    """Return how much an effect depends on parameters and structure.

    ``by_structure`` is the same effect in each structural variant, ``place`` in how many of how many
    alternatives it is among the first three.
    """
    if claim.variants < 2:
        return SOLE
    each = [one for one in by_structure if one[1].verdict != "undefined"]
    sign = claim.sign or next((one.sign for where, one in each if where == OWN), 0)
    against = [one for one in each if sign and one[1].sign == -sign]
    if against:
        where, other = max(against, key=lambda one: abs(one[1].mean))
        return sentence(
            f"this reverses {where_of(where)}: there {who} {describe_change(other, what)}"
        )
    ends = [end for both in claim.ranges for end in both if not math.isnan(end)]
    if not ends:
        return "How much this depends on assumptions could not be worked out: runs are missing."
    reach = format_range(claim.metric, min(ends), max(ends)) + _unit(claim)
    words = f"Depending on assumptions, this effect ranges from {reach}"
    return sentence(words, _sign(claim), _place(place) if place else "", _least(claim, each))


def _least(claim: Claim, each: Sequence[tuple[str, Claim]]) -> str:
    """Return in which structural variant an effect is smallest, if it is not the baseline."""
    sizes = {where: abs(one.mean) for where, one in each}
    least = min(sizes, key=sizes.__getitem__, default=OWN)
    shown = least != OWN and sizes[least] < 0.8 * abs(claim.mean)
    return f"it is smallest {where_of(least)}" if shown else ""


def _unit(claim: Claim) -> str:
    return " percentage points" if claim.metric.is_share else f" ({claim.metric.unit})"


def _sign(claim: Claim) -> str:
    """Return under how many sets of assumptions an effect is up, or that it is always one or the other."""
    tried, fewest = f"{claim.variants} sets that were tried", min(claim.up, claim.down)
    if not fewest:
        return (
            f"its sign is the same under {_every(claim.variants)} sets that were tried"
            if claim.sign
            else ""
        )
    if fewest <= len(FEW):
        way = "up" if claim.up < claim.down else "down"
        return f"it goes {way} under only {FEW[fewest - 1]} of the {tried}"
    return f"it goes up under {claim.up} of the {tried} and down under {claim.down}"


def _place(place: tuple[int, int]) -> str:
    count, of = place
    return (
        f"it is among the three largest under {_every(of) if count == of else f'{count} of {of}'}"
    )


def _every(count: int) -> str:
    return "both" if count == 2 else f"all {count}"


def describe_side_effects(beside: Iterable[Claim], who: str) -> list[str]:
    """Return a caution for what gets worse, the surest first."""
    bad = {"higher": -1, "lower": 1}
    worse = [each for each in beside if each.sign and each.sign == bad.get(each.metric.better)]
    worse.sort(key=lambda each: each.verdict not in ("up", "down"))
    if not worse:
        return []
    first, *more = [describe_change(each, label_of(each.metric)) for each in worse[:2]]
    return [sentence(f"Do not take it to be without harm: {who} also {first}", *more)]


def of_effects(
    every: Sequence[Claim],
    what: str,
    by_structure: Iterable[tuple[str, Claim]] = (),
    called: Callable[[str], str] = name_of,
) -> Opening:
    """Return what may be said of some effects on ``what``: the largest gain, else the clearest."""
    if not every:
        return Opening(describe_clearest(every, what), SOLE)
    gains = with_sign(every, -1 if every[0].metric.better == "lower" else 1)
    top = gains[0] if gains else clearest(every)
    mine = [(where, each) for where, each in by_structure if each.name == top.name]
    answer = describe_clearest(every, what, called)
    if top.sign:
        answer = [f"{describe_effect(top, called(top.name), what)}{describe_levels(top)}"]
        answer += [describe_effect(each, called(each.name), "it") for each in gains[1:3]]
    return Opening(answer, describe_dependence(top, called(top.name), what, mine))
