"""Levers: each alone, when removed from everything, and by its share or mean effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
from collabsim.report import structural_variants
from collabsim.report.claims import Claim
from collabsim.report.formats import capitalise, format_list, format_tau, label_of, name_of
from collabsim.report.ordering import with_sign
from collabsim.report.question import Finding, Part, Question
from collabsim.report.ranking import ranking
from collabsim.report.summary import (
    Opening,
    describe_dependence,
    describe_side_effects,
    of_effects,
)
from collabsim.report.wording import (
    describe,
    describe_again,
    describe_effect,
    describe_mixed,
    describe_none,
    list_largest,
)

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

HOW = {
    "alone": "alone",
    "removed": "added to all others",
    "shapley": "as a share of the whole",
    "average": "on average over the other levers",
}
"""The same, as a sentence that anyone understands begins."""


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
        for name, effects in question.lever_effects(metric).items():
            found = how(effects)
            found.insert(1, "question", name)
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
        opening=_opening(question, found, each),
    )


def _opening(question: Question, found: DataFrame, each: dict[str, list[Claim]]) -> Opening:
    """Return which levers do most, what all do together, and on what the order depends."""
    (how, fullest), what = list(each.items())[-1], label_of(question.metric)
    by_structure = structural_variants.claims(question, question.leading)
    places = structural_variants.among_first(question)
    beside = {"Alone": each["alone"]} if how in ("removed", "shapley") and "alone" in each else {}
    table = ranking(fullest, "Lever", places, beside)
    gains = with_sign(fullest, int(direction(question.metric)))
    if not gains:
        told = of_effects(fullest, what, by_structure)
        return replace(told, clauses=[*told.clauses, *_all(question)], table=table)
    first, level = gains[0], _level(question, gains[0].name)
    answer = f"{HOW[how]}, {describe_effect(first, name_of(first.name), what)}"
    mine = [one for one in by_structure if one[1].name == first.name]
    same = (found["name"] == first.name) & (found["question"] == how)
    others = question.claims(found[same & (found["metric"] != question.metric.name)])
    return Opening(
        [answer, *_all(question)],
        describe_dependence(first, name_of(first.name), what, mine, places.get(first.name)),
        (*_ties(first.name, level), *describe_side_effects(others, name_of(first.name))),
        table,
    )


def _all(question: Question) -> list[str]:
    """Return what all levers do together as clauses, if that may be claimed."""
    found = _together(question)
    if found is None or not found[0].sign:
        return []
    return [f"with all {len(question.runs.factors)} together {describe_again(found[0])}"]


def _ties(first: str, level: list[str]) -> list[str]:
    """Return a caution against ranking the first above those that are not distinguishable from it."""
    if not level:
        return []
    some = (
        format_list([name_of(name) for name in level[:FEW]], "or")
        if len(level) <= FEW
        else f"{len(level)} others"
    )
    return [f"Do not rank {name_of(first)} above {some}: these runs cannot distinguish them."]


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


def _together(question: Question) -> tuple[Claim, str] | None:
    """Return the effect of all levers together, and how many times the sum of each that is."""
    metric, runs = question.metric, question.runs
    whole, each = together(runs, metric.name), alone(runs, metric.name)
    if not len(whole.names):
        return None
    claim = question.claim(whole.overall().iloc[0])
    clear = claim.verdict in ("up", "down") and len(each.names) == len(runs.factors)
    return claim, times_the_sum(whole, each) if clear else ""


def _whole(question: Question) -> Finding | None:
    """Say what all levers do together, and how many times the sum of each that is."""
    found = _together(question)
    if found is None:
        return None
    claim, times = found
    sentence = f"All levers together, {label_of(question.metric)}: {describe(claim)}{times}."
    return Finding(sentence, (claim,))


def times_the_sum(whole: Effects, each: Effects) -> str:
    """Say how many times the sum of what each lever does alone they do together, if that is known.

    The range holds its interval and all model variants; in each the sum has to be above 0.
    """
    sums, under = each.pooled().drawn(DRAWS)[..., 0].sum(axis=1), each.by_variant().sum(axis=0)
    if not np.quantile(sums, TAIL) > 0.0 or not (under > 0.0).all():
        return ""
    share = whole.interval().mean[0] / each.interval().mean.sum()
    ends = np.quantile(whole.pooled().drawn(DRAWS)[:, 0, 0] / sums, (TAIL, 1.0 - TAIL))
    shares = whole.by_variant()[0] / under
    low, high = min(ends[0], *shares), max(ends[1], *shares)
    return f", {share:.1f} times ({low:.1f} to {high:.1f}) what they do one by one"


def _ahead(question: Question) -> str:
    """Say whether the first is distinguishable from all others, if it does anything."""
    up = with_sign(
        question.claims(question.overall(question.leading)), int(direction(question.metric))
    )
    if not up or len(question.leading.names) < 2:
        return ""
    level, who = _level(question, up[0].name), capitalise(name_of(up[0].name))
    if not level:
        return f"{who} is ahead of every other."
    some = format_list((name_of(name) for name in level[:FEW]), "or")
    more = f" ({len(level)} in all)" if len(level) > FEW else ""
    return f"{who} cannot be distinguished from {some}{more}."


def _level(question: Question, name: str) -> list[str]:
    """Return the levers that cannot be distinguished from one, the largest first."""
    effects, sign = question.leading, direction(question.metric)
    first = effects.names.index(name)
    behind, means = sign * effects.ahead()[first], sign * effects.interval().mean
    order = np.argsort(-np.nan_to_num(means, nan=-np.inf))
    return [
        effects.names[n]
        for n in order
        if n != first and not np.isnan(means[n]) and not behind[n] > 0.0
    ]


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
