"""The JSON Schema of a config file, so that editors can complete and check one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, How
from collabsim.parameters import Param, described
from collabsim.scenario.classes import FAMILIES
from collabsim.scenario.columns import (
    AMOUNT,
    CLASS,
    COUNT,
    EXPOSURE,
    INCOME,
    INNOVATION,
    LAUNCH,
    LEVEL,
    RAMP,
    START,
)
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.organisations import COLUMNS as ORGANISATION

Schema = dict[str, Any]

NAME = r"^[a-z][a-z0-9_]*$"


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a config file.

    What it cannot say (that names agree and counts add up) reading a file checks.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A collabsim scenario",
        **_object(_properties()),
        "anyOf": [
            {"required": ["extends"]},
            {"required": ["name", "types", "regions", "classes"]},
        ],
    }


def _properties() -> Schema:
    return {
        "name": _text("What to call the scenario in tables and figures."),
        "description": _text("What it says about the real world."),
        "extends": _text("A config file this one is laid over: near it, or one that ships."),
        "organisations": _organisations(),
        **{group: _group(kind) for group, kind in GROUPS.items()},
        "levers": _levers(),
        "own_levers": _each(_own_lever(), "Levers beside the catalogue's, by name.", NAME),
        "types": _each(_type(), "Kinds of NHS trust, by name; replaces those of the base file."),
        "regions": _each(_region(), "Regions, by code; replaces those of the base file."),
        "classes": _each(_class(), "Classes of innovation, by name."),
        "innovations": {"type": "array", "items": _innovation()},
    }


def _group(kind: type) -> Schema:
    says = (kind.__doc__ or "").splitlines()[0]
    return _object(_numbers(described(kind)), says)


def _numbers(columns: Mapping[str, Param]) -> Schema:
    return {name: number_schema(meta) for name, meta in columns.items()}


def number_schema(meta: Param) -> Schema:
    """Return a number's schema; its description holds what a config's comment holds."""
    low, high = meta.plausible
    about = f"{meta.unit}; plausible {low:g}–{high:g}; {meta.evidence}; {meta.tier}"
    described_as = {"description": f"{meta.says} ({about})"}
    if meta.unit == "switch":
        return {"enum": [True, False, 1, 0], "default": bool(meta.default), **described_as}
    least, most = meta.bounds
    span = {"minimum": least} | ({"maximum": most} if math.isfinite(most) else {})
    number, default = ("integer", int(meta.default)) if meta.whole else ("number", meta.default)
    return {"type": number, **span, "default": default, **described_as}


def _levers() -> Schema:
    setting = _object(
        {"level": number_schema(LEVEL), "start": number_schema(START), "ramp": number_schema(RAMP)}
    )
    either = {"anyOf": [number_schema(LEVEL), setting]}
    named = {lever.name: {"title": lever.id, **either} for lever in LEVERS.values()}
    says = "How far each lever is pulled: a level, or level, start month and ramp."
    # A file's own levers have names that a schema cannot know.
    return {"type": "object", "description": says, "properties": named} | {
        "additionalProperties": either
    }


def _own_lever() -> Schema:
    ways = {how: _bare(AMOUNT) for how in get_args(How)}
    move = _object({"parameter": _text("The parameter moved: group.name."), **ways})
    move |= {"required": ["parameter"], "oneOf": [{"required": [how]} for how in ways]}
    moves = {"type": "array", "minItems": 1, "items": move}
    return _object({"id": _text("Its number."), "moves": moves}, required=("id", "moves"))


def _type() -> Schema:
    columns = _numbers({"income": INCOME})
    return _object({"label": _text("Its name in full."), **columns}, required=("income",))


def _region() -> Schema:
    trusts = _each(number_schema(COUNT), "NHS trusts by type.")
    ahsns = _each(number_schema(COUNT), "The same NHS trusts by AHSN.")
    columns = {"name": _text("Its name in full."), "trusts": trusts, "ahsns": ahsns}
    return _object(columns, required=("trusts", "ahsns"))


def _class() -> Schema:
    types = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
    exposure = {barrier: number_schema(EXPOSURE) for barrier in BARRIERS}
    return _object(
        {
            "label": _text("Its name in full."),
            "family": {"enum": list(FAMILIES), "description": "Decided on, or piloted first."},
            "types": types | {"description": "Types of NHS trust that can use it."},
            "exposure": _object(exposure, "How far the class meets each barrier."),
            **_numbers(CLASS),
        }
    )


def _innovation() -> Schema:
    columns = {name: _bare(meta) for name, meta in INNOVATION.items()}
    named = {
        "id": _text("Its name; addresses its luck."),
        "class": _text("What it takes its other values from."),
        "launch": number_schema(LAUNCH),
    }
    return _object(named | columns, required=("id", "class", "launch"))


def _organisations() -> Schema:
    cells: Schema = {name: _text(name) for name in ORGANISATION[:-1]}
    row = _object({**cells, "income": _bare(INCOME)}, required=ORGANISATION[:-1])
    table = _text(f"A CSV file in this folder with the columns {', '.join(ORGANISATION)}.")
    return {"anyOf": [table, {"type": "array", "items": row}]}


def _bare(meta: Param) -> Schema:
    """Return a number's schema without a default, for values that have none of their own."""
    return {key: value for key, value in number_schema(meta).items() if key != "default"}


def _text(says: str) -> Schema:
    return {"type": "string", "description": says}


def _object(properties: Schema, says: str = "", required: tuple[str, ...] = ()) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    made |= {"description": says} if says else {}
    return made | ({"required": list(required)} if required else {})


def _each(item: Schema, says: str, names: str = "") -> Schema:
    """Return the schema of a table whose keys a user chooses."""
    made = {"type": "object", "description": says, "additionalProperties": item}
    return made | ({"propertyNames": {"pattern": names}} if names else {})
