"""Classes: which class of innovation gains most, relative to what it had."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts, differences
from collabsim.analysis.cube import Floats, direction, over_replicates
from collabsim.analysis.effects import ENOUGH_SETS
from collabsim.experiment.variants import OWN
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import METRICS, OF_A_CLASS, class_of
from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_list,
    name_of,
    spell_out,
    variant_name,
)
from collabsim.report.question import Finding, Part, Question, Unanswered


class Change(NamedTuple):
    """What is done, in words, and the points without and with it."""

    words: str
    start: int
    end: int


def answer(question: Question) -> Part:
    """Return what is done to every class, and who gains most and least of each family of metrics."""
    families: dict[str, list[str]] = {}
    for name in question.runs.metrics:
        if name not in set(METRICS) and name.partition("_")[0] in OF_A_CLASS:
            families.setdefault(class_of(name)[0], []).append(name)
    change = _change(question) if any(len(names) > 1 for names in families.values()) else None
    if change is None:
        raise Unanswered("it needs metrics of two classes or more, such as starts_prevention.")
    tables = {
        family: _gains(question, names, change).assign(family=family, what=change.words)
        for family, names in families.items()
        if len(names) > 1
    }
    findings = (_sentence(question, family, change, rows) for family, rows in tables.items())
    return Part.of({"classes": concat(tables.values(), ignore_index=True)}, *findings)


def _change(question: Question) -> Change:
    """Return what is compared: the ends of a grid's applied factor, else the best point and today."""
    if question.kind == "grid":
        _, applied, _ = question.axes
        if not applied:
            raise Unanswered("it needs two factors or more.")
        start, end = question.levels[applied][0], question.levels[applied][-1]
        points = (question.point_at({applied: value}) for value in (start, end))
        return Change(f"{name_of(applied)} ({start:g} to {end:g})", *points)
    runs = question.runs
    means = direction(question.metric) * differences(runs, question.metric.name).overall()["mean"]
    if means.isna().all():
        raise Unanswered("no point has a defined effect.")
    best = int(np.delete(np.arange(len(runs.design)), runs.reference)[means.idxmax()])
    return Change(name_of(str(runs.design["label"][best])), runs.reference, best)


def _gains(question: Question, names: list[str], change: Change) -> DataFrame:
    """Return every class's gain in every structural variant, and that as a share of what it had.

    ``rival`` says of a class that its share cannot be distinguished from the largest of its
    variant: by Monte Carlo error, held against being one of all others, or by the parameter sets,
    one of which is enough.
    """
    had = np.zeros((1, len(question.runs.design)))
    had[0, change.start] = 1.0
    gained = -had
    gained[0, change.end] += 1.0
    every = [
        tuple(contrasts(question.runs, name, [class_of(name)[1]], w) for w in (gained, had))
        for name in names
    ]
    structures = list(dict.fromkeys(every[0][0].structures)) or [OWN]
    family = len(every) * len(structures)
    tables = [_inside(every, structure, family) for structure in structures]
    return concat(tables, ignore_index=True)


def _inside(every: list[tuple[Effects, ...]], structure: str, family: int) -> DataFrame:
    mine = [(gain.inside(structure), had.inside(structure)) for gain, had in every]
    gains = [gain.overall(family=family) for gain, _ in mine]
    found = concat(gains, ignore_index=True).assign(structure=structure)
    whole = np.array(
        [_shares(gain.over_variants()[0], had.over_variants()[0]) for gain, had in mine]
    )
    by_set = np.array(
        [[_shares(*each) for each in zip(g.values[0], h.values[0], strict=True)] for g, h in mine]
    )
    interval = t_interval(whole, units=_scatter(by_set))
    found["before"] = [float(np.nanmean(had.over_variants())) for _, had in mine]
    found["mean_share"], found["low_share"], found["high_share"] = interval[:3]
    if not np.isnan(interval.mean).all():
        first = int(np.nanargmax(interval.mean))
        found["rival"] = ~_ahead(whole[first] - whole, by_set[first] - by_set)
    return found


def _scatter(by_set: Floats) -> list[Floats]:
    """Return parameter sets as units of an interval, if they are enough to carry their scatter."""
    return [np.moveaxis(by_set, 1, 0)] if by_set.shape[1] >= ENOUGH_SETS else []


def _ahead(gaps: Floats, by_set: Floats) -> NDArray[np.bool_]:
    """Return where a gap, (classes, replicates) and (classes, sets, replicates), is above 0 for certain."""
    lows = (
        t_interval(gaps, strict(len(gaps) - 1)).low,
        t_interval(gaps, units=_scatter(by_set)).low,
    )
    everywhere = ~(over_replicates(by_set) <= 0.0).any(axis=1)
    return np.asarray((np.min(lows, axis=0) > 0.0) & everywhere & ~alike(gaps, 1.0))


def _shares(change: Floats, before: Floats) -> Floats:
    """Return numbers, one a replicate, whose mean is the ratio of means and that scatter as it does.

    The ratio is taken of means, since a class may have next to nothing in one replicate; to the
    first order its error is that of the gain less the ratio times what was had.
    """
    known = ~np.isnan(change + before)
    mean = before[known].mean() if known.any() else np.nan
    if not mean > 0.0:
        return np.full(change.shape, np.nan)
    ratio = change[known].mean() / mean
    return np.asarray(ratio + (change - ratio * before) / mean)


def _sentence(question: Question, family: str, change: Change, rows: DataFrame) -> Finding | None:
    """Say what every class gains in the baseline, relative to what it had; of others the range."""
    known = rows.dropna(subset=["mean_share"]).sort_values("mean_share", ascending=False)
    orders = {name: known[known["structure"] == name] for name in rows["structure"].unique()}
    orders = {name: order for name, order in orders.items() if len(order)}
    firsts = {str(order["name"].iloc[0]) for order in orders.values()}
    each = []
    for structure, order in orders.items():
        shares = [_share(row) for _, row in order.iterrows()]
        if structure == OWN:
            each.append(
                f"{format_list(shares)}: {_first(order, question.claim(order.iloc[0]), everywhere=len(firsts) == 1)}"
            )
        else:
            each.append(f"in {variant_name(str(structure))} from {shares[-1]} to {shares[0]}")
    what = OF_A_CLASS[family].label
    start = f"{capitalise(change.words)} changes {what[:1].lower()}{what[1:]}"
    sentence = f"{start}, as a share of what each class had, by {'; '.join(each)}."
    return Finding(sentence, tuple(question.claims(known))) if each else None


def _first(order: DataFrame, top: Claim, *, everywhere: bool) -> str:
    """Say which class gains most, or which may as well, or that no gain may be claimed."""
    if top.sign <= 0:
        return "no gain can be claimed"
    names = [spell_out(str(name)) for name in order["name"]]
    rivals = [name for name, rival in zip(names[1:], order["rival"][1:], strict=True) if rival]
    if rivals:
        return f"{names[0]} cannot be distinguished from {format_list(rivals)}"
    return f"{names[0]} gains most{'' if everywhere else ', but not in every structural variant'}"


def _share(row: DataFrame) -> str:
    mean, low, high = (_whole(row[f"{side}_share"]) for side in ("mean", "low", "high"))
    interval = "" if np.isnan(row["low"]) else f" ({low} to {high})"
    return f"{spell_out(str(row['name']))} {mean}%{interval}"


def _whole(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")


ANALYSES = {"classes": answer}
