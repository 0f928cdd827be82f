"""Reads the parameter sets under which an experiment asks its question again: listed or drawn.

Those that ship are plausible: calibration did not rule them out. Which of them fit the data in
another structure as well is kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from collabsim.experiment.designs import Design, points
from collabsim.experiment.factors import Values, meta_of, own
from collabsim.experiment.point_reading import read_factors
from collabsim.experiment.variants import Base, in_force
from collabsim.experiment.vocabulary import SETS
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS
from collabsim.scenario.documents import Document
from collabsim.scenario.faults import ScenarioError
from collabsim.scenario.layers import Layers
from collabsim.scenario.tables import read_table, table_path

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

EVIDENCE = Path(__file__).parents[1] / "evidence"
SHIPPED = EVIDENCE / "plausible_sets.csv"
"""Where the plausible sets are."""

STRUCTURES = EVIDENCE / "plausible_in_variants.csv"
"""Where it is kept in which structures they were tried, and with what success."""

KEPT = ("structure", "set", "accepted", "ruled_out_by")
"""Its columns that are no parameters."""

PLAUSIBLE_SETS = "plausible"
"""The word for the sets that calibration did not rule out and that ship with the package."""

TABLES = (".csv", ".parquet")

KEY, NUMBER, VARY = ("variants", "parameters"), ("variants", "sets"), ("variants", "vary")
"""Where an experiment says which sets it takes, how many, and between what they are drawn."""

SET = Param("Number of a set", "number", 0.0, (0.0, 1e12), (0.0, 1000.0), "J", "T4", whole=True)

Sets = list[tuple[int, dict[str, float]]]


def read_sets(
    layers: Layers,
    document: Document,
    base: Base,
    structures: Mapping[str, Values],
    asked: tuple[int, Iterable[str]],
) -> tuple[Sets, tuple[str, ...]]:
    """Return the parameter sets of ``[variants]``, numbered as in their table, and what they lack.

    That is the columns left out since the base has stated these parameters itself. ``asked`` is the
    seed, and what varies between points.

    ``parameters`` names a CSV or Parquet file in the experiment's folder with a column ``set`` and
    one for each ``group.parameter``, or is "plausible". A row that says what the base says is no
    further set. ``sets`` takes so many of the others, evenly spaced. Plausible sets leave alone what
    varies between points; those that contradict the data in one of the structures are left out.
    With ``[variants.vary]`` so many are drawn instead, by Latin hypercube, numbered from 0.
    """
    seed, varied = asked
    if layers.get(VARY) is not None:
        return _drawn(layers, base, seed), ()
    if layers.get(KEY) is None:
        if layers.get(NUMBER) is not None:
            layers.fault(NUMBER, "expected parameters = a table to take sets from.")
        return [], ()
    name = layers.text(KEY)
    table = sets_table(layers, name, document) if name else None
    if table is None:
        return [], ()
    size, which = len(table), "in the table"
    if name == PLAUSIBLE_SETS:
        table = table.drop(columns=[each for each in varied if each in table.columns])
        table = _fitting(table, structures, layers)
        which = "plausible in each of the structures" if len(table) < size else which
    left_out = tuple(str(column) for column in table.columns if column in base.stated)
    others = _others(table, base)
    if not others and len(table):
        layers.fault(KEY, _useless(left_out, len(table.columns) - 1))
    given = layers.get(NUMBER) is not None and others
    wanted = int(layers.number(NUMBER, SETS)) if given else len(others)
    if wanted > len(others):
        said = f"expected at most {len(others)}, the sets {which} besides the base's own."
        layers.fault(NUMBER, said)
        return [], left_out
    rows = np.linspace(0, len(others) - 1, wanted).round().astype(int)
    return [others[row] for row in rows], left_out


def describe_left_out(names: Sequence[str]) -> str:
    """Return in a sentence which columns of parameter sets had no say; an empty text if none."""
    if not names:
        return ""
    which = f"{names[0]} was" if len(names) == 1 else f"{len(names)} columns were"
    listed = "" if len(names) == 1 else f": {', '.join(names)}"
    return f"The base states values of its own, so that {which} left out of the parameter sets{listed}."


def _useless(left_out: Sequence[str], columns: int) -> str:
    """Return why no set is any use."""
    if len(left_out) == columns > 1:
        return (
            f"the base states all {columns} columns of the sets itself, so that nothing is left of "
            "them. Let it extend a world that ships, such as england.toml, and state what differs."
        )
    said = "no set differs from the base, so that there is nothing to hold it against."
    return f"{said} {describe_left_out(left_out)}".strip()


def _fitting(table: Any, structures: Mapping[str, Values], layers: Layers) -> Any:
    """Return the plausible sets that fit the data in each of these structures too."""
    fitting = plausible_in(structures.values())
    if fitting is None:
        return table
    if not fitting:
        names = ", ".join(structures)
        layers.fault(KEY, f"no plausible set fits the data in each of the structures {names}.")
    return table[table["set"].isin(fitting)]


def _drawn(layers: Layers, base: Base, seed: int) -> Sets:
    """Return sets that fill the space between the ends of ``[variants.vary]`` evenly."""
    if layers.get(KEY) is not None:
        layers.fault(KEY, "expected this or [variants.vary], found both.")
    design = Design("latin_hypercube", int(layers.number(NUMBER, SETS, required=True)))
    factors = read_factors(layers, base.scenario, design.kind, VARY, levers=False)
    if not factors:
        layers.fault(VARY, "expected at least one parameter to draw.")
    said = "the base states this itself, so that it cannot be drawn; expected one of the two."
    for factor in factors:
        if factor.name in base.stated:
            layers.fault((*VARY, *factor.name.split(".")), said)
    if layers.faults:
        return []
    names, rows = [factor.name for factor in factors], points(design, factors, seed).values
    return [(n, dict(zip(names, row, strict=True))) for n, row in enumerate(rows.tolist())]


def _others(table: Any, base: Base) -> Sets:
    """Return the sets of a table that differ from the base's own parameters, and from each other."""
    columns = [column for column in table.columns if column != "set"]
    others: dict[tuple[float, ...], tuple[int, dict[str, float]]] = {}
    for number, row in zip(table["set"], table[columns].to_numpy(float).tolist(), strict=True):
        values = in_force(base.stated, dict(zip(columns, row, strict=True)))
        if any(value != own(base.scenario, name) for name, value in values.items()):
            others.setdefault(tuple(values.values()), (int(number), values))
    return list(others.values())


