"""Levers: each alone, when removed from everything, and by its share or mean effect."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import (
    Effects,
    agreement,
    agreement_range,
    alone,
    per_effort,
    removed,
    standing,
    together,
)
from collabsim.analysis.cube import direction
from collabsim.intervals import LEVEL, strict
from collabsim.metrics import Metric
from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_list,
    format_tau,
    label_of,
    name_of,
)
from collabsim.report.ordering import with_sign
from collabsim.report.question import Finding, Part, Question
from collabsim.report.wording import describe, describe_mixed, describe_none, list_largest

FEW = 3
"""Levers named of each ranking."""

TAIL, DRAWS = (1.0 - LEVEL) / 2.0, 2_000
"""Share of draws beyond either end of an interval, and how many are made."""

RANKINGS = {
    "alone": ("Alone", "Alone"),
    "removed": ("When added last", "When added last"),
    "shapley": ("By its Shapley share of the whole", "Shapley share"),
    "average": ("On average over the other levers", "Mean over the\nother levers"),
}
"""Ways to rank levers, as a sentence begins and as a panel is headed."""


def table(question: Question) -> DataFrame:
    """Return the effects of every lever on every metric, by ranking.

    With the rank of each, 1 the best, and between which ranks it may be (``analysis.standing``).
    """

    def ranked(effects: Effects) -> DataFrame:
        places = standing(effects)
        columns = {"rank": "rank", "rank_low": "low", "rank_high": "high"}
        found = question.overall(effects)
        return found.assign(**{name: places[column] for name, column in columns.items()})

    return _each(question, ranked)


def _each(question: Question, how: Callable[[Effects], DataFrame]) -> DataFrame:
    """Return a table of the effects of every ranking on every metric."""
    every = []
    for metric in question.runs.metrics:
        for ranking, effects in question.lever_effects(metric).items():
            found = how(effects)
            found.insert(1, "question", ranking)
            every.append(found)
    return concat(every, ignore_index=True)


def answer(question: Question) -> Part:
    """Return which levers come first in each ranking, and what all do together."""
    found, metric, runs = table(question), question.metric, question.runs
    each = {
        str(name): question.claims(rows)
        for name, rows in question.first(found).groupby("question", sort=False)
    }
    fullest = list(each.values())[-1]
    down = list_largest(fullest, FEW, -1)
    tables = {
        "levers": found,
        "levers_by_variant": question.by_variant(_each(question, Effects.table)),
        "per_effort": question.overall(per_effort(question.leading, runs)),
    }
    return Part.of(
        tables,
        _ends(question),
        _whole(question),
        *(_first(RANKINGS[name][0], every, metric) for name, every in each.items()),
        _ahead(question),
        Finding(f"Levers that lower it: {down}.", (*with_sign(fullest, -1),)) if down else None,
        describe_mixed(fullest, label_of(metric)),
        _others(question, found),
        _turns(alone(runs, metric.name), removed(runs, metric.name))
        if {"alone", "removed"} <= {*each}
        else "",
    )


def _ends(question: Question) -> str:
    """Say from where to where effects run, if they do not start from today."""
    levels = question.levels
    each = [
        f"{name_of(name)} from {levels[name][0]:g} to {levels[name][-1]:g} ({today:g} today)"
        for name, today in question.held_elsewhere.items()
    ]
    more = f" and {len(each) - FEW} more" if len(each) > FEW else ""
    start = "Effects run from the first value to the last, and not from today"
    return f"{start}: {format_list(each[:FEW])}{more}." if each else ""


def _first(how: str, every: list[Claim], metric: Metric) -> Finding | None:
    """Say which levers raise the metric in one ranking, the largest first."""
    what = label_of(metric)
    if up := list_largest(every, FEW):
        return Finding(f"{how}, {what} is raised by {up}.", (*with_sign(every, 1),))
    return (
        None if with_sign(every, -1) else Finding(f"{how}: {describe_none(every, what)}", (*every,))
    )


def _others(question: Question, found: DataFrame) -> Finding | None:
    """Say which lever does most good to each of the other metrics, held against all that could."""
    best = []
    for metric in map(question.runs.metric, question.runs.metrics[1:]):
        mine = found[found["metric"] == metric.name]
        if metric.better != "neither" and len(mine):
            fullest = mine[mine["question"] == mine["question"].iloc[-1]]
            best += with_sign(question.claims(fullest), int(direction(metric)))[:1]
    if not best:
        return None
    family = len(question.leading.names) * (len(question.runs.metrics) - 1)
    each = (f"{label_of(one.metric)}, {name_of(one.name)} {describe(one)}" for one in best)
    return Finding(f"Other measures (each held against {family}): {'; '.join(each)}.", (*best,))


def _whole(question: Question) -> Finding | None:
    """Say what all levers do together, and how many times the sum of each that is."""
    metric, runs = question.metric, question.runs
    whole, each = together(runs, metric.name), alone(runs, metric.name)
    if not len(whole.names):
        return None
    claim = question.claim(whole.overall().iloc[0])
    if claim.verdict in ("undefined", "constant"):
        sentence = f"All levers together, {label_of(metric)}: {describe(claim)}."
        return Finding(sentence, (claim,))
    clear = claim.verdict in ("up", "down") and len(each.names) == len(runs.factors)
    times = times_the_sum(whole, each) if clear else ""
    sentence = f"All levers together change {label_of(metric)} by {describe(claim)}{times}."
    return Finding(sentence, (claim,))


def times_the_sum(whole: Effects, each: Effects) -> str:
    """Say how many times the sum of what each lever does alone they do together, if that is known.

    With the range over all model variants; in each of them the sum has to be above 0.
    """
    sums, under = each.pooled().drawn(DRAWS)[..., 0].sum(axis=1), each.by_variant().sum(axis=0)
    if not np.quantile(sums, TAIL) > 0.0 or not (under > 0.0).all():
        return ""
    share = whole.interval().mean[0] / each.interval().mean.sum()
    ends = np.quantile(whole.pooled().drawn(DRAWS)[:, 0, 0] / sums, (TAIL, 1.0 - TAIL))
    shares = whole.by_variant()[0] / under
    several = f"; {len(shares)} alternatives {shares.min():.1f} to {shares.max():.1f}"
    of = f"{ends[0]:.1f} to {ends[1]:.1f}{several if len(shares) > 1 else ''}"
    return f", {share:.1f} times ({of}) the sum of each alone"


def _ahead(question: Question) -> str:
    """Say whether the first is distinguishable from all others, if it does anything."""
    effects, sign = question.leading, direction(question.metric)
    up = with_sign(question.claims(question.overall(effects)), int(sign))
    if not up or len(effects.names) < 2:
        return ""
    first = effects.names.index(up[0].name)
    behind, means = sign * effects.ahead()[first], sign * effects.interval().mean
    order = np.argsort(-np.nan_to_num(means, nan=-np.inf))
    level = [n for n in order if n != first and not np.isnan(means[n]) and not behind[n] > 0.0]
    who = capitalise(name_of(up[0].name))
    if not level:
        return f"{who} is ahead of every other."
    some = format_list((name_of(effects.names[n]) for n in level[:FEW]), "or")
    more = f" ({len(level)} in all)" if len(level) > FEW else ""
    return f"{who} cannot be distinguished from {some}{more}."


def _turns(one: Effects, other: Effects) -> str:
    """Say how much the order of levers depends on whether each is alone or added last."""
    both = [name for name in one.names if name in other.names]
    if len(both) < 3:
        return ""
    one, other = (each.only([each.names.index(name) for name in both]) for each in (one, other))
    tau = agreement(one.interval().mean, other.interval().mean)
    if np.isnan(tau):  # all the same
        return ""
    known = format_tau(tau, *agreement_range(one, other))
    agree = f"The two rankings agree at {known}" if known else (
        "Too few levers can be distinguished to say how far the two rankings agree"
    )  # fmt: skip
    level = strict(2)  # ranks are claimed of both rankings at once
    return f"{agree}{_moved(standing(one, level), standing(other, level))}."


def _moved(one: DataFrame, other: DataFrame) -> str:
    """Say which lever gains most ranks when added last, if more than Monte Carlo error explains."""
    sure = one["low"] > other["high"]
    if not sure.any():
        return "; of no lever can it be claimed that its rank changes"
    most = (one["rank"] - other["rank"])[sure].idxmax()
    ranks = (
        f"number {row['rank']:.0f} ({row['low']:.0f} to {row['high']:.0f}) {how}"
        for row, how in ((one.loc[most], "alone"), (other.loc[most], "when added last"))
    )
    return f"; {name_of(str(one['name'][most]))} is {format_list(ranks)}"


ANALYSES = {"levers": answer}
