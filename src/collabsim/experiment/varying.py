"""Reads what varies: ``[vary]``, points and structures, laid out as in a config file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from collabsim.experiment.designs import Design
from collabsim.experiment.factors import Factor
from collabsim.experiment.words import SAMPLED
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.columns import LEVEL
from collabsim.scenario.faults import Key, kind, shown
from collabsim.scenario.layers import Layers, number_problem

PLAUSIBLE = "plausible"


def read_values(
    draft: Layers, base: Scenario, key: Key, others: Iterable[str] = (), *, levers: bool = True
) -> dict[str, float]:
    """Return one value for each lever and parameter named in a table."""
    return {
        name: draft.number(at, meta, required=True)
        for name, at, meta in _named(draft, base, key, others, levers=levers)
    }


def read_factors(
    draft: Layers, base: Scenario, design: Design, key: Key = ("vary",), *, levers: bool = True
) -> list[Factor]:
    """Return the factors of ``[vary]``, each with as many levels as the design takes."""
    if draft.get(key) is not None and design.kind == "list":
        draft.fault(key, "the design list takes its values from [[points]].")
        return []
    return [
        Factor(name, _levels(draft, at, meta, design))
        for name, at, meta in _named(draft, base, key, levers=levers)
    ]


def _named(
    draft: Layers, base: Scenario, key: Key, others: Iterable[str] = (), *, levers: bool = True
) -> Iterator[tuple[str, Key, Param]]:
    """Yield every known lever and parameter of a table: name, address and what it can be."""
    tables = (*others, *(("levers",) if levers else ()), *GROUPS)
    draft.known(key, tables)
    for table in draft.table(key):
        inside: Key = (*key, table)
        if table == "levers" and levers:
            yield from _levers(draft, base, inside)
        elif table in GROUPS:
            known = described(GROUPS[table])
            draft.known(inside, known)
            for name in draft.table(inside):
                if name in known:
                    yield f"{table}.{name}", (*inside, name), known[name]


def _levers(draft: Layers, base: Scenario, key: Key) -> Iterator[tuple[str, Key, Param]]:
    """Yield the levers of a table, or of an array of names."""
    catalogue = base.catalogue()
    given = draft.get(key)
    if not isinstance(given, list):
        draft.known(key, catalogue)
        yield from ((name, (*key, name), LEVEL) for name in draft.table(key) if name in catalogue)
        return
    for place, name in enumerate(given):
        if not isinstance(name, str) or name not in catalogue:
            near = draft.nearest(name, catalogue)
            draft.fault((*key, place), f"expected the name of a lever.{near}")
        elif name in given[:place]:
            draft.fault((*key, place), "named twice.")
        else:
            yield name, (*key, place), LEVEL


def _levels(draft: Layers, key: Key, meta: Param, design: Design) -> tuple[float, ...]:
    """Return a factor's levels; the name alone of a lever is from none to all of it."""
    given: Any = draft.get(key)
    if isinstance(given, str) and isinstance(key[-1], int):
        return (0.0, 1.0)
    if given == PLAUSIBLE:
        given = list(meta.plausible)
    if not isinstance(given, list) or len(given) < (1 if design.kind == "grid" else 2):
        wanted = "an array of values" if design.kind == "grid" else "[low, high]"
        draft.fault(key, f'expected {wanted} or "{PLAUSIBLE}", found {kind(given)}.')
        return (0.0, 1.0)
    problems = [(place, number_problem(value, meta)) for place, value in enumerate(given)]
    for place, problem in problems:
        if problem:
            draft.fault((*key, place), problem)
    if any(problem for _, problem in problems):
        return (0.0, 1.0)
    levels = tuple(float(value) for value in given)
    problem = _unfit(levels, design)
    if problem:
        draft.fault(key, problem)
    return levels


def _unfit(levels: tuple[float, ...], design: Design) -> str:
    """Return why a design cannot use these levels, or an empty text."""
    said = ", ".join(shown(level) for level in levels)
    if len(set(levels)) < len(levels):
        return f"expected different values, found {said}."
    if design.kind != "grid" and len(levels) != 2:
        return f"expected [low, high], found {len(levels)} values."
    infinite = any(level in (float("inf"), float("-inf")) for level in levels)
    if design.kind in SAMPLED and (infinite or levels[0] > levels[1]):
        return f"expected [low, high] with low below high, both finite, found {said}."
    return ""
