"""Incentives: every system gets what it measures (A06, A07, A17, B07, B24, B26).

Mechanism M1 (Holmstrom and Milgrom 1991): attention is split between operations, finance and
innovation by what each is measured and wanted to be. M2 (Bevan and Hood 2006): pressure on a
measure that is easier to report than to move is gamed. M18: leaders are paid for inventing,
hardly for copying.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from collabsim.numerics import share
from collabsim.parameters import param


# fmt: off
@dataclass(frozen=True, slots=True)
class Incentives:
    """Parameters of measurement, effort and gaming."""

    weight: float = param(0.02, "share of oversight", (0.0, 0.6), (0.0, 0.3), "M1 S81", "T4", "Weight of innovation on the scorecard")
    measurability: float = param(0.4, "signal share", (0.0, 1.0), (0.2, 0.8), "M1", "T4", "How well the measure tracks what is wanted (mu)")
    metric_benefit: float = param(0.3, "share", (0.0, 1.0), (0.0, 1.0), "I14 M2", "T4", "Share of the measure that is benefit rather than a count")
    motivation: float = param(0.15, "weight", (0.0, 1.0), (0.05, 0.4), "M1 A07", "T4", "Mean intrinsic weight on innovation (theta)")
    complementarity: float = param(0.0, "weight", (-0.5, 0.5), (-0.1, 0.1), "A07 B07", "T4", "Innovation seen as serving (+) or rivalling (-) policy (chi)")
    returns: float = param(0.5, "exponent", (0.1, 0.9), (0.3, 0.7), "M1", "T4", "Returns to effort (rho); results are sensitive to it")
    finance_weight: float = param(0.8, "relative to operations", (0.0, 3.0), (0.5, 1.2), "M1", "T4", "Weight of finance on the scorecard")
    deficit_pressure: float = param(0.5, "share", (0.0, 3.0), (0.2, 1.0), "M4", "T4", "How much a deficit raises the weight of finance")
    half_effort: float = param(0.03, "share of attention", (0.001, 0.5), (0.012, 0.06), "M1", "T4", "Attention to innovation at which the gate is half open")
    value_weight: float = param(4.0, "logit", (0.0, 15.0), (2.0, 6.0), "M1", "T4", "Pull of the value felt under the scorecard")
    cash_weight: float = param(1.5, "value per cash", (0.0, 10.0), (0.5, 3.0), "M5 B28", "T4", "Weight of a year's cash return in the value felt")
    gaming_ease: float = param(0.042, "share of attention", (0.0, 1.0), (0.0, 0.08), "M2 S20 S21", "T1", "Reported result that pressure yields without effort; 0 switches gaming off")
    audit: float = param(0.1, "weight", (0.0, 1.0), (0.0, 0.3), "M2 S19", "T4", "Expected cost of being caught")
    pressure: float = param(1.0, "factor", (0.0, 3.0), (1.0, 1.5), "M2 L17", "T4", "Pressure of targets beyond their weight")
    belief_loss: float = param(0.5, "share", (0.0, 1.0), (0.0, 1.0), "B26", "T4", "Weight a measure loses when it is seen to be gamed (B2)")
    copying: float = param(0.15, "logit", (0.0, 5.0), (0.0, 1.2), "M18 A17", "T4", "Reward for adopting what others use")
    target_pull: float = param(0.0, "logit", (0.0, 3.0), (0.0, 0.6), "B24 L17", "T4", "Pull of a national target on the innovations it names")
    mandate_pull: float = param(2.0, "logit", (0.0, 6.0), (1.0, 4.0), "M12 P4", "T4", "Pull of a funding mandate")
    demand_pull: float = param(0.0, "share", (0.0, 1.0), (0.0, 0.4), "L22", "T4", "Mandate-like pull on medicines, devices and digital tools")
# fmt: on


def weight_believed(weight: float, gaming: float, p: Any, on: Any) -> float:
    """Return the weight left once trusts see the measure gamed (B2).

    ``weight (1 - B2 belief_loss gaming)``
    """
    return weight * (1.0 - on.B2 * p.belief_loss * gaming)


def relative_weight(weight: float, p: Any) -> float:
    """Turn a share of all oversight into a weight relative to operations (which weigh 1)."""
    return (1.0 + p.finance_weight) * weight / (1.0 - weight)


def effort(weight: float, motivation: float, deficit: float, p: Any) -> float:
    """Return the share of attention that goes to innovation, the closed form of M1.

    ``v / (v + 1 + f)``, ``v = max(0, w measurability + motivation + complementarity)^power``, ``f =
    (finance_weight (1 + deficit_pressure deficit))^power``, ``power = 1 / (1 - returns)`` and ``w =
    relative_weight(weight)``.
    """
    power = 1.0 / (1.0 - p.returns)
    wanted = max(0.0, relative_weight(weight, p) * p.measurability + motivation + p.complementarity)
    innovation = wanted**power
    finance = (p.finance_weight * (1.0 + p.deficit_pressure * deficit)) ** power
    return innovation / (innovation + 1.0 + finance)


def faked(weight: float, p: Any) -> float:
    """Return the result reported without effort (M2).

    ``gaming_ease max(0, pressure relative_weight(weight) measurability - audit)``, in units of real effort: what is reported is both together.
    """
    push = p.pressure * relative_weight(weight, p) * p.measurability - p.audit
    return p.gaming_ease * max(0.0, push)


def gaming(fake: float, real_effort: float) -> float:
    """Return the share of the reported result that is not real, in [0, 1].

    Faking costs no attention, so it takes over where slack is short (I2).
    """
    return share(fake, fake + real_effort)


def gate(effort_share: float, p: Any) -> float:
    """Return how far attention lets an innovation through: ``effort_share / (effort_share + half_effort)``.

    0 when no attention is given.
    """
    return effort_share / (effort_share + p.half_effort)


def value_felt(weight: float, motivation: float, belief: float, cash: float, p: Any) -> float:
    """Return the pull (logit) of the value felt: what is measured, what is believed, what pays.

    ``value_weight (2 weight measurability measured + motivation belief + cash_weight cash)``,
    ``measured = metric_benefit belief + 1 - metric_benefit``: a measure that only counts
    (``metric_benefit`` 0) rewards adoption whether or not it helps anyone (I14).
    """
    measured = p.metric_benefit * belief + 1.0 - p.metric_benefit
    felt = 2.0 * weight * p.measurability * measured + motivation * belief + p.cash_weight * cash
    return p.value_weight * felt


def mandate(strength: float, pullable: float, p: Any) -> float:
    """Return the mandate in force: the innovation's own plus demand-pull where it applies."""
    return min(1.0, strength + p.demand_pull * pullable)
