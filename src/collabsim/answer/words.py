"""Claims as sentences tell them: some of many, with how many more there are, or that there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from collabsim.claims import Claim, told, worth
from collabsim.report.about import said

FEW_OPEN = 2
"""Effects told whose sign is not one."""


def agreed(tau: float, low: float, high: float) -> str:
    """Return Kendall's tau with its interval, or nothing if that is half of what it can be."""
    if not high - low <= 1.0:
        return ""
    return f"Kendall's tau {tau:.2f} ({low:.2f} to {high:.2f})".replace("-", "−")


def row_told(row: Any, name: str = "") -> str:
    """Return the effect of a row of a table, told with what must stand beside it."""
    return told(Claim.of(row), name)


def signed_of(every: Sequence[Claim], sign: int) -> list[Claim]:
    """Return the claims of this sign, the largest first."""
    sure = [claim for claim in every if claim.sign == sign]
    return sorted(sure, key=lambda claim: -abs(claim.mean))


def first_few(
    every: Sequence[Claim], count: int, sign: int = 1, named: Callable[[str], str] = said
) -> str:
    """Return the largest effects whose sign may be claimed, and how many more there are."""
    sure = signed_of(every, sign)
    words = [told(claim, named(claim.name)) for claim in sure[:count]]
    more = [f"{len(sure) - count} more"] if len(sure) > count else []
    return "; ".join([*words, *more])


def open_signs(every: Sequence[Claim], what: str) -> list[str]:
    """Return which effects as large as matters have no one sign over the alternatives, if any."""
    mixed = [claim for claim in every if claim.case == "mixed"]
    large = [claim for claim in mixed if abs(claim.mean) >= claim.matters]
    large.sort(key=lambda claim: -abs(claim.mean))
    each = "; ".join(told(claim, said(claim.name)) for claim in large[:FEW_OPEN])
    return [f"Of an effect on {what} the sign cannot be claimed: {each}."] if each else []


def none_clear(every: Sequence[Claim], what: str, named: Callable[[str], str] = said) -> str:
    """Return that no effect may be claimed, why, and what the largest is."""
    if not every:
        return f"No effect on {what} is defined."
    top = max(every, key=lambda claim: abs(claim.mean))
    largest = told(top, named(top.name))
    if all(claim.case == "little" for claim in every) and len(every) > 1:
        each = f"Each of these {len(every)} changes {what} by less than {worth(top.metric)}"
        return f"{each} (largest: {largest})."
    return f"No effect on {what} can be claimed (largest: {largest})."
