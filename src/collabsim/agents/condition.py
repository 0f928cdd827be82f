"""The condition an NHS trust is in: its leader, money, attention, slack, views and evidence."""

from __future__ import annotations

from typing import Any

from collabsim.agents.actor import Actor
from collabsim.agents.ahsn import AHSN
from collabsim.agents.company import Company
from collabsim.agents.diary import Diary, Sight
from collabsim.agents.evidence import Event, Evidence
from collabsim.agents.leadership import RegionalLeadership
from collabsim.agents.traits import TrustTraits
from collabsim.randomness import Decision
from collabsim.scenario.classes import Organisation


class Condition(Actor):
    """An NHS trust as it stands: how it leads, funds and learns; ``NHSTrust`` adds what it decides.

    Attributes
    ----------
    organisation : its code, name, type, region and AHSN.
    born : what never changes about it.
    ahsn, leadership : its AHSN, and the leader of its region.
    evidence : what it knows of companies and they of it.
    diary : what happened this month, for others to learn of at its end.
    stance, tenure, changed : of its board and leader: -1 forbids, 0 is silent, 1 encourages;
        months in post; whether the leader changed this month.
    permission, visibility : signal received (index); share of others who see its projects.
    deficit, money, routine, opening, savings : 1 if in deficit; £m left, spent this month on
        routine investment, opened with, and saved this year.
    attention, free, real : share of attention on innovation, share of it that slack lets
        through, and the real effort that is left.
    faked, gaming : result reported without effort, and its share of what is reported.
    slack, capability, rebound : share of capacity free, capability stock (1 is today's), slack
        lost to ended symptom projects.
    load, symptoms, pilots, live : slack taken by running pilots, symptom projects among them,
        pilots running, projects under way.
    clarity, absorptive, belief, ease : clarity of its problems, capacity to use others'
        knowledge, belief that industry values prevention, ease with industry (indices).
    offers_for, offers_against : offers this month that belie, or fit, the stereotype of industry.
    tilt : outreach it gets relative to the mean.
    """

    def __init__(
        self, model: Any, index: int, organisation: Organisation, address: int,
        born: TrustTraits, ahsn: AHSN, above: RegionalLeadership,
    ) -> None:  # fmt: skip
        super().__init__(model, index, organisation.code, address)
        p = self.month.parameters
        self.organisation, self.born = organisation, born
        self.ahsn, self.leadership = ahsn, above
        self.evidence = Evidence(ahsn, born.disposition, self.rules)
        self.diary = Diary()
        self.stance, self.tenure, self.changed = born.stance, born.tenure, False
        self.permission = self.rules.permission.down_the_line(above.passes_on(), p.permission)
        self.visibility = 0.0
        self.deficit = self.money = self.routine = self.opening = self.savings = 0.0
        self.attention = self.free = self.real = self.faked = self.gaming = 0.0
        self.slack, self.capability, self.rebound = 0.0, 1.0, 0.0
        self.load = self.symptoms = self.pilots = self.live = 0.0
        self.clarity, self.absorptive = p.clarity.clarity, born.absorptive
        self.ease, self.belief = p.perceptions.ease, p.perceptions.belief
        self.offers_for = self.offers_against = 0.0
        self.tilt = 1.0

    def about(self) -> tuple[str, ...]:
        """Return its type."""
        return (self.organisation.type,)

    @property
    def groups(self) -> tuple[int, int]:
        """Indices of its AHSN and of its type: the peers it looks to."""
        return self.ahsn.index, self.born.kind

    @property
    def unsettled(self) -> float:
        """1 while the leader is new, else 0."""
        return self.rules.leadership.unsettled(self.tenure, self.month.parameters.leadership)

    # Lead

    def lead(self) -> None:
        """Perhaps change leader; hear the signal of permission; let evidence fade."""
        rules = self.rules
        p = self.month.parameters
        self.diary = Diary()
        self.changed = False
        if p.barriers.trust > 0.0:
            self.evidence.fade(p.trust)
        if p.barriers.leadership > 0.0:
            self.change_leader()
        if p.barriers.permission > 0.0:
            self.hear_signal()
        self.visibility = rules.trust.visibility(self.permission, self.stance, p.trust, p.loops)
        if p.barriers.trust > 0.0:
            worth = self.leadership.above.worth
            told = self.evidence.message
            self.evidence.message = rules.trust.told(told, self.permission, worth, p.trust)

    def change_leader(self) -> None:
        """Let the leader leave now and then, and with the leader evidence and stance."""
        rules = self.rules
        p = self.month.parameters
        self.tenure += 1.0
        if rules.leadership.leaves(self.draw(Decision.CHURN)[0], p.leadership):
            self.tenure, self.changed = 0.0, True
            if p.barriers.permission > 0.0:
                self.stance = rules.permission.stance(self.draw(Decision.STANCE)[0], p.permission)
            if p.barriers.trust > 0.0:
                self.evidence.leave(p.trust)

    def hear_signal(self) -> None:
        """Perhaps lift a ban; take up what the region passes on."""
        rules = self.rules
        p = self.month.parameters.permission
        banned = self.stance < 0.0 and not self.changed
        if banned and self.draw(Decision.STANCE)[1] < p.lift_bans:
            self.stance = 0.0
        sent = rules.permission.down_the_line(self.leadership.passes_on(), p)
        self.permission = rules.permission.receive(self.permission, sent, p)

    # Fund

    def fund(self) -> None:
        """Balance the books, share out attention, and see what slack is left."""
        rules = self.rules
        p, first = self.month.parameters, self.month.number == 0
        if p.barriers.budget > 0.0:
            self.balance_books()
        elif first:
            self.money = self.opening = rules.budget.grant(self.born.income, 0.0, p.budget)
        weight = self.leadership.above.weight
        if p.barriers.incentives > 0.0 or first:
            self.attention = rules.incentives.effort(
                weight, self.born.motivation, self.deficit, p.incentives
            )
        if p.barriers.capacity > 0.0 or first:
            self.find_slack()
        self.free = rules.capacity.attention_free(self.slack, p.capacity)
        self.real = self.attention * self.free
        if p.barriers.incentives > 0.0 or first:
            self.faked = rules.incentives.faked(weight, p.incentives)
            self.gaming = rules.incentives.gaming(self.faked, self.real)
        if p.barriers.clarity > 0.0:
            self.clarity = rules.clarity.next_clarity(self.clarity, p.clarity)

    def balance_books(self) -> None:
        """Open the year in April, perhaps be raided in October, and invest as usual."""
        p, season = self.month.parameters.budget, self.month.season
        if season == 0:
            self.open_year()
        elif season == 6:
            self.be_raided(self.money)
        self.routine = self.rules.budget.routine_spend(self.money, self.opening, season, p)
        self.money -= self.routine

    def close_year(self) -> None:
        """Burn in March what would lapse in April."""
        p = self.month.parameters
        if p.barriers.budget > 0.0:
            spent = self.rules.budget.burnt(self.money, self.month.season, p.budget)
            self.routine += spent
            self.money -= spent

    def open_year(self) -> None:
        """Close last year's books and open this year's."""
        rules = self.rules
        p, born = self.month.parameters, self.born
        luck, _ = self.draw(Decision.DEFICIT)
        self.deficit = p.loops.B3 * rules.budget.in_deficit(luck, p.budget)
        carried = p.budget.carry_over * self.money
        lost = rules.budget.raid(carried, self.deficit, self.draw(Decision.RAID)[0], p.budget)
        granted = rules.budget.grant(born.income, self.deficit, p.budget)
        kept = p.budget.savings_kept * self.savings
        self.diary.count("granted", granted)
        self.diary.count("kept", kept)
        self.diary.count("raided", lost)
        self.diary.count("lapsed", self.money - carried)
        self.money = granted + carried - lost + kept
        self.opening, self.savings = self.money, 0.0

    def be_raided(self, set_aside: float) -> None:
        """Lose money set aside to running costs, if in deficit and out of luck."""
        p, luck = self.month.parameters.budget, self.draw(Decision.RAID)[0]
        lost = self.rules.budget.raid(set_aside, self.deficit, luck, p)
        self.diary.count("raided", lost)
        self.money -= lost

    def find_slack(self) -> None:
        """Find out what capacity is left once the month's demands are met."""
        rules = self.rules
        p, born, month = self.month.parameters, self.born, self.month
        pressure = rules.capacity.pressure(
            self.load, self.rebound, self.symptoms, p.capacity, p.loops
        )
        self.slack = rules.capacity.slack(
            born.slack, month.season, self.capability, pressure, self.attention, p.capacity, p.loops
        )
        if month.number > 0:
            self.capability = rules.capacity.capability(self.capability, self.real, p.capacity)
        self.rebound *= rules.capacity.REBOUND_MEMORY

    # Learn

    def regard(self, company: Company) -> float:
        """Return this trust's trust in a company."""
        return self.evidence.regard(company, self.month.number, self.month.parameters.trust)

    def standing(self, company: Company) -> float:
        """Return a company's trust in this trust."""
        return self.evidence.standing(company, self.month.number, self.month.parameters.trust)

    def note(self, company: Company, event: Event) -> None:
        """Let both sides remember an event, and others see it as far as it is visible."""
        p, j = self.month.parameters, company.index
        if p.barriers.trust > 0.0:
            self.evidence.add(j, event, self.month.number, p.trust)
            if not event.private:
                good, bad = event.good * self.visibility, event.bad * self.visibility
                self.diary.sights.append(Sight(j, good, bad))

    def learn(self) -> None:
        """Let know-how and views follow what the month brought."""
        rules = self.rules
        p, born = self.month.parameters, self.born
        if p.barriers.scaling > 0.0:
            self.absorptive = rules.scaling.absorptive_capacity(
                self.absorptive, born.absorptive, self.pilots, p.scaling, p.loops
            )
        if p.barriers.perceptions > 0.0:
            self.belief = rules.perceptions.next_belief(
                self.belief, self.offers_for, self.offers_against, self.visibility, p.perceptions
            )
            self.ease = rules.perceptions.next_ease(self.ease, self.visibility, p.perceptions)
