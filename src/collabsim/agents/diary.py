"""What happened in one NHS trust this month, for others to learn of once everybody has acted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Count(NamedTuple):
    """Something to be counted: an item of the record, how much, and of which class."""

    item: str
    amount: float
    kind: int | None = None


class Sight(NamedTuple):
    """Evidence about a company that others in the AHSN can see (events)."""

    company: int
    good: float
    bad: float


@dataclass(slots=True)
class Diary:
    """A trust's month. Trusts write in their own diary only, so their order cannot matter.

    Attributes
    ----------
    counts : entries for the record, in the order they happened.
    posted : how many of them have been entered in the record.
    sights : what others in the AHSN could see.
    news : companies (index) told of a start or an adoption, once for each.
    verdicts : evaluations, as (success or not, supported by the AHSN 0 or 1).
    firsts : innovations (index) adopted here for the first time.
    """

    counts: list[Count] = field(default_factory=list)
    posted: int = 0
    sights: list[Sight] = field(default_factory=list)
    news: list[int] = field(default_factory=list)
    verdicts: list[tuple[bool, float]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)

    def post(self) -> list[Count]:
        """Return the entries made since the last time, and mark them as posted."""
        fresh = self.counts[self.posted :]
        self.posted = len(self.counts)
        return fresh

    def count(self, item: str, amount: float = 1.0) -> None:
        """Enter an amount of a place item."""
        self.counts.append(Count(item, amount))

    def count_kind(self, kind: int, item: str, amount: float = 1.0) -> None:
        """Enter an amount of a class item."""
        self.counts.append(Count(item, amount, kind))
