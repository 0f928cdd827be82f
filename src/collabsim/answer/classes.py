"""Analysis *classes*: which class of innovation gains most, relative to what it had."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts, differences
from collabsim.analysis.cube import Floats, direction, over_luck
from collabsim.analysis.effects import ENOUGH_SETS
from collabsim.answer.along import axes_of, point_at
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.claims import Claim, listed
from collabsim.experiment.variants import OWN
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import METRICS, OF_A_CLASS, class_of
from collabsim.report.about import capital, plain, said, variant

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

    ``rival`` says of a class that its share is not told from the largest of its structure: by
    Monte Carlo error, held against being one of all others, or by the parameter sets, one of which
    is enough.
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
    mine = [(gain.inside(structure), had.inside(structure)) for gain, had in every]
    gains = [gain.overall(family=family) for gain, _ in mine]
    table = concat(gains, ignore_index=True).assign(structure=structure)
    whole = np.array(
        [_shares(gain.over_variants()[0], had.over_variants()[0]) for gain, had in mine]
    )
    by_set = np.array(
        [[_shares(*each) for each in zip(g.values[0], h.values[0], strict=True)] for g, h in mine]
    )
    found = t_interval(whole, units=_scatter(by_set))
    table["before"] = [float(np.nanmean(had.over_variants())) for _, had in mine]
    table["mean_share"], table["low_share"], table["high_share"] = found[:3]
    if not np.isnan(found.mean).all():
        first = int(np.nanargmax(found.mean))
        table["rival"] = ~_ahead(whole[first] - whole, by_set[first] - by_set)
    return table


def _scatter(by_set: Floats) -> list[Floats]:
    """Return parameter sets as units of an interval, if they are enough to carry their scatter."""
    return [np.moveaxis(by_set, 1, 0)] if by_set.shape[1] >= ENOUGH_SETS else []


def _ahead(gaps: Floats, by_set: Floats) -> NDArray[np.bool_]:
    """Return where a gap, (classes, replicates) and (classes, sets, replicates), is surely above 0."""
    lows = (
        t_interval(gaps, strict(len(gaps) - 1)).low,
        t_interval(gaps, units=_scatter(by_set)).low,
    )
    everywhere = ~(over_luck(by_set) <= 0.0).any(axis=1)
    return np.asarray((np.min(lows, axis=0) > 0.0) & everywhere & ~alike(gaps, 1.0))


def _shares(change: Floats, before: Floats) -> Floats:
    """Return numbers, one a replicate, whose mean is the ratio of means and that scatter as it does.

    The ratio is taken of means, since a class may have next to nothing in one replicate; to the
    first order its luck is that of the gain less the ratio times what was had.
    """
    known = ~np.isnan(change + before)
    mean = before[known].mean() if known.any() else np.nan
    if not mean > 0.0:
        return np.full(change.shape, np.nan)
    ratio = change[known].mean() / mean
    return np.asarray(ratio + (change - ratio * before) / mean)


def _told(what: str, done: str, rows: DataFrame) -> str:
    """Say what every class gains in the base, relative to what it had; of others the range."""
    known = rows.dropna(subset=["mean_share"]).sort_values("mean_share", ascending=False)
    orders = {name: known[known["structure"] == name] for name in rows["structure"].unique()}
    orders = {name: order for name, order in orders.items() if len(order)}
    firsts = {str(order["name"].iloc[0]) for order in orders.values()}
    each = []
    for structure, order in orders.items():
        shares = [_share(row) for _, row in order.iterrows()]
        if structure == OWN:
            each.append(f"{listed(shares)}: {_first(order, everywhere=len(firsts) == 1)}")
        else:
            each.append(f"in {variant(str(structure))} from {shares[-1]} to {shares[0]}")
    if not each:
        return ""
    start = f"{capital(done)} changes {what[:1].lower()}{what[1:]}"
    return f"{start}, as a share of what each class had, by {'; '.join(each)}."


def _first(order: DataFrame, *, everywhere: bool) -> str:
    """Say which class gains most, or which are not told from it, or that no gain may be claimed."""
    if Claim.of(order.iloc[0]).sign <= 0:
        return "no gain can be claimed"
    names = [plain(str(name)) for name in order["name"]]
    rivals = [name for name, rival in zip(names[1:], order["rival"][1:], strict=True) if rival]
    if rivals:
        return f"{names[0]} is not told from {listed(rivals)}"
    return f"{names[0]} gains most{'' if everywhere else ', but not in every structure'}"


def _share(row: DataFrame) -> str:
    kind, mean, low, high = (
        plain(str(row["name"])),
        *(_percent(row[f"{side}_share"]) for side in ("mean", "low", "high")),
    )
    return f"{kind} {mean}%" + ("" if row["low"] != row["low"] else f" ({low} to {high})")


def _percent(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")
