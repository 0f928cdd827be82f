"""Reads what varies from point to point: ``[vary]``, structures, ``[[points]]`` and their labels.

Each label is its own, *today* the base's alone, and what is called a sum is a true sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from collabsim.experiment.designs import TODAY
from collabsim.experiment.factors import SETTING, Factor, Values, named
from collabsim.experiment.vocabulary import SAMPLED
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.characters import folded, hidden, look_alike
from collabsim.scenario.columns import LEVEL
from collabsim.scenario.faults import Key, kind, shown
from collabsim.scenario.layers import Layers

PLAUSIBLE = "plausible"
"""The word for the plausible range of a parameter."""

Changes = frozenset[tuple[str, float]]
"""What a point changes in the base."""

PLUS = " + "

BASE = (TODAY, "base", "the base", "baseline", "own")
"""What only the base, and its own structure, may be called."""

FEW = 3
"""Values of a point that a sentence names."""

MOST = 64
"""Parts of a label of more than these are no sum that anybody wrote."""


def read_points(layers: Layers, base: Scenario, design: str) -> list[tuple[str, Values]]:
    """Return the points of ``[[points]]``, a label and what it changes each."""
    key: Key = ("points",)
    given = layers.get(key)
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        layers.fault(key, "expected [[points]], an array of tables.")
        return []
    if design not in ("list", ""):
        layers.fault(key, f"points are listed for the design list, not for {design}.")
    made: list[tuple[str, Values]] = []
    for place in range(len(given)):
        label = layers.text((*key, place, "label")).strip()
        made.append((label, read_values(layers, base, (*key, place), ("label",))))
    return made


def read_values(
    layers: Layers, base: Scenario, key: Key, others: Iterable[str] = (), *, levers: bool = True
) -> dict[str, float]:
    """Return one value for each lever and parameter named in a table."""
    return {
        name: layers.number(at, meta, required=True)
        for name, at, meta in _named(layers, base, key, others, levers=levers)
    }


def read_factors(
    layers: Layers, base: Scenario, design: str, key: Key = ("vary",), *, levers: bool = True
) -> list[Factor]:
    """Return the factors of ``[vary]``, each with as many levels as the design takes."""
    if layers.get(key) is not None and design == "list":
        layers.fault(key, "the design list takes its values from [[points]].")
        return []
    return [
        Factor(name, _levels(layers, at, meta, design))
        for name, at, meta in _named(layers, base, key, levers=levers)
    ]


def _named(
    layers: Layers, base: Scenario, key: Key, others: Iterable[str] = (), *, levers: bool = True
) -> Iterator[tuple[str, Key, Param]]:
    """Yield every known lever and parameter of a table: name, address and what it can be."""
    tables = (*others, *(("levers",) if levers else ()), *GROUPS)
    layers.known(key, tables)
    for table in layers.table(key):
        inside: Key = (*key, table)
        if table == "levers" and levers:
            yield from _levers(layers, base, inside)
        elif table in GROUPS:
            known = described(GROUPS[table])
            layers.known(inside, known)
            for name in layers.table(inside):
                if name in known:
                    yield f"{table}.{name}", (*inside, name), known[name]


def _levers(layers: Layers, base: Scenario, key: Key) -> Iterator[tuple[str, Key, Param]]:
    """Yield the levers of a table, or of an array of names."""
    catalogue = base.catalogue()
    given = layers.get(key)
    if not isinstance(given, list):
        layers.known(key, catalogue)
        for name in layers.table(key):
            if name in catalogue:
                yield from _setting(layers, name, (*key, name))
        return
    for place, name in enumerate(given):
        if not isinstance(name, str) or name not in catalogue:
            near = layers.nearest(name, catalogue)
            layers.fault((*key, place), f"expected the name of a lever.{near}")
        elif name in given[:place]:
            layers.fault((*key, place), "named twice.")
        else:
            yield name, (*key, place), LEVEL


def _setting(layers: Layers, lever: str, key: Key) -> Iterator[tuple[str, Key, Param]]:
    """Yield what is said of a lever: its level alone, or some of level, start and ramp."""
    if not isinstance(layers.get(key), dict):
        yield lever, key, LEVEL
        return
    layers.known(key, SETTING)
    for part in layers.table(key):
        if part in SETTING:
            yield named(lever, part), (*key, part), SETTING[part]


def _levels(layers: Layers, key: Key, meta: Param, design: str) -> tuple[float, ...]:
    """Return a factor's levels; the name alone of a lever is from none to all of it."""
    levels: tuple[float, ...]
    given: Any = layers.get(key)
    if isinstance(given, str) and isinstance(key[-1], int):
        return (0.0, 1.0)
    if given == PLAUSIBLE:
        levels = meta.plausible
    elif isinstance(given, list) and len(given) >= (1 if design == "grid" else 2):
        faults = len(layers.faults)
        levels = tuple(layers.number((*key, n), meta, required=True) for n in range(len(given)))
        if len(layers.faults) > faults:
            return (0.0, 1.0)
    else:
        wanted = "an array of values" if design == "grid" else "[low, high]"
        layers.fault(key, f'expected {wanted} or "{PLAUSIBLE}", found {kind(given)}.')
        return (0.0, 1.0)
    problem = _unfit(levels, design)
    if problem:
        layers.fault(key, problem)
    return levels


