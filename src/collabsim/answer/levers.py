"""Analysis *levers*: each alone, when removed from everything, and its Shapley share."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, agreement, alone, per_effort, removed, shapley, together
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import first_few, told
from collabsim.intervals import t_interval
from collabsim.metrics import METRICS
from collabsim.plots.about import capital, label, said

FEW = 3
"""Levers told of each ranking."""

QUESTIONS = {"alone": alone, "removed": removed, "shapley": shapley}


def table(asked: Asked) -> DataFrame:
    """Return the three effects of every lever on every metric, averaged over worlds."""
    every = []
    for metric in asked.runs.metrics:
        for question, effects in _effects(asked, metric).items():
            found = effects.overall()
            found.insert(1, "question", question)
            every.append(found)
    return concat(every, ignore_index=True)


def part(asked: Asked) -> Part:
    """Return the tables, and which levers come first in each of the three questions."""
    found, metric = table(asked), asked.metric
    mine = found[found["metric"] == metric]
    three = {name: mine[mine["question"] == name] for name in QUESTIONS}
    whole = together(asked.runs, metric).overall()
    orders = {name: first_few(rows, metric, FEW) for name, rows in three.items()}
    finding = [
        _first("Alone", orders["alone"], metric),
        _first("As the last of all", orders["removed"], metric),
        _first("By its fair (Shapley) share of the whole", orders["shapley"], metric)
        + (_ahead(asked) if orders["shapley"] else ""),
        *_falls(three["shapley"], metric),
        *_others(asked, found),
    ]
    if len(whole):
        finding.insert(0, _whole(whole, three["alone"], metric))
    finding.append(_turns(three))
    return Part({"levers": found, "per_effort": _per_effort(asked)}, tuple(filter(None, finding)))


def _first(how: str, which: str, metric: str) -> str:
    """Say which levers come first when asked so."""
    if not which:
        return f"{how}, no lever raises {label(metric)} beyond luck."
    return f"{how}, {label(metric)} gains most from {which}."


def _falls(shares: DataFrame, metric: str) -> list[str]:
    """Say which levers lower the first metric."""
    down = first_few(shares, metric, FEW, down=True)
    return [f"Levers that lower it, by their share: {down}."] if down else []


def _others(asked: Asked, found: DataFrame) -> list[str]:
    """Say which lever does most for each of the other metrics, by its share."""
    each = []
    for metric in asked.runs.metrics[1:]:
        mine = found[(found["metric"] == metric) & (found["question"] == "shapley")]
        down = METRICS[metric].better == "lower"
        first = first_few(mine, metric, 1, down=down)
        each.append(f"{label(metric)}, {first or 'none clear of luck'}")
    return [f"The largest share of other measures: {'; '.join(each)}."] if each else []


def _effects(asked: Asked, metric: str) -> dict[str, Effects]:
    made = {}
    for question, of in QUESTIONS.items():
        try:
            made[question] = of(asked.runs, metric)
        except ValueError as error:
            raise Unanswered(str(error)) from None
    return made


def _per_effort(asked: Asked) -> DataFrame:
    """Return Shapley shares divided by how far each lever is pulled."""
    return per_effort(shapley(asked.runs, asked.metric), asked.runs).overall()


def _whole(whole: DataFrame, each: DataFrame, metric: str) -> str:
    row = whole.iloc[0]
    sums = float(each["mean"].sum())
    times = f", {row['mean'] / sums:.1f} times the sum of each alone" if sums > 0.0 else ""
    return f"All levers together change {label(metric)} by {told(row, metric)}{times}."


def _ahead(asked: Asked) -> str:
    """Say whether luck tells the first from the second."""
    effects = shapley(asked.runs, asked.metric)
    values, means = effects.over_worlds(), effects.overall()["mean"].to_numpy()
    if np.isnan(means).all() or len(means) < 2:
        return ""
    first, second = np.argsort(-np.nan_to_num(means, nan=-np.inf))[:2]
    extra = float(np.hypot(effects.sampling[first], effects.sampling[second]))
    gap = t_interval(values[first] - values[second], extra=extra)
    if float(gap.low) > 0.0:
        return ""
    names = (said(effects.names[n]) for n in (first, second))
    return f" {capital(' and '.join(names))} cannot be told apart."


def _turns(three: dict[str, DataFrame]) -> str:
    """Say how much the ranking depends on which of the questions is asked."""
    one, other = (three[name].set_index("name")["mean"].dropna() for name in ("alone", "removed"))
    both = one.index.intersection(other.index)
    if len(both) < 3:
        return ""
    tau = agreement(one[both].to_numpy(), other[both].to_numpy())
    places = {n: series[both].rank(ascending=False) for n, series in (("a", one), ("r", other))}
    gain = (places["a"] - places["r"]).sort_values()
    name = str(gain.index[-1])
    moved = ""
    if gain.iloc[-1] >= 2:
        moved = f"; {said(name)} is number {places['a'][name]:.0f} alone and number {places['r'][name]:.0f} when removed"
    return capital(f"the two rankings agree at Kendall's tau {tau:.2f}{moved}.")
