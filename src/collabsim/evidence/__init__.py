"""The evidence register: what was claimed, by what mechanism, on which source.

Each function returns one kind of row by id; the register is read when it is first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from collabsim.evidence.records import (
    PRICE_YEAR,
    Answers,
    Claim,
    Interaction,
    LeverEvidence,
    Loop,
    Mechanism,
    Pattern,
    Price,
    Range,
    Source,
)

__all__ = [
    "PRICE_YEAR",
    "Answers",
    "Claim",
    "Interaction",
    "LeverEvidence",
    "Loop",
    "Mechanism",
    "Pattern",
    "Price",
    "Range",
    "Source",
    "claims",
    "interactions",
    "levers",
    "loops",
    "mechanisms",
    "patterns",
    "sources",
    "structure",
]

Row = TypeVar("Row")


def _rows(row: Callable[..., Row], file: str, part: str = "") -> Callable[[], Mapping[str, Row]]:
    """Return what reads a file of the register, or a part of it, once: its rows by id."""

    @cache
    def read() -> Mapping[str, Row]:
        table = tomllib.loads(files(__name__).joinpath(file).read_text(encoding="utf-8"))
        rows = table[part] if part else table
        return MappingProxyType({key: row(key, **_frozen(rows[key])) for key in rows})

    return read


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}


def _claim(key: str, answered_by: dict[str, Any], **fields: Any) -> Claim:
    return Claim(id=key, answered_by=Answers(**_frozen(answered_by)), **fields)


def _lever(key: str, price: dict[str, Any], **fields: Any) -> LeverEvidence:
    return LeverEvidence(name=key, price=Price(**_frozen(price)), **fields)


claims = _rows(_claim, "claims.toml")
mechanisms = _rows(Mechanism, "mechanisms.toml")
patterns = _rows(Pattern, "patterns.toml", "patterns")
interactions = _rows(Interaction, "patterns.toml", "interactions")
loops = _rows(Loop, "patterns.toml", "loops")
levers = _rows(_lever, "levers.toml")
sources = _rows(Source, "sources.toml")


@cache
def structure() -> Mapping[str, str]:
    """Return what each part of the model's structure that answers a claim is, by name."""
    text = files(__name__).joinpath("structure.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
