"""Kinds of values in a TOML file: how each is checked, and how its JSON Schema describes it.

A file's format is a ``table`` of such fields. Reading notes every fault and gives something to go
on with, so that all faults are found at once; the schema is that of draft 2020-12.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from collabsim.parameters import Param, described
from collabsim.scenario.dates import DATE, DATED, TODAY, date_problem
from collabsim.scenario.faults import Key, kind
from collabsim.scenario.layers import Layers

Schema = dict[str, Any]

Names = tuple[str, ...] | Callable[[Layers], Iterable[str]]
"""Which names a value may have; a function where that depends on the rest of the file."""


@dataclass(frozen=True, slots=True)
class Field:
    """How the value at an address is read, what an editor must know, and whether it must be there."""

    read: Callable[[Layers, Key], Any]
    schema: Schema
    required: bool = False


NO_FIELDS: Mapping[str, Field] = MappingProxyType({})


def number(meta: Param, *, required: bool = False, optional: bool = False) -> Field:
    """Return the field of a number: absent, it is its default, a fault, or None if ``optional``."""

    def read(layers: Layers, key: Key) -> float | None:
        absent = optional and layers.get(key) is None
        return None if absent else layers.number(key, meta, required=required)

    least, most = meta.bounds
    schema: Schema = {"type": "integer" if meta.whole else "number", "minimum": least}
    schema |= {"maximum": most} if math.isfinite(most) else {}
    default: float = int(meta.default) if meta.whole else meta.default
    if meta.unit == "switch":
        schema, default = {"enum": [True, False, 1, 0]}, bool(meta.default)
    if meta.unit == DATED:
        schema = {"anyOf": [schema, {"type": "string", "pattern": DATE}]}
    schema |= {} if required or optional else {"default": default}
    return Field(read, schema | {"description": f"{meta.says} ({meta.comment})"}, required)


def numbers(columns: Mapping[str, Param], *, optional: bool = False) -> dict[str, Field]:
    """Return a field for each of several numbers."""
    return {name: number(meta, optional=optional) for name, meta in columns.items()}


def text(says: str, default: str | None = None) -> Field:
    """Return the field of a text; without a default it must be there and say something."""
    schema = {"type": "string", "description": says}
    return Field(lambda layers, key: layers.text(key, default), schema, default is None)


def date(says: str) -> Field:
    """Return the field of a month of the calendar; absent or wrong, it is today."""

    def read(layers: Layers, key: Key) -> str:
        value = layers.get(key)
        if value is None:
            return layers.now
        problem = date_problem(value) if isinstance(value, str) else _EXPECTED.format(kind(value))
        if problem:
            layers.fault(key, problem)
        return TODAY if problem else str(value)

    schema = {"type": "string", "pattern": DATE, "default": TODAY, "description": says}
    return Field(read, schema)


_EXPECTED = 'expected a month such as "2028-04", in quotes, found {}.'


def one_of(says: str, names: Names) -> Field:
    """Return the field of a name out of a few; read as an empty text if it is none of them."""

    def read(layers: Layers, key: Key) -> str:
        value, known = layers.get(key), _known(names, layers)
        if value in known:
            return str(value)
        hint = layers.nearest(value, known)
        layers.fault(key, f"expected one of {', '.join(known)}.{hint}")
        return ""

    return Field(read, _name(names) | {"description": says}, required=True)


def array(
    says: str, names: Names, noun: str, one: str = "no such name.", *, required: bool = False
) -> Field:
    """Return the field of different names in an array; faults call them by ``noun`` and ``one``."""

    def read(layers: Layers, key: Key) -> tuple[str, ...]:
        value, known = layers.get(key), _known(names, layers)
        if value is None and not required:
            return ()
        if not isinstance(value, list) or not value:
            layers.fault(key, f"expected an array of {noun}, found {kind(value)}.")
            return ()
        for place, name in enumerate(value):
            if name not in known:
                layers.fault((*key, place), f"{one}{layers.nearest(name, known)}")
            elif value.index(name) < place:
                layers.fault((*key, place), "named twice.")
        return tuple(name for name in value if isinstance(name, str))

    schema = {"type": "array", "items": _name(names), "uniqueItems": True, "description": says}
    return Field(read, schema | ({"minItems": 1} if required else {}), required)


def _known(names: Names, layers: Layers) -> list[str]:
    return list(names(layers) if callable(names) else names)


def _name(names: Names) -> Schema:
    return {"type": "string"} if callable(names) else {"enum": list(names)}


def table(
    fields: Mapping[str, Field],
    says: str = "",
    elsewhere: Iterable[str] = (),
    *,
    merged: bool = False,
) -> Field:
    """Return the field of a table of known keys; a misplaced one may be meant for ``elsewhere``.

    One that is ``merged`` key by key with the same table of a file below needs no key in each.
    """

    def read(layers: Layers, key: Key) -> dict[str, Any]:
        layers.known(key, fields, elsewhere)
        return {name: field.read(layers, (*key, name)) for name, field in fields.items()}

    schema = _object(says, properties={name: field.schema for name, field in fields.items()})
    needed = [name for name, field in fields.items() if field.required and not merged]
    return Field(read, schema | ({"required": needed} if needed else {}))


def parameters(
    group: type, elsewhere: Iterable[str] = (), more: Mapping[str, Field] = NO_FIELDS
) -> Field:
    """Return the field of the table of a group of parameters, which may hold more."""
    says = (group.__doc__ or "").splitlines()[0]
    return table({**more, **numbers(described(group))}, says, elsewhere)


def each(
    says: str,
    item: Field,
    names: Names | None = None,
    *,
    pattern: str = "",
    required: bool = False,
) -> Field:
    """Return the field of a table whose keys are chosen by users, or are any of ``names``."""

    def read(layers: Layers, key: Key) -> dict[str, Any]:
        if names is not None:
            layers.known(key, _known(names, layers))
        return {name: item.read(layers, (*key, name)) for name in layers.table(key)}

    schema = _object(says, additionalProperties=item.schema)
    schema |= {"propertyNames": {"pattern": pattern}} if pattern else {}
    return Field(read, schema, required)


def rows(says: str, item: Field, wanted: str = "") -> Field:
    """Return the field of an array of tables; ``wanted`` is an example, if there must be some."""

    def read(layers: Layers, key: Key) -> tuple[Any, ...]:
        value = layers.get(key)
        if value is None and not wanted:
            return ()
        sound = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        if not sound or (wanted and not value):
            layers.fault(key, f"expected {wanted or f'[[{key[-1]}]], an array of tables'}.")
            return ()
        return tuple(item.read(layers, (*key, place)) for place in range(len(value)))

    schema = {"type": "array", "description": says, "items": item.schema}
    return Field(read, schema | ({"minItems": 1} if wanted else {}), bool(wanted))


def _object(says: str, **more: Any) -> Schema:
    about = {"description": says} if says else {}
    return {"type": "object", **about, "additionalProperties": False, **more}
