"""The main table of an answer as people read it: plain names, and a column for all that a row rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame

from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_level,
    format_percent,
    format_range,
    format_signed,
    name_of,
    scale_of,
)

Places = Mapping[str, tuple[int, int]]
"""By name: in how many alternatives an effect is among the first three, and of how many."""


def ranking(
    every: Sequence[Claim],
    head: str,
    places: Places | None = None,
    beside: Mapping[str, Sequence[Claim]] | None = None,
) -> DataFrame:
    """Return effects as a table of text, a row each, best first; headings have the units.

    ``head`` is what the first column names. ``beside`` are the same effects taken otherwise, by what
    their column is headed. Columns that would be empty are left out.
    ``attrs["caption"]`` says what the table shows.
    """
    if not every:
        return DataFrame()
    better = -1.0 if every[0].metric.better == "lower" else 1.0
    rows = [
        _row(each, head, (places or {}).get(each.name)) | _beside(each, beside or {})
        for each in sorted(every, key=lambda each: -better * each.mean)
    ]
    found = DataFrame(rows)
    found = found.loc[:, (found != "").any()]
    metric = every[0].metric
    found.attrs["caption"] = f"{metric.label}, {scale_of(metric)[1]}"
    return found


def _row(claim: Claim, head: str, place: tuple[int, int] | None) -> dict[str, str]:
    metric, start = claim.metric, claim.start
    _, _, unit = scale_of(metric)
    level = not np.isnan(start)
    ends = (
        format_range(metric, *both) if count > 1 and not np.isnan(both[0]) else ""
        for count, both in zip((claim.sets, claim.structures), claim.ranges, strict=False)
    )
    sets, structures = (*ends, "", "")[:2]
    return {
        head: capitalise(name_of(claim.name)),
        "From": format_level(metric, start) if level else "",
        "To": format_level(metric, start + claim.mean) if level else "",
        f"Change ({unit})": _change(claim),
        "Change (%)": format_percent(claim.relative) if level and start else "",
        "95% interval of the mean": ""
        if np.isnan(claim.low)
        else format_range(metric, claim.low, claim.high),
        "Range over parameter sets": sets,
        "Range over structures": structures,
        "In the top three": f"{place[0]} of {place[1]} alternatives" if place else "",
    }


def _beside(claim: Claim, others: Mapping[str, Sequence[Claim]]) -> dict[str, str]:
    """Return the change of the same effect taken otherwise, a column each."""
    return {
        f"{head} ({scale_of(claim.metric)[2]})": next(
            (_change(each) for each in every if each.name == claim.name), ""
        )
        for head, every in others.items()
    }


def _change(claim: Claim) -> str:
    return format_signed(claim.metric, claim.mean).removesuffix(" points")
