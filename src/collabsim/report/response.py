"""What changes in a metric along the values of a factor, on the same luck."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import Claim, open_to
from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS
from collabsim.report import lines, style
from collabsim.report.about import About, capital, label, said

PANELS = 2


def title(table: DataFrame) -> str:
    """Return where the first line starts and ends, if that it moves may be said."""
    metric = str(table["metric"].iloc[0])
    first = table[(table["metric"] == metric) & (table["line"] == table["line"].iloc[0])]
    first = first.dropna(subset=["mean"]).sort_values("value")
    if len(first) < 2:
        return "Too few values to see a response"
    text, what = METRICS[metric].text, label(metric).split(",")[0]
    factor = said(str(first["factor"].iloc[0]).split(".")[-1])
    end = Claim.of(first.iloc[-1].to_dict())
    if not end.signed:
        return f"{capital(factor)} on {what}: {open_to([end])}"
    note = "" if end.case in ("up", "down") else ", perhaps too little to matter"
    return f"{capital(what)}: {text(end.start)} to {text(end.start + end.mean)} as {factor} rises{note}"


def figure(
    table: DataFrame, about: About, metrics: tuple[str, ...] = (), finding: str = ""
) -> Figure:
    """Draw up to two metrics in the base's structure, a line for each level of another factor.

    The first two of the table, under its own title, unless told otherwise.
    """
    own = table[table["structure"] == OWN]
    shown = metrics or tuple(own["metric"].unique()[:PANELS])
    with style.house():
        sheet = style.sheet(
            finding or title(own[own["metric"] == shown[0]]),
            f"{about.setting}, the base's structure{about.over}: change from the lowest value, "
            f"paired. {style.bar(about)}{_held(own)}",
            about,
        )
        panels = sheet.subplots(1, len(shown), squeeze=False)[0]
        sheet.subplots_adjust(
            left=0.1, right=0.8, top=sheet.subplotpars.top - style.PANEL, wspace=1.2
        )
        for axes, metric in zip(panels, shown, strict=True):
            lines.draw(axes, own[own["metric"] == metric], metric, change=True)
            axes.axhline(0.0, color=style.INK, linewidth=1.0)
            axes.set_title(textwrap.fill(METRICS[metric].label, 26), size=style.BODY, loc="left")
    return sheet


def _held(table: DataFrame) -> str:
    held = str(table["held"].iloc[0])
    return f"; {held}" if held else ""
