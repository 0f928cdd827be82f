"""An AHSN: it supports some innovations and carries news between its trusts (B21, B22, M20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from collabsim.agents.actor import Actor
from collabsim.agents.innovation import Innovation
from collabsim.numerics import normal
from collabsim.randomness import Decision

if TYPE_CHECKING:
    from collabsim.agents.nhs_trust import NHSTrust


class AHSN(Actor):
    """An academic health science network (a Health Innovation Network since 2023).

    Attributes
    ----------
    members : its NHS trusts.
    supported : 1 for each innovation it supports, else 0.
    credibility : as a broker (index).
    live : projects its trusts have under way.
    dose : support it gives each project.
    successes, failures : supported evaluations this month.
    good, bad : what its trusts have seen of each company (events).
    new_good, new_bad : what they saw this month.
    all_good, all_bad : what they have seen of all companies together.
    """

    def __init__(
        self, model: Any, index: int, code: str, address: int, innovations: int, companies: int
    ) -> None:
        super().__init__(model, index, code, address)
        self.members: list[NHSTrust] = []
        self.supported = [0.0] * innovations
        self.credibility = self.month.parameters.ahsns.credibility
        self.live = self.dose = 0.0
        self.successes = self.failures = 0.0
        self.good, self.bad = [0.0] * companies, [0.0] * companies
        self.new_good, self.new_bad = [0.0] * companies, [0.0] * companies
        self.all_good = self.all_bad = 0.0

    def about(self) -> tuple[str, ...]:
        """Return how large it is."""
        return (f"{len(self.members)} NHS trusts",)

    def offer(self) -> None:
        """Choose in April what to support; share support out among live projects."""
        p = self.month.parameters
        if self.month.season == 0:
            self.choose(self.model.innovations)
        self.dose = self.rules.ahsns.dose(self.credibility, self.live, p.ahsns, p.loops)

    def choose(self, innovations: Sequence[Innovation]) -> None:
        """Take on the innovations that look best, as many as the portfolio holds."""
        p = self.month.parameters.ahsns
        scores = {made.index: self.judge(made) for made in innovations if self.may_take(made)}
        best = sorted((k for k in scores if scores[k] > 0.0), key=lambda k: -scores[k])
        self.supported = [0.0] * len(self.supported)
        for k in best[: int(p.portfolio + 0.5)]:
            self.supported[k] = 1.0

    def may_take(self, made: Innovation) -> bool:
        """Return whether an innovation is on offer, young enough and of a class AHSNs support."""
        young = self.month.number - made.launch < self.month.parameters.ahsns.span
        return made.launched and young and made.design.brokered > 0.0

    def judge(self, made: Innovation) -> float:
        """Return how good an innovation looks from here."""
        luck = normal(*self.draw(Decision.TRIAGE, made.address))
        p = self.month.parameters.ahsns
        return self.rules.ahsns.triage_score(made.value, luck, p)

    def support(self, innovation: int) -> float:
        """Return the dose of support an innovation gets."""
        return self.supported[innovation] * self.dose

    def see(self, company: int, good: float, bad: float) -> None:
        """Take note of what happened at a member in the open."""
        self.new_good[company] += good
        self.new_bad[company] += bad

    def hear_verdict(self, good: bool, supported: float) -> None:
        """Take credit or blame for an evaluation, if it supported the innovation."""
        if good:
            self.successes += supported
        else:
            self.failures += supported

    def learn_seen(self, everywhere_good: list[float], everywhere_bad: list[float]) -> None:
        """Turn what was seen here, and a little of what was seen elsewhere, into evidence."""
        rules = self.rules
        p, on = self.month.parameters.trust, self.month.parameters.loops
        self.all_good = self.all_bad = 0.0
        for j in range(len(self.good)):
            good = rules.trust.seen(self.new_good[j], everywhere_good[j], p)
            bad = rules.trust.seen(self.new_bad[j], everywhere_bad[j], p)
            self.good[j] = p.memory * self.good[j] + on.R1 * good
            self.bad[j] = p.memory * self.bad[j] + on.B1 * bad
            self.new_good[j] = self.new_bad[j] = 0.0
            self.all_good += self.good[j]
            self.all_bad += self.bad[j]

    def learn(self) -> None:
        """Let credibility follow results, and count what members have under way."""
        self.credibility = self.rules.ahsns.next_credibility(
            self.credibility, self.successes, self.failures, self.month.parameters.ahsns
        )
        self.successes = self.failures = self.live = 0.0
        for member in self.members:
            self.live += member.live
