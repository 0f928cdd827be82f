"""Structures side by side: which effects turn with them, and how far the largest ones range.

No evidence decides between structures, so a finding is never a mean over them: its numbers are
of the base's, and what others make of them is said first.
"""

from __future__ import annotations

from pandas import DataFrame

from collabsim.answer.asked import Asked
from collabsim.answer.words import clear, told
from collabsim.plots.about import said

FEW = 3
"""Effects that turn, and effects that range, which are told."""

APART = frozenset({"channels", "discovery", "morris", "sobol"})
"""Analyses that tell of every world themselves."""


def table(asked: Asked) -> DataFrame:
    """Return the leading effects in every structure, each averaged over its parameter sets."""
    return asked.leading.by_structure()


def sentences(asked: Asked) -> list[str]:
    """Say what numbers are of, which effects change sign with structure, and how far they range."""
    found = table(asked).dropna(subset=["mean"])
    own = str(asked.runs.worlds["structure"].iloc[0])
    base = found[found["structure"] == own]
    if found["structure"].nunique() < 2 or base.empty:
        return []
    sets = f", means of {asked.about.sets} parameter sets" if asked.about.sets > 1 else ""
    order = base["mean"].abs().sort_values(ascending=False, kind="stable").index
    top = base.loc[order[:FEW], "name"]
    ranges = (_range(found[found["name"] == name], asked.metric) for name in top)
    return [
        *_turns(found, asked.metric),
        f"Numbers are of the base's structure{sets}, if no other is named.",
        f"Between structures, {'; '.join(ranges)}.",
    ]


def _turns(found: DataFrame, metric: str) -> list[str]:
    """Say which effects are surely up in one structure and surely down in another."""
    turning = []
    for _, rows in found.groupby("name", sort=False):
        sure = rows[[clear(row) for _, row in rows.iterrows()]]
        if len(sure) and sure["mean"].min() < 0.0 < sure["mean"].max():
            turning.append((sure["mean"].max() - sure["mean"].min(), sure))
    if not turning:
        return []
    turning.sort(key=lambda each: -each[0])
    words = "; ".join(_range(rows, metric) for _, rows in turning[:FEW])
    more = f"; so do {len(turning) - FEW} more" if len(turning) > FEW else ""
    return [f"The structure decides the sign: {words}{more}."]


def _range(rows: DataFrame, metric: str) -> str:
    ends = (rows.loc[rows["mean"].idxmin()], rows.loc[rows["mean"].idxmax()])
    each = [f"{told(row, metric)} in {said(str(row['structure']))}" for row in ends]
    if ends[0]["mean"] == ends[1]["mean"]:
        return f"{said(str(rows['name'].iloc[0]))} stays at {told(ends[0], metric)}"
    return f"{said(str(rows['name'].iloc[0]))} goes from {' to '.join(each)}"
