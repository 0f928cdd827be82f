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
from collabsim.scenario.draft import Draft, Named
from collabsim.scenario.faults import Key
from collabsim.scenario.groups import GROUPS

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
    draft = Draft(Named())
    draft.lay({"levers": rows}, draft.main)
    settings = read_settings(draft, catalogue)
    draft.finish()
    return settings


def read_settings(draft: Draft, catalogue: Mapping[str, Lever]) -> dict[str, LeverSetting]:
    """Return how far each lever of ``[levers]`` is pulled."""
    draft.known(("levers",), catalogue)
    return {
        name: _read_setting(draft, ("levers", name))
        for name in draft.table(("levers",))
        if name in catalogue
    }


def _read_setting(draft: Draft, key: Key) -> LeverSetting:
    if not isinstance(draft.get(key), dict):
        return LeverSetting(draft.number(key, LEVEL))
    draft.known(key, ("level", "start", "ramp"))
    level = draft.number((*key, "level"), LEVEL)
    start = draft.number((*key, "start"), START)
    return LeverSetting(level, int(start), int(draft.number((*key, "ramp"), RAMP)))


def read_own_levers(draft: Draft) -> tuple[Lever, ...]:
    """Return the levers a file adds to the catalogue."""
    made = []
    for name in draft.table(("own_levers",)):
        key = ("own_levers", name)
        draft.known(key, ("id", "moves"))
        if name in LEVERS or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            draft.fault(key, "expected a name of a-z, 0-9 and _ that the catalogue does not have.")
        if name in TAKEN:
            draft.fault(key, f"expected another name: {' and '.join(TAKEN)} are points of designs.")
        number = draft.text((*key, "id"))
        if number in {lever.id for lever in LEVERS.values()}:
            draft.fault((*key, "id"), "the catalogue has a lever with this id.")
        made.append(Lever(number, name, _read_moves(draft, (*key, "moves"))))
    return tuple(made)


def _read_moves(draft: Draft, key: Key) -> tuple[Move, ...]:
    value = draft.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(m, dict) for m in value):
        draft.fault(key, 'expected moves such as [{parameter = "trust.initial", to = 0.6}].')
        return ()
    return tuple(_read_move(draft, (*key, place)) for place in range(len(value)))


def _read_move(draft: Draft, key: Key) -> Move:
    ways = get_args(How)
    draft.known(key, ("parameter", *ways))
    meta = _read_target(draft, (*key, "parameter"))
    given: list[How] = [how for how in ways if draft.get((*key, how)) is not None]
    if len(given) != 1:
        draft.fault(key, "expected exactly one of to, at_least, at_most, times and by.")
        return Move("", "by", 0.0)
    how = given[0]
    limits = (
        meta if how not in ("times", "by") and meta and math.isfinite(meta.bounds[1]) else AMOUNT
    )
    return Move(str(draft.get((*key, "parameter"))), how, draft.number((*key, how), limits))


def _read_target(draft: Draft, key: Key) -> Param | None:
    name = draft.text(key)
    group, _, parameter = name.partition(".")
    if group in FIXED:
        draft.fault(key, "is fixed when the world is made, so no lever can move it.")
        return None
    movable = {g: described(kind) for g, kind in GROUPS.items() if g not in FIXED}
    if parameter in movable.get(group, {}):
        return movable[group][parameter]
    known = [f"{g}.{p}" for g, params in movable.items() for p in params]
    if name:
        draft.fault(key, f"no such parameter.{draft.nearest(name, known)}")
    return None
