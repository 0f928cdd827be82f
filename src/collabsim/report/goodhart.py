"""The Goodhart gap: what is reported and not real, beside what it was to bring."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import Claim, claims, open_to
from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS
from collabsim.report import response
from collabsim.report.about import About

SHOWN = ("goodhart_gap", "benefit")


def title(table: DataFrame) -> str:
    """Return how far the gap opens, and what benefit does meanwhile."""
    gap, benefit = (_end(table, metric) for metric in SHOWN)
    if gap is None or benefit is None:
        return "Too few values to see a gap change"
    if not gap.signed:
        return f"Change of the gap: {open_to([gap])}"
    way = "widens" if gap.sign > 0 else "narrows"
    text = METRICS["goodhart_gap"].text
    link = "yet" if way == "widens" else "and"
    word = f"{link} benefit grows" if benefit.sign > 0 else "no growth of benefit clear"
    return f"Gap {way} from {text(gap.start)} to {text(gap.start + gap.mean)}, {word}"


def _end(table: DataFrame, metric: str) -> Claim | None:
    """Return the change of a metric from the first value of the first line to the last."""
    mine = table[(table["metric"] == metric) & (table["structure"] == OWN)]
    first = claims(mine[mine["line"] == mine["line"].iloc[0]].sort_values("value"))
    return first[-1] if first else None


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the gap and net benefit along the same factor."""
    return response.figure(table, about, SHOWN, title(table))
