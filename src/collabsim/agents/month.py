"""What every agent can look up in a month: the date, the parameters in force, peers and luck."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from collabsim.agents.crowd import Crowd
from collabsim.composition import BARRIERS
from collabsim.randomness import Decision, uniforms
from collabsim.scenario import Parameters

Table = list[list[float]]


@dataclass(frozen=True, slots=True)
class Luck:
    """The draws of one month; each depends on its address alone, never on who asked first.

    Attributes
    ----------
    seed, replicate, month : the part of the address that all of a month's draws share.
    trusts, innovations : addresses of all NHS trusts and all innovations.
    tables : draws made for all of these at once, kept for the month.
    """

    seed: int
    replicate: int
    month: int
    trusts: NDArray[np.uint64] = field(repr=False)
    innovations: NDArray[np.uint64] = field(repr=False)
    tables: dict[Decision, tuple[Table, Table]] = field(default_factory=dict, repr=False)

    def draw(self, decision: Decision, who: int, what: int = 0) -> tuple[float, float]:
        """Return two uniforms in (0, 1)."""
        u, v = uniforms(self.seed, self.replicate, self.month, int(decision), who, what)
        return u, v

    def pair(self, decision: Decision, trust: int, innovation: int) -> tuple[float, float]:
        """Return the same for an NHS trust and an innovation (indices), for frequent decisions.

        All trusts and innovations are drawn together, which is quick and changes no draw.
        """
        if decision not in self.tables:
            who, what = self.trusts[:, None], self.innovations[None, :]
            u, v = uniforms(self.seed, self.replicate, self.month, int(decision), who, what)
            self.tables[decision] = (u.tolist(), v.tolist())
        first, second = self.tables[decision]
        return first[trust][innovation], second[trust][innovation]


@dataclass(frozen=True, slots=True, repr=False)
class Month:
    """A month as all agents see it; nothing in it changes until the next one.

    Attributes
    ----------
    number : months since the start of the run; 0 is an April.
    parameters : in force this month, levers applied.
    luck : this month's draws.
    crowd : who used what at the end of last month.
    """

    number: int
    parameters: Parameters
    luck: Luck
    crowd: Crowd

    def __repr__(self) -> str:
        """Say which it is."""
        return f"Month({self.number})"

    @property
    def season(self) -> int:
        """Month of the financial year: 0 is April, 11 is March."""
        return self.number % 12

    @property
    def april(self) -> float:
        """1 in April, else 0."""
        return 1.0 if self.season == 0 else 0.0

    @property
    def met(self) -> list[float]:
        """For each barrier, 1 if it is met at all this month, 0 if it is switched off."""
        p = self.parameters
        return [p.hazard.gates * getattr(p.barriers, barrier) for barrier in BARRIERS]