def sets_table(layers: Layers, name: str, document: Document) -> DataFrame | None:
    """Return the table of sets of a name, numbered in ``set``; None once its faults are noted."""
    from pandas import DataFrame

    found = _path(layers, name, document)
    if found is None:
        return None
    known = [f"{group}.{each}" for group in GROUPS for each in described(GROUPS[group])]
    try:
        table = read_table(*found, ["set", *known], ["set"])
        columns = {
            column: table.numbers(column, SET if column == "set" else meta_of(column))
            for column in table.columns
        }
        table.distinct("set", columns.get("set", []))
        table.finish()
    except ScenarioError as error:
        layers.faults += error.faults
        return None
    return DataFrame(columns).astype({"set": int})


def _path(layers: Layers, name: str, document: Document) -> tuple[Path, str] | None:
    """Return where a table of sets is and what to call it; None once a fault is noted."""
    if name == PLAUSIBLE_SETS:
        return SHIPPED, SHIPPED.name
    found = table_path(layers, KEY, name, document)
    if found and not (found[0].suffix in TABLES and found[0].is_file()):
        there = [each.name for each in found[0].parent.glob("*") if each.suffix in TABLES]
        said = f'expected "{PLAUSIBLE_SETS}" or a CSV or Parquet file in this folder.'
        layers.fault(KEY, said + layers.nearest(found[0].name, there))
        return None
    return found


def plausible_in(structures: Iterable[Values]) -> set[int] | None:
    """Return the sets that are plausible in each of these structures too.

    A structure in which sets were never tried has no say; None if that is true of all of them.
    """
    from pandas import read_csv

    if not STRUCTURES.is_file():
        return None
    passed = {}
    for _, rows in read_csv(STRUCTURES).groupby("structure"):
        first = rows.iloc[0].drop(list(KEPT)).dropna()
        changes = frozenset((str(name), float(value)) for name, value in first.items())
        passed[changes] = {*rows.loc[rows["accepted"].astype(bool), "set"].astype(int)}
    tried = [
        passed[key] for key in (frozenset(each.items()) for each in structures) if key in passed
    ]
    return set.intersection(*tried) if tried else None
