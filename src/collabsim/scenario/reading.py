"""Reads a scenario from its config file, checks all of it, and reports every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from collabsim.levers import LEVERS, Lever, LeverSetting
from collabsim.scenario.classes import InnovationClass, TrustType
from collabsim.scenario.columns import MOST_ROWS
from collabsim.scenario.dates import describe_unfit
from collabsim.scenario.documents import Document, read_document, with_bases
from collabsim.scenario.faults import Fault, Key, nearest, refused, shown, written
from collabsim.scenario.groups import GROUPS, Parameters
from collabsim.scenario.layers import Layers
from collabsim.scenario.prices import stated_prices
from collabsim.scenario.scenario_format import (
    GROUP_TABLES,
    PARAMETERS,
    ROWS,
    SCENARIO,
    innovations,
    own_levers,
    read_levers,
    regions,
)
from collabsim.scenario.shipped import is_world

SETTABLE = ("levers", "classes", "prices", *GROUPS)


def read_config(path: Path, settings: Mapping[str, Any], source: str = "settings") -> Layers:
    """Return the tables of a config file with settings, from such a source, laid over them.

    A file that ``extends`` another is laid over it: tables key by key, but ``types``,
    ``regions``, arrays and the setting of a lever replace what is below.

    Raises
    ------
    ScenarioError : listing every fault of the file, those it extends and the settings.
    """
    layers = Layers.of(with_bases(read_document(path, str(path))))
    for name in sorted(settings, key=lambda each: each.count(".")):  # a lever, then parts of it
        _lay_setting(layers, name, settings[name], source, SETTABLE)
    return layers


def checked_scenario(layers: Layers) -> dict[str, Any]:
    """Return the fields of the scenario that gathered tables describe.

    Raises
    ------
    ScenarioError : listing every fault found, those of gathering among them.
    """
    for rows in ROWS:
        layers.limit((rows,), MOST_ROWS)
    found = SCENARIO.read(layers, ())
    today = found["world"].pop("today")
    made = {
        "name": found["name"],
        "description": found["description"],
        "parameters": Parameters(**{name: made(**found[name]) for name, made in GROUPS.items()}),
        "classes": tuple(InnovationClass(name, **row) for name, row in found["classes"].items()),
        "types": tuple(
            TrustType(name, row["label"] or name, row["income"])
            for name, row in found["types"].items()
        ),
        "regions": regions(layers, found["regions"]),
        "innovations": innovations(layers, found["innovations"]),
        "organisations": found["organisations"],
        "levers": found["levers"],
        "own_levers": own_levers(layers, found["own_levers"]),
        "today": today,
        "prices": stated_prices(layers, found["prices"], [*LEVERS, *found["own_levers"]]),
    }
    _check_whole(layers, made)
    layers.finish()
    return made


def _check_whole(layers: Layers, made: Mapping[str, Any]) -> None:
    """Fault what no single key is wrong about: missing tables, and shares that add to nothing."""
    for table in ("types", "regions", "classes"):
        if not layers.get((table,)):
            layers.fault((table,), "is missing, and no file that this one extends has it.")
    unfit = describe_unfit(made["today"], int(made["parameters"].world.months_before))
    if unfit:
        # where one of the two was said nearest to the user: in a setting, else in the file itself
        keys = (("world", "months_before"), ("world", "today"))
        layers.fault(max(keys, key=lambda key: _nearness(layers, key)), unfit)
    wanted = made["parameters"].world.innovations > 0.0
    if wanted and made["classes"] and not any(c.share > 0.0 for c in made["classes"]):
        layers.fault(("classes",), "expected a share above 0, since world.innovations is not 0.")


def _nearness(layers: Layers, key: Key) -> int:
    source = layers.origins.get(key)
    return 2 if isinstance(source, str) else int(source is layers.main)


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


def checked_values(values: Mapping[str, float | bool | str]) -> dict[tuple[str, str], Any]:
    """Return parameter values given by a caller, by group and name, ``world.today`` among them.

    Raises
    ------
    ScenarioError : listing every unknown name and every value out of range.
    """
    layers = Layers("")
    for name, value in values.items():
        _lay_setting(layers, name, value, "", GROUPS)
    found = {group: field.read(layers, (group,)) for group, field in GROUP_TABLES.items()}
    layers.finish()
    asked = [(group, key) for group, _, key in (name.partition(".") for name in values)]
    return {(group, key): found[group][key] for group, key in asked}


def checked_levers(
    levers: Mapping[str, float | LeverSetting], catalogue: Mapping[str, Lever]
) -> dict[str, LeverSetting]:
    """Return the settings of levers given by a caller; a bare number is a level.

    Raises
    ------
    ScenarioError : listing every unknown lever and every value out of range.
    """
    given = {n: asdict(v) if isinstance(v, LeverSetting) else v for n, v in levers.items()}
    layers = Layers("", {"levers": given})
    found = read_levers(layers, catalogue)
    layers.finish()
    return found


def parse_setting(text: str) -> tuple[str, float | bool | str]:
    """Return the name and value of a setting such as ``trust.initial=0.6``.

    Raises
    ------
    ScenarioError : if there is no name, no equals sign or no value.
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        said = "expected group.parameter=value, such as trust.initial=0.6."
        raise refused(said, file="--set", key=text[:80] or '""')
    if value in {"true", "false"}:
        return name, value == "true"
    try:
        return name, float(value)
    except ValueError:
        return name, value


def _lay_setting(
    layers: Layers, name: str, value: Any, source: str, tables: Collection[str]
) -> None:
    """Lay one value with a dotted name over the tables; no class is made this way."""
    key = tuple(name.split("."))
    problem = ""
    if key[0] not in tables:
        moved = [known for known in PARAMETERS if known.endswith(f".{key[-1]}")]
        problem = f"expected group.parameter.{nearest(name, moved or tables)}"
    elif not 2 <= len(key) <= 4 or not all(key):
        problem = "expected group.parameter, such as trust.initial."
    elif key[0] == "classes" and key[1] not in layers.table(("classes",)):
        problem = f"unknown class.{nearest(key[1], layers.table(('classes',)), 'classes')}"
    if problem:
        layers.faults.append(Fault(problem, source, key=written(key), value=shown(value)))
        return
    for part in reversed(key[1:]):
        value = {part: value}
    if key[0] == "levers" and len(key) > 2:  # a lever keeps what is not set
        held = layers.get(key[:2])
        held = held if isinstance(held, dict) else {} if held is None else {"level": held}
        value = {key[1]: {**held, **value[key[1]]}}
    layers.lay({key[0]: value}, source)
