"""Analysis *differences*: what each point changes against today, on the same luck."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import differences
from collabsim.answer.asked import Asked, Part, by_world
from collabsim.answer.words import clear, first_few, told
from collabsim.metrics import METRICS
from collabsim.plots.about import capital, change, label, said

FEW, MOST = 3, 8
"""Points told of many; if there are no more than the second, all are."""


def table(asked: Asked) -> DataFrame:
    """Return the paired effects of all points on all metrics, in the base's structure."""
    every = [differences(asked.runs, metric).overall() for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def worlds_table(asked: Asked) -> DataFrame:
    """Return the same world by world."""
    every = [differences(asked.runs, metric).table() for metric in asked.runs.metrics]
    return by_world(asked, concat(every, ignore_index=True))


def part(asked: Asked) -> Part:
    """Return the tables, what does most for the first metric, and what that does to the others."""
    found = table(asked)
    mine = found[found["metric"] == asked.metric].dropna(subset=["mean"])
    tables = {"differences": found, "differences_by_world": worlds_table(asked)}
    if mine.empty:
        return Part(tables, (f"No point has a defined effect on {label(asked.metric)}.",))
    count = FEW if len(mine) > MOST else MOST
    up, down = (first_few(mine, asked.metric, count, down=each) for each in (False, True))
    said_first = _first(mine, asked.metric, up)
    sure = mine[mine["low"] > 0.0]
    best = str((sure if len(sure) else mine).sort_values("mean")["name"].iloc[-1])
    rest = found[(found["name"] == best) & (found["metric"] != asked.metric)]
    told_rest = [
        f"{label(row['metric'])} {told(row, row['metric'])}"
        for _, row in rest.iterrows()
        if clear(row)
    ]
    beside = f"{capital(said(best))} also moves {'; '.join(told_rest)}." if told_rest else ""
    harm = f"It falls most with {down}." if down else ""
    return Part(tables, tuple(filter(None, (said_first, beside, harm))))


def _first(mine: DataFrame, metric: str, up: str) -> str:
    """Say what the metric rises most with, or that luck tells no rise from none."""
    what, highest = label(metric), mine.loc[mine["mean"].idxmax()]
    if up:
        sure = "" if mine["low"].isna().all() else ", of what is clear of luck"
        return f"Against today{sure}, {what} rises most with {up}{_slight(mine, metric)}."
    if highest["high"] <= 0.0:
        return f"Nothing here raises {what}."
    found = f"{said(str(highest['name']))} {told(highest, metric)}"
    return f"Luck does not tell any rise of {what} from none (highest: {found})."


def _slight(mine: DataFrame, metric: str) -> str:
    """Say if even the largest of the sure effects is too small to matter."""
    sure, least = mine[mine["low"] > 0.0], METRICS[metric].matters
    if sure.empty or not sure["high"].max() < least:
        return ""
    return f"; all by less than {change(metric, least)}, from which a difference matters"