def _unfit(levels: tuple[float, ...], design: str) -> str:
    """Return why a design cannot use these levels, or an empty text."""
    said = ", ".join(shown(level) for level in levels)
    if len(set(levels)) < len(levels):
        return f"expected different values, found {said}."
    if design != "grid" and len(levels) != 2:
        return f"expected [low, high], found {len(levels)} values."
    infinite = any(level in (float("inf"), float("-inf")) for level in levels)
    if design in SAMPLED and (infinite or levels[0] > levels[1]):
        return f"expected [low, high] with low below high, both finite, found {said}."
    return ""


def check_labels(layers: Layers, points: Sequence[tuple[str, Values]], today: Values) -> None:
    """Fault labels that mislead, and points that are the same; ``today`` has the base's values."""
    changes = [frozenset({**today, **values}.items() - today.items()) for _, values in points]
    labels = [plain(label) for label, _ in points]
    by_label: dict[str, int] = {}
    by_values: dict[Changes, int] = {}
    for place, (label, changed) in enumerate(zip(labels, changes, strict=True)):
        key = ("points", place, "label")
        if "\n" in points[place][0]:
            layers.fault(key, "expected a label of one line, found a line break.")
        if found := look_alike(points[place][0]):
            layers.fault(key, f"expected letters of one alphabet in a word, found {found}.")
        first = by_label.setdefault(label, place)
        if label and first != place:
            layers.fault(key, f'point {first + 1} has this label, "{points[first][0]}".')
        same = by_values.setdefault(changed, place)
        if same != place:
            layers.fault(
                ("points", place), f'the same values as point {same + 1}, "{points[same][0]}".'
            )
        if label in BASE and changed:
            said = _describe(changed)
            layers.fault(key, f"only the base is called {label}; this point has {said}.")
    for place, label in enumerate(labels):
        parts = _parts(label, by_label)
        if parts:
            _check_sum(layers, place, [(points[n][0], changes[n]) for n in parts], changes[place])


def plain(label: str) -> str:
    """Return a label as people compare it: by neither capitals, spaces, underscores nor what is unseen."""
    seen = "".join(c for c in folded(label).replace("_", " ") if not hidden(c))
    return " ".join(seen.replace("+", PLUS).split())


def _parts(label: str, by_label: Mapping[str, int]) -> list[int]:
    """Return the points of which a label says it is the sum; none if it says nothing of the kind."""
    words = label.split(PLUS)
    if not 1 < len(words) <= MOST:
        return []
    twos = ([PLUS.join(words[:n]), PLUS.join(words[n:])] for n in range(1, len(words)))
    for way in (words, *twos):
        if all(part in by_label for part in way):
            return [by_label[part] for part in way]
    return []


def _check_sum(
    layers: Layers, place: int, parts: Sequence[tuple[str, Changes]], changed: Changes
) -> None:
    """Fault a sum whose parts say different things of a factor, or that is not all of theirs."""
    said: dict[str, tuple[str, float]] = {}
    for label, changes in parts:
        for name, value in sorted(changes):
            first, other = said.setdefault(name, (label, value))
            if other != value:
                sentence = f'no sum: {name} is {other:g} in "{first}" and {value:g} in "{label}".'
                layers.fault(("points", place, "label"), sentence)
                return
    whole = frozenset((name, value) for name, (_, value) in said.items())
    if whole != changed:
        names = PLUS.join(label for label, _ in parts)
        odd = {"lacks": whole - changed, "has": changed - whole}
        found = " and ".join(f"{what} {_describe(some)}" for what, some in odd.items() if some)
        sentence = f"called a sum, but not the values of {names} together: it {found}."
        layers.fault(("points", place, "label"), sentence)


def _describe(changes: Changes) -> str:
    more = f" and {len(changes) - FEW} more" if len(changes) > FEW else ""
    return ", ".join(f"{name} {value:g}" for name, value in sorted(changes)[:FEW]) + more
