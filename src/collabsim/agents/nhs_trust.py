"""An NHS trust: what it hears of, considers, starts and delivers (see ``consider`` first)."""

from __future__ import annotations

from collabsim.agents.company import Company
from collabsim.agents.condition import Condition
from collabsim.agents.look import Look
from collabsim.agents.project import Project
from collabsim.composition import BARRIERS, OWN
from collabsim.numerics import normal
from collabsim.pipeline import Stage
from collabsim.randomness import Decision
from collabsim.rules import Scene

BUDGET = BARRIERS.index("budget")


class NHSTrust(Condition):
    """An NHS trust (the organisation; its trust in companies is its ``regard``).

    Each month it leads, funds, decides, delivers and learns. What is not said here about its
    state is said in ``Condition``.

    Attributes
    ----------
    projects : every innovation it could use, in the order of innovations.
    """

    projects: list[Project]

    def decide(self) -> None:
        """Hear of innovations, consider those that wait for a decision, start what is wanted."""
        self.offers_for = self.offers_against = 0.0
        ceiling = self.month.parameters.hazard.ceiling
        luck = self.month.luck
        wanted = []
        for project in self.projects:
            waiting = project.stage <= Stage.AWARE or project.stage == Stage.EVALUATED
            if not waiting or not project.innovation.launched:
                continue
            hearing, moving = luck.pair(Decision.COURTSHIP, self.index, project.index)
            if project.stage == Stage.UNAWARE:
                if hearing >= self.chance_to_hear(project):
                    continue
                self.hear(project)
            if moving < ceiling and self.consider(project, moving):
                wanted.append(project)
        self.start(wanted)

    def chance_to_hear(self, project: Project) -> float:
        """Return the chance to become aware of an innovation this month."""
        rules = self.rules
        p, made, k = self.month.parameters, project.innovation, project.index
        pushed = rules.companies.reach(made.push, self.tilt)
        brokered = rules.ahsns.brokered(self.ahsn.support(k), p.ahsns)
        near, alike, everywhere = self.month.crowd.around(*self.groups)
        seen = rules.scaling.mix(near.seen[k], alike.seen[k], everywhere.seen[k], p.scaling)
        design = made.design
        return rules.scaling.awareness(
            pushed, brokered, seen, design.known, design.mandate, design.pullable, p.scaling
        )

    def hear(self, project: Project) -> None:
        """Become aware; the offer belies or confirms what is believed of industry."""
        project.stage = Stage.AWARE
        if project.innovation.design.belies > 0.0:
            self.offers_for += 1.0
        else:
            self.offers_against += 1.0

    def consider(self, project: Project, luck: float) -> bool:
        """Return whether this trust would move on with an innovation this month.

        The draw is compared with the hazard before gates (an attempt) and, only if it is
        below, with what the ten gates leave of it. Attempts stopped are put down to barriers.
        """
        rules = self.rules
        hazard, family = self.month.parameters.hazard, project.innovation.design.family
        look = self.look_at(project)
        attempt = rules.composition.attempt(self.appeal(project, look), hazard.ceiling)
        if luck >= attempt:
            return False
        self.diary.count(f"attempts_{family}")
        self.plan(project, look)
        gates = self.gates(project, look)
        if luck < attempt * rules.composition.combine(gates, hazard.sigma, hazard.nu):
            return True
        shares = [0.0] * len(gates)
        rules.composition.account(gates, hazard.sigma, shares)
        for barrier, share in zip((*BARRIERS, OWN), shares, strict=False):
            self.diary.count(f"stopped_{family}_{barrier}", share)
        return False

    def look_at(self, project: Project) -> Look:
        """Return what the trust knows and expects of an innovation before it decides."""
        rules = self.rules
        p, k = self.month.parameters, project.index
        design = project.innovation.design
        near, alike, everywhere = self.month.crowd.around(*self.groups)
        proven = project.stage == Stage.EVALUATED
        nih = rules.scaling.not_invented_here(self.tenure, p.scaling)
        elsewhere = rules.scaling.evidence(
            near.seen[k], alike.seen[k], everywhere.seen[k], nih, self.absorptive, p.scaling
        )
        rushed = 0.0
        if not proven and design.cost > 0.0 and p.barriers.budget > 0.0:
            rushed = rules.budget.year_end(self.money, self.opening, self.month.season, p.budget)
        own = 1.0 if proven else 0.0
        return Look(
            own=own,
            known=1.0 if proven else elsewhere,
            nih=nih,
            distance=rules.scaling.distance(own, near.users[k], alike.users[k]),
            used=rules.scaling.mix(near.users[k], alike.users[k], everywhere.users[k], p.scaling),
            lag=1.0 if near.users[k] < everywhere.users[k] else 0.0,
            given=self.ahsn.support(k),
            mandate=rules.incentives.mandate(design.mandate, design.pullable, p.incentives),
            rushed=rushed,
        )

    def appeal(self, project: Project, look: Look) -> float:
        """Return what an innovation is worth to this trust (logit): a sum of pulls."""
        rules = self.rules
        p, made = self.month.parameters, project.innovation
        design, worth = made.design, self.leadership.above.worth
        believed = rules.outcomes.believed_value(
            made.value, project.impression, look.known, p.outcomes
        )
        cash = rules.budget.cash_felt(design.cash, design.payback, p.budget)
        weight = self.leadership.above.weight
        nudges = p.scaling.benchmark_push * look.lag + p.incentives.target_pull * design.targeted
        nudges = nudges + p.clarity.place_focus * rules.clarity.place_tilt(
            self.born.assets, project.need
        )
        return rules.composition.appeal(
            static=project.static,
            value=rules.incentives.value_felt(
                weight, self.born.motivation, believed, cash, p.incentives
            ),
            evidence=p.scaling.evidence_pull * look.known,
            peers=rules.scaling.peer_pull(look.used, design.peer, p.scaling),
            encouragement=rules.permission.encouragement(
                self.permission, self.stance, worth, p.permission
            ),
            mandate=p.incentives.mandate_pull * look.mandate,
            copying=p.incentives.copying * design.peer * look.used,
            match=rules.clarity.match_pull(self.clarity, project.need, p.clarity),
            support=rules.ahsns.support_pull(look.given, p.ahsns),
            boards=rules.leadership.board_pull(p.leadership),
            rush=p.budget.rush * look.rushed,
            nudges=nudges,
            proof=p.scaling.proof * look.own,
        )

    def plan(self, project: Project, look: Look) -> None:
        """Settle how it would be taken on: with a pilot or without, and at what price."""
        rules = self.rules
        p, made = self.month.parameters, project.innovation
        skip, _ = project.draw(Decision.START)
        convinced = skip < rules.outcomes.skip_chance(look.known, p.outcomes)
        project.direct = look.own > 0.0 or not made.piloted or convinced
        project.rush = look.rushed > 0.0
        stake = rules.budget.at_stake(project.direct, p.budget)
        relief = p.resource.cost_relief * made.company.effort
        project.price = rules.budget.price(made.design.cost, self.born.income, stake, relief)

    def gates(self, project: Project, look: Look) -> list[float]:
        """Return the gates as this class of innovation meets them, in the order of BARRIERS."""
        rules = self.rules
        p, made, season = self.month.parameters, project.innovation, self.month.season
        design, company, complexity = made.design, made.company, made.complexity
        nhs = rules.resource.nhs_commitment(self.slack, self.attention, p.resource)
        industry = self.industry_commitment(company)
        payback = design.payback * rules.budget.at_stake(project.direct, p.budget)
        horizon = rules.budget.believed_horizon(self.deficit, p.budget)
        passes = rules.budget.pays_back(payback, horizon, season, p.budget)
        gates = (
            rules.capacity.gate(self.slack, complexity, look.given, company.effort, p.capacity),
            rules.budget.gate(
                self.money, self.opening, project.price, passes, self.deficit, look.rushed,
                season, p.budget,
            ),
            rules.incentives.gate(self.attention, p.incentives),
            rules.resource.gate(nhs, industry, complexity, p.resource),
            rules.scaling.gate(
                self.absorptive, look.nih, look.distance, look.known, complexity, p.scaling
            ),
            rules.clarity.gate(self.clarity, project.need, p.clarity),
            rules.trust.gate(self.regard(company), design.stake, p.trust),
            rules.perceptions.gate(design.stereotype, self.belief, self.ease, p.perceptions),
            rules.leadership.gate(self.tenure, p.leadership),
            rules.permission.gate(self.permission, self.stance, p.permission),
        )  # fmt: skip
        exposure = self.exposure(project, look)
        met = [rules.composition.met(x, gate) for x, gate in zip(exposure, gates, strict=True)]
        return met if rules.barrier is None else [*met, self.own_gate(project, look)]

    def own_gate(self, project: Project, look: Look) -> float:
        """Return the gate of a user's own barrier as this class of innovation meets it."""
        rules, met = self.rules, self.month.parameters.hazard.gates * project.innovation.met_own
        return rules.composition.met(met, rules.own_gate(self.scene(project, look)))

    def scene(self, project: Project, look: Look) -> Scene:
        """Return what a user's own barrier may look at."""
        made = project.innovation
        design, company = made.design, made.company
        return Scene(
            float(self.month.number), self.born.income, self.slack, self.attention, self.deficit,
            self.money, self.clarity, self.absorptive, self.ease, self.belief, self.permission,
            self.stance, self.tenure, self.regard(company), self.standing(company), project.need,
            look.known, look.used, look.given, made.value, made.complexity, design.cost,
            design.stake, design.stereotype, design.mandate, float(made.piloted), company.effort,
            company.size,
        )  # fmt: skip

    def exposure(self, project: Project, look: Look) -> list[float]:
        """Return how far each barrier is met; a new mandate covers part of the budget's."""
        made, p = project.innovation, self.month.parameters.budget
        met = [on * x for on, x in zip(self.month.met, made.exposure, strict=True)]
        met[BUDGET] *= self.rules.budget.uncovered(look.mandate, made.design.mandate, p)
        return met

    def industry_commitment(self, company: Company) -> float:
        """Return the resource a company would bring, or brings, to a project here."""
        return self.rules.resource.company_commitment(
            company.effort, company.size, self.standing(company), self.month.parameters.resource
        )

    def start(self, wanted: list[Project]) -> None:
        """Start what is wanted, in an order drawn by lot, while room and money last."""
        p = self.month.parameters
        room = p.capacity.starts
        for project in sorted(wanted, key=lambda each: each.draw(Decision.PRIORITY)[0]):
            slots = project.innovation.design.slots
            if p.barriers.capacity > 0.0 and slots > room:
                continue
            if p.barriers.budget > 0.0:
                if project.price > self.money and self.must_pay(project):
                    continue
                self.pay(project)
            room -= slots
            self.begin(project)

    def must_pay(self, project: Project) -> bool:
        """Return whether an innovation it cannot pay for in full has to be passed over."""
        rules = self.rules
        p, design = self.month.parameters, project.innovation.design
        mandate = rules.incentives.mandate(design.mandate, design.pullable, p.incentives)
        met = p.hazard.gates * project.innovation.exposure[BUDGET]
        return met * rules.budget.uncovered(mandate, design.mandate, p.budget) > 0.5

    def pay(self, project: Project) -> None:
        """Pay the price, or what there is."""
        project.price = min(project.price, self.money)
        self.money -= project.price
        self.diary.count("innovation", project.price)

    def begin(self, project: Project) -> None:
        """Send a project to approval, or commit to a successful pilot."""
        rules = self.rules
        if project.stage == Stage.EVALUATED:
            project.timer = -1
            return
        p, made = self.month.parameters, project.innovation
        _, cause = project.draw(Decision.START)
        project.symptom = made.piloted and cause < p.clarity.symptom
        project.quality = rules.budget.rushed_quality(project.rush, p.budget)
        project.timer = rules.leadership.approval_months(
            made.design.approval, self.regard(made.company),
            self.unsettled, normal(*project.draw(Decision.APPROVAL)), p.leadership,
        )  # fmt: skip
        project.stage = Stage.APPROVAL
        self.diary.news.append(made.company.index)
        if made.piloted:
            self.diary.count("starts")
            self.diary.count_kind(made.kind, "starts")

    # Deliver

    def deliver(self) -> None:
        """Move every project and every innovation in use on by a month; feel the load."""
        self.close_year()
        for project in self.projects:
            project.deliver()
        load = self.month.parameters.capacity.project_load
        self.load = self.symptoms = self.pilots = self.live = 0.0
        for project in self.projects:
            stage = project.stage
            if project.innovation.piloted and Stage.APPROVAL <= stage <= Stage.EVALUATED:
                self.live += 1.0
            if stage in (Stage.PILOT, Stage.EVALUATION):
                self.pilots += 1.0
                self.load += load * project.innovation.complexity
                self.symptoms += project.symptom
