"""Analysis *classes*: which class of innovation gains most, relative to what it had."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import contrasts, differences
from collabsim.analysis.cube import direction
from collabsim.answer.along import axes_of, point_at
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import listed
from collabsim.experiment.worlds import OWN
from collabsim.metrics import METRICS, OF_A_CLASS, class_of
from collabsim.plots.about import capital, said

Pair = tuple[str, int, int]
"""What is done, in words, and the points without and with it."""


def part(asked: Asked) -> Part:
    """Return what is done to every class, and who gains most and least of each family."""
    families = _families(asked)
    if not families:
        raise Unanswered("it needs metrics of two classes or more, such as starts_prevention.")
    pair = _pair(asked)
    tables = {family: _family(asked, names, pair) for family, names in families.items()}
    finding = [_told(OF_A_CLASS[family].label, pair[0], rows) for family, rows in tables.items()]
    every = [rows.assign(family=family, what=pair[0]) for family, rows in tables.items()]
    return Part({"classes": concat(every, ignore_index=True)}, tuple(filter(None, finding)))


def _families(asked: Asked) -> dict[str, list[str]]:
    """Return the metrics of classes by family, of families with several."""
    found: dict[str, list[str]] = {}
    for name in asked.runs.metrics:
        if name not in set(METRICS) and name.partition("_")[0] in OF_A_CLASS:
            found.setdefault(class_of(name)[0], []).append(name)
    return {family: names for family, names in found.items() if len(names) > 1}


def _pair(asked: Asked) -> Pair:
    """Return what is compared: the ends of a grid's pulled factor, else the best point and today."""
    if asked.grid:
        _, pulled, _ = axes_of(asked)
        if not pulled:
            raise Unanswered("it needs two factors or more.")
        start, end = asked.levels[pulled][0], asked.levels[pulled][-1]
        words = f"{said(pulled)} ({start:g} to {end:g})"
        return words, point_at(asked, {pulled: start}), point_at(asked, {pulled: end})
    means = direction(asked.metric) * differences(asked.runs, asked.metric).overall()["mean"]
    if means.isna().all():
        raise Unanswered("no point has a defined effect.")
    best = int(np.delete(np.arange(len(asked.runs.design)), asked.runs.reference)[means.idxmax()])
    return said(str(asked.runs.design["label"][best])), asked.runs.reference, best


def _family(asked: Asked, names: list[str], pair: Pair) -> DataFrame:
    """Return every class's gain in every structure, as a share of what it had there."""
    _, start, end = pair
    had = np.zeros((1, len(asked.runs.design)))
    had[0, start] = 1.0
    gained = -had
    gained[0, end] += 1.0
    tables = []
    for name in names:
        kind = class_of(name)[1]
        table = contrasts(asked.runs, name, [kind], gained).by_structure()
        before = contrasts(asked.runs, name, [kind], had).by_structure()["mean"]
        table["before"] = before
        for side in ("mean", "low", "high"):
            table[f"{side}_share"] = table[side] / before.where(before > 0.0)
        tables.append(table)
    return concat(tables, ignore_index=True)


def _told(what: str, done: str, rows: DataFrame) -> str:
    """Say what every class gains in the base, relative to what it had; of others the extremes."""
    each = []
    for structure, mine in rows.dropna(subset=["mean_share"]).groupby("structure", sort=False):
        order = mine.sort_values("mean_share", ascending=False)
        shares = [_share(row) for _, row in order.iterrows()]
        if structure == OWN:
            each.append(f"most for {listed(shares, 'and least for')}")
        else:
            each.append(f"in {said(str(structure))} most for {shares[0]}, least for {shares[-1]}")
    if not each:
        return ""
    start = f"{capital(done)} changes {what[:1].lower()}{what[1:]}"
    return f"{start}, as a share of what each class had, {'; '.join(each)}."


def _share(row: DataFrame) -> str:
    kind, mean, low, high = (
        said(str(row["name"])),
        *(_percent(row[f"{side}_share"]) for side in ("mean", "low", "high")),
    )
    return f"{kind} {mean}%" + ("" if row["low"] != row["low"] else f" ({low} to {high})")


def _percent(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")
