"""What kinds of innovation, trust and place a scenario has: typed rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from collabsim.parameters import param
from collabsim.plain import Frozen, freeze

TYPES = (
    "acute",
    "acute_community",
    "specialist",
    "mental_health",
    "mental_health_community",
    "community",
    "ambulance",
)
"""The seven kinds of NHS trust (S34)."""

FAMILIES = ("medicine", "piloted")
"""Medicines need a decision; piloted classes need approval, a pilot and an evaluation."""

# fmt: off


@dataclass(frozen=True, slots=True)
class InnovationClass:
    """A class of innovations: what it asks of a trust and which barriers it meets."""

    name: str
    label: str
    family: str
    types: tuple[str, ...]
    exposure: Mapping[str, float]
    share: float = param(0.1, "share of innovations", (0.0, 1.0), (0.0, 0.3), "J", "T4", "Share of the synthetic innovations")
    pull: float = param(-3.0, "logit", (-15.0, 15.0), (-9.0, 4.0), "P22 P2", "T4", "Mean intrinsic pull")
    approval: float = param(8.0, "months", (0.0, 60.0), (0.25, 12.0), "P5 S73", "T1", "Mean length of approval")
    pilot: float = param(12.0, "months", (0.0, 60.0), (0.0, 18.0), "M13", "T4", "Length of a pilot; 0: none needed", whole=True)
    evaluation: float = param(3.0, "months", (0.0, 60.0), (0.0, 12.0), "M13", "T4", "Length of the evaluation after it", whole=True)
    complexity: float = param(2.0, "steps", (1.0, 3.0), (1.0, 3.0), "M19", "T4", "1 simple, 2 complicated, 3 complex (NASSS)")
    cost: float = param(0.0006, "share of income", (0.0, 0.1), (0.0, 0.002), "S12", "T4", "Cost of adopting it")
    payback: float = param(2.5, "years", (0.0, 30.0), (0.5, 15.0), "M4", "T4", "Years until it pays back; 0: not asked")
    cash: float = param(0.5, "per unit of cost", (-2.0, 2.0), (-0.5, 1.0), "M5", "T4", "Saving a year relative to cost; negative: a running cost")
    stereotype: float = param(0.4, "index", (0.0, 1.0), (0.0, 0.8), "A28 A29", "T4", "Distance from what industry is believed to care for")
    stake: float = param(0.5, "index", (0.0, 1.0), (0.0, 0.8), "M7", "T4", "What is at stake for patients and their data")
    known: float = param(0.0, "per month", (0.0, 0.95), (0.0, 0.9), "M17", "T4", "Chance a month to know of it anyway, being an upgrade or nationally known")
    peer: float = param(1.0, "share", (0.0, 1.0), (0.1, 1.0), "M14 S62", "T4", "Weight of peers: small for medicines")
    growth: float = param(0.1, "per month", (0.0, 3.0), (0.04, 0.45), "P13", "T4", "Speed at which use grows after adoption")
    trait: float = param(1.0, "share", (0.0, 1.0), (0.0, 1.0), "P15", "T4", "How far a trust's innovativeness matters")
    mandate: float = param(0.0, "share", (0.0, 1.0), (0.0, 1.0), "M12 P4", "T4", "Strength of a national funding mandate")
    slots: float = param(1.0, "of a start", (0.0, 2.0), (0.0, 1.0), "M3", "T4", "Room for new projects it takes")
    first_use: float = param(0.05, "share of use", (0.0, 1.0), (0.01, 0.2), "P13", "T4", "Share of eligible use at adoption")
    full_use: float = param(0.8, "share of use", (0.01, 1.0), (0.7, 0.95), "P13", "T4", "Share of eligible use in the end")
    brokered: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "M20", "T4", "AHSNs may take it on")
    pullable: float = param(0.0, "switch", (0.0, 1.0), (0.0, 1.0), "L22", "T4", "Demand-pull schemes cover it")
    belies: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A28 A30", "T4", "An offer that belies the stereotype of industry")
    targeted: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.5), "B24", "T4", "Share of its innovations named by a national target")
    widened: float = param(0.0, "switch", (0.0, 1.0), (0.0, 1.0), "B17", "T4", "Can be designed for the whole person")
    sticky: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.9), "M19", "T4", "Abandonment avoided because use is routine or mandated")

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "exposure")


# fmt: on


@dataclass(frozen=True, slots=True)
class NamedInnovation:
    """An innovation described by hand; what is not said comes from its class.

    ``launch`` is in months from today (negative: already launched); ``values`` overrides any
    numeric column of the class, and ``value`` (net value) and ``reach`` (share of eligible
    trusts that could use it) of the innovation itself.
    """

    id: str
    kind: str
    launch: int
    values: Mapping[str, float] = field(default_factory=Frozen)

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "values")


@dataclass(frozen=True, slots=True)
class TrustType:
    """A kind of NHS trust."""

    name: str
    label: str
    income: float


@dataclass(frozen=True, slots=True)
class Region:
    """An NHS region: how many trusts of each type, and how many belong to each AHSN."""

    code: str
    name: str
    trusts: Mapping[str, int]
    ahsns: Mapping[str, int]

    def __post_init__(self) -> None:
        """Freeze what it was given."""
        freeze(self, "trusts", "ahsns")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An NHS trust as an organisation: synthetic, or a row of a user's table."""

    code: str
    name: str
    type: str
    region: str
    ahsn: str
    income: float | None = None
