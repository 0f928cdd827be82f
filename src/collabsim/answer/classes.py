"""Analysis *classes*: which class of innovation gains most, relative to what it had."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts, differences
from collabsim.analysis.cube import Floats, direction
from collabsim.answer.along import axes_of, point_at
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.claims import Claim, listed
from collabsim.experiment.worlds import OWN
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import METRICS, OF_A_CLASS, class_of
from collabsim.plots.about import capital, plain, said, variant

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
    """Return every class's gain in every structure, and that as a share of what it had there.

    ``rival`` says of a class that its share is not told from the largest of its structure, each
    held against being one of all others.
    """
    _, start, end = pair
    had = np.zeros((1, len(asked.runs.design)))
    had[0, start] = 1.0
    gained = -had
    gained[0, end] += 1.0
    kinds = [class_of(name)[1] for name in names]
    every = [
        (contrasts(asked.runs, name, [kind], gained), contrasts(asked.runs, name, [kind], had))
        for name, kind in zip(names, kinds, strict=True)
    ]
    structures = list(dict.fromkeys(every[0][0].structures)) or [OWN]
    family = len(every) * len(structures)
    tables = [_structure(every, structure, family) for structure in structures]
    return concat(tables, ignore_index=True)


def _structure(every: list[tuple[Effects, Effects]], structure: str, family: int) -> DataFrame:
    gains = [gain.inside(structure).overall(family=family) for gain, _ in every]
    table = concat(gains, ignore_index=True).assign(structure=structure)
    shares = np.array(
        [_shares(gain.inside(structure), had.inside(structure)) for gain, had in every]
    )
    found = t_interval(shares)
    table["before"] = [float(np.nanmean(had.inside(structure).over_worlds())) for _, had in every]
    table["mean_share"], table["low_share"], table["high_share"] = found[:3]
    if not np.isnan(found.mean).all():
        first = shares[np.nanargmax(found.mean)]
        gaps = first - shares
        ahead = (t_interval(gaps, strict(len(gaps) - 1)).low > 0.0) & ~alike(gaps, 1.0)
        table["rival"] = ~ahead
    return table


def _shares(gain: Effects, had: Effects) -> Floats:
    """Return numbers, one a replicate, whose mean is the ratio of means and that scatter as it does.

    The ratio is taken of means, since a class may have next to nothing in one replicate; to the
    first order its luck is that of the gain less the ratio times what was had.
    """
    change, before = gain.over_worlds()[0], had.over_worlds()[0]
    known = ~np.isnan(change + before)
    mean = before[known].mean() if known.any() else np.nan
    if not mean > 0.0:
        return np.full(change.shape, np.nan)
    ratio = change[known].mean() / mean
    return np.asarray(ratio + (change - ratio * before) / mean)


def _told(what: str, done: str, rows: DataFrame) -> str:
    """Say what every class gains in the base, relative to what it had; of others the range."""
    each = []
    for structure, mine in rows.dropna(subset=["mean_share"]).groupby("structure", sort=False):
        order = mine.sort_values("mean_share", ascending=False)
        shares = [_share(row) for _, row in order.iterrows()]
        if structure == OWN:
            each.append(f"{listed(shares)}: {_first(order)}")
        else:
            each.append(f"in {variant(str(structure))} from {shares[-1]} to {shares[0]}")
    if not each:
        return ""
    start = f"{capital(done)} changes {what[:1].lower()}{what[1:]}"
    return f"{start}, as a share of what each class had, by {'; '.join(each)}."


def _first(order: DataFrame) -> str:
    """Say which class gains most, or which are not told from it, or that no gain may be claimed."""
    if Claim.of(order.iloc[0]).sign <= 0:
        return "no gain can be claimed"
    names = [plain(str(name)) for name in order["name"]]
    rivals = [name for name, rival in zip(names[1:], order["rival"][1:], strict=True) if rival]
    if rivals:
        return f"{names[0]} is not told from {listed(rivals)}"
    return f"{names[0]} gains most"


def _share(row: DataFrame) -> str:
    kind, mean, low, high = (
        plain(str(row["name"])),
        *(_percent(row[f"{side}_share"]) for side in ("mean", "low", "high")),
    )
    return f"{kind} {mean}%" + ("" if row["low"] != row["low"] else f" ({low} to {high})")


def _percent(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")
