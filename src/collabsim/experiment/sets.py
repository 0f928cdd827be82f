"""Reads the parameter sets under which an experiment asks its question again: listed or drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from collabsim.experiment.accepted import SHIPPED, accepted_in
from collabsim.experiment.designs import Design, points
from collabsim.experiment.factors import Values, meta_of, own
from collabsim.experiment.fields import SETS
from collabsim.experiment.varying import read_factors
from collabsim.parameters import described
from collabsim.results.files import table_of
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.documents import Document
from collabsim.scenario.draft import Draft, number_problem
from collabsim.scenario.faults import nearest

ACCEPTED = "accepted"
"""The word for the sets that calibration accepted and that ship with the package."""

TABLES = (".csv", ".parquet")

KEY = ("worlds", "parameters")
"""Where an experiment says which sets it takes."""

Sets = list[tuple[int, dict[str, float]]]


def read_sets(
    draft: Draft,
    document: Document,
    base: Scenario,
    seed: int,
    varied: Iterable[str],
    structures: Mapping[str, Values],
) -> Sets:
    """Return the parameter sets of ``[worlds]``, numbered as in their table.

    ``parameters`` names a CSV or Parquet file in the experiment's folder with a column ``set``
    and one for each ``group.parameter``, or is "accepted". A row that
    says what the base says is no further set. ``sets`` takes so many of the others, evenly spaced.
    Accepted sets leave alone what is ``varied`` between points; those that contradict the data in
    one of the ``structures`` are left out.
    With ``[worlds.vary]`` so many are drawn instead, by Latin hypercube, numbered from 0.
    """
    if draft.get(("worlds", "vary")) is not None:
        return _drawn(draft, base, seed)
    if draft.get(KEY) is None:
        if draft.get(("worlds", "sets")) is not None:
            draft.fault(("worlds", "sets"), "expected parameters = a table to take sets from.")
        return []
    name = draft.text(KEY)
    table = _table(draft, name, document.path.resolve().parent) if name else None
    if table is None:
        return []
    problem = _problem(table)
    if problem:
        draft.fault(KEY, problem)
        return []
    size = len(table)
    if name == ACCEPTED:
        table = table.drop(columns=[each for each in varied if each in table.columns])
        table = _following(table, structures, draft)
    others, fewer = _others(table, base), len(table) < size
    wanted = int(draft.number(("worlds", "sets"), SETS)) if _limited(draft) else len(others)
    if wanted > len(others):
        which = "accepted in each of the structures" if fewer else "in the table"
        said = f"expected at most {len(others)}, the sets {which} besides the base's own."
        draft.fault(("worlds", "sets"), said)
        return []
    rows = np.linspace(0, len(others) - 1, wanted).round().astype(int)
    return [others[row] for row in rows]


def _following(table: Any, structures: Mapping[str, Values], draft: Draft) -> Any:
    """Return the accepted sets that follow the data in each of these structures too."""
    followed = accepted_in(structures.values())
    if followed is None:
        return table
    if not followed:
        names = ", ".join(structures)
        draft.fault(KEY, f"no accepted set follows the data in each of the structures {names}.")
    return table[table["set"].isin(followed)]


def _drawn(draft: Draft, base: Scenario, seed: int) -> Sets:
    """Return sets that fill the space between the ends of ``[worlds.vary]`` evenly."""
    if draft.get(KEY) is not None:
        draft.fault(KEY, "expected this or [worlds.vary], found both.")
    size = int(draft.number(("worlds", "sets"), SETS, required=True))
    design = Design("latin_hypercube", size=size)
    factors = read_factors(draft, base, design, ("worlds", "vary"), levers=False)
    if not factors:
        draft.fault(("worlds", "vary"), "expected at least one parameter to draw.")
    if draft.faults:
        return []
    return [(n, dict(values)) for n, (_, values) in enumerate(points(design, factors, seed))]


def _others(table: Any, base: Scenario) -> Sets:
    """Return the sets of a table that differ from the base's own parameters."""
    columns = [column for column in table.columns if column != "set"]
    today = {column: own(base, column) for column in columns}
    numbers, rows = table["set"].tolist(), table[columns].to_numpy(float).tolist()
    sets = [
        (int(number), dict(zip(columns, row, strict=True)))
        for number, row in zip(numbers, rows, strict=True)
    ]
    return [(number, values) for number, values in sets if values != today]


def _limited(draft: Draft) -> bool:
    return draft.get(("worlds", "sets")) is not None


def _table(draft: Draft, name: str, folder: Path) -> Any:
    """Return the table of sets, or None once the fault is noted."""
    import pandas as pd

    path = _path(name, folder)
    if isinstance(path, str):
        draft.fault(KEY, path)
        return None
    try:
        return pd.read_csv(path) if path.suffix == ".csv" else table_of(path.read_bytes())
    except (ValueError, OSError) as error:
        draft.fault(KEY, f"cannot be read as a table ({str(error).splitlines()[0]}).")
        return None


def _path(name: str, folder: Path) -> Path | str:
    """Return where a table of sets is, or what is wrong with its name."""
    if name == ACCEPTED:
        return SHIPPED if SHIPPED.is_file() else "no accepted sets ship with this version."
    try:
        path = (folder / name).resolve()
        there = path.suffix in TABLES and path.is_file()
    except (OSError, ValueError) as error:  # too long for a name, or with a character of none
        return f"expected the path of a file ({getattr(error, 'strerror', None) or error})."
    if Path(name).is_absolute() or not path.is_relative_to(folder):
        return "expected a path inside the folder of this file."
    if there:
        return path
    near = nearest(name, [each.name for each in folder.iterdir() if each.suffix in TABLES])
    return f'expected "{ACCEPTED}" or a CSV or Parquet file in this folder.{near}'


def _problem(table: Any) -> str:
    """Return what is wrong with a table of sets, or an empty text."""
    if "set" not in table.columns or not len(table) or table["set"].duplicated().any():
        return "expected a table with rows and a column set that numbers them."
    known = [f"{group}.{name}" for group in GROUPS for name in described(GROUPS[group])]
    for column in table.columns:
        if column == "set":
            if any(_no_number(value) for value in table[column]):
                return "expected whole numbers from 0 up in the column set."
        elif column not in known:
            return f'its column "{column}" is no parameter.{nearest(str(column), known)}'
        else:
            for value in table[column].tolist():
                problem = number_problem(value, meta_of(column))
                if problem:
                    return f"its column {column}: {problem}"
    return ""


def _no_number(value: Any) -> bool:
    """Say whether a value cannot number a set."""
    try:
        return not 0 <= int(value) == value
    except (TypeError, ValueError, OverflowError):
        return True
