"""What varies from point to point: a lever or a parameter, with the values it may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collabsim.levers import LeverSetting
from collabsim.parameters import Param, described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.columns import LEVEL

Floats = NDArray[np.float64]
Values = Mapping[str, float]
"""Levels of levers and values of parameters by name; a parameter's name has a dot."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A lever (``permission``) or a parameter (``trust.initial``) and its levels, in order."""

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


def meta_of(name: str) -> Param:
    """Return what is known of a factor's values."""
    group, dot, key = name.partition(".")
    return described(GROUPS[group])[key] if dot else LEVEL


def own(base: Scenario, name: str) -> float:
    """Return where a factor stands in the base scenario."""
    group, dot, key = name.partition(".")
    if dot:
        return float(getattr(getattr(base.parameters, group), key))
    return base.levers[name].level if name in base.levers else 0.0


def changed(base: Scenario, values: Values) -> Scenario:
    """Return the base with values laid over it; a lever keeps the start and ramp the base gives it.

    Raises
    ------
    ScenarioError : if a name is unknown or a value is outside its bounds.
    """
    parameters = {name: value for name, value in values.items() if "." in name}
    levers = {
        name: LeverSetting(value, *_when(base, name))
        for name, value in values.items()
        if "." not in name
    }
    made = base.with_values(parameters) if parameters else base
    return made.with_levers(levers) if levers else made


def _when(base: Scenario, name: str) -> tuple[int, int]:
    setting = base.levers.get(name, LeverSetting())
    return setting.start, setting.ramp
