"""An innovation on offer: a plain record that belongs to a company."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from collabsim.composition import BARRIERS
from collabsim.population import COLUMNS, Population
from collabsim.rules import Rules
from collabsim.scenario import InnovationClass, Scenario

if TYPE_CHECKING:
    from collabsim.agents.company import Company


@dataclass(slots=True, repr=False)
class Innovation:
    """An innovation; what never changes first.

    Attributes
    ----------
    id, index, address : its name, its place among all, and the word its luck is drawn from.
    kind : index of its class.
    design : its class with its own values in place of the usual ones.
    piloted : whether it needs approval, a pilot and an evaluation; medicines do not.
    exposure : how far it meets each barrier, in the order of ``BARRIERS``.
    met_own : how far it meets a user's own barrier; 0 where there is none.
    company : who offers it.
    launch : month of launch, from the start of the run.
    designed_value : net value as designed (benefit index).
    scope : its draw for a whole-person design.
    launched : whether it is on offer yet.
    value, complexity : as launched; 0 before.
    push : chance a month that its company makes a mean trust aware of it.
    """

    id: str
    index: int
    address: int
    kind: int
    design: InnovationClass
    piloted: bool
    exposure: tuple[float, ...]
    met_own: float
    company: Company
    launch: int
    designed_value: float
    scope: float
    launched: bool = False
    value: float = 0.0
    complexity: float = 0.0
    push: float = 0.0

    def __repr__(self) -> str:
        """Say in a line what it is."""
        return f"Innovation({self.id!r}, {self.design.name})"


def innovations(
    scenario: Scenario, born: Population, companies: Sequence[Company], rules: Rules
) -> Iterator[Innovation]:
    """Yield the innovations of a replicate, none of them launched, each handed to its company."""
    met_own = rules.met_own(scenario)
    for k, name in enumerate(born.innovations):
        row = born.innovation[k]
        kind = scenario.classes[int(row["kind"])]
        own: dict[str, Any] = {column: float(row[column]) for column in COLUMNS}
        made = Innovation(
            id=name,
            index=k,
            address=int(born.innovation_id[k]),
            kind=int(row["kind"]),
            design=dataclasses.replace(kind, **own),
            piloted=bool(row["piloted"]),
            exposure=tuple(kind.exposure[name] for name in BARRIERS),
            met_own=met_own[int(row["kind"])],
            company=companies[int(row["owner"])],
            launch=int(row["launch"]),
            designed_value=float(row["value"]),
            scope=float(row["scope"]),
        )
        made.company.innovations.append(made)
        yield made
