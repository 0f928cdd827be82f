"""What opens every answer: three sentences that a reader without statistics understands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_change,
    format_level,
    format_range,
    format_threshold,
    name_of,
)
from collabsim.report.ordering import clearest
from collabsim.report.wording import verb

SOLE = "One set of assumptions was run, so how much this depends on assumptions is not known."
CAUTION = (
    "Do not read this as a forecast: the model shows which mechanisms could matter, and its numbers "
    "are no prediction of what would happen in England."
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


def of_effects(every: Sequence[Claim], what: str) -> Summary:
    """Return what may be said of some effects on ``what``, told of the clearest of them."""
    if not every:
        return Summary(f"No effect on {what} could be worked out.", SOLE, CAUTION)
    top = clearest(every)
    return Summary(tell(top, capitalise(name_of(top.name)), what), depends(top), CAUTION)


def tell(claim: Claim, who: str, what: str) -> str:
    """Return one sentence that says of an effect what may be claimed, and its size."""
    metric, size = claim.metric, format_change(claim.metric, claim.mean)
    if claim.sign:
        ends = format_range(metric, claim.low, claim.high, claim.mean)
        start, end = (format_level(metric, n) for n in (claim.start, claim.start + claim.mean))
        level = "" if math.isnan(claim.start) else f", from {start} to {end}"
        return f"{who} {verb(claim)} {size} ({ends}) to {what}{level}."
    match claim.verdict:
        case "little":
            return f"{who} moves {what} by less than {format_threshold(metric)}."
        case "mixed":
            return f"Whether {who} adds to {what} or takes from it depends on assumptions."
    needed = claim.replicates_needed()
    more = f"; about {needed:,.0f} would do" if claim.replicates < needed < math.inf else ""
    some = f"{claim.replicates:,} simulated Englands are too few{more}"
    return f"We cannot tell whether {who} changes {what}: {some}."


def depends(claim: Claim) -> str:
    """Return one sentence that says how much an effect depends on assumptions."""
    if claim.variants < 2:
        return SOLE
    ends = [end for both in claim.ranges for end in both if not math.isnan(end)]
    reach = format_range(claim.metric, min(ends), max(ends))
    return f"Depending on assumptions it is {reach}, over {claim.variants} alternatives."
