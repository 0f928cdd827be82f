"""Take every term and parameter out of the calibrated model, one at a time, and see what moves.

A term that is out has the value at which it says nothing: 0, if that is allowed and no other is. A
parameter that cannot be 0 goes to the end of its plausible range that lies further from its default,
in logs, and one that is 0 today to either end; what only a lever moves is left where it is while the
lever is pulled. A column of the innovation classes goes from all of them at once; of pulls, growth,
ceilings, shares and exposures what goes is that classes differ. Nothing is fitted anew.

What is read on the same luck with and without it counts as moved if the mean paired change is beyond
its own error (t test, Holm's correction over all that is read at once) and, for series and patterns,
beyond the stated error of the pattern or discrepancy of the series too. What moves nothing is tried
again at the ends of its plausible range, on patterns and the strongest levers, and then once more
with four times the replicates, before it is called idle. The level of the tests is shared among all
these looks, so that a term that does nothing is kept by luck in at most one case of twenty.

Patterns are read first, then levers (the strongest before all), then interactions and feedback
loops; reading ends with the first kind of which any moves.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studies.england import interactions as mechanisms
from studies.england import knockout_readings as conclusions
from studies.england.knockout_readings import Readings
from studies.england.identifiability import holm
from collabsim.calibration.goodness_of_fit import base, with_settings
from collabsim.calibration.patterns import PATTERNS
from studies.england.pool import spread
from studies.england.folder import AGAIN, read_json, write_text
from collabsim.calibration.targets import measured
from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS, Move
from collabsim.parameters import Param, described
from collabsim.record import Floats
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.classes import InnovationClass

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Progress = Callable[[str, int, int], None]

STRUCTURE = ("hazard.sigma", "hazard.nu", "hazard.gates")
"""Alternatives of their own, on the null ladder."""

GIVEN = ("world",)
"""How large the world is."""

NEUTRAL = {"trust.kappa": 1.0}
"""Values other than 0 at which a parameter says nothing."""

LEVELS = ("trust.visible",)
"""Parameters of which 0 is a value like others: they have no neutral one."""

ALIKE = ("share", "pull", "growth", "full_use")
"""Columns of which 0 is no neutral value: all classes get their mean."""

LEVEL = 0.05
"""How often luck alone may keep a term that does nothing."""

CLASSES, EXPOSURE = "classes.", "exposure."
"""What names of columns of the innovation classes begin with, and of exposures among them."""

CLOSER = 4
"""Times the replicates with which a term is tried before it is called idle."""


@dataclass(frozen=True, slots=True)
class Knockout:
    """One term or parameter to take out.

    Attributes
    ----------
    parameter : its name.
    default : its calibrated value; not a number for a column, of which each class has its own.
    values : values it is tried at, in turn, until something moves.
    lever : the lever of several moves that is pulled without moving it; empty for the others.
    """

    parameter: str
    default: float
    values: tuple[float, ...]
    lever: str = ""

    @property
    def looks(self) -> int:
        """How often it is looked whether anything moves, before it is called idle."""
        if self.lever:
            return 2
        return 2 * len(KINDS) + (len(self.values) - 1) * len(QUICK)

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.parameter}~{self.lever}" if self.lever else self.parameter


@dataclass(frozen=True, slots=True)
class Found:
    """What moved: names of readings, the largest first, with the value at which they did."""

    value: float
    moved: tuple[str, ...]
    change: float
    error: float


def knockouts() -> list[Knockout]:
    """Return everything to be taken out, in the order of the config files."""
    out = []
    for group in (name for name in GROUPS if name not in GIVEN):
        for key, about in described(GROUPS[group]).items():
            name = f"{group}.{key}"
            if name not in STRUCTURE and (values := _values(name, about)):
                out.append(Knockout(name, about.default, values))
    out += _columns()
    for lever in LEVERS.values():
        for move in lever.moves if len(lever.moves) > 1 else ():
            group, key = move.parameter.split(".")
            default = described(GROUPS[group])[key].default
            out.append(Knockout(move.parameter, default, (default,), lever.name))
    return out


def _columns() -> list[Knockout]:
    """Return the columns of the innovation classes, each at its least or alike for all."""
    kinds = base().classes
    values = {key: float(np.clip(0.0, *p.bounds)) for key, p in described(InnovationClass).items()}
    values |= {key: float(np.mean([getattr(kind, key) for kind in kinds])) for key in ALIKE}
    for barrier in BARRIERS:
        values[EXPOSURE + barrier] = float(np.mean([kind.exposure[barrier] for kind in kinds]))
    return [Knockout(CLASSES + key, math.nan, (round(v, 3),)) for key, v in values.items()]


def without(world: Scenario, parameter: str, value: float) -> Scenario:
    """Return the scenario with a parameter, or a column of all its classes, at this value."""
    if not parameter.startswith(CLASSES):
        return with_settings(world, {parameter: value})
    column = parameter.removeprefix(CLASSES)
    barrier = column.removeprefix(EXPOSURE)

    def changed(kind: InnovationClass) -> InnovationClass:
        one: Any = {column: value}
        if barrier != column:
            one = {"exposure": {**kind.exposure, barrier: value}}
        return replace(kind, **one)

    return replace(world, classes=tuple(map(changed, world.classes)))


def _values(name: str, about: Param) -> tuple[float, ...]:
    """Return the values at which a parameter says least, and then the ends of its range.

    None for one that is at 0 until a lever moves it: it goes with the lever's move.
    """
    low, high = about.plausible
    ends = [end for end in (low, high) if end != about.default]
    if about.default == 0.0:
        return () if name in _moved_by_levers() else tuple(ends)
    neutral = NEUTRAL.get(name, 0.0)
    if about.bounds[0] <= neutral <= about.bounds[1] and name not in LEVELS:
        ends.insert(0, neutral)
    elif low > 0.0 and about.default > 0.0:
        ends.sort(key=lambda end: -abs(np.log(end / about.default)))
    return tuple(dict.fromkeys(ends))


@cache
def _moved_by_levers() -> frozenset[str]:
    return frozenset(move.parameter for lever in LEVERS.values() for move in lever.moves)


@dataclass(frozen=True, slots=True)
class Trial:
    """How terms are taken out: the fitted attribute of each series, replicates and seed."""

    attributes: tuple[tuple[str, float], ...]
    replicates: int
    seed: int


def run_knockouts(
    folder: Path, trial: Trial, workers: int = 1, progress: Progress | None = None
) -> None:
    """Take out everything that has not been taken out in this folder before."""
    left = [each for each in knockouts() if not (folder / f"{each.name}.json").is_file()]
    work = partial(take_out, trial=trial)
    for done, (knockout, found) in enumerate(spread(work, left, workers)):
        write_text(folder / f"{knockout.name}.json", json.dumps(asdict(found)))
        if progress is not None:
            progress("knock-outs", done + 1, len(left))


def take_out(knockout: Knockout, trial: Trial) -> Found:
    """Take one term out and return what moved, at the first value at which anything does."""
    closer = replace(trial, replicates=CLOSER * trial.replicates)
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
    world, level = without(base(), knockout.parameter, value), LEVEL / knockout.looks
    for kind in kinds:
        found = moved(value, _calibrated(kind, trial), KINDS[kind](world, trial), level)
        if found.moved:
            return found
    return Found(value, (), 0.0, 0.0)


def _without_move(knockout: Knockout, trial: Trial) -> Found:
    """Pull a lever in full from the start, with and without one of its moves."""
    whole = {move.parameter: _after(move) for move in LEVERS[knockout.lever].moves}
    less = {name: value for name, value in whole.items() if name != knockout.parameter}
    one, other = (
        conclusions.levels(with_settings(base(), settings), trial.replicates, trial.seed)
        for settings in (whole, less)
    )
    return moved(knockout.default, one, other, LEVEL / knockout.looks)


def _after(move: Move) -> float:
    group, key = move.parameter.split(".")
    about = described(GROUPS[group])[key]
    return float(np.clip(move.apply(about.default, 1.0), *about.bounds))


KINDS: Mapping[str, Callable[[Scenario, Trial], Readings]] = {
    "patterns": lambda world, trial: conclusions.patterns(
        world, dict(trial.attributes), trial.replicates, trial.seed
    ),
    "strong levers": lambda world, trial: conclusions.levers(
        world, trial.replicates, trial.seed, conclusions.STRONG
    ),
    "levers": lambda world, trial: conclusions.levers(
        world, trial.replicates, trial.seed, conclusions.WEAK
    ),
    "interactions": lambda world, trial: mechanisms.interactions(
        world, trial.replicates, trial.seed
    ),
    "loops": lambda world, trial: mechanisms.loops(world, trial.replicates, trial.seed),
}


QUICK = ("patterns", "strong levers")
"""What is read at the ends of a range, where the term has said nothing at its neutral value."""


@cache
def _calibrated(kind: str, trial: Trial) -> Readings:
    return KINDS[kind](base(), trial)


def stated_errors() -> dict[str, float]:
    """Return by how much series and patterns may miss beyond luck."""
    out = {name: pattern.error for name, pattern in PATTERNS.items()}
    for series in measured():
        out |= {
            f"series {series.name}": series.discrepancy,
            f"error {series.name}": series.discrepancy,
        }
    return out


def moved(value: float, before: Readings, after: Readings, level: float = LEVEL) -> Found:
    """Return which readings differ by more than their error, those that differ most first."""
    from scipy.stats import t as student

    names, chances, changes, errors = [], [], [], []
    allowed = stated_errors()
    for name, one in before.items():
        if _lost(one, after[name]):
            return Found(value, (f"{name} cannot be read",), math.nan, math.nan)
        change = after[name] - one
        read = len(change)
        change = change[~np.isnan(change)]
        if len(change) < max(3.0, 0.5 * read):
            continue
        mean, error = float(change.mean()), float(change.std(ddof=1) / np.sqrt(len(change)))
        beyond = abs(mean) - allowed.get(name, 0.0)
        if mean == 0.0 or beyond <= 0.0:
            chance = 1.0
        elif error == 0.0:
            chance = 0.0
        else:
            chance = float(2.0 * student.sf(abs(mean) / error, len(change) - 1))
        names.append(name)
        chances.append(chance)
        changes.append(mean)
        errors.append(error)
    clear = [n for n, yes in enumerate(holm(chances, level)) if yes]
    clear.sort(key=lambda n: -abs(changes[n]) / max(errors[n], 1e-12))
    if not clear:
        return Found(value, (), 0.0, 0.0)
    return Found(value, tuple(names[n] for n in clear), changes[clear[0]], errors[clear[0]])


def _lost(before: Floats, after: Floats) -> bool:
    """Return whether every replicate could be read before, and none can any more."""
    return not np.isnan(before).any() and bool(np.isnan(after).all())


def knockouts_table(folder: Path) -> DataFrame:
    """Return a row a knock-out: what moved, or that it is idle."""
    from pandas import DataFrame

    rows = []
    for each in knockouts():
        path = folder / f"{each.name}.json"
        if not path.is_file():
            continue
        found = Found(**read_json(path, AGAIN))
        rows.append(
            {
                "parameter": each.parameter,
                "lever": each.lever or None,
                "default": each.default,
                "out": found.value,
                "moves": "; ".join(found.moved[:5]),
                "how_many": len(found.moved),
                "change": found.change,
                "error": found.error,
                "verdict": "stays" if found.moved else "idle",
            }
        )
    return DataFrame(rows)
