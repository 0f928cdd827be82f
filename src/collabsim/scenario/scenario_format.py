"""What a config file may hold, and what a scenario makes of it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, get_args

from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, How, Lever, LeverSetting, Move
from collabsim.parameters import Param, described
from collabsim.scenario.characters import folded, hidden
from collabsim.scenario.classes import FAMILIES, NamedInnovation, Region
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
)  # fmt: skip
from collabsim.scenario.faults import Key
from collabsim.scenario.fields import (
    Field,
    Schema,
    array,
    date,
    each,
    number,
    numbers,
    one_of,
    parameters,
    rows,
    table,
    text,
)  # fmt: skip
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.layers import Layers
from collabsim.scenario.organisations import ORGANISATIONS
from collabsim.scenario.prices import PRICE

NAME = r"^[a-z][a-z0-9_]*$"

TAKEN = ("today", "everything")
"""Names of points of an experiment, which no lever may have."""

FIXED = frozenset({"world", "traits"})
"""Groups read once, when the world is made: no lever can move them."""

PARAMETERS: Mapping[str, Param] = MappingProxyType(
    {f"{group}.{key}": meta for group in GROUPS for key, meta in described(GROUPS[group]).items()}
)
"""Every parameter by its full name, such as ``trust.initial``."""

MOVABLE = tuple(name for name in PARAMETERS if name.split(".")[0] not in FIXED)

WAYS: tuple[How, ...] = get_args(How)


def _setting(layers: Layers, key: Key) -> LeverSetting:
    if not isinstance(layers.get(key), dict):
        return LeverSetting(layers.number(key, LEVEL))
    found = _SETTING.read(layers, key)
    return LeverSetting(found["level"], int(found["start"]), int(found["ramp"]))


def read_levers(layers: Layers, known: Collection[str]) -> dict[str, LeverSetting]:
    """Return the settings of the known levers of ``[levers]``."""
    layers.known(("levers",), known)
    named = [name for name in layers.table(("levers",)) if name in known]
    return {name: _setting(layers, ("levers", name)) for name in named}


def _move(layers: Layers, key: Key) -> Move:
    layers.known(key, ("parameter", *WAYS))
    meta = _moved(layers, (*key, "parameter"))
    given = [how for how in WAYS if layers.get((*key, how)) is not None]
    if len(given) != 1:
        layers.fault(key, "expected exactly one of to, at_least, at_most, times and by.")
        return Move("", "by", 0.0)
    how = given[0]
    bounded = meta and how not in ("times", "by") and math.isfinite(meta.bounds[1])
    amount = layers.number((*key, how), meta if bounded and meta else AMOUNT)
    return Move(str(layers.get((*key, "parameter"))), how, amount)


def _moved(layers: Layers, key: Key) -> Param | None:
    name = layers.text(key)
    if name.partition(".")[0] in FIXED:
        layers.fault(key, "is fixed when the world is made, so no lever can move it.")
    elif name and name not in MOVABLE:
        layers.fault(key, f"no such parameter.{layers.nearest(name, MOVABLE)}")
    return PARAMETERS.get(name)


def _of(key: str) -> Any:
    """Return which names a table of the file has."""
    return lambda layers: layers.table((key,))


# fmt: off
_SETTING = table({"level": number(LEVEL), "start": number(START), "ramp": number(RAMP)})

SETTING = Field(_setting, {"anyOf": [number(LEVEL).schema, _SETTING.schema]})
"""How far a lever is applied: a level, or a table of level, start and ramp."""

MOVE = Field(
    _move,
    table({
        "parameter": text("The parameter moved: group.name."),
        **{how: number(AMOUNT, optional=True) for how in WAYS},
    }).schema | {"oneOf": [{"required": [how]} for how in WAYS]},
)

LEVER_SETTINGS = Field(
    lambda layers, _: read_levers(layers, [*LEVERS, *layers.table(("own_levers",))]),
    each("How far each lever is applied: a level, or level, start month and ramp.", SETTING).schema
    | {"properties": {each.name: {"title": each.id, **SETTING.schema} for each in LEVERS.values()}},
)

OWN_LEVER = table({
    "id": text("Its number."),
    "moves": rows("What it moves.", MOVE, 'moves such as [{parameter = "trust.initial", to = 0.6}]'),
})

TYPE = table({"label": text("Its name in full.", ""), "income": number(INCOME, required=True)})

REGION = table({
    "name": text("Its name in full.", ""),
    "trusts": each("NHS trusts by type.", number(COUNT), _of("types"), required=True),
    "ahsns": each("The same NHS trusts by AHSN.", number(COUNT), required=True),
})

EXPOSURES = {barrier: number(EXPOSURE, required=True) for barrier in BARRIERS}

CLASS_OF_INNOVATION = table(
    {
        "label": text("Its name in full."),
        "family": one_of("Decided on, or piloted first.", FAMILIES),
        "types": array(
            "Types of NHS trust that can use it.", _of("types"), "types of NHS trust",
            "expected a type of NHS trust of this file.", required=True,
        ),
        "exposure": table(EXPOSURES, "How far the class meets each barrier.", merged=True),
        **numbers(CLASS),
    },
    merged=True,
)

INNOVATION_BY_HAND = table({
    "id": text("Its name; addresses its random draws."),
    "class": one_of("What it takes its other values from.", _of("classes")),
    "launch": number(LAUNCH, required=True),
    **numbers(INNOVATION, optional=True),
})
# fmt: on

BESIDE = {"world": {"today": date("The month that is month 0; a run starts in April.")}}
"""What groups hold that is no parameter."""

GROUP_TABLES = {
    group: parameters(made, PARAMETERS, BESIDE.get(group, {})) for group, made in GROUPS.items()
}

ROWS: Mapping[str, Field] = MappingProxyType(
    {
        "organisations": ORGANISATIONS,
        "levers": LEVER_SETTINGS,
        "own_levers": each("Levers beside the catalogue's, by name.", OWN_LEVER, pattern=NAME),
        "types": each("Kinds of NHS trust, by name; replaces those of the base file.", TYPE),
        "regions": each("Regions, by code; replaces those of the base file.", REGION),
        "classes": each("Classes of innovation, by name.", CLASS_OF_INNOVATION),
        "innovations": rows("Innovations described by hand.", INNOVATION_BY_HAND),
        "prices": each("What levers cost, by name.", PRICE),
    }
)
"""Tables and arrays that may have any number of entries."""

SCENARIO = table(
    {
        "name": text("What to call the scenario in tables and figures."),
        "description": text("What it says about the real world.", ""),
        "extends": text("A config file this one is laid over: near it, or one that ships.", ""),
        **GROUP_TABLES,
        **ROWS,
    },
    merged=True,
)


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a config file.

    What it cannot say (that names agree and counts add up) reading a file checks.
    """
    about: Schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    about |= {"title": "A collabsim scenario", **SCENARIO.schema}
    whole = [{"required": ["extends"]}, {"required": ["name", "types", "regions", "classes"]}]
    return about | {"anyOf": whole}


