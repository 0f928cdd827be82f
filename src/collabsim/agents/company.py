"""A company: its UK effort, outreach, scandals and learning (A12, A13, A25, M22, M9)."""

from __future__ import annotations

from typing import Any

from collabsim.agents.actor import Actor
from collabsim.agents.innovation import Innovation
from collabsim.randomness import Decision


class Company(Actor):
    """A life-sciences company.

    Attributes
    ----------
    size : reach relative to the mean company.
    sector : index of the group of companies that share its scandals.
    innovations : what it offers.
    effort : its UK effort (index).
    uptake : uptake of its products (per eligible trust-month).
    news : starts and adoptions this month.
    breach : 1 in the month of its own scandal, else 0.
    scandal : what is left of scandals as evidence against it (events).
    """

    def __init__(
        self, model: Any, index: int, code: str, address: int, size: float, sector: int
    ) -> None:
        super().__init__(model, index, code, address)
        self.size = size
        self.sector = sector
        self.innovations: list[Innovation] = []
        self.effort = self.month.parameters.companies.effort
        self.uptake = 0.0
        self.news = 0.0
        self.breach = 0.0
        self.scandal = 0.0

    def about(self) -> tuple[str, ...]:
        """Return how much it offers."""
        return (f"{len(self.innovations)} innovations",)

    def lead(self) -> None:
        """Perhaps be found out."""
        chance = self.rules.trust.scandal_chance(
            len(self.model.companies), self.month.parameters.trust
        )
        self.breach = 1.0 if self.draw(Decision.SCANDAL)[0] < chance else 0.0
        self.news = 0.0

    def suffer(self, sector: float) -> None:
        """Take the blame for its own scandal and, less of it, for those of its sector."""
        p = self.month.parameters
        if p.barriers.trust > 0.0:
            fresh = self.rules.trust.scandal_evidence(self.breach, sector, p.trust, p.loops)
            self.scandal = p.trust.memory * self.scandal + fresh

    def offer(self) -> None:
        """Launch what is due and set this month's push behind each innovation on offer."""
        p, now = self.month.parameters, self.month.number
        for made in self.innovations:
            if not made.launched and made.launch <= now:
                self.launch(made)
            if made.launched:
                age = float(now - made.launch)
                made.push = self.rules.companies.campaign(self.effort, self.size, age, p.companies)

    def launch(self, made: Innovation) -> None:
        """Put an innovation on offer, designed for the whole person if policy asks for it."""
        rules = self.rules
        p = self.month.parameters.clarity
        made.launched = True
        made.value, made.complexity = made.designed_value, made.design.complexity
        if rules.clarity.whole_person(made.design.widened, made.scope, p):
            made.value = rules.clarity.wider_value(made.value, p)
            made.complexity = rules.clarity.wider_complexity(made.complexity)

    def learn(self) -> None:
        """Let effort follow the uptake of what it offers."""
        rules = self.rules
        if self.innovations:
            p, trusts = self.month.parameters, len(self.model.trusts)
            self.uptake = rules.companies.next_uptake(self.uptake, self.news, trusts)
            self.effort = rules.companies.next_effort(
                self.effort, self.uptake, p.companies, p.loops
            )
