"""Reads a scenario from its config file, checks all of it, and reports every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from collabsim.levers import LEVERS
from collabsim.parameters import described
from collabsim.scenario.columns import MOST_ROWS
from collabsim.scenario.documents import Document, read_chain
from collabsim.scenario.faults import Fault, ScenarioError, nearest, shown
from collabsim.scenario.groups import GROUPS, Parameters
from collabsim.scenario.layers import Layers, Named, written
from collabsim.scenario.organisations import Places, read_organisations
from collabsim.scenario.pulls import checked_levers, read_own_levers, read_settings
from collabsim.scenario.rows import read_classes, read_innovations, read_regions, read_types
from collabsim.scenario.scenario import Scenario
from collabsim.scenario.shipped import is_world

__all__ = ["checked_levers", "checked_values", "parse_setting", "read_scenario", "stated"]

TABLES = ("own_levers", "levers", "types", "regions", "classes")
ROWS = ("organisations", "innovations", *TABLES)
TOP = ("name", "description", "extends", *ROWS, *GROUPS)
SETTABLE = ("levers", "classes", *GROUPS)


def read_scenario(path: Path, settings: Mapping[str, Any], *, source: str = "settings") -> Scenario:
    """Return the scenario of a config file with settings, from such a source, laid over it.

    A file that ``extends`` another is laid over it: tables key by key, but ``types``,
    ``regions``, arrays and the setting of a lever replace what is below.

    Raises
    ------
    ScenarioError : listing every fault of the file, those it extends and the settings.
    """
    documents = read_chain(path)
    layers = Layers(documents[-1])
    for document in documents:
        layers.lay(document.tables, document)
    for name, value in settings.items():
        _lay_setting(layers, name, value, Named(source), SETTABLE)
    return scenario_of(layers)


def scenario_of(layers: Layers) -> Scenario:
    """Return the scenario of gathered tables.

    Raises
    ------
    ScenarioError : listing every fault found, those of gathering among them.
    """
    layers.known((), TOP)
    for rows in ROWS:
        layers.limit((rows,), MOST_ROWS)
    parameters = _read_parameters(layers)
    types = read_types(layers)
    regions = read_regions(layers, types)
    classes = read_classes(layers, types)
    own = read_own_levers(layers)
    made = Scenario(
        name=layers.text(("name",)),
        description=layers.text(("description",), ""),
        parameters=parameters,
        classes=classes,
        types=types,
        regions=regions,
        innovations=read_innovations(layers, classes),
        organisations=read_organisations(layers, Places.of(types, regions)),
        levers=read_settings(layers, {**LEVERS, **{v.name: v for v in own}}),
        own_levers=own,
    )
    _check_whole(layers, made)
    layers.finish()
    return made


def stated(layers: Layers) -> frozenset[str]:
    """Return the parameters that gathered tables state beyond the worlds that ship.

    By names such as ``trust.initial``. What a user's file states is stated, whether or not the
    value is another.
    """
    sources = {id(each): each for each in layers.origins.values() if isinstance(each, Document)}
    shipped = {number for number, each in sources.items() if is_world(each.text)}
    return frozenset(
        f"{group}.{name}"
        for group in GROUPS
        for name in layers.table((group,))
        if id(layers.source((group, name))) not in shipped
    )


def checked_values(values: Mapping[str, float | bool]) -> dict[tuple[str, str], float]:
    """Return parameter values given by a caller, by group and name.

    Raises
    ------
    ScenarioError : listing every unknown name and every value out of range.
    """
    source = Named()
    layers = Layers(source)
    asked = [tuple(name.split(".")) for name in values]
    for name, value in values.items():
        _lay_setting(layers, name, value, source, tuple(GROUPS))
    read = _read_parameters(layers)
    layers.finish()
    return {(group, key): float(getattr(getattr(read, group), key)) for group, key in asked}


def parse_setting(text: str) -> tuple[str, float | bool | str]:
    """Return the name and value of a setting such as ``trust.initial=0.6``.

    Raises
    ------
    ScenarioError : if there is no name, no equals sign or no value.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        said = "expected group.parameter=value, such as trust.initial=0.6."
        raise ScenarioError([Fault(said, file="--set", key=text[:80] or '""')])
    if value in {"true", "false"}:
        return name, value == "true"
    try:
        return name, float(value)
    except ValueError:
        return name, value


def _lay_setting(
    layers: Layers, name: str, value: Any, source: Named, tables: tuple[str, ...]
) -> None:
    """Lay one value with a dotted name over the tables; no class is made this way."""
    key = tuple(name.split("."))
    problem = ""
    if key[0] not in tables:
        moved = [known for known in _names() if known.endswith(f".{key[-1]}")]
        problem = f"expected group.parameter.{nearest(name, moved or tables)}"
    elif not 2 <= len(key) <= 4 or not all(key):
        problem = "expected group.parameter, such as trust.initial."
    elif key[0] == "classes" and key[1] not in layers.table(("classes",)):
        problem = f"unknown class.{nearest(key[1], layers.table(('classes',)), 'classes')}"
    if problem:
        layers.faults.append(Fault(problem, source.label, key=written(key), value=shown(value)))
        return
    for part in reversed(key[1:]):
        value = {part: value}
    layers.lay({key[0]: value}, source)


def _names() -> list[str]:
    return [f"{group}.{key}" for group in GROUPS for key in described(GROUPS[group])]


def _read_parameters(layers: Layers) -> Parameters:
    groups = {}
    for group, made in GROUPS.items():
        known = described(made)
        layers.known((group,), known, _names())
        groups[group] = made(**{k: layers.number((group, k), meta) for k, meta in known.items()})
    return Parameters(**groups)


def _check_whole(layers: Layers, made: Scenario) -> None:
    """Fault what no single key is wrong about: missing tables, and shares that add to nothing."""
    for table in ("types", "regions", "classes"):
        if not layers.get((table,)):
            layers.fault((table,), "is missing, and no file that this one extends has it.")
    wanted = made.parameters.world.innovations > 0.0
    if wanted and made.classes and not any(c.share > 0.0 for c in made.classes):
        layers.fault(("classes",), "expected a share above 0, since world.innovations is not 0.")
