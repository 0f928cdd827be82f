"""What was measured, as a table in Markdown: what each series is and what to beware of."""

from __future__ import annotations

from collections.abc import Iterable

from collabsim.calibration.targets import measured


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def targets() -> str:
    """Return what each series is, where it comes from, and what to beware of."""
    rows = [
        [
            s.title,
            s.says,
            str(s.of),
            f"`{s.kind}`",
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
        "series", "what it is", "of", "class", "fitted", "window", "truncation", "discrepancy",
        "source (licence)", "beware",
    )  # fmt: skip
    return table(head, rows)
