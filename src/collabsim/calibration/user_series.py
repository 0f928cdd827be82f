"""A user's series: what the innovation is (TOML) and what was measured (CSV), read and checked.

title = "Home monitors"
class = "digital"             # a class of innovation of the model
launch = "2025-09"            # the month of first use, or months from an April: -7 is September
measure = "ever"              # share of NHS trusts that ever used it; or "use": mean share of use
of = 120                      # organisations behind the share
series = "monitors.csv"       # columns time (months from launch, from 0) and value (share)
fitted = "pull"               # the one attribute that is fitted: pull or growth
lead = 0                      # months from the first decisions to the first possible use

[attributes]                  # what else is known of it; the rest comes from its class
known = 0.3
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from collabsim.calibration.targets import Series
from collabsim.parameters import Param
from collabsim.record import Floats, Integers
from collabsim.scenario import Scenario
from collabsim.scenario.classes import NamedInnovation
from collabsim.scenario.columns import INNOVATION
from collabsim.scenario.dates import DATED, TODAY, YEAR, date_problem, month_of, season_of
from collabsim.scenario.documents import Document, read_document
from collabsim.scenario.faults import Fault, ScenarioError
from collabsim.scenario.layers import Layers
from collabsim.scenario.tables import read_table, table_path

KEYS = (
    "title", "class", "launch", "measure", "of", "series", "fitted", "lead", "source", "caveat",
    "attributes",
)  # fmt: skip
SAYS = {"ever": "share of {of} NHS trusts that ever used it", "use": "mean share of use"}
FITTED = ("pull", "growth")
COLUMNS = ("time", "value")
FEWEST = 4
"""Points without which a curve of three parameters says nothing."""

# fmt: off
OF = Param("Organisations behind the share", "organisations", 217.0, (1.0, 100_000.0), (50.0, 250.0), "S34", "T4", whole=True)
LEAD = Param("From the first decisions to the first possible use", "months", 0.0, (0.0, 60.0), (0.0, 6.0), "P5", "T4", whole=True)
TIME = Param("Months from launch", "months from launch", 0.0, (0.0, 600.0), (0.0, 120.0), "P2", "T4", whole=True)
SHARE = Param("Share of users or of use", "a share: per cent divided by 100", 0.0, (0.0, 1.0), (0.0, 1.0), "P2", "T4")
# fmt: on

Points = tuple[Integers, Floats]


@dataclass(frozen=True)
class UserSeries:
    """A user's innovation and, if it has been measured, its series.

    Attributes
    ----------
    innovation : as it is added to a scenario.
    series : its series; without one, the months asked for and values that are no numbers.
    measured : whether there is a series.
    text : the file it was read from.
    """

    innovation: NamedInnovation
    series: Series
    measured: bool
    text: str

    def added_to(self, england: Scenario) -> Scenario:
        """Return the scenario with this innovation among those named."""
        return replace(england, innovations=(*england.innovations, self.innovation))


def read_user_series(path: Path, england: Scenario, horizon: int = 60) -> UserSeries:
    """Return a user's innovation; without a series, the months to ``horizon`` are asked for.

    Raises
    ------
    ScenarioError : listing every fault of both files.
    """
    document = read_document(path, str(path))
    file = Layers(document)
    file.lay(document.tables, document)
    file.known((), KEYS)
    made = _one_of(file, "class", [each.name for each in england.classes])
    measure: Literal["ever", "use"] = "use" if _one_of(file, "measure", SAYS) == "use" else "ever"
    of, launch = int(file.number(("of",), OF)), _launch(file, england)
    file.known(("attributes",), INNOVATION)
    given = [name for name in file.table(("attributes",)) if name in INNOVATION]
    values = {name: file.number(("attributes", name), INNOVATION[name]) for name in given}
    points = _points(file, document, ever=measure == "ever")
    name = _name({each.id for each in england.innovations})
    lead, fitted = int(file.number(("lead",), LEAD)), _one_of(file, "fitted", FITTED)
    if fitted == "growth" and measure == "ever":
        said = 'expected measure = "use": growth is of use after adoption, and not of who ever used it.'
        file.fault(("fitted",), said)
    if points and lead > points[0][0]:
        said = f"expected no use before it is possible; the series begins in month {points[0][0]}."
        file.fault(("lead",), said)
    months, shares = points or (np.arange(horizon + 1), np.full(horizon + 1, np.nan))
    series = Series(
        name=name,
        months=months,
        values=shares,
        measure=measure,
        of=of,
        kind=made,
        fitted=fitted,
        lead=lead,
        title=file.text(("title",), path.stem),
        says=f"Innovation of the class {_label(made, england)}: {SAYS[measure].format(of=of)}",
        source=file.text(("source",), ""),
        caveat=file.text(("caveat",), ""),
    )
    file.finish()
    innovation = NamedInnovation(name, made, launch, MappingProxyType(values))
    return UserSeries(innovation, series, points is not None, document.text)


def _one_of(file: Layers, key: str, names: Iterable[str]) -> str:
    """Return the word of a key, the first of the names where there is none; a class must be stated."""
    known = list(names)
    value = file.get((key,))
    if value in known or (value is None and key != "class"):
        return str(value or known[0])
    hint = "" if value is None else file.nearest(value, known)
    file.fault((key,), f"expected one of {', '.join(known)}.{hint}")
    return known[0]


def _launch(file: Layers, england: Scenario) -> int:
    """Return the launch in months from an April; of a date that is the next, whichever its year.

    England as it was measured has no years: only a month's place in its financial year tells.
    """
    said = file.get(("launch",))
    if isinstance(said, str) and not date_problem(said):
        return -(-season_of(month_of(said, TODAY), TODAY) % YEAR)
    earliest = -float(england.months_before)
    # fmt: off
    return int(file.number(("launch",), Param("Launch, counted from an April", DATED, 0.0, (earliest, 0.0), (-24.0, 0.0), "P2", "T4", whole=True)))
    # fmt: on


def _points(file: Layers, document: Document, *, ever: bool) -> Points | None:
    """Return months and shares of the series, None if there is none or once its faults are noted."""
    name = file.text(("series",), "")
    found = table_path(file, ("series",), name, document) if name else None
    if found is None:
        return None
    try:
        table = read_table(*found, COLUMNS, COLUMNS)
        months, shares = table.numbers("time", TIME), table.numbers("value", SHARE)
        for row, (before, month) in enumerate(pairwise(months), 1):
            if month <= before:
                table.fault(row, "time", "expected a later month than the line above.")
        for row, (before, share) in enumerate(pairwise(shares), 1):
            if ever and share < before:
                said = "expected no less than above: who ever used it stays one who did."
                table.fault(row, "value", said)
        if not table.faults and len(months) < FEWEST:
            said = f"expected at least {FEWEST} points, found {len(months)}."
            table.faults.append(Fault(said, table.label))
        table.finish()
    except ScenarioError as error:
        file.faults += error.faults
        return None
    return np.array(months, int), np.array(shares)


def _label(made: str, england: Scenario) -> str:
    return next((kind.label.lower() for kind in england.classes if kind.name == made), made)


def _name(taken: set[str]) -> str:
    """Return an id for the innovation unlike any other: it addresses draws, so no file's name is in it."""
    name = "own"
    while name in taken:
        name += "_"
    return name
