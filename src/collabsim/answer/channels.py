"""Analysis *channels*: how much of an effect is lost where a world closes a channel off."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import channels, differences
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import clear, told
from collabsim.plots.about import label, said


def table(asked: Asked) -> DataFrame:
    """Return what of each point's effect on each metric is lost in every other world."""
    if len(asked.runs.worlds) < 2:
        raise Unanswered("it needs structures in which a channel is closed off.")
    every = [channels(asked.runs, differences(asked.runs, metric)) for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def part(asked: Asked) -> Part:
    """Return the table, and which channels carry the largest effect."""
    found = table(asked)
    own = differences(asked.runs, asked.metric).overall().dropna(subset=["mean"])
    if own.empty:
        return Part({"channels": found})
    top = str(own.loc[own["mean"].abs().idxmax(), "name"])
    mine = found[(found["metric"] == asked.metric) & (found["name"] == top)]
    lost = [
        f"{said(str(row['structure']))} takes away {told(row, asked.metric)}"
        for _, row in mine.iterrows()
        if clear(row)
    ]
    words = "; ".join(lost) if lost else "no closed channel takes away more than luck explains"
    return Part(
        {"channels": found}, (f"Of the effect of {said(top)} on {label(asked.metric)}: {words}.",)
    )
