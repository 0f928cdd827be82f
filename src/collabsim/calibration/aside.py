"""Each series kept aside in turn: sets that were chosen without it, held to it.

All sets that the waves judged are chosen anew, by every other series and every fitted pattern. The
shared parameters then owe the series nothing; the one attribute that is known of the innovation
itself is still fitted to it, so what is tested is the course of its uptake, not its speed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.calibration.judge import CUTOFF, Judgement
from collabsim.calibration.patterns import FITTED
from collabsim.calibration.sources import table
from collabsim.calibration.tables import bands, coverage
from collabsim.calibration.targets import WITHIN, measured
from collabsim.calibration.waves import Plan, judged

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]


def aside_table(plan: Plan, folder: Path) -> DataFrame:
    """Return a row a series: how many sets are chosen without it, and how far they follow it."""
    from pandas import DataFrame

    _, found = judged(plan, folder)
    rows = []
    for series in measured():
        chosen = [each for each in found if _chosen_without(series.name, each)]
        row: dict[str, object] = {"series": series.name, "sets": len(chosen)}
        if chosen:
            curves = [each.curves for each in chosen]
            cover = coverage(bands(curves, [series]), curves, [series])
            row["within"] = sum(each.scores[series.name].within for each in chosen) / len(chosen)
            row["inside"] = float(cover["inside"].iloc[0])
        rows.append(row)
    return DataFrame(rows, columns=["series", "sets", "within", "inside"])


def _chosen_without(name: str, found: Judgement) -> bool:
    """Return whether nothing but perhaps this series rules a set out."""
    others = [each for each in found.scores if each != name]
    return (
        len(found.readings) == len(FITTED)
        and all(found.scores[each].within for each in others)
        and all(found.implausibility[each] < CUTOFF for each in (*others, *FITTED))
    )


def aside(tables: Tables) -> str:
    """Return the section of the page."""
    if "aside" not in tables:
        return ""
    titles = {series.name: series.title for series in measured()}
    rows = [
        [
            titles[str(row["series"])],
            f"{row['sets']:.0f}",
            f"{100 * row['within']:.0f} %" if row["sets"] else "–",
            f"{100 * row['inside']:.0f} %" if row["sets"] else "–",
        ]
        for _, row in tables["aside"].iterrows()
    ]
    words = (
        "Each series was kept aside in turn: of all sets judged, those that every *other* series and "
        "every fitted pattern leave in are chosen. The shared parameters then owe the series nothing; "
        "its one attribute is still its own, so this tests the course of uptake and not its speed."
    )
    head = ("series kept aside", "sets chosen without it",
            f"of these within {WITHIN:g} × Bass or the noise", "points in their band")  # fmt: skip
    return f"## Each series kept aside\n\n{words}\n\n{table(head, rows)}"
