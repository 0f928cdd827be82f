"""The state laid out: as arrays of records for machine code, as plain objects for Python."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.month.state import Bond, Nation, Now, Peers, Sight, layout
from collabsim.population import SECTORS, Population
from collabsim.record import CLASS_ITEMS, NATION_ITEMS, PLACE_ITEMS, STATE_ITEMS, Record
from collabsim.rules import OURS, Rules
from collabsim.scenario import Scenario
from collabsim.scenario.groups import GROUPS

PARAMETERS = np.dtype(
    [
        (name, [(field.name, np.float64) for field in dataclasses.fields(group)])
        for name, group in GROUPS.items()
    ],
    align=True,
)
"""The parameters of a month, a group in a group."""


TALLIES = ("places", "classes", "country", "ever", "used", "named_use", "using", "offered")
"""What of the state is counted for the record: arrays whoever reads it."""


def schedule_array(scenario: Scenario) -> NDArray[np.void]:
    """Return the parameters of every month."""
    months = scenario.schedule()
    different = {id(month): month for month in months}  # few: levers stand still but for ramps
    row_of = {number: row for row, number in enumerate(different)}
    rows = [
        tuple(dataclasses.astuple(getattr(month, name)) for name in GROUPS)
        for month in different.values()
    ]
    return np.array(rows, PARAMETERS)[[row_of[id(month)] for month in months]]


def open_tables(scenario: Scenario, born: Population, rules: Rules = OURS) -> Now:
    """Return everything a run reads and writes, as it is before the first month.

    What was born is copied, so that a population can be run again.
    """
    (n, k), j, a = born.project.shape, len(born.company), len(born.ahsns)
    months, kinds = scenario.months_total, len(scenario.types)
    innovations = born.innovation.copy()
    innovations["exposure_own"] = np.array(rules.met_own(scenario))[innovations["kind"]]
    return Now(
        trusts=born.trust.copy(),
        regions=born.region.copy(),
        companies=born.company.copy(),
        ahsns=born.ahsn.copy(),
        innovations=innovations,
        nation=np.zeros(1, layout(Nation))[0],
        projects=born.project.copy(),
        bonds=np.zeros((n, j), layout(Bond)),
        sights=np.zeros((a, j), layout(Sight)),
        supported=np.zeros((a, k)),
        on_offer=np.zeros((n, k), np.int64),
        near=np.zeros((a, k), layout(Peers)),
        alike=np.zeros((kinds, k), layout(Peers)),
        everywhere=np.zeros(k, layout(Peers)),
        sectors=np.zeros(SECTORS),
        gates=np.ones(len(rules.barriers)),
        shares=np.zeros(len(rules.barriers)),
        queue=np.zeros(k, np.int64),
        urgency=np.zeros(k),
        places=np.zeros((months, len(born.places), len(PLACE_ITEMS))),
        classes=np.zeros((months, len(scenario.classes), len(CLASS_ITEMS))),
        country=np.zeros((months, len(NATION_ITEMS))),
        ever=np.zeros((months, k), np.int64),
        used=np.zeros((months, k)),
        named_use=np.zeros((months, n, len(scenario.innovations))),
        using=np.zeros((months, n), np.int64),
        offered=np.zeros((months, n), np.int64),
        seed=born.seed,
        replicate=born.replicate,
        p=np.zeros(1, PARAMETERS)[0],
        month=0,
        season=0,
    )


def record_of(scenario: Scenario, born: Population, now: Now, rules: Rules = OURS) -> Record:
    """Return the record of a run; months not yet run are zeros."""
    return Record(
        scenario=scenario.name,
        replicate=born.replicate,
        seed=born.seed,
        today=scenario.months_before,
        places=born.places,
        place=now.places,
        nation=now.country,
        kind=now.classes,
        ever=now.ever,
        used=now.used,
        state=np.stack([column(now.trusts, item) for item in STATE_ITEMS], axis=1),
        named_use=now.named_use,
        using=now.using,
        offered=now.offered,
        classes=tuple(kind.name for kind in scenario.classes),
        families=tuple(kind.family for kind in scenario.classes),
        trusts=tuple(trust.code for trust in born.organisations),
        innovations=born.innovations,
        innovation_class=born.innovation["kind"],
        launch=born.innovation["launch"],
        eligible=(born.project["eligible"] > 0).sum(axis=0),
        value=born.innovation["value"],
        barriers=rules.barriers,
    )


def column(rows: Any, name: str) -> NDArray[Any]:
    """Return one column of rows in the order of their indices: of an array of records, or of agents."""
    if isinstance(rows, np.ndarray):
        return np.asarray(rows[name])
    return np.array([getattr(row, name) for row in rows[:]])


class Row:
    """A row of the month's state that is no agent."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        vars(self).update(row)


class Grid:
    """A table of two dimensions of plain values, read and written by both indices at once."""

    def __init__(self, cells: list[Any], shape: tuple[int, ...]) -> None:
        self.cells, self.shape = cells, shape

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, at: tuple[int, int]) -> Any:
        """Return what stands there."""
        return self.cells[at[0] * self.shape[1] + at[1]]

    def __setitem__(self, at: tuple[int, int], value: Any) -> None:
        """Put something there."""
        self.cells[at[0] * self.shape[1] + at[1]] = value


def columns(array: NDArray[Any]) -> Iterator[dict[str, Any]]:
    """Yield each record of an array as plain numbers by name."""
    names = array.dtype.names or ()
    return (dict(zip(names, row, strict=True)) for row in array.ravel().tolist())


def plain(array: NDArray[Any], kind: Callable[[Mapping[str, Any]], Any] = Row) -> Any:
    """Return a table as lists of plain values, or of rows of a kind; a record as a row."""
    cells = [kind(row) for row in columns(array)] if array.dtype.names else array.ravel().tolist()
    if array.ndim == 0:
        return cells[0]
    return cells if array.ndim == 1 else Grid(cells, np.shape(array))


def plain_state(opened: Now, **own: Any) -> Now:
    """Return the state as plain Python reads it, tallies as they are.

    Parameters
    ----------
    opened : the state as arrays.
    own : tables to be put in the place of those.
    """
    out = {}
    for name, table in opened._asdict().items():
        read = isinstance(table, np.ndarray | np.void) and name not in TALLIES
        out[name] = own[name] if name in own else plain(table) if read else table
    return Now(**out)
