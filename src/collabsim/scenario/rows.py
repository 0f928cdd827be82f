"""Checks and makes the rows of a scenario: types, regions, classes and named innovations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from collabsim.composition import BARRIERS
from collabsim.scenario.characters import folded, hidden
from collabsim.scenario.classes import (
    FAMILIES,
    InnovationClass,
    NamedInnovation,
    Region,
    TrustType,
)
from collabsim.scenario.columns import (
    CLASS,
    COUNT,
    EXPOSURE,
    INCOME,
    INNOVATION,
    LAUNCH,
)
from collabsim.scenario.faults import Key, kind
from collabsim.scenario.layers import Layers


def read_types(layers: Layers) -> tuple[TrustType, ...]:
    """Return the kinds of NHS trust."""
    made = []
    for name in layers.table(("types",)):
        key = ("types", name)
        layers.known(key, ("label", "income"))
        label = layers.text((*key, "label"), name)
        income = layers.number((*key, "income"), INCOME, required=True)
        made.append(TrustType(name, label, income))
    return tuple(made)


def read_regions(layers: Layers, types: Iterable[TrustType]) -> tuple[Region, ...]:
    """Return the regions, each with its trusts by type and by AHSN, which must agree."""
    made = []
    for code in layers.table(("regions",)):
        key = ("regions", code)
        layers.known(key, ("name", "trusts", "ahsns"))
        layers.known((*key, "trusts"), [t.name for t in types])
        trusts = _counts(layers, (*key, "trusts"))
        ahsns = _counts(layers, (*key, "ahsns"))
        if sum(trusts.values()) != sum(ahsns.values()) or not trusts:
            said = f"{sum(trusts.values())} NHS trusts by type, {sum(ahsns.values())} by AHSN"
            layers.fault((*key, "ahsns"), f"expected equal sums above 0, found {said}.")
        name = layers.text((*key, "name"), code)
        made.append(Region(code, name, trusts, ahsns))
    return tuple(made)


def _counts(layers: Layers, key: Key) -> dict[str, int]:
    return {name: int(layers.number((*key, name), COUNT)) for name in layers.table(key)}


def read_classes(layers: Layers, types: Iterable[TrustType]) -> tuple[InnovationClass, ...]:
    """Return the classes of innovations."""
    known = [t.name for t in types]
    return tuple(_read_class(layers, name, known) for name in layers.table(("classes",)))


def _read_class(layers: Layers, name: str, types: list[str]) -> InnovationClass:
    key = ("classes", name)
    layers.known(key, ("label", "family", "types", "exposure", *CLASS))
    layers.known((*key, "exposure"), BARRIERS)
    return InnovationClass(
        name=name,
        label=layers.text((*key, "label")),
        family=_one_of(layers, (*key, "family"), FAMILIES),
        types=_eligible(layers, (*key, "types"), types),
        exposure={
            b: layers.number((*key, "exposure", b), EXPOSURE, required=True) for b in BARRIERS
        },
        **{column: layers.number((*key, column), meta) for column, meta in CLASS.items()},
    )


def _one_of(layers: Layers, key: Key, names: Iterable[str]) -> str:
    value = layers.get(key)
    if value in list(names):
        return str(value)
    layers.fault(key, f"expected one of {', '.join(names)}.{layers.nearest(value, names)}")
    return ""


def _eligible(layers: Layers, key: Key, types: list[str]) -> tuple[str, ...]:
    value = layers.get(key)
    if not isinstance(value, list) or not value:
        layers.fault(key, f"expected an array of types of NHS trust, found {kind(value)}.")
        return ()
    for place, name in enumerate(value):
        if name not in types:
            hint = layers.nearest(name, types)
            layers.fault((*key, place), f"expected a type of NHS trust of this file.{hint}")
        elif value.index(name) < place:
            layers.fault((*key, place), "named twice.")
    return tuple(name for name in value if isinstance(name, str))


def read_innovations(
    layers: Layers, classes: Iterable[InnovationClass]
) -> tuple[NamedInnovation, ...]:
    """Return the innovations described by hand."""
    listed = layers.get(("innovations",))
    if listed is None:
        return ()
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        layers.fault(("innovations",), "expected [[innovations]], an array of tables.")
        return ()
    kinds = [c.name for c in classes]
    made = [_read_innovation(layers, ("innovations", i), kinds) for i in range(len(listed))]
    _distinct(layers, [innovation.id for innovation in made])
    return tuple(made)


def _read_innovation(layers: Layers, key: Key, kinds: list[str]) -> NamedInnovation:
    layers.known(key, ("id", "class", "launch", *INNOVATION))
    values = {
        name: layers.number((*key, name), meta)
        for name, meta in INNOVATION.items()
        if layers.get((*key, name)) is not None
    }
    return NamedInnovation(
        id=layers.text((*key, "id")),
        kind=_one_of(layers, (*key, "class"), kinds),
        launch=int(layers.number((*key, "launch"), LAUNCH, required=True)),
        values=values,
    )


def _distinct(layers: Layers, ids: list[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name and folded(name) in seen:
            said = "an earlier innovation has this id, or one that looks like it."
            layers.fault(("innovations", place, "id"), said)
        if re.fullmatch(r"I\d+", name):
            layers.fault(("innovations", place, "id"), "I and a number name synthetic innovations.")
        if hidden(name):
            said = f"expected letters that can be seen, found {hidden(name)}."
            layers.fault(("innovations", place, "id"), said)
        seen.add(folded(name))
