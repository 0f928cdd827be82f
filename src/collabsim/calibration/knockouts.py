"""Take every term and parameter out of the calibrated model, one at a time, and see what moves.

A term that is out has the value at which it says nothing: 0, if that is allowed. A parameter that
cannot be 0 goes to the end of its plausible range that lies further from its default, in logs;
what only a lever moves is left where it is while the lever is pulled. A column of the innovation
classes goes from all of them at once; of exposures to a barrier what goes is that classes differ.
What is read on the same luck with and without it counts as moved if the mean paired change is beyond
its own error (t test, Holm's correction over all that is read at once) and, for series and patterns,
beyond the stated error of the pattern or discrepancy of the series too. What moves nothing is tried
again at the ends of its plausible range, on patterns and the strongest levers, and then once more
with four times the replicates, before it is called idle.

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

from collabsim.calibration import conclusions, mechanisms
from collabsim.calibration.conclusions import Readings
from collabsim.calibration.identify import holm
from collabsim.calibration.judge import base, with_settings
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.pool import spread
from collabsim.calibration.store import write_text
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

GIVEN = ("world", "barriers")
"""How large the world is, and the ten barriers, which the ladder takes out."""

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
            if name not in STRUCTURE and (values := _values(about)):
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
    kinds, out = base().classes, []
    for key, about in described(InnovationClass).items():
        least = float(np.clip(0.0, *about.bounds))
        value = 1.0 / len(kinds) if key == "share" else least
        out.append(Knockout(f"{CLASSES}{key}", math.nan, (value,)))
    for barrier in BARRIERS:
        alike = float(np.mean([kind.exposure[barrier] for kind in kinds]))
        out.append(Knockout(f"{CLASSES}{EXPOSURE}{barrier}", math.nan, (round(alike, 3),)))
    return out


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


def _values(about: Param) -> tuple[float, ...]:
    """Return the values at which a parameter says least, and then the ends of its range."""
    low, high = about.plausible
    ends = [end for end in (low, high) if end != about.default]
    if about.bounds[0] <= 0.0 <= about.bounds[1] and about.default != 0.0:
        ends.insert(0, 0.0)
    elif low > 0.0 and about.default > 0.0:
        ends.sort(key=lambda end: -abs(np.log(end / about.default)))
    return tuple(dict.fromkeys(ends)) if about.default != 0.0 else ()


@dataclass(frozen=True, slots=True)
class Trial:
    """How terms are taken out: the fitted attribute of each series, replicates and seed."""

    attributes: tuple[tuple[str, float], ...]
    replicates: int
    seed: int

    @classmethod
    def shipped(cls, replicates: int = 12, seed: int = 1) -> Trial:
        """Return a trial with the attributes that ship for the default of every parameter."""
        from collabsim.calibration.tables import shipped

        table = shipped()["attributes"]
        mine = table[table["set"] == 0]
        pairs = zip(mine["series"], map(float, mine["value"]), strict=True)
        return cls(tuple(pairs), replicates, seed)


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
    if knockout.lever:
        return _without_move(knockout, trial)
    for n, value in enumerate(knockout.values):
        found = _at(knockout, value, trial, tuple(KINDS) if n == 0 else QUICK)
        if found.moved:
            return found
    closer = replace(trial, replicates=CLOSER * trial.replicates)
    return _at(knockout, knockout.values[0], closer, tuple(KINDS))


def _at(knockout: Knockout, value: float, trial: Trial, kinds: Sequence[str]) -> Found:
    """Return what moves with the term at this value, of the first kind of which anything does."""
    world = without(base(), knockout.parameter, value)
    for kind in kinds:
        found = moved(value, _calibrated(kind, trial), KINDS[kind](world, trial))
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
    return moved(knockout.default, one, other)


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


def moved(value: float, before: Readings, after: Readings) -> Found:
    """Return which readings differ by more than their error, those that differ most first."""
    from scipy.stats import t as student

    names, chances, changes, errors = [], [], [], []
    allowed = stated_errors()
    for name, one in before.items():
        if _lost(one, after[name]):
            return Found(value, (f"{name} cannot be read",), math.nan, math.nan)
        change = after[name] - one
        change = change[~np.isnan(change)]
        if len(change) < 3:
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
    clear = [n for n, yes in enumerate(holm(chances)) if yes]
    clear.sort(key=lambda n: -abs(changes[n]) / max(errors[n], 1e-12))
    if not clear:
        return Found(value, (), 0.0, 0.0)
    return Found(value, tuple(names[n] for n in clear), changes[clear[0]], errors[clear[0]])


def _lost(before: Floats, after: Floats) -> bool:
    """Return whether most replicates could be read before, and most no more."""
    half = 0.5 * len(before)
    return float(np.isnan(before).sum()) < half < float(np.isnan(after).sum())


def knockouts_table(folder: Path) -> DataFrame:
    """Return a row a knock-out: what moved, or that it is idle."""
    from pandas import DataFrame

    rows = []
    for each in knockouts():
        path = folder / f"{each.name}.json"
        if not path.is_file():
            continue
        found = Found(**json.loads(path.read_text("utf-8")))
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
