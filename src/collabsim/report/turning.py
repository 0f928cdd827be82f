"""What one factor does along the values of another: where an effect grows, fades or turns."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import Claim, claims, open_to, signed
from collabsim.metrics import METRICS
from collabsim.report import lines, style
from collabsim.report.about import About, capital, label, said, scale_of, variant

PANELS = 4


def title(table: DataFrame) -> str:
    """Return the effect at both ends of the first line that turns or, if none does, of the first."""
    lines_of = [
        (str(rows["structure"].iloc[0]), claims(rows.sort_values("value")))
        for _, rows in table.groupby(["structure", "line"], sort=False)
    ]
    known = [(structure, line) for structure, line in lines_of if len(line) > 1]
    if not known:
        return "Too few values to see an effect change"
    structure, told = next((each for each in known if _turns(each[1])), known[0])
    start, end = told[0], told[-1]
    pulled = said(str(table["pulled"].iloc[0]).split(".")[-1])
    ends = [signed(each.metric, each.mean) for each in (start, end)]
    least, most = ends[0].removesuffix(" points"), ends[1]
    if _turns(told):
        where = "" if (structure, told) == known[0] else f" in {variant(structure)}"
        return f"{capital(pulled)} turns from {least} to {most}{where}"
    if not any(each.signed for each in told):
        return f"Effect of {pulled}: {open_to(told)}"
    if start.most < end.least or end.most < start.least:
        word = "grows" if abs(end.mean) > abs(start.mean) else "shrinks"
        return f"Effect of {pulled} {word} from {least} to {most}"
    return f"Effect of {pulled}: {least} to {most}, no clear trend"


def _turns(line: list[Claim]) -> bool:
    """Tell whether the effect is surely up at one end and surely down at the other."""
    return line[0].sign * line[-1].sign < 0


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the effect on the first metric, a panel for each of the first structures."""
    metric = str(table["metric"].iloc[0])
    mine = table[table["metric"] == metric]
    every = list(mine["structure"].unique())
    variants = every[:PANELS]
    pulled, factor = (said(str(mine[name].iloc[0])) for name in ("pulled", "factor"))
    ends = f"{mine['pulled_from'].iloc[0]:g} to {mine['pulled_to'].iloc[0]:g}"
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}: what {pulled} ({ends}) changes in {label(metric)}, along {factor}; "
            f"paired. {style.bar(about)}; grey: too small to matter{style.of_all(len(variants), len(every))}",
            about,
        )
        panels = sheet.subplots(1, len(variants), sharey=True, squeeze=False)[0]
        wide = 48 // len(variants)
        several = mine["line"].nunique() > 1
        right = 0.97 if not several else 0.8
        sheet.subplots_adjust(
            left=0.1, right=right, top=sheet.subplotpars.top - style.PANEL, wspace=0.1
        )
        for axes, structure in zip(panels, variants, strict=True):
            rows = mine[mine["structure"] == structure]
            scale, _, _ = scale_of(metric)
            matters = scale * METRICS[metric].matters
            axes.axhspan(-matters, matters, color=style.FAINT, linewidth=0, alpha=0.6)
            axes.axhline(0.0, color=style.INK, linewidth=1.0)
            last = axes is panels[-1]
            lines.draw(
                axes, rows, metric, change=True, labelled=last, ticks=max(3, 6 - len(variants))
            )
            axes.set_title(textwrap.fill(variant(structure), wide), size=style.BODY, loc="left")
            if axes is not panels[0]:
                axes.set_ylabel("")
    return sheet
