"""Which of several claims comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collabsim.report.claims import Claim


def clearest(every: Sequence[Claim]) -> Claim:
    """Return the largest of the claims of which most can be said.

    All are too small to matter only if this one is.
    """
    order = ("little", "constant", "few", "unclear", "mixed", "rises", "up")
    same = {"falls": "rises", "down": "up"}
    return max(
        every, key=lambda each: (order.index(same.get(each.verdict, each.verdict)), abs(each.mean))
    )


def with_sign(every: Sequence[Claim], sign: int) -> list[Claim]:
    """Return the claims of this sign, the largest first."""
    return sorted((each for each in every if each.sign == sign), key=lambda each: -abs(each.mean))
