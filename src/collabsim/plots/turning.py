"""What one factor does along the values of another: where an effect grows, fades or turns."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import lines, style
from collabsim.plots.about import About, capital, label, said, scale_of, signed

PANELS = 4


def title(table: DataFrame) -> str:
    """Return the effect at both ends of the first line that turns or, if none does, of the first."""
    lines_of = [
        rows.dropna(subset=["mean"]).sort_values("value")
        for _, rows in table.groupby(["structure", "line"], sort=False)
    ]
    known = [rows for rows in lines_of if len(rows) > 1]
    if not known:
        return "Too few values to see an effect change"
    told = next((rows for rows in known if _turns(rows)), known[0])
    start, end = told.iloc[0], told.iloc[-1]
    metric, pulled = str(start["metric"]), said(str(start["pulled"]).split(".")[-1])
    least, most = (signed(metric, row["mean"]) for row in (start, end))
    least = least.removesuffix(" points")
    if _turns(told):
        where = "" if told is known[0] else f" in {said(str(start['structure']))}"
        return f"{capital(pulled)} turns from {least} to {most}{where}"
    if not (end["low"] <= start["high"] and start["low"] <= end["high"]):
        word = "grows" if abs(end["mean"]) > abs(start["mean"]) else "shrinks"
        return f"Effect of {pulled} {word} from {least} to {most}"
    if not ((told["low"] > 0.0) | (told["high"] < 0.0)).any():
        return f"Effect of {pulled}: {least} to {most}, not clear of luck"
    if least == most.removesuffix(" points"):
        return f"Effect of {pulled}: {most} at either end"
    return f"Effect of {pulled}: {least} to {most}, no clear trend"


def _turns(rows: DataFrame) -> bool:
    """Tell whether the effect is surely up at one end and surely down at the other."""
    start, end = rows.iloc[0], rows.iloc[-1]
    return bool(start["low"] > 0.0 > end["high"] or start["high"] < 0.0 < end["low"])


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the effect on the first metric, a panel for each of the first structures."""
    metric = str(table["metric"].iloc[0])
    mine = table[table["metric"] == metric]
    every = list(mine["structure"].unique())
    worlds = every[:PANELS]
    pulled, factor = (said(str(mine[name].iloc[0])) for name in ("pulled", "factor"))
    ends = f"{mine['from'].iloc[0]:g} to {mine['to'].iloc[0]:g}"
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}: what {pulled} ({ends}) changes in {label(metric)}, along {factor}; "
            f"paired. {style.bar(about)}; grey: too small to matter{style.of_all(len(worlds), len(every))}",
            about,
        )
        panels = sheet.subplots(1, len(worlds), sharey=True, squeeze=False)[0]
        wide = 48 // len(worlds)
        several = mine["line"].nunique() > 1
        right = 0.97 if not several else 0.8
        sheet.subplots_adjust(
            left=0.1, right=right, top=sheet.subplotpars.top - style.PANEL, wspace=0.1
        )
        for axes, structure in zip(panels, worlds, strict=True):
            rows = mine[mine["structure"] == structure]
            scale, _, _ = scale_of(metric)
            matters = scale * METRICS[metric].matters
            axes.axhspan(-matters, matters, color=style.FAINT, linewidth=0, alpha=0.6)
            axes.axhline(0.0, color=style.INK, linewidth=1.0)
            last = axes is panels[-1]
            lines.draw(
                axes, rows, metric, change=True, labelled=last, ticks=max(3, 6 - len(worlds))
            )
            axes.set_title(textwrap.fill(said(structure), wide), size=style.BODY, loc="left")
            if axes is not panels[0]:
                axes.set_ylabel("")
    return sheet
