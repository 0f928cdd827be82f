"""Worlds: the alternatives under which every point is run, parameter sets x structures.

World 0 is the base scenario's own. Any answer can so carry the doubt about parameters that fit
as well and about structures that no evidence decides between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.experiment.factors import Values, own
from collabsim.scenario import Scenario

OWN = "own"
"""Name of the base scenario's own structure."""

NO_SET = -1
"""Number of the base scenario's own parameters, which are in no table of sets."""


def worlds_table(
    base: Scenario, structures: Mapping[str, Values], sets: Iterable[tuple[int, Values]]
) -> DataFrame:
    """Return a row a world: each structure with the base's own parameters, then with each set.

    What a world leaves alone stands in its row as the base has it. A structure is laid over a
    parameter set. A world that is the same as one before it, value by value, is left out: run
    twice it would count twice.
    """
    numbered = [(NO_SET, {}), *sets]
    rows: list[tuple[str, int, dict[str, float]]] = [
        (structure, number, {**values, **over})
        for structure, over in {OWN: {}, **structures}.items()
        for number, values in numbered
    ]
    names = list(dict.fromkeys(name for _, _, values in rows for name in values))
    before = {name: own(base, name) for name in names}
    different: dict[tuple[float, ...], tuple[str, int]] = {}
    for structure, number, values in rows:
        whole = tuple(values.get(name, before[name]) for name in names)
        different.setdefault(whole, (structure, number))
    columns: dict[str, Any] = {
        "world": np.arange(len(different)),
        "structure": [structure for structure, _ in different.values()],
        "parameters": np.array([number for _, number in different.values()]),
    }
    for place, name in enumerate(names):
        columns[name] = np.array([whole[place] for whole in different], float)
    return DataFrame(columns)
