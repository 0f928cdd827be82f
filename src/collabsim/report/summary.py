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
    format_list,
    format_range,
    label_of,
    name_of,
    where_of,
)
from collabsim.report.ordering import clearest, with_sign
from collabsim.report.wording import describe_change, describe_effect, describe_levels, format_worth

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

    ``cautions`` are what not to conclude from it, the most important first.
    """

    answer: str
    assumptions: str
    cautions: tuple[str, ...] = ()
    table: DataFrame = field(default_factory=DataFrame)


def sentence(clause: str) -> str:
    """Return a clause as a sentence."""
    return f"{capitalise(clause)}."


def describe_clearest(
    every: Sequence[Claim], what: str, called: Callable[[str], str] = name_of
) -> str:
    """Return a sentence on several effects of which no gain may be claimed."""
    if not every:
        return f"No effect on {what} could be worked out."
    top = clearest(every)
    others = [each for each in every if each is not top]
    said = describe_effect(top, called(top.name), what)
    if not others:
        return sentence(said)
    if all(each.verdict == "little" for each in others):
        small = f"less than the {format_worth(top.metric)} that we call worth having"
        if top.verdict == "little":
            return f"None of these {len(every)} moves {what} by as much as we call worth having: {said}."
        return sentence(f"{said}; each of the other {len(others)} moves it by {small}")
    return sentence(f"{said}; of the other {len(others)} no more can be said")


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
    alternatives = f"the {claim.variants} sets of assumptions that were tried"
    held = max(claim.up, claim.down)
    words = (
        f"Over {alternatives} this effect ranges from {reach}{_sign(claim)}{_least(claim, each)}"
    )
    if claim.sign and held == claim.variants:
        words += ", and never changes its sign"
    if not place:
        return f"{words}."
    under = "all" if place[0] == place[1] else f"{place[0]}"
    return f"{words}; it is among the three largest under {under} of them."


def _least(claim: Claim, each: Sequence[tuple[str, Claim]]) -> str:
    """Return in which structural variant an effect is smallest, if it is not the baseline."""
    sizes = {where: abs(one.mean) for where, one in each}
    least = min(sizes, key=sizes.__getitem__, default=OWN)
    shown = least != OWN and sizes[least] < 0.8 * abs(claim.mean)
    return f", smallest {where_of(least)}" if shown else ""


def _unit(claim: Claim) -> str:
    return " percentage points" if claim.metric.is_share else f" ({claim.metric.unit})"


def _sign(claim: Claim) -> str:
    """Return under how many sets of assumptions an effect is up, where not under all or none."""
    if not (claim.up and claim.down):
        return ""
    return f": up under {claim.up} of them, down under {claim.down}"


def describe_side_effects(beside: Iterable[Claim], who: str) -> list[str]:
    """Return a caution for what gets worse, the surest first."""
    bad = {"higher": -1, "lower": 1}
    worse = [each for each in beside if each.sign and each.sign == bad.get(each.metric.better)]
    worse.sort(key=lambda each: each.verdict not in ("up", "down"))
    if not worse:
        return []
    said = format_list(describe_change(each, label_of(each.metric)) for each in worse[:2])
    return [f"Do not take it to be without harm: {who} also {said}."]


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
        words = [f"{describe_effect(top, called(top.name), what)}{describe_levels(top)}"]
        words += [describe_effect(each, called(each.name), "it") for each in gains[1:3]]
        answer = sentence("; ".join(words))
    return Opening(answer, describe_dependence(top, called(top.name), what, mine))
