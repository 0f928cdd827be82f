"""The records of the evidence register: frozen and typed, one class a kind of row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from collabsim.parameters import Tier

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Where the model answers a claim, by name, and what it leaves out (`omission`)."""

    barriers: Names = ()
    levers: Names = ()
    metrics: Names = ()
    loops: Names = ()
    structure: Names = ()
    omission: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of what was claimed, paraphrased; `status` qualifies or contradicts it."""

    id: str
    text: str
    kind: Literal["barrier", "lever", "feedback", "outcome", "context"]
    mechanisms: Names
    sources: Names
    answered_by: Answers
    patterns: Names = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How something comes about, with its theory, the tiers of its numbers and its files."""

    id: str
    name: str
    text: str
    theory: Names
    sources: Names
    tiers: tuple[Tier, ...]
    held_by: Names
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of the real world; strength 3 is measured in the UK, 1 folk belief, 0 derived."""

    id: str
    statement: str
    target: str
    tolerance: str
    strength: int
    used_as: Literal["input", "set a default", "check", "not tested"]
    reason: str
    sources: Names


@dataclass(frozen=True, slots=True)
class Interaction:
    """An effect of two things together, its expected sign and where it is to be looked for."""

    id: str
    statement: str
    sign: str
    mechanisms: Names
    condition: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A feedback loop: the chain, its polarity and the claims behind it."""

    id: str
    name: str
    chain: str
    polarity: Literal["reinforcing", "balancing", "weakens R1"]
    claims: Names
    note: str = ""


Range = tuple[float, float, float]
"""Low, central and high."""

PRICE_YEAR = "2023/24"
"""Of which financial year's prices all money is."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a lever costs a year in full use, by order of magnitude, and what that rests on.

    ``money`` is in £m of ``PRICE_YEAR``, ``attention`` in whole-time equivalents (WTE) of staff time taken from
    other work over all NHS trusts.
    """

    money: Range
    attention: Range
    tier: Tier
    sources: Names
    basis: str


@dataclass(frozen=True, slots=True)
class LeverEvidence:
    """A lever as the real world has it: what 1 means, what to expect, and what may go wrong."""

    name: str
    id: str
    title: str
    means_at_one: str
    claims: Names
    mechanisms: Names
    sources: Names
    strength: Literal["A", "A-", "B+", "B", "B-", "C"]
    expected: str
    perverse: str
    in_model: str
    shown_by: Names
    price: Price
    strength_note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A citation; `seen` is false where it was cited from memory."""

    id: str
    citation: str
    seen: bool
