"""Does a ranking survive? Where each lever stands in every variant."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.report import forest, style
from collabsim.report.about import About, capital, label
from collabsim.report.ranking import few

MOSTLY = 0.5
"""A lever is safely at the top if luck cannot bring it there in fewer variants than this."""

OF = {
    "alone": "alone",
    "removed": "when removed from everything",
    "shapley": "by its fair (Shapley) share",
    "average": "whatever else is pulled",
    "differences": "against today",
}
"""Which effect is ranked, by the question that the table says was asked."""


def title(table: DataFrame) -> str:
    """Return which stay at the top in most variants, whatever luck may do."""
    known = table.dropna(subset=["median_rank"])
    if known.empty:
        return "No alternative ranks all of them"
    if known["top"].isna().all():
        return f"Only {len(known)} to rank: a top three says little"
    if known["top_low"].isna().all():
        return "One replicate: no rank is known"
    safe = known[known["top_low"] >= MOSTLY]
    if safe.empty:
        return "None is surely among the first three"
    who, least = few([str(name) for name in safe["name"]], "of them"), safe["top"].min()
    verb = "is" if len(safe) == 1 else "are"
    if least == 1.0:
        return f"{capital(who)} {verb} in the top three in every alternative"
    more = " or more" if len(safe) > 1 else ""
    return f"{capital(who)} {verb} in the top three in {100.0 * least:.0f}% of alternatives{more}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the median rank, the range of 8 in 10 variants, and the share of alternatives in the top three."""
    metric = str(table["metric"].iloc[0])
    mine = table[: forest.MOST]
    rows = np.arange(len(mine))
    of = OF[str(table["question"].iloc[0])]
    right = (
        "" if mine["top"].isna().all() else "; at the right: share of alternatives in the top three"
    )
    with style.house():
        sheet = style.sheet(
            title(table),
            f"{about.setting}: rank by effect on {label(metric)}, {of}, in {int(table['variants'].iloc[0])} alternatives"
            f"{forest.shown(len(mine), table)}. Dot: median; bar: 8 in 10 alternatives{right}",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.26, right=0.86)
        axes.axvspan(0.5, 3.5, color=style.FAINT, linewidth=0)
        axes.hlines(rows, mine["rank_low"], mine["rank_high"], color=style.BLUE, linewidth=5.0)
        axes.plot(mine["median_rank"], rows, "o", color=style.ORANGE, markersize=12)
        for row, top in zip(rows, mine["top"], strict=True):
            if np.isnan(top):
                continue
            axes.text(
                1.02,
                float(row),
                f"{100.0 * top:.0f}%",
                va="center",
                transform=axes.get_yaxis_transform(),
            )
        axes.set_xlim(0.5, len(table) + 0.5)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel("rank by effect (1: largest); grey: the top three")
        forest.name_rows(axes, [str(name) for name in mine["name"]])
    return sheet
