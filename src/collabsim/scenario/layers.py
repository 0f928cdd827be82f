"""The tables of a scenario as they are gathered, with where each came from and what is wrong."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

from collabsim.parameters import Param
from collabsim.scenario.dates import DATED, TODAY, date_of, date_problem, month_of
from collabsim.scenario.documents import Document
from collabsim.scenario.faults import (
    SHOWN,
    Fault,
    Key,
    ScenarioError,
    kind,
    nearest,
    shown,
    written,
)

LARGEST = 1e300

Source = Document | str
"""Where tables come from: a file, or the name of something without lines, such as ``--set``."""


def replaced_whole(key: Key) -> bool:
    """Say whether a table replaces the one below it, where others are merged key by key."""
    return key in {("types",), ("regions",)} or (
        len(key) == 2 and key[0] in {"levers", "own_levers"}
    )


@dataclass
class Layers:
    """Tables laid one over another; asks for values and collects the faults it finds."""

    main: Source
    tables: dict[str, Any] = field(default_factory=dict)
    origins: dict[Key, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    now: str = TODAY

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Layers:
        """Return the tables of several documents, each laid over those before it."""
        made = cls(documents[-1])
        for each in documents:
            made.lay(each.tables, each)
        return made

    def lay(self, tables: Mapping[str, Any], source: Source, above: Key = ()) -> None:
        """Lay tables over those gathered so far."""
        held = self.get(above)
        for name, value in tables.items():
            key = (*above, name)
            both = isinstance(value, dict) and isinstance(held.get(name), dict)
            if both and not replaced_whole(key):
                self.lay(value, source, key)
            else:
                held[name] = copy.deepcopy(value)
                self.origins[key] = source

    def get(self, key: Key) -> Any:
        """Return the value at an address, None if there is none."""
        value: Any = self.tables
        for part in key:
            if isinstance(part, int):
                value = value[part]
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value

    def source(self, key: Key) -> Source:
        """Return where the value at an address comes from."""
        for length in range(len(key), 0, -1):
            if key[:length] in self.origins:
                return self.origins[key[:length]]
        return self.main

    def where(self, key: Key) -> tuple[str, int | None]:
        """Return file and line of the value at an address, as far as they are known."""
        source = self.source(key)
        return (source, None) if isinstance(source, str) else source.where(key)

    def fault(self, key: Key, sentence: str) -> None:
        """Note a fault of the value at an address."""
        value = self.get(key)
        said = "" if value is None else shown(value)
        self.faults.append(Fault(sentence, *self.where(key), written(key), said))

    def finish(self) -> None:
        """Raise all faults found, if any, in the order of file and line."""
        if self.faults:
            once = dict.fromkeys(self.faults)
            raise ScenarioError(sorted(once, key=lambda f: (f.file, f.line or 0)))

    def limit(self, key: Key, most: int) -> None:
        """Refuse at once a table or array of more entries than anybody writes."""
        value = self.get(key)
        if isinstance(value, (dict, list)) and len(value) > most:
            last = next(reversed(value)) if isinstance(value, dict) else len(value) - 1
            said = f"expected at most {most:,} {written(key)}, found {len(value):,}."
            self.fault((*key, last), said)
            self.finish()

    def table(self, key: Key) -> dict[str, Any]:
        """Return the table at an address, empty if there is none or something else."""
        value = self.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(key, f"expected a table, found {kind(value)}.")
            return {}
        return value

    def known(self, key: Key, names: Iterable[str], elsewhere: Iterable[str] = ()) -> None:
        """Fault every name of a table that is not one of these, with the nearest, here or elsewhere."""
        known = set(names)
        for name in self.table(key):
            if name not in known:
                moved = [other for other in elsewhere if other.rsplit(".", 1)[-1] == name]
                above = "" if moved else written(key)
                hint = self.nearest(name, moved or names, above)
                self.fault((*key, name), f"unknown key.{hint}")

    def nearest(self, name: object, names: Iterable[str], above: str = "") -> str:
        """Return a hint at the nearest right name, as long as the fault will be shown."""
        if len(self.faults) >= SHOWN or not isinstance(name, str):
            return ""
        return nearest(name, names, above)

    def text(self, key: Key, default: str | None = None) -> str:
        """Return the text at an address; without a default it must be there and say something."""
        value = self.get(key)
        if default is not None and value is None:
            return default
        if isinstance(value, str) and (default is not None or value.strip()):
            return value or default or ""
        found = "an empty text" if isinstance(value, str) else kind(value)
        self.fault(key, f"expected a text, found {found}.")
        return ""

    def number(self, key: Key, meta: Param, *, required: bool = False) -> float:
        """Return the number at an address, or the default if it is absent or wrong; dates are months."""
        value = self.get(key)
        if value is None and not required:
            return meta.default
        problem = number_problem(value, meta)
        if isinstance(value, str) and meta.unit == DATED:
            problem = date_problem(value) or _span_problem(value, meta, self.today)
            value = meta.default if problem else month_of(value, self.today)
        if problem:
            self.fault(key, problem)
            return meta.default
        return float(value)

    @property
    def today(self) -> str:
        """The month that is today: what the tables say, else what is known of their base."""
        said = self.get(("world", "today"))
        return said if isinstance(said, str) and not date_problem(said) else self.now


def expected(meta: Param) -> str:
    """Return what a parameter takes, in words: range and unit."""
    if meta.unit == "switch":
        return "expected true or false (1 or 0)"
    low, high = meta.bounds
    noun = "a whole number" if meta.whole else "a number"
    span = f"from {low:g} to {high:g}" if math.isfinite(high) else f"of at least {low:g}"
    date = ', or a month such as "2028-04"' if meta.unit == DATED else ""
    return f"expected {noun} {span} ({meta.unit}){date}"


def number_problem(value: Any, meta: Param) -> str:
    """Return what is wrong with a value for a parameter, or an empty text."""
    if isinstance(value, bool) and meta.unit == "switch":
        return ""
    if isinstance(value, bool) or not isinstance(value, Real):
        return f"{expected(meta)}, found {kind(value)}."
    if value != value:  # noqa: PLR0124
        return f"{expected(meta)}, found not-a-number."
    return "" if _fits(value, meta) else f"{expected(meta)}."


def _span_problem(date: str, meta: Param, today: str) -> str:
    """Return what is wrong with where a date is, counted from today, or an empty text."""
    low, high = (int(end) for end in meta.bounds)
    if low <= month_of(date, today) <= high:
        return ""
    first = f"{date_of(low, today)}{', today,' if low == 0 else ''}"
    return f"expected a month from {first} to {date_of(high, today)}."


def _fits(value: Any, meta: Param) -> bool:
    """Say whether a number is one the parameter can be; huge integers overflow a float."""
    low, high = meta.bounds
    if not low <= value <= high or LARGEST < value < math.inf:
        return False
    if meta.unit == "switch":
        return value in {0, 1}
    return not meta.whole or value == int(value)
