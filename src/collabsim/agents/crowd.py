"""What trusts see of their peers: who used each innovation at the end of last month (M14, M10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from collabsim.numerics import share, total
from collabsim.pipeline import Stage
from collabsim.population import Population
from collabsim.rules import Rules


class Shown(Protocol):
    """An innovation in a trust, as far as peers can see it."""

    stage: Stage
    index: int
    use: float


class Member(Protocol):
    """A trust, as far as peers can see it."""

    visibility: float

    @property
    def projects(self) -> Iterable[Shown]:
        """What it works on or uses."""

    @property
    def groups(self) -> tuple[int, int]:
        """Its AHSN and its type."""


@dataclass(frozen=True, slots=True, repr=False)
class Peers:
    """A group of trusts: for each innovation, the share of its eligible members.

    Attributes
    ----------
    eligible : members that could use the innovation.
    users : share of them that use it.
    seen : share of them whose use or successful pilot can be seen.
    use : their mean intensity of use.
    """

    eligible: list[float]
    users: list[float]
    seen: list[float]
    use: list[float]

    @classmethod
    def nobody(cls, eligible: NDArray[np.bool_]) -> Peers:
        """Return a group, eligible as given (members x innovations), in which nobody uses any."""
        count = eligible.sum(axis=0).astype(float).tolist()
        return cls(count, [0.0] * len(count), [0.0] * len(count), [0.0] * len(count))

    def emptied(self) -> Peers:
        """Return the same group before anybody has been counted."""
        none = len(self.eligible)
        return Peers(self.eligible, [0.0] * none, [0.0] * none, [0.0] * none)

    def join(self, innovation: int, used: float, seen: float, use: float) -> None:
        """Count one member."""
        self.users[innovation] += used
        self.seen[innovation] += seen
        self.use[innovation] += use

    def shared(self) -> Peers:
        """Return the same group with counts turned into shares."""
        return Peers(
            self.eligible,
            [share(users, whole) for users, whole in zip(self.users, self.eligible, strict=True)],
            [share(seen, whole) for seen, whole in zip(self.seen, self.eligible, strict=True)],
            [share(use, whole) for use, whole in zip(self.use, self.eligible, strict=True)],
        )


class Circle(NamedTuple):
    """The three groups of peers of one trust: same AHSN, same type, England."""

    near: Peers
    alike: Peers
    everywhere: Peers


@dataclass(frozen=True, slots=True, repr=False)
class Crowd:
    """All groups of peers, by AHSN, by type and in England."""

    near: tuple[Peers, ...]
    alike: tuple[Peers, ...]
    everywhere: Peers

    @classmethod
    def nobody(cls, born: Population, kinds: int) -> Crowd:
        """Return the crowd before anybody uses anything."""
        eligible = born.pair["eligible"] > 0
        home, kind = born.trust["ahsn"], born.trust["kind"]
        return cls(
            tuple(Peers.nobody(eligible[home == a]) for a in range(len(born.ahsns))),
            tuple(Peers.nobody(eligible[kind == y]) for y in range(kinds)),
            Peers.nobody(eligible),
        )

    def around(self, ahsn: int, kind: int) -> Circle:
        """Return the peers of a trust of this AHSN and type."""
        return Circle(self.near[ahsn], self.alike[kind], self.everywhere)

    def after(self, trusts: Iterable[Member], rules: Rules) -> Crowd:
        """Return the crowd as it stands now; a pilot's success shows half as much as use."""
        near = tuple(group.emptied() for group in self.near)
        alike = tuple(group.emptied() for group in self.alike)
        for trust in trusts:
            ahsn, kind = trust.groups
            for project in trust.projects:
                stage = project.stage
                if stage in (Stage.ADOPTED, Stage.EVALUATED):
                    used = 1.0 if stage == Stage.ADOPTED else 0.0
                    seen = rules.scaling.shown(trust.visibility, used)
                    near[ahsn].join(project.index, used, seen, used * project.use)
                    alike[kind].join(project.index, used, seen, used * project.use)
        everywhere = Peers(
            self.everywhere.eligible,
            [total(users) for users in zip(*(group.users for group in near), strict=True)],
            [total(seen) for seen in zip(*(group.seen for group in near), strict=True)],
            [total(use) for use in zip(*(group.use for group in near), strict=True)],
        )
        return Crowd(
            tuple(group.shared() for group in near),
            tuple(group.shared() for group in alike),
            everywhere.shared(),
        )
