"""Analysis *differences*: what each point changes against today, on the same luck."""

from __future__ import annotations

from pandas import DataFrame, concat

from collabsim.analysis import differences
from collabsim.answer.asked import Asked, Part, by_variant
from collabsim.answer.words import first_few, none_clear, open_signs, signed_of
from collabsim.claims import Claim, claims, told
from collabsim.report.about import capital, label, said

FEW, MOST = 3, 8
"""Points told of many; if there are no more than the second, all are."""


def table(asked: Asked) -> DataFrame:
    """Return the paired effects of all points on all metrics, in the base's structure."""
    every = [asked.overall(differences(asked.runs, metric)) for metric in asked.runs.metrics]
    return concat(every, ignore_index=True)


def variants_table(asked: Asked) -> DataFrame:
    """Return the same variant by variant."""
    every = [differences(asked.runs, metric).table() for metric in asked.runs.metrics]
    return by_variant(asked, concat(every, ignore_index=True))


def part(asked: Asked) -> Part:
    """Return the tables, what moves the first metric, and what the largest rise does to the others."""
    found = table(asked)
    tables = {"differences": found, "differences_by_variant": variants_table(asked)}
    mine = claims(found[found["metric"] == asked.metric])
    what, count = label(asked.metric), FEW if len(mine) > MOST else MOST
    up, down = (first_few(mine, count, sign) for sign in (1, -1))
    finding = [f"Against today, {what} rises with {up}."] if up else []
    finding += [f"Against today, {what} falls with {down}."] if down else []
    finding += open_signs(mine, what)
    if not finding:
        return Part(tables, (none_clear(mine, what),))
    return Part(tables, (*finding, *_beside(asked, found, mine)))


def _beside(asked: Asked, found: DataFrame, mine: list[Claim]) -> list[str]:
    """Say what the largest rise, else the largest fall, does to the other metrics."""
    for top in [*signed_of(mine, 1)[:1], *signed_of(mine, -1)[:1]][:1]:
        others = found[(found["name"] == top.name) & (found["metric"] != asked.metric)]
        each = [told(claim, label(claim.metric)) for claim in claims(others) if claim.signed]
        return [f"{capital(said(top.name))} also moves {'; '.join(each)}."] if each else []
    return []
