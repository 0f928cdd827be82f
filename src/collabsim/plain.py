"""Plain values: frozen mappings, what makes those equal that hold arrays, and how they are shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from html import escape
from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Frozen(dict[K, V]):
    """A dictionary that nobody changes by mistake; it has a hash if its values have one."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("this mapping is frozen; make a dict of it to change that")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Frozen[K, V]], tuple[dict[K, V]]]:
        """Say how it is made again: not item by item."""
        return Frozen, (dict(self),)


def freeze(value: object, *names: str) -> None:
    """Freeze mappings that a frozen dataclass was given: its fields of these names."""
    for name in names:
        given = getattr(value, name)
        if not isinstance(given, Frozen):
            object.__setattr__(value, name, Frozen(given))


class Held:
    """A dataclass that may hold arrays and tables: equal if all it holds is, to the bit.

    Its hash is that of its plain fields, numbers and texts, which equal ones share.
    """

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(same(mine, theirs) for mine, theirs in zip(_all(self), _all(other), strict=True))

    def __hash__(self) -> int:
        return hash(tuple(each for each in _all(self) if isinstance(each, int | str)))


def _all(value: Any) -> list[Any]:
    return [getattr(value, each.name) for each in fields(value)]


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal; what is not a number equals itself."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "equals"):  # a table
        return bool(one.equals(other))
    if hasattr(one, "tobytes") and hasattr(other, "tobytes"):  # an array
        alike = one.dtype == other.dtype and one.shape == other.shape
        return bool(alike and one.tobytes() == other.tobytes())
    return bool(one == other) or (_no_number(one) and _no_number(other))


def _no_number(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def card(title: str, facts: Mapping[str, object]) -> str:
    """Return a value as a notebook shows it: a title, and a row a fact."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left'>{escape(str(fact))}</td></tr>"
        for name, fact in facts.items()
    )
    return f"<table><caption><b>{escape(title)}</b></caption>{rows}</table>"


def plural(number: int, thing: str) -> str:
    """Return so many of a thing in words: ``1 variant``, ``1,200 variants``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
