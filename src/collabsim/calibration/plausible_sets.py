"""The plausible parameter sets that ship: those that history matching did not rule out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pandas import DataFrame, read_csv

from collabsim.experiment.parameter_sets import SHIPPED, STRUCTURES


def plausible_sets() -> DataFrame:
    """Return the parameter sets that are consistent with the measured uptake, a row each.

    Column ``set`` numbers them; every other column is a ``group.parameter``. Experiments take
    them with ``parameters = "plausible"``.
    """
    return _read(SHIPPED)


def plausible_in_variants() -> DataFrame:
    """Return a row a structural variant and set that was tried in it, and whether it is plausible there."""
    return _read(STRUCTURES)


def _read(path: Path) -> DataFrame:
    return read_csv(path, keep_default_na=False, na_values=[""])


def choose_sets(wanted: int) -> dict[int, Mapping[str, float]]:
    """Return so many of the plausible sets, evenly spaced in their table, by number.

    Raises
    ------
    ValueError : if there are not so many.
    """
    table = plausible_sets().set_index("set")
    if not 0 < wanted <= len(table):
        raise ValueError(f"expected 1 to {len(table)} sets, found {wanted}")
    rows = np.linspace(0, len(table) - 1, wanted).round().astype(int)
    return {int(n): row.to_dict() for n, row in table.iloc[rows].iterrows()}
