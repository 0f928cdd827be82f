"""The prior: every uncertain parameter with its plausible range, and designs that fill it.

Uncertain is a parameter whose plausible range has room on both sides of its default, unless a
lever raises it to a target (today's value is then a matter of policy), or it is a switch, a count
or a structural choice (sigma, nu), which are carried as alternatives and never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from collabsim.levers import LEVERS
from collabsim.parameters import Param, described
from collabsim.record import Floats
from collabsim.scenario import GROUPS

STRUCTURAL = ("hazard.sigma", "hazard.nu")
"""Never sampled: alternatives, each assessed by itself."""

GIVEN = ("world", "traits", "loops", "barriers")
"""Groups that state how large England is, how England's trusts differ, or what is switched on."""


@dataclass(frozen=True)
class Prior:
    """Uncertain parameters by name, in the order of the config files."""

    parameters: tuple[tuple[str, Param], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names such as ``trust.initial``."""
        return tuple(name for name, _ in self.parameters)

    def values(self, cube: Floats) -> Floats:
        """Return values for points of the unit cube, an array (points, parameters).

        The default is the prior's median and mode; on either side its density falls evenly to
        nothing at the end of the plausible range.
        """
        u = np.atleast_2d(cube)
        ends = [(p.plausible[0], p.default, p.plausible[1]) for _, p in self.parameters]
        low, middle, high = np.array(ends).T
        below = middle - (middle - low) * (1.0 - np.sqrt(2.0 * np.minimum(u, 0.5)))
        above = middle + (high - middle) * (1.0 - np.sqrt(2.0 * np.minimum(1.0 - u, 0.5)))
        return np.asarray(np.where(u < 0.5, below, above))

    def latin(self, points: int, seed: int) -> Floats:
        """Return a Latin hypercube in the unit cube, an array (points, parameters)."""
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(len(self.parameters), rng=seed).random(points))

    def settings(self, row: Floats) -> dict[str, float]:
        """Return one row of values by name, as ``Scenario.with_values`` takes them."""
        return dict(zip(self.names, map(float, row), strict=True))


@cache
def prior() -> Prior:
    """Return the uncertain parameters."""
    policy = {m.parameter for lever in LEVERS.values() for m in lever.moves if m.how == "at_least"}
    out = []
    for group in (name for name in GROUPS if name not in GIVEN):
        for key, about in described(GROUPS[group]).items():
            name = f"{group}.{key}"
            low, high = about.plausible
            free = about.unit != "switch" and not about.whole and name not in STRUCTURAL
            if free and name not in policy and low < about.default < high:
                out.append((name, about))
    return Prior(tuple(out))
