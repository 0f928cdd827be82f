"""What the validation page says of knock-outs: what each kept term is for, and which are idle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from collabsim.calibration.removed import AT_ONCE, BEFORE, REMOVED
from collabsim.calibration.sources import table
from collabsim.parameters import described
from collabsim.scenario import GROUPS

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

MOST = 3
"""Readings named of each term."""

KEPT = {
    "perceptions.offer_against": "without it what is believed of industry could only rise (A28, A29)",
    "trust.initial_spread": "without it no trust is more willing than another, and L10 has nobody to favour",
    "perceptions.ease_spread": "it moved I5 while peers' views still counted",
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
    opening = (
        f"Every one of {len(alone)} terms and parameters was taken out of the calibrated model by "
        f"itself, set to 0 or, if it cannot be 0, to the further end of its range, and "
        f"{len(alone) - len(idle)} moved a pattern, a lever or an interaction by more than its error: a "
        "t test of twelve replicates on the same luck, at 5 % for each kind of reading (Holm). A term "
        "that moves nothing there is tried at the ends of its range too, on patterns and the "
        "strongest levers. What twelve replicates cannot show may still be there."
    )
    parts = [
        opening,
        _stayed(idle),
        _idle_moves(moves[moves["verdict"] == "idle"], len(moves)),
        NO_FIT,
    ]
    rows = [
        [f"`{row['parameter']}`", f"{row['default']:g} → {row['out']:g}", _what(str(row["moves"]))]
        for _, row in alone[alone["verdict"] == "stays"].iterrows()
    ]
    head = ("parameter", "taken out", "what first moves")
    words = " ".join(filter(None, parts))
    return f"## What each term is for\n\n{words}\n\n{_went()}\n\n{table(head, rows)}"


NO_FIT = "A kept term need not be identified: most move what a lever does, and nothing that was measured."


def _went() -> str:
    """Say what earlier knock-outs removed, and how many parameters there were and are."""
    now = sum(len(described(GROUPS[group])) for group in GROUPS)
    rows = ([f"`{name}`", instead] for name, instead in REMOVED.items())
    words = (
        f"{len(REMOVED)} parameters moved nothing and were removed from the rules, both engines and the "
        f"description of the model, or made constants. Without all of them at once none of {AT_ONCE} "
        f"readings moved either. The model had {BEFORE} parameters and has {now}, one of them new since "
        "(`ahsns.spread_time`, for P17). Most other terms were tried while these were still there."
    )
    return f"{words}\n\n{table(('gone', 'in its place'), rows)}"


def _stayed(names: list[str]) -> str:
    if not names:
        return ""
    reasons = "; ".join(
        f"`{name}`" + (f", because {KEPT[name]}" if name in KEPT else "") for name in names
    )
    return f"{len(names)} moved nothing and stay: {reasons}."


def _idle_moves(moves: DataFrame, of: int) -> str:
    if moves.empty:
        return f"Each of {of} moves of levers that have several adds to its lever."
    return (
        f"Of {of} moves of levers that have several, {len(moves)} add nothing to their lever: "
        f"{_listed(moves)}."
    )


def _listed(moves: DataFrame) -> str:
    pairs = (f"`{row['parameter']}` of `{row['lever']}`" for _, row in moves.iterrows())
    return ", ".join(pairs)


def _what(moves: str) -> str:
    names = moves.split("; ")
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
