"""Each series held out in turn: sets chosen without it, compared with it.

The sets of the first wave, drawn before anything was known of any, are chosen anew: by every other
series, and by the fitted patterns that are not read from this one. What is fitted to the series
itself is its one attribute, so its course is tested and not its speed; and defaults, near which sets
are drawn, were set with all series in view.
"""

from __future__ import annotations

from collections.abc import Sequence

from pandas import DataFrame

from collabsim.calibration.bands import bands, coverage
from collabsim.calibration.goodness_of_fit import Assessment
from collabsim.calibration.patterns import FITTED
from collabsim.calibration.targets import measured
from studies.england.search import Search

READ_FROM = {
    "P13": ("doac",),
    "F1": ("tofacitinib", "mepolizumab_pen", "infliximab_sc"),
    "F2": ("tofacitinib", "mepolizumab_pen", "infliximab_sc", "adalimumab"),
}
"""Series from which a fitted pattern is read: held out with them."""


def table(search: Search) -> DataFrame:
    """Return a row a series: how many sets are chosen without it, and how far they agree with it.

    ``unchosen`` is the share that is consistent of all sets of the wave, to compare with.
    """
    _, found = search.assessed(1)
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


def _within(name: str, found: Sequence[Assessment]) -> float:
    return sum(each.scores[name].within for each in found) / len(found)


def _chosen_without(name: str, found: Assessment) -> bool:
    """Return whether nothing but perhaps this series rules a set out."""
    of_it = {name, *(pattern for pattern, read in READ_FROM.items() if name in read)}
    return len(found.readings) == len(FITTED) and not {*found.ruled_out_by} - of_it
