"""Analysis *differences*: what each point changes against today, on the same luck."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import differences
from collabsim.answer.asked import Asked, Part
from collabsim.answer.words import clear, first_few, label, told
from collabsim.plots.about import capital, said


def table(asked: Asked) -> DataFrame:
    """Return the paired effects of all points on all metrics, averaged over worlds."""
    every = [differences(asked.runs, metric).overall() for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def by_world(asked: Asked) -> DataFrame:
    """Return the same world by world."""
    every = [differences(asked.runs, metric).table() for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def part(asked: Asked) -> Part:
    """Return the tables, what does most for the first metric, and what that does to the others."""
    found = table(asked)
    mine = found[found["metric"] == asked.metric].dropna(subset=["mean"])
    tables = {"differences": found, "differences_by_world": by_world(asked)}
    if mine.empty:
        return Part(tables, (f"No point has a defined effect on {label(asked.metric)}.",))
    said_first = f"Against today, {label(asked.metric)} changes most with {first_few(mine, asked.metric)}."
    best = str(mine.loc[mine["mean"].idxmax(), "name"])
    rest = found[(found["name"] == best) & (found["metric"] != asked.metric)]
    told_rest = [
        f"{label(row['metric'])} {told(row, row['metric'])}" for _, row in rest.iterrows() if clear(row)
    ]
    beside = f"{capital(said(best))} also moves {'; '.join(told_rest)}." if told_rest else ""
    worst = mine.loc[mine["mean"].idxmin()]
    harm = ""
    if worst["high"] < 0.0:
        harm = f"It falls most with {said(str(worst['name']))}: {told(worst, asked.metric)}."
    return Part(tables, tuple(filter(None, (said_first, beside, harm))))
