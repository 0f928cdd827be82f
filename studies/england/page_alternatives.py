"""The page's section on alternatives: the ladder of nulls, and accepted sets in every structure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from collabsim.calibration.patterns import PATTERNS
from studies.england.page_targets import table
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
            f"{row['patterns']:.0f} of {len(PATTERNS)}",
            str(row["missed"]) if isinstance(row["missed"], str) and row["missed"] else "none",
        ]
        for _, row in rungs.iterrows()
    ]
    head = (
        "model", "what it is", *(s.title for s in measured()), "series followed",
        "patterns held", "missed",
    )  # fmt: skip
    words = (
        "Errors relative to a free Bass curve, on luck that has chosen nothing, at the default of "
        "every other parameter, attributes fitted anew and the pull of piloted classes shifted so that joint "
        "working is as measured. A null that does as well is not shown wrong by these data, so the "
        "mechanism it lacks is not shown right: it rests on judgement. Structural alternatives are "
        "carried as alternatives and never averaged. A pattern just outside its tolerance is missed "
        "like one far out: luck alone may do that."
    )
    return f"{words}\n\n{table(head, rows)}\n\n{_verdict(rungs)}"


def _verdict(rungs: DataFrame) -> str:
    """Say which nulls lose a series or a check, and which only what defaults were set with."""
    full, nulls = _missed(rungs[rungs["kind"] == "model"].iloc[0]), rungs[rungs["kind"] == "null"]
    lost = {row["rung"]: _missed(row) - full for _, row in nulls.iterrows()}
    tests = {name: {each for each in ids if not _input(each)} for name, ids in lost.items()}
    as_well = [name for name, ids in tests.items() if not ids]
    said = []
    if as_well:
        said.append(
            f"As good as the full model on series and checks: {_listed(as_well)}. What these lack rests on "
            "judgement."
        )
    said += [f"*{name}* loses {', '.join(sorted(ids))}." for name, ids in tests.items() if ids]
    inputs = {name: sorted(ids - tests[name]) for name, ids in lost.items()}
    words = "; ".join(f"*{name}* {', '.join(ids)}" for name, ids in inputs.items() if ids)
    if words:
        said.append(
            f"Of what defaults were set with in view, which is no test, are missed: {words}."
        )
    return " ".join(said)


def _missed(row: Any) -> set[str]:
    """Return what a rung misses: names of series and patterns."""
    series = {each.name for each in measured() if not row[f"{each.name} within"]}
    return series | set(str(row["missed"]).split() if isinstance(row["missed"], str) else ())


def _input(name: str) -> bool:
    """Return whether it is a pattern with which in view a default was set."""
    return name in PATTERNS and PATTERNS[name].role != "check"


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
        "Accepted sets in other structures: so many, evenly spaced, were judged anew, on luck that has "
        "chosen nothing, with the structure laid over it as experiments do, the attribute of each "
        "series fitted in it and nothing else changed. On that luck not all of them pass as the model is "
        "either: the first row is what to compare with. Where an experiment names such a structure, it "
        "takes only accepted sets that are accepted in it too."
    )
    head = ("structure", "sets tried", "accepted", "ruled out most by")
    return f"{words}\n\n{table(head, rows)}"
