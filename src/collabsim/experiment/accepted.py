"""The accepted sets that ship, and which of them follow the data in another structure as well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.experiment.factors import Values

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

EVIDENCE = Path(__file__).parents[1] / "evidence"
SHIPPED = EVIDENCE / "plausible_sets.csv"
"""Where the accepted sets are."""

STRUCTURES = EVIDENCE / "plausible_in_variants.csv"
"""Where it is kept in which structures they were tried, and with what success."""

KEPT = ("structure", "set", "accepted", "ruled_out_by")
"""Its columns that are no parameters."""


def accepted_in(structures: Iterable[Values]) -> set[int] | None:
    """Return the sets that are accepted in each of these structures too.

    A structure in which sets were never tried has no say; None if that is true of all of them.
    """
    from pandas import read_csv

    if not STRUCTURES.is_file():
        return None
    tried = read_csv(STRUCTURES)
    groups = {_key(_values(mine)): mine for _, mine in tried.groupby("structure")}
    out: set[int] | None = None
    for values in structures:
        mine = groups.get(_key(values))
        if mine is not None:
            sets = set(mine.loc[mine["accepted"].astype(bool), "set"].astype(int))
            out = sets if out is None else out & sets
    return out


def _values(rows: DataFrame) -> dict[str, float]:
    """Return what a structure says: the columns that its rows fill."""
    first = rows.iloc[0].drop(list(KEPT)).dropna()
    return {str(name): float(value) for name, value in first.items()}


def _key(values: Mapping[str, float]) -> frozenset[tuple[str, float]]:
    return frozenset(values.items())
