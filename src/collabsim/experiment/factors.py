"""What varies from point to point: a lever or a parameter, with the values it may take.

A parameter's name has a dot. A lever's level bears the lever's name (``slack``); when it starts and over
how many months it is phased in are factors of their own (``slack_start``, ``slack_ramp``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.levers import LeverSetting
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.columns import LEVEL, RAMP, START
from collabsim.scenario.dates import date_of

Floats = NDArray[np.float64]

OFF = LeverSetting(0.0)
"""A lever of which nothing is said."""

SCHEDULE = ("start", "ramp")
"""What of a lever's setting is counted in months."""
Values = Mapping[str, float]
"""Levels of levers and values of parameters by name; a parameter's name has a dot."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A lever (``permission``), its start or ramp, or a parameter (``trust.initial``), and its levels."""

    name: str
    levels: tuple[float, ...]

    @property
    def low(self) -> float:
        """The first level as written: from here effects run."""
        return self.levels[0]

    @property
    def high(self) -> float:
        """The last level as written: to here effects run."""
        return self.levels[-1]

    def between(self, share: Floats) -> Floats:
        """Return the values at shares (0 to 1) of the way from low to high; counts are whole."""
        if meta_of(self.name).whole or meta_of(self.name).unit == "switch":
            steps = self.high - self.low + 1.0
            return np.minimum(self.low + steps * share // 1.0, self.high)
        return self.low + (self.high - self.low) * share


SETTING = {"level": LEVEL, "start": START, "ramp": RAMP}
"""What a lever's setting is made of."""


def lever_of(name: str) -> tuple[str, str]:
    """Return the lever that a name without a dot is of, and what of its setting: level, start or ramp."""
    lever, _, part = name.rpartition("_")
    return (lever, part) if part in SCHEDULE else (name, "level")


def named(lever: str, part: str) -> str:
    """Return what the level, start or ramp of a lever is called as a factor."""
    return lever if part == "level" else f"{lever}_{part}"


def meta_of(name: str) -> Param:
    """Return what is known of a factor's values."""
    group, dot, key = name.partition(".")
    return described(GROUPS[group])[key] if dot else SETTING[lever_of(name)[1]]


def say_levels(name: str, levels: Iterable[float], today: str) -> dict[float, str]:
    """Return the levels of a factor as labels have them: ``slack 0.5``, ``slack from 2028-04``."""
    lever, part = lever_of(name)
    if part == "start":
        return {each: f"{lever} from {date_of(int(each), today)}" for each in levels}
    if part == "ramp":
        return {each: f"{lever} over {each:g} months" for each in levels}
    return {each: f"{name} {word}" for each, word in worded(levels).items()}


def worded(levels: Iterable[float]) -> dict[float, str]:
    """Return levels in digits, each as short as it stays apart from the others."""
    short = {level: f"{level:g}" for level in levels}
    often = Counter(short.values())
    return {each: word if often[word] < 2 else repr(float(each)) for each, word in short.items()}


def own(base: Scenario, name: str) -> float:
    """Return where a factor stands in the base scenario."""
    group, dot, key = name.partition(".")
    if dot:
        return float(getattr(getattr(base.parameters, group), key))
    lever, part = lever_of(name)
    return float(getattr(base.levers.get(lever, OFF), part))


def changed(base: Scenario, values: Values) -> Scenario:
    """Return the base with values laid over it; what is not said of a lever is as in the base.

    Raises
    ------
    ScenarioError : if a name is unknown or a value is outside its bounds.
    """
    parameters = {name: value for name, value in values.items() if "." in name}
    levers: dict[str, LeverSetting] = {}
    for name, value in values.items():
        if "." not in name:
            lever, part = lever_of(name)
            setting = levers.get(lever, base.levers.get(lever, OFF))
            parts: dict[str, Any] = {part: int(value) if part in SCHEDULE else value}
            levers[lever] = replace(setting, **parts)
    made = base.with_values(parameters) if parameters else base
    return made.with_levers(levers) if levers else made
