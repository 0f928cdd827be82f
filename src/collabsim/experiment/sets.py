"""Reads the table of parameter sets under which an experiment asks its question again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from collabsim.experiment.factors import meta_of
from collabsim.experiment.fields import SETS
from collabsim.parameters import described
from collabsim.scenario import GROUPS
from collabsim.scenario.documents import Document
from collabsim.scenario.draft import Draft, number_problem
from collabsim.scenario.faults import nearest

ACCEPTED = "accepted"
"""The word for the sets that calibration accepted and that ship with the package."""

SHIPPED = Path(__file__).parents[1] / "calibration" / "fit" / "accepted.csv"
"""Where those sets are."""

TABLES = (".csv", ".parquet")

Sets = list[tuple[int, dict[str, float]]]


def read_sets(draft: Draft, document: Document) -> Sets:
    """Return the parameter sets of ``[worlds]``, numbered as in their table.

    ``parameters`` names a CSV or Parquet file in the experiment's folder with a column ``set``
    and one for each ``group.parameter``, or is "accepted". ``sets`` takes so many of its rows,
    evenly spaced.
    """
    key = ("worlds", "parameters")
    if draft.get(key) is None:
        if draft.get(("worlds", "sets")) is not None:
            draft.fault(("worlds", "sets"), "expected parameters = a table to take sets from.")
        return []
    name = draft.text(key)
    table = _table(draft, name, document.path.resolve().parent) if name else None
    if table is None:
        return []
    problem = _problem(table)
    if problem:
        draft.fault(key, problem)
        return []
    wanted = int(draft.number(("worlds", "sets"), SETS)) if _limited(draft) else len(table)
    if wanted > len(table):
        draft.fault(("worlds", "sets"), f"expected at most {len(table)}, the sets in the table.")
        return []
    rows = np.unique(np.linspace(0, len(table) - 1, wanted).round().astype(int))
    columns = [column for column in table.columns if column != "set"]
    return [
        (int(table["set"].iloc[row]), {c: float(table[c].iloc[row]) for c in columns})
        for row in rows
    ]


def _limited(draft: Draft) -> bool:
    return draft.get(("worlds", "sets")) is not None


def _table(draft: Draft, name: str, folder: Path) -> Any:
    """Return the table of sets, or None once the fault is noted."""
    import pandas as pd

    key = ("worlds", "parameters")
    path = _path(name, folder)
    if isinstance(path, str):
        draft.fault(key, path)
        return None
    try:
        return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except (ValueError, OSError) as error:
        draft.fault(key, f"cannot be read as a table ({str(error).splitlines()[0]}).")
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
