"""The evidence register: what was claimed, by what mechanism, on which source."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

from collabsim.evidence.records import (
    Answers,
    Claim,
    Interaction,
    LeverEvidence,
    Loop,
    Mechanism,
    Pattern,
    Source,
)

__all__ = [
    "Answers",
    "Claim",
    "Interaction",
    "LeverEvidence",
    "Loop",
    "Mechanism",
    "Pattern",
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


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(file).read_text(encoding="utf-8"))


def _rows(table: dict[str, Any], row: Callable[..., Row]) -> Mapping[str, Row]:
    return MappingProxyType({key: row(key, **_frozen(fields)) for key, fields in table.items()})


def _frozen(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in fields.items()}


def _claim(key: str, answered_by: dict[str, Any], **fields: Any) -> Claim:
    return Claim(id=key, answered_by=Answers(**_frozen(answered_by)), **fields)


@cache
def claims() -> Mapping[str, Claim]:
    """Return the claims A01-A40, B01-B33 and C01-C11 by id."""
    return _rows(_table("claims.toml"), _claim)


@cache
def mechanisms() -> Mapping[str, Mechanism]:
    """Return the mechanisms M1-M26 by id."""
    return _rows(_table("mechanisms.toml"), Mechanism)


@cache
def patterns() -> Mapping[str, Pattern]:
    """Return the patterns P1-P23 (and P4b) by id."""
    return _rows(_table("patterns.toml")["patterns"], Pattern)


@cache
def interactions() -> Mapping[str, Interaction]:
    """Return the interactions I1-I14 by id."""
    return _rows(_table("patterns.toml")["interactions"], Interaction)


@cache
def loops() -> Mapping[str, Loop]:
    """Return the feedback loops R1-R6 and B1-B5 by id."""
    return _rows(_table("patterns.toml")["loops"], Loop)


@cache
def levers() -> Mapping[str, LeverEvidence]:
    """Return what is known of each lever, by the lever's name, in the order of their ids."""
    return _rows(_table("levers.toml"), LeverEvidence)


@cache
def structure() -> Mapping[str, str]:
    """Return what each part of the model's structure that answers a claim is, by name."""
    return MappingProxyType(_table("structure.toml"))


@cache
def sources() -> Mapping[str, Source]:
    """Return every source cited by the register, by id."""
    return _rows(_table("sources.toml"), Source)
