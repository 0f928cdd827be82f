"""Each series kept aside in turn: sets that were chosen without it, held to it.

The sets of the first wave, drawn before anything was known of any, are chosen anew: by every other
series, and by the fitted patterns that are not read from this one. What is fitted to the series
itself is its one attribute, so its course is tested and not its speed; and defaults, near which sets
are drawn, were set with all series in view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.calibration.goodness_of_fit import CUTOFF, Judgement
from collabsim.calibration.patterns import FITTED
from studies.england.page_targets import table
from studies.england.fit_tables import bands, coverage
from collabsim.calibration.targets import WITHIN, measured
from studies.england.search import Plan, judged

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]


READ_FROM = {
    "P13": ("doac",),
    "F1": ("tofacitinib", "mepolizumab_pen", "infliximab_sc"),
    "F2": ("tofacitinib", "mepolizumab_pen", "infliximab_sc", "adalimumab"),
}
"""Series from which a fitted pattern is read: kept aside with them."""


def aside_table(plan: Plan, folder: Path) -> DataFrame:
    """Return a row a series: how many sets are chosen without it, and how far they follow it.

    ``unchosen`` is the share within its yardstick of all sets of the wave, to compare with.
    """
    from pandas import DataFrame

    _, found = judged(plan, folder, 1)
    rows = []
    for series in measured():
        chosen = [each for each in found if _chosen_without(series.name, each)]
        row: dict[str, object] = {"series": series.name, "sets": len(chosen)}
        if chosen:
            curves = [each.curves for each in chosen]
            cover = coverage(bands(curves, [series]), curves, [series])
            row["within"] = _within(series.name, chosen)
            row["unchosen"] = _within(series.name, found)
            row["inside"] = float(cover["inside"].iloc[0])
        rows.append(row)
    return DataFrame(rows, columns=["series", "sets", "within", "unchosen", "inside"])


def _within(name: str, found: Sequence[Judgement]) -> float:
    return sum(each.scores[name].within for each in found) / len(found)


def _chosen_without(name: str, found: Judgement) -> bool:
    """Return whether nothing but perhaps this series rules a set out."""
    others = [each for each in found.scores if each != name]
    patterns = [each for each in FITTED if name not in READ_FROM.get(each, ())]
    return (
        len(found.readings) == len(FITTED)
        and all(found.scores[each].within for each in others)
        and all(found.implausibility[each] < CUTOFF for each in (*others, *patterns))
    )


def foretold(tables: Tables) -> list[str]:
    """Say of how many series the others foretell the course, as a line of the list of failures."""
    if "aside" not in tables:
        return []
    found = tables["aside"].dropna(subset=["within"])
    better = found["within"] - found["unchosen"]
    error = (found["unchosen"] * (1.0 - found["unchosen"]) / found["sets"]) ** 0.5
    helped = found.loc[better > 2.0 * error, "series"].tolist()
    words = (
        f"**Series hardly foretell each other**: of {len(found)} series kept aside in turn, {len(helped)} "
        "are followed clearly more often by sets chosen with the others than by any sets at all "
        f"({100 * better.min():+.0f} to {100 * better.max():+.0f} percentage points)."
    )
    return [words]


def aside(tables: Tables) -> str:
    """Return the section of the page."""
    if "aside" not in tables:
        return ""
    titles = {series.name: series.title for series in measured()}
    rows = [
        [
            titles[str(row["series"])],
            f"{row['sets']:.0f}",
            *(
                f"{100 * row[c]:.0f} %" if row["sets"] else "–"
                for c in ("within", "unchosen", "inside")
            ),
        ]
        for _, row in tables["aside"].iterrows()
    ]
    words = (
        "Each series was kept aside in turn: of the sets of the first wave, drawn before anything was "
        "known of any, those are chosen that every *other* series leaves in, and every fitted pattern "
        "that is not read from this one. Its one attribute is still fitted to it, on the same luck, so "
        "this tests the course of uptake and not its speed; and the defaults, near which sets are "
        "drawn, were set with all series in view. A series is foretold by the others as far as more of "
        "the chosen sets follow it than of all."
    )
    head = ("series kept aside", "sets chosen without it",
            f"of these within {WITHIN:g} × Bass or the noise", "of all sets of the wave", "points in their band")  # fmt: skip
    return f"## Each series kept aside\n\n{words}\n\n{table(head, rows)}"
