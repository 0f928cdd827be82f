"""Analysis *levers*: each alone, when removed from everything, and its share or mean effect."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, agreement, per_effort, together
from collabsim.answer.asked import Asked, Part, by_world
from collabsim.answer.words import first_few, told
from collabsim.intervals import t_interval
from collabsim.metrics import METRICS
from collabsim.plots.about import capital, label, said

FEW = 3
"""Levers told of each ranking."""

HOW = {
    "alone": "Alone",
    "removed": "As the last of all",
    "shapley": "By its fair (Shapley) share of the whole",
    "average": "On average over what else is pulled",
}
"""The questions that a lever is asked, as a sentence begins."""


def table(asked: Asked) -> DataFrame:
    """Return the effects of every lever on every metric, by question."""
    return _asked(asked, Effects.overall)


def worlds_table(asked: Asked) -> DataFrame:
    """Return the same world by world."""
    return by_world(asked, _asked(asked, Effects.table))


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
    each = {str(name): rows for name, rows in mine.groupby("question", sort=False)}
    whole = together(asked.runs, metric).overall()
    finding = [
        _first(HOW[name], first_few(rows, metric, FEW), metric) for name, rows in each.items()
    ]
    finding += [_ahead(asked), *_falls(asked, found), *_others(asked, found)]
    if len(whole):
        finding.insert(0, _whole(whole, each.get("alone"), metric))
    if {"alone", "removed"} <= {*each}:
        finding.append(_turns(each["alone"], each["removed"]))
    tables = {"levers": found, "levers_by_world": worlds_table(asked)}
    tables["per_effort"] = per_effort(asked.leading, asked.runs).overall()
    return Part(tables, tuple(filter(None, finding)))


def _first(how: str, which: str, metric: str) -> str:
    """Say which levers come first when asked so."""
    if not which:
        return f"{how}, no lever raises {label(metric)} beyond luck."
    return f"{how}, {label(metric)} gains most from {which}."


def _fullest(found: DataFrame, metric: str) -> DataFrame:
    """Return the last of the questions that the design answers."""
    mine = found[found["metric"] == metric]
    return mine[mine["question"] == mine["question"].iloc[-1]]


def _falls(asked: Asked, found: DataFrame) -> list[str]:
    """Say which levers lower the first metric."""
    down = first_few(_fullest(found, asked.metric), asked.metric, FEW, down=True)
    return [f"Levers that lower it: {down}."] if down else []


def _others(asked: Asked, found: DataFrame) -> list[str]:
    """Say which lever does most for each of the other metrics."""
    each = []
    for metric in asked.runs.metrics[1:]:
        if METRICS[metric].better == "neither" or metric not in set(found["metric"]):
            continue
        down = METRICS[metric].better == "lower"
        first = first_few(_fullest(found, metric), metric, 1, down=down)
        each.append(f"{label(metric)}, {first or 'none beyond luck'}")
    return [f"What does most for other measures: {'; '.join(each)}."] if each else []


def _whole(whole: DataFrame, each: DataFrame | None, metric: str) -> str:
    row = whole.iloc[0]
    sums = 0.0 if each is None else float(each["mean"].sum())
    times = f", {row['mean'] / sums:.1f} times the sum of each alone" if sums > 0.0 else ""
    return f"All levers together change {label(metric)} by {told(row, metric)}{times}."


def _ahead(asked: Asked) -> str:
    """Say whether luck tells the first from the second."""
    effects = asked.leading
    values, means = effects.over_worlds(), effects.overall()["mean"].to_numpy()
    if np.isnan(means).all() or len(means) < 2:
        return ""
    first, second = np.argsort(-np.nan_to_num(means, nan=-np.inf))[:2]
    extra = float(np.hypot(effects.sampling[first], effects.sampling[second]))
    gap = t_interval(values[first] - values[second], extra=extra)
    if float(gap.low) > 0.0:
        return ""
    names = (said(effects.names[n]) for n in (first, second))
    return f"{capital(' and '.join(names))} cannot be told apart."


def _turns(alone: DataFrame, removed: DataFrame) -> str:
    """Say how much the ranking depends on which of the questions is asked."""
    one, other = (rows.set_index("name")["mean"].dropna() for rows in (alone, removed))
    both = one.index.intersection(other.index)
    if len(both) < 3:
        return ""
    tau = agreement(one[both].to_numpy(), other[both].to_numpy())
    if np.isnan(tau):  # all the same
        return ""
    places = {n: series[both].rank(ascending=False) for n, series in (("a", one), ("r", other))}
    gain = (places["a"] - places["r"]).sort_values()
    name = str(gain.index[-1])
    moved = ""
    if gain.iloc[-1] >= 2:
        moved = f"; {said(name)} is number {places['a'][name]:.0f} alone and number {places['r'][name]:.0f} when removed"
    return capital(f"the two rankings agree at Kendall's tau {tau:.2f}{moved}.")
