"""The page's section on alternatives: the ladder of nulls, and accepted sets in every structure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.sources import table
from collabsim.calibration.targets import measured

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

MOST = 4
"""Causes named of each structure."""


def ladder(tables: Tables) -> str:
    """Return the null ladder and the structural alternatives."""
    if "ladder" not in tables:
        return "The ladder was not run."
    rungs = tables["ladder"]
    names = [series.name for series in measured()]
    rows = [
        [
            row["rung"],
            row["says"],
            *(f"{row[name]:.1f}" for name in names),
            f"{row['within']:.0f} of {len(names)}",
            f"{row['patterns']:.0f} of {len(FITTED)}",
            str(row["missed"]) if isinstance(row["missed"], str) and row["missed"] else "none",
        ]
        for _, row in rungs.iterrows()
    ]
    head = (
        "model", "what it is", *(s.title for s in measured()), "series followed",
        "fitted patterns held", "missed",
    )  # fmt: skip
    words = (
        "Errors relative to a free Bass curve, on fresh luck, at the default of every other "
        "parameter, attributes fitted anew and the pull of piloted classes shifted so that joint "
        "working is as measured. A null that does as well is not shown wrong by these data, so the "
        "mechanism it lacks is not shown right: it rests on judgement. Structural alternatives are "
        "carried as alternatives and never averaged. A pattern just outside its tolerance is missed "
        "like one far out: luck alone may do that."
    )
    return f"{words}\n\n{table(head, rows)}\n\n{_verdict(rungs)}"


def _verdict(rungs: DataFrame) -> str:
    full = rungs[rungs["kind"] == "model"].iloc[0]
    nulls = rungs[rungs["kind"] == "null"]
    as_well = nulls[(nulls["within"] >= full["within"]) & (nulls["patterns"] >= full["patterns"])]
    said = []
    if len(as_well):
        said.append(f"The data do as well without: {_listed(as_well['rung'])}.")
    said += [_loss(row, full) for _, row in nulls.drop(as_well.index).iterrows()]
    return " ".join(said)


def _loss(row: Any, full: Any) -> str:
    """Say what a null loses, and how much of it was no test: patterns that set a default."""
    series = int(max(full["within"] - row["within"], 0))
    missed = str(row["missed"] or "").split()
    tests = [name for name in missed if PATTERNS[name].role != "set"]
    inputs = [name for name in missed if name not in tests]
    words = [f"{series} series"] if series else []
    words += [", ".join(tests)] if tests else []
    words += [f"{', '.join(inputs)} (with which in view defaults were set)"] if inputs else []
    return f"*{row['rung']}* misses {' and '.join(words)}."


def _listed(names: Any) -> str:
    return ", ".join(f"*{name}*" for name in names)


def in_structures(tables: Tables) -> str:
    """Return in how many accepted sets each structure follows the data as well."""
    if "structures" not in tables:
        return ""
    rows = []
    for name, mine in tables["structures"].groupby("structure", sort=False):
        causes = " ".join(mine["ruled_out_by"].dropna().astype(str)).split()
        often = sorted({(-causes.count(each), each) for each in causes})[:MOST]
        told = ", ".join(f"{cause} {-count}" for count, cause in often) or "–"
        rows.append([str(name), f"{len(mine)}", f"{mine['accepted'].sum():.0f}", told])
    words = (
        "Accepted sets in other structures: so many, evenly spaced, were judged anew, on luck that no fit has seen, with "
        "the structure laid over it as experiments do, the attribute of each series fitted in it and "
        "nothing else changed. Where an experiment names such a structure, it takes only accepted "
        "sets that are accepted in it too."
    )
    head = ("structure", "sets tried", "accepted", "ruled out most by")
    return f"{words}\n\n{table(head, rows)}"
