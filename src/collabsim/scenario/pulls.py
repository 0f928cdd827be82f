"""Checks the levers of a scenario: how far each is pulled, and levers of a user's own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from collabsim.levers import LEVERS, How, Lever, LeverSetting, Move
from collabsim.parameters import Param, described
from collabsim.scenario.columns import AMOUNT, LEVEL, RAMP, START
from collabsim.scenario.faults import Key
from collabsim.scenario.groups import GROUPS
from collabsim.scenario.layers import Layers, Named

TAKEN = ("today", "everything")
"""Names of points of an experiment, which no lever may have."""

FIXED = frozenset({"world", "traits"})
"""Groups read once, when the world is made: no lever can move them."""


def checked_levers(
    levers: Mapping[str, float | LeverSetting], catalogue: Mapping[str, Lever]
) -> dict[str, LeverSetting]:
    """Return the settings of levers given by a caller; a bare number is a level.

    Raises
    ------
    ScenarioError : listing every unknown lever and every value out of range.
    """
    rows: dict[str, Any] = {
        name: asdict(given) if isinstance(given, LeverSetting) else given
        for name, given in levers.items()
    }
    layers = Layers(Named())
    layers.lay({"levers": rows}, layers.main)
    settings = read_settings(layers, catalogue)
    layers.finish()
    return settings


def read_settings(layers: Layers, catalogue: Mapping[str, Lever]) -> dict[str, LeverSetting]:
    """Return how far each lever of ``[levers]`` is pulled."""
    layers.known(("levers",), catalogue)
    return {
        name: _read_setting(layers, ("levers", name))
        for name in layers.table(("levers",))
        if name in catalogue
    }


def _read_setting(layers: Layers, key: Key) -> LeverSetting:
    if not isinstance(layers.get(key), dict):
        return LeverSetting(layers.number(key, LEVEL))
    layers.known(key, ("level", "start", "ramp"))
    level = layers.number((*key, "level"), LEVEL)
    start = layers.number((*key, "start"), START)
    return LeverSetting(level, int(start), int(layers.number((*key, "ramp"), RAMP)))


def read_own_levers(layers: Layers) -> tuple[Lever, ...]:
    """Return the levers a file adds to the catalogue."""
    made = []
    for name in layers.table(("own_levers",)):
        key = ("own_levers", name)
        layers.known(key, ("id", "moves"))
        if name in LEVERS or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            layers.fault(key, "expected a name of a-z, 0-9 and _ that the catalogue does not have.")
        if name in TAKEN:
            layers.fault(
                key, f"expected another name: {' and '.join(TAKEN)} are points of designs."
            )
        number = layers.text((*key, "id"))
        if number in {lever.id for lever in LEVERS.values()}:
            layers.fault((*key, "id"), "the catalogue has a lever with this id.")
        made.append(Lever(number, name, _read_moves(layers, (*key, "moves"))))
    return tuple(made)


def _read_moves(layers: Layers, key: Key) -> tuple[Move, ...]:
    value = layers.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(m, dict) for m in value):
        layers.fault(key, 'expected moves such as [{parameter = "trust.initial", to = 0.6}].')
        return ()
    return tuple(_read_move(layers, (*key, place)) for place in range(len(value)))


def _read_move(layers: Layers, key: Key) -> Move:
    ways = get_args(How)
    layers.known(key, ("parameter", *ways))
    meta = _read_target(layers, (*key, "parameter"))
    given: list[How] = [how for how in ways if layers.get((*key, how)) is not None]
    if len(given) != 1:
        layers.fault(key, "expected exactly one of to, at_least, at_most, times and by.")
        return Move("", "by", 0.0)
    how = given[0]
    limits = (
        meta if how not in ("times", "by") and meta and math.isfinite(meta.bounds[1]) else AMOUNT
    )
    return Move(str(layers.get((*key, "parameter"))), how, layers.number((*key, how), limits))


def _read_target(layers: Layers, key: Key) -> Param | None:
    name = layers.text(key)
    group, _, parameter = name.partition(".")
    if group in FIXED:
        layers.fault(key, "is fixed when the world is made, so no lever can move it.")
        return None
    movable = {g: described(kind) for g, kind in GROUPS.items() if g not in FIXED}
    if parameter in movable.get(group, {}):
        return movable[group][parameter]
    known = [f"{g}.{p}" for g, params in movable.items() for p in params]
    if name:
        layers.fault(key, f"no such parameter.{layers.nearest(name, known)}")
    return None
