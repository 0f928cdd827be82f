"""Titles of figures: subject, metric, direction and unit of what may be claimed (``claims``), and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collabsim.report.formats import (
    capitalise,
    format_change,
    format_count,
    format_level,
    format_list,
    label_of,
    name_of,
)
from collabsim.report.ordering import clearest
from collabsim.report.wording import caveat

if TYPE_CHECKING:
    from collabsim.metrics import Metric
    from collabsim.report.claims import Claim

LONGEST = 110
"""Letters of a list of names that a title has room for."""


def format_amount(metric: Metric, value: float) -> str:
    """Return the size of a difference with its unit: ``1.2 points``, ``0.05 (index 0 to 1)``."""
    size = format_change(metric, value)
    if metric.is_share:
        return size
    return f"{size} {metric.unit}" if " per " in metric.unit else f"{size} ({metric.unit})"


def moves(claim: Claim) -> str:
    """Return what a claim whose sign is known does: ``raises joint working by 0.2 projects ...``."""
    verb = "raises" if claim.mean > 0.0 else "lowers"
    return f"{verb} {label_of(claim.metric)} {by(claim)}"


def by(claim: Claim) -> str:
    """Return by how much."""
    return f"by {format_amount(claim.metric, claim.mean)}"


def from_to(claim: Claim) -> str:
    """Return the levels that a claim starts from and ends at."""
    ends = (claim.start, claim.start + claim.mean)
    return f"from {' to '.join(format_level(claim.metric, end) for end in ends)}"


def effect_title(every: Sequence[Claim], who: str = "") -> str:
    """Return what may be said of the clearest of some effects, all of which are drawn.

    ``who`` is what has them, as it stands within a sentence, if it is not what the clearest is called.
    """
    top = clearest(every)
    what, single = label_of(top.metric), len(every) == 1 or bool(who)
    who = who or name_of(top.name)
    some = who if single else f"any of these {len(every)}"
    runs = format_count(top.replicates, "replicate")
    match top.verdict:
        case "up" | "down" | "rises" | "falls":
            return capitalise(f"{who} {moves(top)}{caveat(top)}")
        case "mixed":
            return f"Whether {who} raises or lowers {what} depends on the assumptions"
        case "little":
            size = format_amount(top.metric, top.metric.matters)
            none = f"none of these {len(every)} changes {what} by {size}"
            return capitalise(f"{who} changes {what} by less than {size}" if single else none)
        case "constant" if single or all(each.verdict == "constant" for each in every):
            changes = f"changes {what} {by(top)}" if top.mean else f"leaves {what} as it is"
            return capitalise(f"{who} {changes} in each of {runs}")
        case "unclear":
            return f"Whether {some} raises or lowers {what} cannot be told from {runs}"
    verb = "is" if top.replicates == 1 else "are"
    return f"{runs} {verb} too few to tell whether {some} changes {what}"


def too_close(names: Sequence[str], many: str, what: str) -> str:
    """Return that one of these does most, and that it cannot be told which."""
    return capitalise(f"{list_names(names, many)} {what}: too close to tell")


def list_names(names: Sequence[str], many: str, last: str = "or") -> str:
    """Return names as a title has them, or ``many`` with their number if that is too long."""
    words = format_list((name_of(name) for name in names), last)
    return words if len(words) <= LONGEST else many.format(len(names))
