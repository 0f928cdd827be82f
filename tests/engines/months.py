"""Records and states of two runs side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from collabsim.month.state import (
    AHSN,
    Bond,
    Company,
    Innovation,
    Nation,
    Now,
    Peers,
    Project,
    Region,
    Sight,
    Trust,
    layout,
)
from collabsim.record import Record
from collabsim.tables import Grid, column

ARRAYS = (
    "place", "nation", "kind", "ever", "used", "state", "named_use", "using", "offered",
    "eligible", "value",
)  # fmt: skip
ROWS = {
    "trusts": Trust, "regions": Region, "companies": Company, "ahsns": AHSN, "nation": Nation,
    "innovations": Innovation, "projects": Project, "bonds": Bond, "sights": Sight, "near": Peers,
    "alike": Peers, "everywhere": Peers,
}  # fmt: skip
VALUES = ("supported", "on_offer", "sectors")


def record_differences(one: Record, other: Record) -> list[str]:
    return [n for n in ARRAYS if not np.array_equal(getattr(one, n), getattr(other, n))]


def state_differences(one: Now, other: Now) -> list[str]:
    """Return every column in which what two runs leave differs: of agents, or of records."""
    found = []
    for table, kind in ROWS.items():
        rows = [cells(getattr(each, table)) for each in (one, other)]
        for name in layout(kind).names or ():
            mine, theirs = (column(each, name).ravel() for each in rows)
            if not np.array_equal(mine, theirs, equal_nan=True):
                found.append(f"{table}.{name}")
    for name in VALUES:
        mine, theirs = (np.ravel(cells(getattr(each, name))) for each in (one, other))
        found += [] if np.array_equal(mine, theirs) else [name]
    return found


def cells(table: Any) -> Any:
    """Return the rows of a table one after the other."""
    if isinstance(table, Grid):
        return table.cells
    if isinstance(table, np.void):
        return np.array([table], table.dtype)
    return table if isinstance(table, list | np.ndarray) else [table]
