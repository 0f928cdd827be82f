"""Grids: a metric, and the effect of one factor on it, along the values of another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts
from collabsim.answer.asked import Asked, Unanswered
from collabsim.report.about import said

Row = tuple[float, float, str, int]
"""Value of the followed factor, level of the one that makes lines, its words, and the point."""

LEVELS = {"mean": "level_mean", "low": "level_low", "high": "level_high"}
"""Columns of a level, beside those of its change since the first value of the line."""


def axes_of(asked: Asked) -> tuple[str, str, str]:
    """Return the factor that is followed, the one that is pulled, and one that makes lines.

    The factor with most values is followed (of several the last), the first of the others is
    pulled, and the next makes lines; what is then left stays at its first value.
    """
    levels = {name: values for name, values in asked.levels.items() if len(values) > 1}
    if not asked.grid or not levels:
        raise Unanswered("it needs a grid of factors, one of two values at least.")
    most = max(len(values) for values in levels.values())
    along = [name for name, values in levels.items() if len(values) == most][-1]
    others = [name for name in levels if name != along]
    return along, others[0] if others else "", others[1] if len(others) > 1 else ""


def response(asked: Asked) -> DataFrame:
    """Return every metric along a factor, a line for each level of the next.

    In every structure, averaged over its parameter sets.

    Effects are what has changed since the line's first value, on the same luck: of two levels that
    both hang on luck it tells what the factor does. The levels stand in ``level_mean`` with
    ``level_low`` and ``level_high``.
    """
    along, pulled, third = axes_of(asked)
    rows: list[Row] = [
        (value, line, _word(pulled, line), point_at(asked, {along: value, pulled: line}))
        for line in _levels(asked, pulled)
        for value in sorted(asked.levels[along])
    ]
    held = f"{said(third)} at {asked.levels[third][0]:g}" if third else ""
    tables = []
    starts = np.zeros((len(rows), len(asked.runs.design)))
    firsts = {line: place for _, line, _, place in reversed(rows)}
    starts[range(len(rows)), [firsts[row[1]] for row in rows]] = 1.0
    for metric in asked.runs.metrics:
        weights = np.zeros((len(rows), len(asked.runs.design)))
        weights[range(len(rows)), [row[3] for row in rows]] = 1.0
        names = [str(n) for n in range(len(rows))]
        levels = _named(asked, contrasts(asked.runs, metric, names, weights), rows)
        since = _named(asked, contrasts(asked.runs, metric, names, weights - starts), rows)
        tables.append(since.assign(**{name: levels[end] for end, name in LEVELS.items()}))
    made = concat(tables, ignore_index=True)
    return made.assign(factor=along, pulled=pulled, held=held)


def turning(asked: Asked) -> DataFrame:
    """Return what the pulled factor changes along the followed one, paired, in every structure."""
    along, pulled, _ = axes_of(asked)
    tables = [_named(asked, *turns(asked, metric)) for metric in asked.runs.metrics]
    made = concat(tables, ignore_index=True)
    ends = {"pulled_from": asked.levels[pulled][0], "pulled_to": asked.levels[pulled][-1]}
    return made.assign(factor=along, pulled=pulled, **ends)


def turns(asked: Asked, metric: str) -> tuple[Effects, list[Row]]:
    """Return the effect of the pulled factor at each value of the others, and what they are."""
    along, pulled, third = axes_of(asked)
    if not pulled:
        raise Unanswered("it needs two factors or more.")
    start, end = asked.levels[pulled][0], asked.levels[pulled][-1]
    rows: list[Row] = []
    weights = []
    for line in _levels(asked, third):
        for value in sorted(asked.levels[along]):
            place = {along: value, third: line}
            weight = np.zeros(len(asked.runs.design))
            weight[point_at(asked, {**place, pulled: end})] += 1.0
            weight[point_at(asked, {**place, pulled: start})] -= 1.0
            rows.append((value, line, _word(third, line), 0))
            weights.append(weight)
    what = said(pulled.split(".")[-1])
    where = [", ".join(filter(None, (_word(along, row[0]), row[2]))) for row in rows]
    names = [f"{what} at {each}" for each in where]
    return contrasts(asked.runs, metric, names, np.array(weights)), rows


def steps(asked: Asked, metric: str) -> DataFrame:
    """Return what each step along the followed factor changes, and all of them, in every structure.

    All else stands at its first value. ``start`` and ``end`` are the values of the step.
    """
    along, _, _ = axes_of(asked)
    values = sorted(asked.levels[along])
    ends = [(values[0], values[-1]), *(pairwise(values) if len(values) > 2 else [])]
    weights = np.zeros((len(ends), len(asked.runs.design)))
    for row, (start, end) in enumerate(ends):
        weights[row, point_at(asked, {along: end})] += 1.0
        weights[row, point_at(asked, {along: start})] -= 1.0
    names = [f"{start:g} to {end:g}" for start, end in ends]
    table = asked.by_structure(contrasts(asked.runs, metric, names, weights))
    table["whole"] = table["name"] == names[0]
    return table.assign(factor=along)


def _levels(asked: Asked, name: str) -> tuple[float, ...]:
    return asked.levels[name] if name else (0.0,)


def _word(name: str, level: float) -> str:
    return f"{said(name.rsplit('.', maxsplit=1)[-1])} {level:g}" if name else ""


def point_at(asked: Asked, values: dict[str, float]) -> int:
    """Return the point with these values, all other factors at their first."""
    wanted = {name: levels[0] for name, levels in asked.levels.items()}
    wanted |= {name: value for name, value in values.items() if name}
    design = asked.runs.design
    fits = np.ones(len(design), bool)
    for name, value in wanted.items():
        fits &= design[name].to_numpy(float) == value
    if not fits.any():
        raise Unanswered("it needs a grid: every combination of the factors' values.")
    return int(np.flatnonzero(fits)[0])


def _named(asked: Asked, effects: Effects, rows: list[Row]) -> DataFrame:
    table = asked.by_structure(effects)
    place = table["name"].map({name: n for n, name in enumerate(effects.names)})
    table.insert(1, "structure", table.pop("structure"))
    for n, name in enumerate(("value", "level", "line")):
        table.insert(2 + n, name, place.map(lambda row, n=n: rows[row][n]))
    return table
