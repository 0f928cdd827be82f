"""Analysis *levers*: each alone, when removed from everything, and its share or mean effect."""

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
from collabsim.answer.asked import Asked, Part, by_variant
from collabsim.answer.words import agreed, first_few, none_clear, open_signs, signed_of
from collabsim.claims import Claim, claims, listed, told
from collabsim.intervals import LEVEL, strict
from collabsim.metrics import METRICS
from collabsim.report.about import capital, label, said

FEW = 3
"""Levers told of each ranking."""

TAIL, DRAWS = (1.0 - LEVEL) / 2.0, 2_000
"""Share of draws beyond either end of an interval, and how many are made."""

UNTOLD = "too few levers are told apart to say how far the two rankings agree"

HOW = {
    "alone": "Alone",
    "removed": "As the last of all",
    "shapley": "By its fair (Shapley) share of the whole",
    "average": "On average over what else is pulled",
}
"""The questions that a lever is asked, as a sentence begins."""


def table(asked: Asked) -> DataFrame:
    """Return the effects of every lever on every metric, by question.

    With the rank of each, 1 the best, and between which ranks it is by what is told apart.
    """

    def ranked(effects: Effects) -> DataFrame:
        places = standing(effects)
        ends = {"rank": "rank", "rank_low": "low", "rank_high": "high"}
        columns = {name: places[column] for name, column in ends.items()}
        return asked.overall(effects).assign(**columns)

    return _asked(asked, ranked)


def variants_table(asked: Asked) -> DataFrame:
    """Return the same variant by variant."""
    return by_variant(asked, _asked(asked, Effects.table))


def _asked(asked: Asked, how: Callable[[Effects], DataFrame]) -> DataFrame:
    every = []
    for metric in asked.runs.metrics:
        for question, effects in asked.asked_of_levers(metric).items():
            found = how(effects)
            found.insert(1, "question", question)
            every.append(found)
    return concat(every, ignore_index=True)


def part(asked: Asked) -> Part:
    """Return the tables, and which levers come first in each question."""
    found, metric = table(asked), asked.metric
    mine = found[found["metric"] == metric]
    each = {str(name): claims(rows) for name, rows in mine.groupby("question", sort=False)}
    finding = [_first(HOW[name], every, metric) for name, every in each.items()]
    fullest = list(each.values())[-1]
    finding += [_ahead(asked), *_falls(fullest), *open_signs(fullest, label(metric))]
    finding += _others(asked, found)
    if len(together(asked.runs, metric).names):
        finding.insert(0, _whole(asked))
    finding.insert(0, _ends(asked))
    if {"alone", "removed"} <= {*each}:
        finding.append(_turns(alone(asked.runs, metric), removed(asked.runs, metric)))
    tables = {"levers": found, "levers_by_variant": variants_table(asked)}
    tables["per_effort"] = asked.overall(per_effort(asked.leading, asked.runs))
    return Part(tables, tuple(filter(None, finding)))


def _ends(asked: Asked) -> str:
    """Say from where to where effects run, if they do not start from today."""
    each = [
        f"{said(name)} from {asked.levels[name][0]:g} to {asked.levels[name][-1]:g} ({today:g} today)"
        for name, today in asked.off.items()
    ]
    if not each:
        return ""
    more = f" and {len(each) - FEW} more" if len(each) > FEW else ""
    return f"Effects run from the first value to the last, and not from today: {listed(each[:FEW])}{more}."


def _first(how: str, every: list[Claim], metric: str) -> str:
    """Say which levers raise the metric when asked so, the largest first."""
    up = first_few(every, FEW)
    if up:
        return f"{how}, {label(metric)} is raised by {up}."
    return f"{how}: {none_clear(every, label(metric))}" if not signed_of(every, -1) else ""


def _fullest(found: DataFrame, metric: str) -> DataFrame:
    """Return the last of the questions that the design answers."""
    mine = found[found["metric"] == metric]
    return mine[mine["question"] == mine["question"].iloc[-1]]


