"""Explains rows of the evidence register: claims, mechanisms, patterns, interactions, loops, sources."""

from __future__ import annotations

from collabsim import evidence
from collabsim.explain.words import listed, page, spelled
from collabsim.parameters import TIERS


def claim(name: str) -> str:
    """Explain a claim: what was said, what is known of it, and where the model answers it."""
    row = evidence.claims()[name]
    answers = row.answered_by
    named = {
        "barriers": answers.barriers,
        "levers": answers.levers,
        "metrics": answers.metrics,
        "loops": answers.loops,
        "structure": answers.structure,
    }
    answered = [f"{kind}: {', '.join(names)}" for kind, names in named.items() if names]
    return page(
        f"{name}: a claim ({row.kind})",
        row.text,
        listed("What is known", [row.status] if row.status else []),
        listed("Answered by", answered),
        listed("Left out", [answers.omission] if answers.omission else []),
        listed("Mechanisms and patterns", spelled([*row.mechanisms, *row.patterns])),
        listed("Sources", spelled(row.sources)),
    )


def mechanism(name: str) -> str:
    """Explain a mechanism: how it works, where it stands, how good its numbers are."""
    row = evidence.mechanisms()[name]
    return page(
        f"{name}: a mechanism. {row.name}",
        row.text,
        listed("Held by", [", ".join(row.held_by)] if row.held_by else []),
        listed("Note", [row.note] if row.note else []),
        listed("Evidence for its numbers", [f"{tier}: {TIERS[tier]}" for tier in row.tiers]),
        listed("Theory", spelled(row.theory)),
        listed("Sources", spelled(row.sources)),
    )


def pattern(name: str) -> str:
    """Explain a pattern of the real world that the model is held against."""
    row = evidence.patterns()[name]
    strengths = (
        "derived by us",
        "folk belief",
        "measured elsewhere or indirectly",
        "measured in the UK",
    )
    return page(
        f"{name}: a pattern of the real world",
        row.statement,
        listed("Target", [f"{row.target}; {row.tolerance}"]),
        listed("Strength", [f"{row.strength} of 3: {strengths[row.strength]}"]),
        listed("Used as", [f"{row.used_as}: {row.reason}"]),
        listed("Sources", spelled(row.sources)),
    )


def interaction(name: str) -> str:
    """Explain an effect of two things together."""
    row = evidence.interactions()[name]
    return page(
        f"{name}: an interaction",
        row.statement,
        listed("Expected sign", [row.sign]),
        listed("Where to look for it", [row.condition]),
        listed("Mechanisms", spelled(row.mechanisms)),
    )


def loop(name: str) -> str:
    """Explain a feedback loop and how to cut it."""
    row = evidence.loops()[name]
    return page(
        f"{name}: a feedback loop. {row.name}",
        row.chain,
        listed("Polarity", [row.polarity]),
        listed("Note", [row.note] if row.note else []),
        listed("Cut by", [f"--set loops.{name}=0"]),
        listed("Claims", spelled(row.claims)),
    )


def structure(name: str) -> str:
    """Explain a part of the model's structure that answers a claim."""
    claims = [row.id for row in evidence.claims().values() if name in row.answered_by.structure]
    return page(
        f"{name}: a part of the model's structure",
        evidence.structure()[name],
        listed("Answers claims", spelled(claims)),
    )


def source(name: str) -> str:
    """Give a source in full."""
    row = evidence.sources()[name]
    seen = "Read for this register." if row.seen else "Cited from memory: check before quoting."
    return page(f"{name}: a source", row.citation, listed("Seen", [seen]))
