"""A series of one's own: what it is (TOML) and what was measured (CSV), read and checked.

title = "Home monitors"
class = "digital"             # a class of innovation of the model
launch = -7                   # months from an April: -7 is September, the month of first use
measure = "ever"              # share of NHS trusts that ever used it; or "use": mean share of use
of = 120                      # organisations behind the share
series = "monitors.csv"       # columns time (months from launch, from 0) and value (share)
fitted = "pull"               # the one attribute that is fitted: pull or growth

[attributes]                  # what else is known of it; the rest comes from its class
known = 0.3
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from collabsim.calibration.targets import Series
from collabsim.record import Floats, Integers
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation
from collabsim.scenario.columns import INNOVATION
from collabsim.scenario.draft import number_problem
from collabsim.scenario.faults import Fault, ScenarioError, kind, nearest, shown

KEYS = (
    "title", "class", "launch", "measure", "of", "series", "fitted", "lead", "discrepancy",
    "source", "caveat", "attributes",
)  # fmt: skip
SAYS = {"ever": "share of {of} NHS trusts that ever used it", "use": "mean share of use"}
MEASURES, FITTED = tuple(SAYS), ("pull", "growth")
FEWEST = 4
"""Points without which a curve of three parameters says nothing."""

Table = tuple[Integers, Floats]


@dataclass(frozen=True)
class Own:
    """An innovation of one's own and, if it has been measured, its series."""

    innovation: NamedInnovation
    series: Series
    measured: bool

    def added_to(self, england: Scenario) -> Scenario:
        """Return the scenario with this innovation among those named."""
        return replace(england, innovations=(*england.innovations, self.innovation))


class _Reader:
    """Reads one TOML file and gathers every fault."""

    def __init__(self, path: Path, england: Scenario) -> None:
        self.path, self.england = path, england
        self.faults: list[Fault] = []
        self.table = self._toml()

    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            said = getattr(error, "strerror", None) or "is not text in UTF-8"
            raise ScenarioError([Fault(f"cannot be read: {said}.", str(self.path))]) from error
        except tomllib.TOMLDecodeError as error:
            raise ScenarioError([Fault(f"not valid TOML: {error}.", str(self.path))]) from error

    def fault(self, key: str, said: str) -> None:
        value = self.table.get(key)
        self.faults.append(
            Fault(said, str(self.path), key=key, value="" if value is None else shown(value))
        )

    def one_of(self, key: str, known: tuple[str, ...], default: str = "") -> str:
        value = self.table.get(key, default)
        if value in known:
            return str(value)
        hint = nearest(str(value), known)
        self.fault(key, f"expected one of {', '.join(known)}.{hint if value else ''}")
        return known[0]

    def number(
        self, key: str, low: float, high: float, default: float | None, *, whole: bool
    ) -> float:
        value = self.table.get(key, default)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = float(value)
            if low <= number <= high and (not whole or number == int(number)):
                return number
        self.fault(key, f"expected a {'whole ' if whole else ''}number from {low:g} to {high:g}.")
        return low

    def text(self, key: str) -> str:
        value = self.table.get(key, "")
        if not isinstance(value, str):
            self.fault(key, f"expected a text, found {kind(value)}.")
            return ""
        return value

    def attributes(self) -> dict[str, float]:
        given = self.table.get("attributes", {})
        if not isinstance(given, Mapping):
            self.fault("attributes", f"expected a table, found {kind(given)}.")
            return {}
        out = {}
        for name, value in given.items():
            if name not in INNOVATION:
                self.fault("attributes", f'"{name}" is no attribute.{nearest(name, INNOVATION)}')
            elif problem := number_problem(value, INNOVATION[name]):
                self.fault("attributes", f"{name}: {problem}")
            else:
                out[name] = float(value)
        return out

    def points(self) -> Table | None:
        name = self.text("series")
        if not name:
            return None
        path = (self.path.parent / name).resolve()
        if not path.is_relative_to(self.path.parent.resolve()) or not path.is_file():
            self.fault("series", "expected a CSV file in the folder of this file.")
            return None
        try:
            lines = path.read_text("utf-8-sig").rstrip().splitlines()
        except UnicodeDecodeError as error:
            self.fault("series", f"{name}: expected UTF-8 text; byte {error.start} is none.")
            return None
        rows = list(csv.reader(lines))
        faults, table = _points(rows, name)
        self.faults += faults
        return table


