"""The Goodhart gap: what is reported and not real, beside what it was to bring."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.experiment.worlds import OWN
from collabsim.metrics import METRICS
from collabsim.plots import response
from collabsim.plots.about import About

SHOWN = ("goodhart_gap", "benefit")


def title(table: DataFrame) -> str:
    """Return how far the gap opens, and what benefit does meanwhile."""
    ends = []
    for metric in SHOWN:
        mine = table[(table["metric"] == metric) & (table["structure"] == OWN)]
        first = mine[mine["line"] == mine["line"].iloc[0]].sort_values("value")
        ends.append((first.iloc[0], first.iloc[-1]))
    (gap, wide), (_, after) = ends
    gains = after["change_low"] > 0.0
    text = METRICS["goodhart_gap"].text
    least, most = text(gap["mean"]), text(wide["mean"])
    if least == most:
        return (
            f"The gap stays at {least}" if wide["mean"] > 0.0 else "There is no gap: nobody games"
        )
    if wide["change_low"] <= 0.0 <= wide["change_high"]:
        return f"Gap: {least} to {most}, but luck may explain it"
    way = "widens" if wide["mean"] > gap["mean"] else "narrows"
    benefit = "yet" if way == "widens" else "and"
    word = f"{benefit} benefit grows" if gains else "no growth of benefit clear"
    return f"Gap {way} from {least} to {most}, {word}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the gap and net benefit along the same factor."""
    return response.figure(table, about, SHOWN, title(table))
