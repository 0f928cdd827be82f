"""Take every term and parameter out of the calibrated model, one at a time, and see what moves.

A term that is out has the value at which it says nothing: 0, if that is allowed and no other is. A
parameter that cannot be 0 goes to the end of its plausible range that lies further from its default,
in logs, and one that is 0 today to either end; what only a lever moves is left where it is while the
lever is applied. A column of the innovation classes goes from all of them at once; of pulls, growth,
ceilings, shares and exposures what goes is that classes differ. Nothing is fitted anew.

What is read on the same draws with and without it counts as moved if the mean paired change is
beyond its own error (t test, Holm's correction over all that is read at once) and, for series and
patterns, beyond the stated error of the pattern or discrepancy of the series too. What moves nothing
is tried again at the ends of its plausible range, on patterns and the strongest levers, and then once
more with four times the replicates, before it is said to have no detectable effect. The level of the
tests is shared among all these looks, so that chance keeps a term without effect in at most one case
of twenty.

Patterns are read first, then levers (the strongest before all), then interactions and feedback
loops; reading ends with the first kind of which any moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np
from pandas import DataFrame

from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.replicates import Draws
from collabsim.calibration.targets import measured
from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, Move
from collabsim.parameters import Param, described
from collabsim.record import Floats
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.classes import InnovationClass
from studies.england.folder import Effort, Row
from studies.england.identifiability import holm
from studies.england.interactions import INTERACTIONS, LOOPS, interactions, loops
from studies.england.knockout_readings import (
    STRONG,
    WEAK,
    Readings,
    levels,
    levers,
    names_of_readings,
    patterns,
)
from studies.england.search import Search

STRUCTURE = ("hazard.sigma", "hazard.nu", "hazard.gates")
"""Structural: alternatives of their own, among the null models."""

GIVEN = ("world",)
"""How large England is."""

NEUTRAL = {"trust.kappa": 1.0}
"""Values other than 0 at which a parameter says nothing."""

LEVELS = ("trust.visible",)
"""Parameters of which 0 is a value like others: they have no neutral one."""

ALIKE = ("share", "pull", "growth", "full_use")
"""Columns of which 0 is no neutral value: all classes get their mean."""

LEVEL = 0.05
"""How often chance alone may keep a term without effect."""

CLASSES, EXPOSURE = "classes.", "exposure."
"""What names of columns of the innovation classes begin with, and of exposures among them."""

CLOSER = 4
"""Times the replicates with which a term is tried before it has no detectable effect."""

EFFECT, NONE = "effect", "no detectable effect"
LOST = "cannot be read"
STAGE = "knockouts"
SHOWN = 5
"""Readings that are kept of what moved."""

COLUMNS = ("value", "change", "error", "how_many", *(f"moved_{n}" for n in range(SHOWN)))


@dataclass(frozen=True, slots=True)
class Knockout:
    """One term or parameter to take out.

    Attributes
    ----------
    parameter : its name.
    default : its calibrated value; not a number for a column, of which each class has its own.
    values : values it is tried at, in turn, until something moves.
    lever : the lever of several moves that is applied without moving it; empty for the others.
    """

    parameter: str
    default: float
    values: tuple[float, ...]
    lever: str = ""

    @property
    def looks(self) -> int:
        """How often it is looked whether anything moves, before there is no detectable effect."""
        return 2 if self.lever else 2 * len(KINDS) + (len(self.values) - 1) * len(QUICK)


@dataclass(frozen=True, slots=True)
class Found:
    """What moved: names of readings, the largest first, with the value at which they did."""

    value: float
    moved: tuple[str, ...] = ()
    change: float = 0.0
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """How terms are taken out: the fitted attribute of each series, and the draws."""

    attributes: tuple[tuple[str, float], ...]
    draws: Draws


def knockouts() -> list[Knockout]:
    """Return everything to be taken out, in the order of the config files."""
    out = []
    for name, about in _parameters().items():
        if (
            name.split(".")[0] not in GIVEN
            and name not in STRUCTURE
            and (v := _values(name, about))
        ):
            out.append(Knockout(name, about.default, v))
    out += _columns()
    for lever in LEVERS.values():
        for move in lever.moves if len(lever.moves) > 1 else ():
            default = _parameters()[move.parameter].default
            out.append(Knockout(move.parameter, default, (default,), lever.name))
    return out


@cache
def _parameters() -> dict[str, Param]:
    return {f"{g}.{key}": about for g in GROUPS for key, about in described(GROUPS[g]).items()}


def _columns() -> list[Knockout]:
    """Return the columns of the innovation classes, each at its least or alike for all."""
    kinds = measured_england().classes
    values = {key: float(np.clip(0.0, *p.bounds)) for key, p in described(InnovationClass).items()}
    values |= {key: float(np.mean([getattr(kind, key) for kind in kinds])) for key in ALIKE}
    for barrier in BARRIERS:
        values[EXPOSURE + barrier] = float(np.mean([kind.exposure[barrier] for kind in kinds]))
    return [Knockout(CLASSES + key, math.nan, (round(v, 3),)) for key, v in values.items()]


def _values(name: str, about: Param) -> tuple[float, ...]:
    """Return the values at which a parameter says least, and then the ends of its range.

    None for one that is at 0 until a lever moves it: it goes with the lever's move.
    """
    low, high = about.plausible
    ends = [end for end in (low, high) if end != about.default]
    if about.default == 0.0:
        moved = any(move.parameter == name for lever in LEVERS.values() for move in lever.moves)
        return () if moved else tuple(ends)
    neutral = NEUTRAL.get(name, 0.0)
    if about.bounds[0] <= neutral <= about.bounds[1] and name not in LEVELS:
        ends.insert(0, neutral)
    elif low > 0.0 and about.default > 0.0:
        ends.sort(key=lambda end: -abs(np.log(end / about.default)))
    return tuple(dict.fromkeys(ends))


def without(england: Scenario, parameter: str, value: float) -> Scenario:
    """Return the scenario with a parameter, or a column of all its classes, at this value."""
    if not parameter.startswith(CLASSES):
        return england.with_values({parameter: value})
    column = parameter.removeprefix(CLASSES)
    barrier = column.removeprefix(EXPOSURE)

    def changed(kind: InnovationClass) -> InnovationClass:
        one: Any = {column: value}
        if barrier != column:
            one = {"exposure": {**kind.exposure, barrier: value}}
        return replace(kind, **one)

    return replace(england, classes=tuple(map(changed, england.classes)))


def run(search: Search, effort: Effort) -> None:
    """Take out every term and parameter that has not been, at the default of all others."""
    default, plan = search.of("wave-1", 0), search.plan
    trial = Trial(tuple(default.attributes.items()), Draws(plan.replicates, plan.seed))
    jobs = dict(enumerate(knockouts()))
    search.folder.run(STAGE, COLUMNS, jobs, partial(_row, trial=trial), effort)


def _row(knockout: Knockout, trial: Trial) -> Row:
    """Return what came of a knock-out; each reading that moved by its place, or less it if lost."""
    found, places = take_out(knockout, trial), _places()
    named = [*map(places.__getitem__, found.moved[:SHOWN]), *[0.0] * SHOWN]
    return (found.value, found.change, found.error, float(len(found.moved)), *named[:SHOWN])


def _places() -> dict[str, float]:
    """Return the place of every reading, from 1; of one that cannot be read any more it is negative."""
    names = (*names_of_readings(), *INTERACTIONS, *LOOPS)
    lost = {f"{name} {LOST}": -float(n) for n, name in enumerate(names, 1)}
    return {name: float(n) for n, name in enumerate(names, 1)} | lost


def take_out(knockout: Knockout, trial: Trial) -> Found:
    """Take one term out and return what moved, at the first value at which anything does."""
    draws = trial.draws
    closer = replace(trial, draws=draws._replace(replicates=CLOSER * draws.replicates))
    if knockout.lever:
        found = _without_move(knockout, trial)
        return found if found.moved else _without_move(knockout, closer)
    for n, value in enumerate(knockout.values):
        found = _at(knockout, value, trial, tuple(KINDS) if n == 0 else QUICK)
        if found.moved:
            return found
    return _at(knockout, knockout.values[0], closer, tuple(KINDS))


def _at(knockout: Knockout, value: float, trial: Trial, kinds: Sequence[str]) -> Found:
    """Return what moves with the term at this value, of the first kind of which anything does."""
    england = without(measured_england(), knockout.parameter, value)
    for kind in kinds:
        after, level = KINDS[kind](england, trial), LEVEL / knockout.looks
        found = moved(value, _calibrated(kind, trial), after, level)
        if found.moved:
            return found
    return Found(value)


def _without_move(knockout: Knockout, trial: Trial) -> Found:
    """Apply a lever in full from the start, with and without one of its moves."""
    whole = {move.parameter: _after(move) for move in LEVERS[knockout.lever].moves}
    less = {name: value for name, value in whole.items() if name != knockout.parameter}
    one, other = (
        levels(measured_england().with_values(settings), trial.draws) for settings in (whole, less)
    )
    return moved(knockout.default, one, other, LEVEL / knockout.looks)


def _after(move: Move) -> float:
    about = _parameters()[move.parameter]
    return float(np.clip(move.apply(about.default, 1.0), *about.bounds))


KINDS: Mapping[str, Callable[[Scenario, Trial], Readings]] = {
    "patterns": lambda england, trial: patterns(england, dict(trial.attributes), trial.draws),
    "strong levers": lambda england, trial: levers(england, trial.draws, STRONG),
    "levers": lambda england, trial: levers(england, trial.draws, WEAK),
    "interactions": lambda england, trial: interactions(england, trial.draws),
    "loops": lambda england, trial: loops(england, trial.draws),
}

QUICK = ("patterns", "strong levers")
"""What is read at the ends of a range, where the term has said nothing at its neutral value."""


@cache
def _calibrated(kind: str, trial: Trial) -> Readings:
    return KINDS[kind](measured_england(), trial)


@cache
def stated_errors() -> Mapping[str, float]:
    """Return by how much series and patterns may miss beyond random draws."""
    out = {name: pattern.error for name, pattern in PATTERNS.items()}
    for series in measured():
        out |= dict.fromkeys((f"series {series.name}", f"error {series.name}"), series.discrepancy)
    return out


def moved(value: float, before: Readings, after: Readings, level: float = LEVEL) -> Found:
    """Return which readings differ by more than their error, those that differ most first."""
    tests = []
    for name, one in before.items():
        if not np.isnan(one).any() and np.isnan(after[name]).all():  # can be read no more
            return Found(value, (f"{name} {LOST}",), math.nan, math.nan)
        change = after[name] - one
        known = change[~np.isnan(change)]
        if len(known) >= max(3.0, 0.5 * len(change)):
            tests.append((name, *_test(known, stated_errors().get(name, 0.0))))
    clear = holm([chance for _, chance, _, _ in tests], level)
    kept = [test for test, yes in zip(tests, clear, strict=True) if yes]
    kept.sort(key=lambda test: -abs(test[2]) / max(test[3], 1e-12))
    if not kept:
        return Found(value)
    return Found(value, tuple(name for name, *_ in kept), kept[0][2], kept[0][3])


def _test(change: Floats, allowed: float) -> tuple[float, float, float]:
    """Return the p-value of a paired change, its mean and its standard error."""
    from scipy.stats import t as student

    mean, error = float(change.mean()), float(change.std(ddof=1) / np.sqrt(len(change)))
    if mean == 0.0 or abs(mean) <= allowed:
        return 1.0, mean, error
    if error == 0.0:
        return 0.0, mean, error
    return float(2.0 * student.sf(abs(mean) / error, len(change) - 1)), mean, error


def table(search: Search) -> DataFrame:
    """Return a row a knock-out: what moved, or that it has no detectable effect."""
    rows, tried = [], knockouts()
    names = {place: name for name, place in _places().items()}
    for n, row in sorted(search.folder.done(STAGE, COLUMNS).items()):
        each, (value, change, error, many, *places) = tried[n], row
        moves = "; ".join(names[place] for place in places if place)
        about = (each.parameter, each.lever or None, each.default, value, moves)
        rows.append((*about, int(many), change, error, EFFECT if many else NONE))
    columns = "parameter lever default out moves how_many change error verdict"
    return DataFrame(rows, columns=columns.split())
