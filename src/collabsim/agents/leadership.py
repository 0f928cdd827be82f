"""Leadership: signals of permission, and what regions pass on of them (A35-A40, M12)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from collabsim.agents.actor import Actor
from collabsim.randomness import Decision


class Leadership(Actor, ABC):
    """Those above the boards of NHS trusts: one national, one in each region.

    A trust's own board is its local leadership; its stance and tenure are the trust's.
    """

    @abstractmethod
    def passes_on(self) -> float:
        """Return the signal of permission that the level below is sent (index)."""


class NationalLeadership(Leadership):
    """Ministers and national bodies.

    Attributes
    ----------
    signal : strength of the announcement, fading until renewed (index).
    credibility : how far it is believed (index).
    backing : how far the scorecard or money stands behind it (index).
    worth : what the signal is worth to those who hear it (index).
    weight : weight of innovation on the scorecard, as trusts believe it (share).
    gaming : mean share of the reported result that is not real, as measured last month.
    scandals : severe breaches of companies this month.
    blame : what is left of scandals as evidence against the mean company (events).
    """

    def __init__(self, model: Any) -> None:
        super().__init__(model, 0, "England", 0)
        p = self.month.parameters.permission
        self.signal = p.announcement
        self.credibility = 1.0
        self.backing = 0.0
        self.worth = p.unbacked
        self.weight = 0.0
        self.gaming = 0.0
        self.scandals = self.blame = 0.0

    def lead(self) -> None:
        """Let the scorecard be believed as far as it is honest, and announce in April."""
        rules = self.rules
        p, april = self.month.parameters, self.month.april
        if p.barriers.incentives > 0.0 or self.month.number == 0:
            self.weight = rules.incentives.weight_believed(
                p.incentives.weight, self.gaming, p.incentives, p.loops
            )
        if p.barriers.permission > 0.0:
            self.backing = rules.permission.backed(self.weight, p.permission)
            self.signal = rules.permission.national_signal(self.signal, april, p.permission)
            self.credibility = rules.permission.credibility(
                self.credibility, self.backing, april, p.permission, p.loops
            )
            self.worth = rules.permission.worth(self.credibility, self.backing, p.permission)

    def passes_on(self) -> float:
        """Return the signal as far as it is credible."""
        return self.signal * self.credibility


class RegionalLeadership(Leadership):
    """The leader of an NHS region.

    Attributes
    ----------
    above : the national leadership.
    received : signal taken up from above (index).
    stance : -1 dampens the signal, 0 passes it on half-heartedly, +1 in full.
    tenure : months in post.
    """

    def __init__(
        self, model: Any, index: int, code: str, address: int,
        above: NationalLeadership, stance: float, tenure: float,
    ) -> None:  # fmt: skip
        super().__init__(model, index, code, address)
        self.above = above
        self.received = self.rules.permission.first_received(self.month.parameters.permission)
        self.stance = stance
        self.tenure = tenure

    def lead(self) -> None:
        """Perhaps change leader; take up the national signal."""
        rules = self.rules
        p = self.month.parameters
        if p.barriers.leadership > 0.0:
            self.tenure += 1.0
            leaving, luck = self.draw(Decision.REGION_CHURN)
            if rules.leadership.leaves(leaving, p.leadership):
                self.tenure = 0.0
                if p.barriers.permission > 0.0:
                    self.stance = rules.permission.stance(luck, p.permission)
        if p.barriers.permission > 0.0:
            sent = self.above.passes_on() * p.permission.attenuation
            self.received = rules.permission.receive(self.received, sent, p.permission)

    def passes_on(self) -> float:
        """Return what the region's trusts are sent."""
        p = self.month.parameters.permission
        return self.rules.permission.pass_on(self.received, self.stance, p)
