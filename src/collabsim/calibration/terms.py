"""What the validation page says of knock-outs: what each kept term is for, and which are idle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collabsim.calibration.sources import table
from collabsim.parameters import described
from collabsim.scenario import GROUPS

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

MOST = 3
"""Readings named of each term."""

KEPT = {
    "traits.income_spread": "incomes are measured (S32), and equal ones would not be England's",
    "perceptions.offer_against": "without it what is believed of industry could only rise (A28, A29)",
    "companies.effort": "effort stays there where loop R3 is cut",
}
"""Terms that move nothing and stay all the same, and why."""


def terms(tables: Tables) -> str:
    """Return the section, or nothing if nothing was taken out."""
    if "knockouts" not in tables:
        return ""
    found = tables["knockouts"]
    alone, moves = found[found["lever"].isna()], found[found["lever"].notna()]
    idle = alone[alone["verdict"] == "idle"]["parameter"].tolist()
    gone = [name for name in idle if name not in _now()]
    opening = (
        f"Every one of {len(alone)} terms and parameters was taken out of the calibrated model by "
        f"itself, set to 0 or, if it cannot be 0, to the further end of its range; "
        f"{len(alone) - len(idle)} move a pattern, a lever or an interaction by more than its error, "
        f"tested on the same luck (Holm). {len(idle)} move nothing, and at the ends of their range no pattern nor any of the strongest levers."
    )
    parts = [
        opening,
        _gone(gone),
        _stayed([name for name in idle if name in _now()]),
        _idle_moves(moves[moves["verdict"] == "idle"], len(moves)),
        "A kept term need not be identified: most move what a lever does and nothing that was measured.",
    ]
    rows = [
        [f"`{row['parameter']}`", f"{row['default']:g} → {row['out']:g}", _what(str(row["moves"]))]
        for _, row in alone[alone["verdict"] == "stays"].iterrows()
    ]
    head = ("parameter", "taken out", "what first moves")
    words = " ".join(filter(None, parts))
    return f"## What each term is for\n\n{words}\n\n{table(head, rows)}"


def _now() -> set[str]:
    """Return the names of all parameters that the model has."""
    return {f"{group}.{key}" for group in GROUPS for key in described(GROUPS[group])}


def _gone(names: list[str]) -> str:
    if not names:
        return ""
    now = len(_now())
    return (
        f"These {len(names)} were removed from the model, both engines and its description, or made "
        f"constants: {_quoted(names)}. It had {now + len(names)} parameters and has {now}."
    )


def _stayed(names: list[str]) -> str:
    if not names:
        return ""
    reasons = "; ".join(
        f"`{name}`" + (f", because {KEPT[name]}" if name in KEPT else "") for name in names
    )
    return f"Of those that move nothing, the model still has {reasons}."


def _quoted(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _idle_moves(moves: DataFrame, of: int) -> str:
    return (
        f"Of {of} moves of levers that have several, {len(moves)} add nothing to their lever: "
        f"{_listed(moves)}."
    )


def _listed(moves: DataFrame) -> str:
    pairs = (f"`{row['parameter']}` of `{row['lever']}`" for _, row in moves.iterrows())
    return ", ".join(pairs) or "none"


def _what(moves: str) -> str:
    names = moves.split("; ")
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
