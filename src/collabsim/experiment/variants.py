"""Variants: the alternatives under which every point is run, parameter sets x structures.

Variant 0 is the base scenario's own. Any answer can so carry the uncertainty about parameters that fit
as well and about structures that no evidence decides between.

Of all that says a value, the last in this order holds: the world that ships < a parameter set <
what the user's base states < a structure < a point. ``in_force`` is that order.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.experiment.factors import Values, own
from collabsim.scenario import Scenario

OWN = "own"
"""Name of the base scenario's own structure."""

NOTHING: Values = MappingProxyType({})


@dataclass(frozen=True)
class Base:
    """The scenario that points and variants change.

    Attributes
    ----------
    stated : the parameters that its author states beyond the world that ships.
    """

    scenario: Scenario
    stated: frozenset[str]


NO_SET = -1
"""Number of the base scenario's own parameters, which are in no table of sets."""


def in_force(
    stated: Container[str], parameters: Values, structure: Values = NOTHING, point: Values = NOTHING
) -> dict[str, float]:
    """Return the values that hold in place of the base's.

    ``stated`` are the parameters that the user's base states beyond the world that ships: a
    parameter set has no say on them, a structure and a point have.
    """
    said = {name: value for name, value in parameters.items() if name not in stated}
    return {**said, **structure, **point}


def variants_table(
    base: Scenario, structures: Mapping[str, Values], sets: Iterable[tuple[int, Values]]
) -> DataFrame:
    """Return a row a variant: each structure with the base's own parameters, then with each set.

    What a variant leaves alone stands in its row as the base has it. A set that is the same as the base, or as one before it, is left out: run
    twice it would count twice. All structures have the same sets, so that they can be compared.
    """
    laid = {OWN: NOTHING, **structures}
    numbered = [(NO_SET, NOTHING), *sets]
    given = [*laid.values(), *(values for _, values in numbered)]
    names = list(dict.fromkeys(name for each in given for name in each))
    before = {name: own(base, name) for name in names}
    different: dict[tuple[float, ...], tuple[int, Values]] = {}
    for number, values in numbered:
        different.setdefault(tuple({**before, **values}.values()), (number, values))
    rows = [
        (structure, number, {**before, **in_force((), values, over)})
        for structure, over in laid.items()
        for number, values in different.values()
    ]
    columns: dict[str, Any] = {
        "variant": np.arange(len(rows)),
        "structure": [structure for structure, _, _ in rows],
        "parameters": np.array([number for _, number, _ in rows]),
        **{name: np.array([values[name] for _, _, values in rows], float) for name in names},
    }
    return DataFrame(columns)


def seed_of(seed: int, number: int) -> int:
    """Return the seed of a parameter set: the base's own parameters have the experiment's.

    So every set meets simulated Englands of its own, and what is said over all sets does not hang
    on the few that one set meets. Points and structures of a set share its draws and so stay paired.
    Which other sets are run changes nothing.
    """
    if number == NO_SET:
        return seed
    (word,) = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)
    return int(word >> np.uint64(11))  # 53 bits: the largest seed that a file may state


def without_effect(variants: DataFrame) -> list[str]:
    """Return the structures whose variants are all the same as the base's own."""
    values = variants.drop(columns=["variant", "structure", "parameters"]).to_numpy(float)
    named = variants["structure"].to_numpy()
    return [
        str(name)
        for name in dict.fromkeys(named)
        if name != OWN and np.array_equal(values[named == name], values[named == OWN])
    ]
