"""Reads the parameter sets under which an experiment asks its question again: listed or drawn.

Those that ship are plausible: calibration did not rule them out. Which of them fit the data in another
structure as well is kept beside them.
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

KEY = ("variants", "parameters")
"""Where an experiment says which sets it takes."""

NUMBER = Param(
    "Number of a set", "number of the set", 0.0, (0.0, 1e12), (0.0, 1000.0), "J", "T4", whole=True
)

Sets = list[tuple[int, dict[str, float]]]


def read_sets(
    draft: Layers,
    document: Document,
    base: Base,
    structures: Mapping[str, Values],
    asked: tuple[int, Iterable[str]],
) -> tuple[Sets, tuple[str, ...]]:
    """Return the parameter sets of ``[variants]``, numbered as in their table, and what they lack.

    That is the columns left out since the base has stated these parameters itself. ``asked`` is the seed, and what varies between points.

    ``parameters`` names a CSV or Parquet file in the experiment's folder with a column ``set``
    and one for each ``group.parameter``, or is "plausible". A row that
    says what the base says is no further set. ``sets`` takes so many of the others, evenly spaced.
    Plausible sets leave alone what is ``varied`` between points; those that contradict the data in
    one of the ``structures`` are left out.
    With ``[variants.vary]`` so many are drawn instead, by Latin hypercube, numbered from 0.
    """
    seed, varied = asked
    if draft.get(("variants", "vary")) is not None:
        return _drawn(draft, base, seed), ()
    if draft.get(KEY) is None:
        if draft.get(("variants", "sets")) is not None:
            draft.fault(("variants", "sets"), "expected parameters = a table to take sets from.")
        return [], ()
    name = draft.text(KEY)
    table = sets_table(draft, name, document) if name else None
    if table is None:
        return [], ()
    size = len(table)
    if name == PLAUSIBLE_SETS:
        table = table.drop(columns=[each for each in varied if each in table.columns])
        table = _fitting(table, structures, draft)
    left_out = tuple(str(column) for column in table.columns if column in base.stated)
    others, fewer = _others(table, base), len(table) < size
    if not others:
        if len(table):
            draft.fault(KEY, _useless(left_out, len(table.columns) - 1))
        return [], left_out
    wanted = int(draft.number(("variants", "sets"), SETS)) if _limited(draft) else len(others)
    if wanted > len(others):
        which = "plausible in each of the structures" if fewer else "in the table"
        said = f"expected at most {len(others)}, the sets {which} besides the base's own."
        draft.fault(("variants", "sets"), said)
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
    said = "no set differs from the base, so that there is nothing to hold it against"
    if len(left_out) == columns > 1:
        return (
            f"the base states all {columns} columns of the sets itself, so that nothing is left of "
            "them. Let it extend a world that ships, such as england.toml, and state what differs."
        )
    return f"{said}. {describe_left_out(left_out)}" if left_out else f"{said}."


def _fitting(table: Any, structures: Mapping[str, Values], draft: Layers) -> Any:
    """Return the plausible sets that fit the data in each of these structures too."""
    fitting = plausible_in(structures.values())
    if fitting is None:
        return table
    if not fitting:
        names = ", ".join(structures)
        draft.fault(KEY, f"no plausible set fits the data in each of the structures {names}.")
    return table[table["set"].isin(fitting)]


def _drawn(draft: Layers, base: Base, seed: int) -> Sets:
    """Return sets that fill the space between the ends of ``[variants.vary]`` evenly."""
    if draft.get(KEY) is not None:
        draft.fault(KEY, "expected this or [variants.vary], found both.")
    size = int(draft.number(("variants", "sets"), SETS, required=True))
    design = Design("latin_hypercube", size=size)
    factors = read_factors(draft, base.scenario, design.kind, ("variants", "vary"), levers=False)
    if not factors:
        draft.fault(("variants", "vary"), "expected at least one parameter to draw.")
    for factor in factors:
        if factor.name in base.stated:
            said = (
                "the base states this itself, so that it cannot be drawn; expected one of the two."
            )
            draft.fault(("variants", "vary", *factor.name.split(".")), said)
    if draft.faults:
        return []
    names, rows = [factor.name for factor in factors], points(design, factors, seed).values
    return [(n, dict(zip(names, row, strict=True))) for n, row in enumerate(rows.tolist())]


def _others(table: Any, base: Base) -> Sets:
    """Return the sets of a table that differ from the base's own parameters, and from each other."""
    columns = [column for column in table.columns if column != "set"]
    today = {column: own(base.scenario, column) for column in columns}
    numbers, rows = table["set"].tolist(), table[columns].to_numpy(float).tolist()
    others: dict[tuple[float, ...], tuple[int, dict[str, float]]] = {}
    for number, row in zip(numbers, rows, strict=True):
        values = in_force(base.stated, dict(zip(columns, row, strict=True)))
        if any(value != today[name] for name, value in values.items()):
            others.setdefault(tuple(values.values()), (int(number), values))
    return list(others.values())


def _limited(draft: Layers) -> bool:
    return draft.get(("variants", "sets")) is not None


def sets_table(draft: Layers, name: str, document: Document) -> DataFrame | None:
    """Return the table of sets of a name, numbered in ``set``; None once its faults are noted."""
    from pandas import DataFrame

    found = _path(draft, name, document)
    if found is None:
        return None
    known = [f"{group}.{name}" for group in GROUPS for name in described(GROUPS[group])]
    try:
        table = read_table(*found, ["set", *known], ["set"])
        columns = {
            column: table.numbers(column, NUMBER if column == "set" else meta_of(column))
            for column in table.columns
        }
        table.distinct("set", columns.get("set", []))
        table.finish()
    except ScenarioError as error:
        draft.faults += error.faults
        return None
    return DataFrame(columns).astype({"set": int})


def _path(draft: Layers, name: str, document: Document) -> tuple[Path, str] | None:
    """Return where a table of sets is and what to call it; None once a fault is noted."""
    if name == PLAUSIBLE_SETS:
        return SHIPPED, SHIPPED.name
    found = table_path(draft, KEY, name, document)
    if found and not (found[0].suffix in TABLES and found[0].is_file()):
        there = [each.name for each in found[0].parent.glob("*") if each.suffix in TABLES]
        said = f'expected "{PLAUSIBLE_SETS}" or a CSV or Parquet file in this folder.'
        draft.fault(KEY, said + draft.nearest(found[0].name, there))
        return None
    return found


def plausible_in(structures: Iterable[Values]) -> set[int] | None:
    """Return the sets that are plausible in each of these structures too.

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