def own_levers(layers: Layers, found: Mapping[str, Mapping[str, Any]]) -> tuple[Lever, ...]:
    """Return the levers that a file adds to the catalogue, which has none of these names."""
    ids = {lever.id for lever in LEVERS.values()}
    for name, row in found.items():
        key = ("own_levers", name)
        if name in LEVERS or not re.fullmatch(NAME, name):
            layers.fault(key, "expected a name of a-z, 0-9 and _ that the catalogue does not have.")
        if name in TAKEN:
            said = f"expected another name: {' and '.join(TAKEN)} are points of designs."
            layers.fault(key, said)
        if name.endswith(("_start", "_ramp")):
            said = "expected another name: _start and _ramp end the names of a lever's schedule."
            layers.fault(key, said)
        if row["id"] in ids:
            layers.fault((*key, "id"), "the catalogue has a lever with this id.")
    return tuple(Lever(row["id"], name, row["moves"]) for name, row in found.items())


def regions(layers: Layers, found: Mapping[str, Mapping[str, Any]]) -> tuple[Region, ...]:
    """Return the regions, each with its NHS trusts by type and by AHSN, which must agree."""
    made = []
    for code, row in found.items():
        trusts, ahsns = (
            {name: int(count) for name, count in row[which].items()}
            for which in ("trusts", "ahsns")
        )
        if sum(trusts.values()) != sum(ahsns.values()) or not trusts:
            said = f"{sum(trusts.values())} NHS trusts by type, {sum(ahsns.values())} by AHSN"
            layers.fault(("regions", code, "ahsns"), f"expected equal sums above 0, found {said}.")
        made.append(Region(code, row["name"] or code, trusts, ahsns))
    return tuple(made)


def innovations(layers: Layers, found: Iterable[Mapping[str, Any]]) -> tuple[NamedInnovation, ...]:
    """Return the innovations described by hand, whose ids nobody can take for one another."""
    made, earlier = [], set[str]()
    for place, row in enumerate(found):
        name, key = row["id"], ("innovations", place, "id")
        if name and folded(name) in earlier:
            layers.fault(key, "an earlier innovation has this id, or one that looks like it.")
        if re.fullmatch(r"I\d+", name):
            layers.fault(key, "I and a number name synthetic innovations.")
        if hidden(name):
            layers.fault(key, f"expected letters that can be seen, found {hidden(name)}.")
        earlier.add(folded(name))
        values = {each: row[each] for each in INNOVATION if row[each] is not None}
        made.append(NamedInnovation(name, row["class"], int(row["launch"]), values))
    return tuple(made)
