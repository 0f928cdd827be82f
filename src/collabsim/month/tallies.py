"""What trusts do to others and to the record, added up in the order of trusts.

All else that a trust writes is its own, or a count of whole numbers: so their turns may come in any
order. Mesa's trusts put these entries off until all have had their turn.
"""

from __future__ import annotations

from collabsim.composition import BARRIERS
from collabsim.month.state import Company, Innovation, Now, Trust
from collabsim.record import CLASS_ITEMS, PLACE_ITEMS

MEDICINE_OR_PILOTED = ("medicine", "piloted")
"""Families of classes, in the order of ``Innovation.piloted``."""

(
    GRANTED, KEPT, RAIDED, LAPSED, SPENT, STARTS, PILOTS, SUCCESSES, FAILURES, COLLAPSES, DIRECT,
    GIVEN_UP, RUSH_FAILURES, RUSH_PILOTS, OTHER_FAILURES, OTHER_PILOTS, BENEFIT,
) = (
    PLACE_ITEMS.index(item)
    for item in (
        "granted", "kept", "raided", "lapsed", "innovation", "starts", "pilots", "successes",
        "failures", "collapses", "direct", "abandoned", "rush_failures", "rush_pilots",
        "other_failures", "other_pilots", "benefit",
    )
)  # fmt: skip
ELIGIBLE, ATTEMPTS, STOPPED = (
    tuple(PLACE_ITEMS.index(item.format(family)) for family in MEDICINE_OR_PILOTED)
    for item in ("eligible_{}", "attempts_{}", f"stopped_{{}}_{BARRIERS[0]}")
)
CLASS_STARTS, CLASS_BENEFIT, CLASS_ELIGIBLE = (
    CLASS_ITEMS.index(item) for item in ("starts", "benefit", "eligible")
)


def count(trust: Trust, item: int, amount: float, now: Now) -> None:
    """Count an amount of an item of the record at the trust's place."""
    now.places[now.month, trust.place, item] += amount


def count_class(
    trust: Trust,
    innovation: Innovation,
    item: int,
    amount: float,
    now: Now,
) -> None:
    """Count an amount of an item of the record for the innovation's class."""
    now.classes[now.month, innovation.kind, item] += amount


def show(trust: Trust, company: Company, good: float, bad: float, now: Now) -> None:
    """Let the trusts of the AHSN see evidence about a company (events)."""
    sight = now.sights[trust.ahsn, company.index]
    sight.new_good += good
    sight.new_bad += bad