def _falls(fullest: list[Claim]) -> list[str]:
    """Say which levers lower the first metric."""
    down = first_few(fullest, FEW, -1)
    return [f"Levers that lower it: {down}."] if down else []


def _others(asked: Asked, found: DataFrame) -> list[str]:
    """Say which lever does good to each of the other metrics, held against all that could."""
    each = []
    for metric in asked.runs.metrics[1:]:
        if METRICS[metric].better == "neither" or metric not in set(found["metric"]):
            continue
        sign = -1 if METRICS[metric].better == "lower" else 1
        good = signed_of(claims(_fullest(found, metric)), sign)
        if good:
            each.append(f"{label(metric)}, {told(good[0], said(good[0].name))}")
    family = len(_fullest(found, asked.metric)) * (len(asked.runs.metrics) - 1)
    return [f"Other measures (each held against {family}): {'; '.join(each)}."] if each else []


def _whole(asked: Asked) -> str:
    """Say what all levers do together, and how many times the sum of each that is."""
    metric = asked.metric
    whole, each = together(asked.runs, metric), alone(asked.runs, metric)
    row = whole.overall().iloc[0]
    claim, times = Claim.of(row), ""
    if claim.case in ("up", "down") and len(each.names) == len(asked.runs.factors):
        times = _times(whole, each)
    if claim.case in ("undefined", "constant"):
        return f"All levers together, {label(metric)}: {told(claim)}."
    return f"All levers together change {label(metric)} by {told(claim)}{times}."


def _times(whole: Effects, each: Effects) -> str:
    """Say how many times the sum of what each lever does alone they do together, if that is known.

    With the range over all alternatives; in each of them the sum has to be above 0.
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


def _ahead(asked: Asked) -> str:
    """Say whether the first is surely ahead of all others, if it surely does anything."""
    effects = asked.leading
    sign = direction(asked.metric)
    up = signed_of(claims(asked.overall(effects)), int(sign))
    if not up or len(effects.names) < 2:
        return ""
    first = effects.names.index(up[0].name)
    behind = sign * effects.ahead()[first]
    means = sign * effects.interval().mean
    order = np.argsort(-np.nan_to_num(means, nan=-np.inf))
    level = [n for n in order if n != first and not np.isnan(means[n]) and not behind[n] > 0.0]
    if not level:
        return f"{capital(said(up[0].name))} is ahead of every other."
    some = listed((said(effects.names[n]) for n in level[:FEW]), "or")
    more = f" ({len(level)} in all)" if len(level) > FEW else ""
    return f"{capital(said(up[0].name))} cannot be told apart from {some}{more}."


def _turns(one: Effects, other: Effects) -> str:
    """Say how much the ranking depends on which of the questions is asked."""
    both = [name for name in one.names if name in other.names]
    if len(both) < 3:
        return ""
    one, other = (each.only([each.names.index(name) for name in both]) for each in (one, other))
    tau = agreement(one.interval().mean, other.interval().mean)
    if np.isnan(tau):  # all the same
        return ""
    tau_said = agreed(tau, *agreement_range(one, other))
    agree = f"the two rankings agree at {tau_said}" if tau_said else UNTOLD
    level = strict(2)  # ranks are claimed of both questions at once
    return capital(f"{agree}{_moved(standing(one, level), standing(other, level))}.")


def _moved(one: DataFrame, other: DataFrame) -> str:
    """Say which lever gains most ranks when the others are pulled, if luck does not explain it."""
    sure = one["low"] > other["high"]
    if not sure.any():
        return "; of no lever can it be claimed that its rank changes"
    most = (one["rank"] - other["rank"])[sure].idxmax()
    ranks = (
        f"number {row['rank']:.0f} ({row['low']:.0f} to {row['high']:.0f}) {how}"
        for row, how in ((one.loc[most], "alone"), (other.loc[most], "when removed"))
    )
    return f"; {said(str(one['name'][most]))} is {listed(ranks)}"
