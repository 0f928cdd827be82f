"""The parameter groups of a scenario that are no barrier's: world, traits, loops, switches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_type_hints

from collabsim.barriers import (
    budget,
    capacity,
    clarity,
    incentives,
    leadership,
    perceptions,
    permission,
    resource,
    scaling,
    trust,
)
from collabsim.behaviour import ahsns, companies, outcomes
from collabsim.composition import Hazard
from collabsim.parameters import described, param

# fmt: off


@dataclass(frozen=True, slots=True)
class World:
    """How long the run is and how many companies and innovations there are."""

    months_before: float = param(24.0, "months", (0.0, 120.0), (12.0, 48.0), "M22", "T4", "Months run before today, so that the world is under way; a run starts in April", whole=True)
    months: float = param(120.0, "months", (1.0, 600.0), (60.0, 240.0), "P2", "T4", "Months run from today", whole=True)
    companies: float = param(120.0, "companies", (1.0, 500.0), (60.0, 145.0), "S75 S14", "T1", "Companies in the market", whole=True)
    company_inequality: float = param(0.5, "exponent", (0.0, 2.0), (0.3, 1.0), "S14", "T4", "Zipf exponent of companies' reach")
    innovations: float = param(48.0, "innovations", (0.0, 500.0), (24.0, 96.0), "P22", "T4", "Synthetic innovations on offer, besides those named", whole=True)
    offer_spread: float = param(0.6, "log sd", (0.0, 2.0), (0.3, 0.9), "M4", "T4", "How far innovations of a class differ in cost and payback")
    launch_span: float = param(96.0, "months", (1.0, 600.0), (48.0, 120.0), "P22", "T4", "Months from the start of the run over which they are launched", whole=True)


@dataclass(frozen=True, slots=True)
class Traits:
    """How trusts differ beyond the traits that a barrier describes."""

    income_mean: float = param(640.0, "million pounds a year", (1.0, 10000.0), (500.0, 700.0), "S32", "T1", "Mean income of a trust; all money is in pounds of 2023/24")
    income_spread: float = param(0.5, "log sd", (0.0, 2.0), (0.4, 0.7), "S32", "T1", "How far incomes differ within a type")
    size_effect: float = param(0.15, "index per size", (0.0, 1.0), (0.05, 0.3), "P15 S59", "T4", "How much more know-how and assets large trusts have")


@dataclass(frozen=True, slots=True)
class Loops:
    """Feedback loops, each of which can be cut (0)."""

    R1: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A27 B09", "T4", "Trust and success: visible success builds trust")
    R2: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A35 A36", "T4", "Hiding: low permission keeps success under the radar")
    R3: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A13 B06", "T4", "Scale and investment: uptake attracts company effort")
    R4: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A03 A05", "T4", "Capability trap: no slack, no investment, no capability")
    R5: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A10 A21", "T4", "Shifting the burden: symptom fixes relieve, then rebound")
    R6: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A18 B07", "T4", "Learning by research: pilots build absorptive capacity")
    B1: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A25", "T4", "Scandal: bad events lower trust across the sector")
    B2: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "B26", "T4", "Measurement: a gamed metric is believed less")
    B3: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A05 B29", "T4", "Budget: deficits cut, freeze and raid the pot")
    B4: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "B21 B22", "T4", "Broker congestion: demand thins support")
    B5: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A40 B01", "T4", "Signal fatigue: unbacked signals lose credibility")


@dataclass(frozen=True, slots=True)
class Switches:
    """Barriers: 0 switches one off (nobody meets it, and its state stands still)."""

    capacity: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A03", "T4", "Capacity is a barrier")
    budget: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A05", "T4", "The in-year budget is a barrier")
    incentives: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A06", "T4", "Incentives are a barrier")
    resource: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A08", "T4", "Resource is a barrier")
    scaling: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A11", "T4", "Scaling is a barrier")
    clarity: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A20", "T4", "Clarity is a barrier")
    trust: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A22", "T4", "Trust is a barrier")
    perceptions: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A28", "T4", "Perceptions are a barrier")
    leadership: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A33", "T4", "Leadership and culture are a barrier")
    permission: float = param(1.0, "switch", (0.0, 1.0), (0.0, 1.0), "A37", "T4", "Permission is a barrier")


# fmt: on


@dataclass(frozen=True, slots=True, repr=False)
class Parameters:
    """All parameter groups as they stand in one month, levers applied."""

    world: World
    traits: Traits
    hazard: Hazard
    capacity: capacity.Capacity
    budget: budget.Budget
    incentives: incentives.Incentives
    resource: resource.Resource
    scaling: scaling.Scaling
    clarity: clarity.Clarity
    trust: trust.Trust
    perceptions: perceptions.Perceptions
    leadership: leadership.Leadership
    permission: permission.Permission
    companies: companies.Companies
    ahsns: ahsns.AHSNs
    outcomes: outcomes.Outcomes
    loops: Loops
    barriers: Switches

    def __repr__(self) -> str:
        """Name what is not as it is by default."""
        own = [
            f"{group}.{name}={getattr(getattr(self, group), name):g}"
            for group, made in GROUPS.items()
            for name, about in described(made).items()
            if getattr(getattr(self, group), name) != about.default
        ]
        return f"Parameters({', '.join(own)})"


GROUPS: Mapping[str, type] = MappingProxyType(get_type_hints(Parameters))
"""Every parameter group of a scenario by its name in a config file, in file order."""
