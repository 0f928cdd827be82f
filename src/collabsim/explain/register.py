"""Explains rows of the evidence register: claims, mechanisms, patterns, interactions, loops, sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from collabsim import evidence
from collabsim.explain.words import listed, page, spelled
from collabsim.parameters import TIERS

STRENGTHS = (
    "derived by us",
    "folk belief",
    "measured elsewhere or indirectly",
    "measured in the UK",
)

KINDS = {
    "loops": "Feedback loops",
    "claims": "Claims",
    "mechanisms": "Mechanisms",
    "patterns": "Patterns",
    "interactions": "Interactions",
    "sources": "Sources",
}

Lists = Mapping[str, Callable[[Any], Iterable[str]]]


def _answers(row: evidence.Claim) -> list[str]:
    kinds = ("barriers", "levers", "metrics", "loops", "structure")
    named = {kind: getattr(row.answered_by, kind) for kind in kinds}
    return [f"{kind}: {', '.join(names)}" for kind, names in named.items() if names]


PAGES: Mapping[str, tuple[str, str, Lists]] = MappingProxyType(
    {
        "claims": ("a claim ({row.kind})", "{row.text}", {
            "What is known": lambda row: [row.status],
            "Answered by": _answers,
            "Left out": lambda row: [row.answered_by.omission],
            "Mechanisms and patterns": lambda row: spelled([*row.mechanisms, *row.patterns]),
            "Sources": lambda row: spelled(row.sources),
        }),
        "mechanisms": ("a mechanism. {row.name}", "{row.text}", {
            "Held by": lambda row: [", ".join(row.held_by)],
            "Note": lambda row: [row.note],
            "Evidence for its numbers": lambda row: [f"{each}: {TIERS[each]}" for each in row.tiers],
            "Theory": lambda row: spelled(row.theory),
            "Sources": lambda row: spelled(row.sources),
        }),
        "patterns": ("a pattern of the real world", "{row.statement}", {
            "Target": lambda row: [f"{row.target}; {row.tolerance}"],
            "Strength": lambda row: [f"{row.strength} of 3: {STRENGTHS[row.strength]}"],
            "Used as": lambda row: [f"{row.used_as}: {row.reason}"],
            "Sources": lambda row: spelled(row.sources),
        }),
        "interactions": ("an interaction", "{row.statement}", {
            "Expected sign": lambda row: [row.sign],
            "Where to look for it": lambda row: [row.condition],
            "Mechanisms": lambda row: spelled(row.mechanisms),
        }),
        "loops": ("a feedback loop. {row.name}", "{row.chain}", {
            "Polarity": lambda row: [row.polarity],
            "Note": lambda row: [row.note],
            "Cut by": lambda row: [f"--set loops.{row.id}=0"],
            "Claims": lambda row: spelled(row.claims),
        }),
        "sources": ("a source", "{row.citation}", {
            "Seen": lambda row: [
                "Read for this register."
                if row.seen
                else "Cited from memory: check before quoting."
            ],
        }),
    }
)  # fmt: skip
"""Of each kind of row: what it is, its text, and the lists below that."""


def explain_row(kind: str, name: str) -> str:
    """Explain a row of the register."""
    row = getattr(evidence, kind)()[name]
    title, text, lists = PAGES[kind]
    below = (listed(heading, items(row)) for heading, items in lists.items())
    return page(f"{name}: {title.format(row=row)}", text.format(row=row), *below)


def structure(name: str) -> str:
    """Explain a part of the model's structure that answers a claim."""
    claims = [row.id for row in evidence.claims().values() if name in row.answered_by.structure]
    return page(
        f"{name}: a part of the model's structure",
        evidence.structure()[name],
        listed("Answers claims", spelled(claims)),
    )
