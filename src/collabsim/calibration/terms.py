"""What the validation page says of knock-outs: what each kept term is for, and which are idle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collabsim.calibration.sources import table

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

MOST = 3
"""Readings named of each term."""


def terms(tables: Tables) -> str:
    """Return the section, or nothing if nothing was taken out."""
    if "knockouts" not in tables:
        return ""
    found = tables["knockouts"]
    alone, moves = found[found["lever"].isna()], found[found["lever"].notna()]
    idle = [f"`{name}`" for name in alone[alone["verdict"] == "idle"]["parameter"]]
    idle_moves = moves[moves["verdict"] == "idle"]
    words = (
        f"Every one of {len(alone)} terms and parameters was taken out of the calibrated model by "
        f"itself, set to 0 or, if it cannot be 0, to the further end of its range; {len(alone) - len(idle)} "
        "move a pattern, a lever or an interaction by more than its error, tested on the same luck "
        f"(Holm). {len(idle)} move nothing, at the ends of their range either: "
        f"{', '.join(idle) or 'none'}. Of {len(moves)} moves of levers that have several, "
        f"{len(idle_moves)} add nothing to their lever: {_listed(idle_moves)}."
    )
    rows = [
        [f"`{row['parameter']}`", f"{row['default']:g} → {row['out']:g}", _what(str(row["moves"]))]
        for _, row in alone[alone["verdict"] == "stays"].iterrows()
    ]
    head = ("parameter", "taken out", "what first moves")
    return f"## What each term is for\n\n{words}\n\n{table(head, rows)}"


def _listed(moves: DataFrame) -> str:
    pairs = (f"`{row['parameter']}` of `{row['lever']}`" for _, row in moves.iterrows())
    return ", ".join(pairs) or "none"


def _what(moves: str) -> str:
    names = moves.split("; ")
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
