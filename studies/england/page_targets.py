"""What was measured, as a table in Markdown: what each series is and what to beware of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from collabsim.calibration.goodness_of_fit import base
from collabsim.calibration.targets import measured


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


HALF = 0.5
"""Exposure from which a barrier is said to bind."""


@cache
def _binding(kind: str) -> str:
    """Return the barriers that a class meets by half or more."""
    exposure = next(each.exposure for each in base().classes if each.name == kind)
    met = [name for name, share in exposure.items() if share >= HALF]
    most = max(exposure, key=lambda name: exposure[name])
    return ", ".join(met) or f"none by half; {most} most, {exposure[most]:g}"


def targets() -> str:
    """Return what each series is, where it comes from, and what to beware of."""
    rows = [
        [
            s.title,
            s.says,
            str(s.of),
            f"`{s.kind}`",
            _binding(s.kind),
            f"`{s.fitted}`",
            s.window,
            s.truncation,
            f"{s.discrepancy:g}",
            f"{s.source} ({s.licence})",
            s.caveat,
        ]
        for s in measured()
    ]
    head = (
        "series", "what it is", "of", "class", "barriers that bind", "fitted", "window", "truncation", "discrepancy",
        "source (licence)", "beware",
    )  # fmt: skip
    return table(head, rows)
