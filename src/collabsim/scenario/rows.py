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
from collabsim.scenario.draft import Draft
from collabsim.scenario.faults import Key, kind


def read_types(draft: Draft) -> tuple[TrustType, ...]:
    """Return the kinds of NHS trust."""
    made = []
    for name in draft.table(("types",)):
        key = ("types", name)
        draft.known(key, ("label", "income"))
        label = draft.text((*key, "label"), name)
        income = draft.number((*key, "income"), INCOME, required=True)
        made.append(TrustType(name, label, income))
    return tuple(made)


def read_regions(draft: Draft, types: Iterable[TrustType]) -> tuple[Region, ...]:
    """Return the regions, each with its trusts by type and by AHSN, which must agree."""
    made = []
    for code in draft.table(("regions",)):
        key = ("regions", code)
        draft.known(key, ("name", "trusts", "ahsns"))
        draft.known((*key, "trusts"), [t.name for t in types])
        trusts = _counts(draft, (*key, "trusts"))
        ahsns = _counts(draft, (*key, "ahsns"))
        if sum(trusts.values()) != sum(ahsns.values()) or not trusts:
            said = f"{sum(trusts.values())} NHS trusts by type, {sum(ahsns.values())} by AHSN"
            draft.fault((*key, "ahsns"), f"expected equal sums above 0, found {said}.")
        name = draft.text((*key, "name"), code)
        made.append(Region(code, name, trusts, ahsns))
    return tuple(made)


def _counts(draft: Draft, key: Key) -> dict[str, int]:
    return {name: int(draft.number((*key, name), COUNT)) for name in draft.table(key)}


def read_classes(draft: Draft, types: Iterable[TrustType]) -> tuple[InnovationClass, ...]:
    """Return the classes of innovations."""
    known = [t.name for t in types]
    return tuple(_read_class(draft, name, known) for name in draft.table(("classes",)))


def _read_class(draft: Draft, name: str, types: list[str]) -> InnovationClass:
    key = ("classes", name)
    draft.known(key, ("label", "family", "types", "exposure", *CLASS))
    draft.known((*key, "exposure"), BARRIERS)
    return InnovationClass(
        name=name,
        label=draft.text((*key, "label")),
        family=_one_of(draft, (*key, "family"), FAMILIES),
        types=_eligible(draft, (*key, "types"), types),
        exposure={
            b: draft.number((*key, "exposure", b), EXPOSURE, required=True) for b in BARRIERS
        },
        **{column: draft.number((*key, column), meta) for column, meta in CLASS.items()},
    )


def _one_of(draft: Draft, key: Key, names: Iterable[str]) -> str:
    value = draft.get(key)
    if value in list(names):
        return str(value)
    draft.fault(key, f"expected one of {', '.join(names)}.{draft.nearest(value, names)}")
    return ""


def _eligible(draft: Draft, key: Key, types: list[str]) -> tuple[str, ...]:
    value = draft.get(key)
    if not isinstance(value, list) or not value:
        draft.fault(key, f"expected an array of types of NHS trust, found {kind(value)}.")
        return ()
    for place, name in enumerate(value):
        if name not in types:
            hint = draft.nearest(name, types)
            draft.fault((*key, place), f"expected a type of NHS trust of this file.{hint}")
        elif value.index(name) < place:
            draft.fault((*key, place), "named twice.")
    return tuple(name for name in value if isinstance(name, str))


def read_innovations(
    draft: Draft, classes: Iterable[InnovationClass]
) -> tuple[NamedInnovation, ...]:
    """Return the innovations described by hand."""
    listed = draft.get(("innovations",))
    if listed is None:
        return ()
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        draft.fault(("innovations",), "expected [[innovations]], an array of tables.")
        return ()
    kinds = [c.name for c in classes]
    made = [_read_innovation(draft, ("innovations", i), kinds) for i in range(len(listed))]
    _distinct(draft, [innovation.id for innovation in made])
    return tuple(made)


def _read_innovation(draft: Draft, key: Key, kinds: list[str]) -> NamedInnovation:
    draft.known(key, ("id", "class", "launch", *INNOVATION))
    values = {
        name: draft.number((*key, name), meta)
        for name, meta in INNOVATION.items()
        if draft.get((*key, name)) is not None
    }
    return NamedInnovation(
        id=draft.text((*key, "id")),
        kind=_one_of(draft, (*key, "class"), kinds),
        launch=int(draft.number((*key, "launch"), LAUNCH, required=True)),
        values=values,
    )


def _distinct(draft: Draft, ids: list[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name and folded(name) in seen:
            said = "an earlier innovation has this id, or one that looks like it."
            draft.fault(("innovations", place, "id"), said)
        if re.fullmatch(r"I\d+", name):
            draft.fault(("innovations", place, "id"), "I and a number name synthetic innovations.")
        if hidden(name):
            said = f"expected letters that can be seen, found {hidden(name)}."
            draft.fault(("innovations", place, "id"), said)
        seen.add(folded(name))