def _points(rows: list[list[str]], label: str) -> tuple[list[Fault], Table | None]:
    head = [cell.strip() for cell in rows[0]] if rows else []
    if "time" not in head or "value" not in head:
        said = f"expected the columns time and value, found {', '.join(head) or 'nothing'}."
        return [Fault(said, label, 1)], None
    faults: list[Fault] = []
    months: list[int] = []
    values: list[float] = []
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, row, strict=False))
        time, value = _float(cells.get("time")), _float(cells.get("value"))
        if not 0 <= time <= 600 or time != int(time):
            faults.append(Fault("time: expected whole months from launch, 0 to 600.", label, line))
        elif months and time <= months[-1]:
            faults.append(Fault("time: expected a later month than the line above.", label, line))
        if not 0.0 <= value <= 1.0:
            said = "value: expected a share from 0 to 1 (a percentage divided by 100)."
            faults.append(Fault(said, label, line))
        months.append(int(time) if 0 <= time <= 600 else 0)
        values.append(value)
    if not faults and len(months) < FEWEST:
        faults.append(Fault(f"expected at least {FEWEST} points, found {len(months)}.", label))
    return faults, None if faults else (np.array(months), np.array(values))


def _float(text: str | None) -> float:
    try:
        return float(text or "")
    except ValueError:
        return float("nan")


def read_own(path: Path, england: Scenario, horizon: int = 60) -> Own:
    """Return an innovation of one's own; without a series, the months to ``horizon`` are asked for.

    Raises
    ------
    ScenarioError : listing every fault of both files.
    """
    reader = _Reader(path, england)
    for key in reader.table:
        if key not in KEYS:
            reader.fault(key, f"unknown key.{nearest(key, KEYS)}")
    classes = tuple(each.name for each in england.classes)
    made = reader.one_of("class", classes)
    measure = reader.one_of("measure", MEASURES, "ever")
    of = int(reader.number("of", 1, 100_000, 217, whole=True))
    earliest = -float(england.months_before)
    launch = int(reader.number("launch", earliest, 0.0, 0.0, whole=True))
    points = reader.points()
    values = reader.attributes()
    name = _name(path, {each.id for each in england.innovations})
    months, shares = points or (np.arange(horizon + 1), np.full(horizon + 1, np.nan))
    series = Series(
        name=name,
        months=months,
        values=shares,
        measure="use" if measure == "use" else "ever",
        of=of,
        kind=made,
        fitted=reader.one_of("fitted", FITTED, "pull"),
        lead=int(reader.number("lead", 0, 60, 0, whole=True)),
        discrepancy=reader.number("discrepancy", 0.0, 0.5, 0.02, whole=False),
        title=reader.text("title") or path.stem,
        says=f"Innovation of the class {_label(made, england)}: {SAYS[measure].format(of=of)}",
        source=reader.text("source"),
        caveat=reader.text("caveat"),
    )
    if reader.faults:
        raise ScenarioError(dict.fromkeys(reader.faults))
    innovation = NamedInnovation(name, made, launch, MappingProxyType(values))
    return Own(innovation, series, measured=points is not None)


def _label(made: str, england: Scenario) -> str:
    return next((kind.label.lower() for kind in england.classes if kind.name == made), made)


def _name(path: Path, taken: set[str]) -> str:
    """Return an id for the innovation, from the file's name, unlike any other."""
    name = f"own_{path.stem}"
    while name in taken:
        name += "_"
    return name
