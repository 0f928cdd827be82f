"""Resource: collaboration needs sustained resource from both parties, often underestimated (A08-A10, A31).

Mechanism M6: what a project truly needs exceeds its plan (optimism bias), and shortfall on
either side makes it collapse; explicit mutual benefit, trust and a settled leader hold it up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from collabsim.numerics import clip
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Resource:
    """Parameters of commitment and collapse."""

    nhs_base: float = param(0.25, "of need", (0.0, 1.0), (0.1, 0.4), "M6", "T4", "Resource any trust brings")
    slack_yield: float = param(4.0, "of need per slack", (0.0, 20.0), (2.0, 6.0), "M6 M3", "T4", "Resource brought per unit of slack")
    effort_yield: float = param(2.0, "of need per attention", (0.0, 20.0), (1.0, 4.0), "M6 M1", "T4", "Resource brought per unit of attention")
    industry_add: float = param(0.0, "of need", (0.0, 2.0), (0.0, 0.4), "A21 L23", "T4", "Resource industry adds everywhere")
    cost_relief: float = param(0.0, "share of cost", (0.0, 1.0), (0.0, 0.4), "L23", "T4", "Cost a fully committed company takes over")
    need: float = param(0.45, "of need", (0.05, 2.0), (0.3, 0.6), "M6", "T4", "Commitment a simple innovation asks for")
    complexity_need: float = param(0.15, "per step of complexity", (0.0, 1.0), (0.05, 0.3), "M19", "T4", "Further commitment per step of complexity")
    bias: float = param(0.4, "share", (0.0, 3.0), (0.1, 1.0), "M6", "T3", "Optimism bias: true need beyond the plan")
    collapse: float = param(0.01, "per month", (0.0, 0.2), (0.005, 0.02), "M6", "T4", "Hazard of collapse of a well-resourced project of no stated mutual benefit, at trust 0.5")
    short_weight: float = param(2.0, "log per share", (0.0, 6.0), (1.0, 3.0), "M6", "T4", "Effect of a resource shortfall on collapse")
    symptom_weight: float = param(0.8, "log", (0.0, 4.0), (0.3, 1.5), "A10 M23", "T4", "Effect of being a symptom project on collapse")
    trust_weight: float = param(1.0, "log", (0.0, 4.0), (0.3, 2.0), "M6 M7", "T4", "Effect of trust on collapse")
    unsettled_weight: float = param(0.7, "log", (0.0, 4.0), (0.3, 1.5), "M6 S67", "T4", "Effect of a new leader on collapse")
    mutual: float = param(0.3, "share", (0.0, 1.0), (0.1, 0.7), "A31 A32", "T4", "How explicit the benefit to both sides is")
# fmt: on


def nhs_commitment(slack: float, effort: float, p: Any) -> float:
    """Return the resource the trust brings, relative to a simple project's need."""
    return p.nhs_base + p.slack_yield * slack + p.effort_yield * effort


def company_commitment(effort: float, size: float, trust_company: float, p: Any) -> float:
    """Return the resource the company brings: its UK effort, its size, its trust in the trust."""
    reach = effort * (0.5 + 0.5 * min(size, 1.5))
    return reach * (0.4 + 0.6 * trust_company) + p.industry_add


def gate(nhs: float, company: float, complexity: float, p: Any) -> float:
    """Return how far commitment lets an innovation through: ``[0.5 (nhs + company) / asked]``.

    ``asked = need + complexity_need (complexity - 1)``: the mean of both sides over what is needed.
    """
    need = p.need + p.complexity_need * (complexity - 1.0)
    return clip(0.5 * (nhs + company) / need, 0.0, 1.0)


def true_need(draw: float, p: Any) -> float:
    """Return what a project truly needs: ``(1 + bias) e^(0.3 draw)``; ``draw`` is a standard normal."""
    return (1.0 + p.bias) * math.exp(0.3 * draw)


def shortfall(need: float, nhs: float, company: float) -> float:
    """Return the share of the true need that neither side brings, in [0, 1]."""
    return max(0.0, need - nhs - company) / need


def collapse_hazard(short: float, symptom: float, trust: float, unsettled: float, p: Any) -> float:
    """Return the monthly hazard that a running pilot collapses.

    ``min(1, collapse e^(push - hold))``, ``push = short_weight short + symptom_weight symptom +
    unsettled_weight unsettled``, ``hold = 0.7 mutual + trust_weight (trust - 0.5)``.
    """
    pull = p.short_weight * short + p.symptom_weight * symptom - 0.7 * p.mutual
    pull = pull - p.trust_weight * (trust - 0.5) + p.unsettled_weight * unsettled
    return min(1.0, p.collapse * math.exp(pull))
