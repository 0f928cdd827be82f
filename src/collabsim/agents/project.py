"""One innovation in one NHS trust: its fit, its stage and how it moves on (A14, M6, M13, M19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from collabsim.agents.evidence import Event
from collabsim.numerics import normal
from collabsim.pipeline import Stage
from collabsim.randomness import Decision

if TYPE_CHECKING:
    from collabsim.agents.innovation import Innovation
    from collabsim.agents.nhs_trust import NHSTrust
    from collabsim.rules import Rules
    from collabsim.scenario import Parameters


@dataclass(slots=True, repr=False)
class Project:
    """An innovation in a trust that could use it, whatever has come of it so far.

    Attributes
    ----------
    trust, innovation : where, and what.
    static : intrinsic pull and fit (logit).
    keen : fit with the trust alone (logit).
    impression : error of the first impression (standard normal).
    need : local need for it (index).
    plan : how far off the plan is (standard normal).
    stage : where it stands.
    timer : months left in the stage; months in use once adopted; -1 when committed to.
    direct : whether it skips its own pilot.
    symptom : whether it treats a symptom rather than the cause.
    rush : whether it was started with year-end money.
    ever : whether it was ever adopted.
    quality : of the purchase, less when rushed (share).
    use, ceiling : share of the eligible use now, and in the end.
    price : what it would have cost when last considered (£m).
    """

    trust: NHSTrust
    innovation: Innovation
    static: float
    keen: float
    impression: float
    need: float
    plan: float
    stage: Stage = Stage.UNAWARE
    timer: int = 0
    direct: bool = False
    symptom: bool = False
    rush: bool = False
    ever: bool = False
    quality: float = 0.0
    use: float = 0.0
    ceiling: float = 0.0
    price: float = 0.0

    def __repr__(self) -> str:
        """Say in a line what it is of, where, and where it stands."""
        return f"Project({self.trust.code!r}, {self.innovation.id!r}, {self.stage.name.lower()})"

    @property
    def index(self) -> int:
        """Index of the innovation."""
        return self.innovation.index

    @property
    def parameters(self) -> Parameters:
        """The parameters in force this month."""
        return self.trust.month.parameters

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.trust.rules

    def draw(self, decision: Decision) -> tuple[float, float]:
        """Return this trust's luck with this innovation."""
        return self.trust.draw(decision, self.innovation.address)

    def note(self, event: Event) -> None:
        """Let both sides remember an event."""
        self.trust.note(self.innovation.company, event)

    def deliver(self) -> None:
        """Let a month pass in whatever stage it is, once it is under way."""
        if self.stage == Stage.APPROVAL:
            self.approve()
        elif self.stage == Stage.PILOT:
            self.run_pilot()
        elif self.stage == Stage.EVALUATION:
            self.evaluate()
        elif self.stage == Stage.EVALUATED:
            if self.timer < 0:
                self.adopt()
        elif self.stage == Stage.ADOPTED:
            self.live_on()
        elif self.stage in (Stage.DECLINED, Stage.ABANDONED):
            self.rest()

    def approve(self) -> None:
        """Wait for governance; then be refused, go to a pilot, or straight into use."""
        if self.trust.changed and self.innovation.piloted:
            self.timer += int(self.parameters.leadership.handover)
        if self.timer > 0:
            self.timer -= 1
        elif self.refused():
            self.note(Event(co_bad=0.3))
            self.decline()
        elif self.direct:
            if self.innovation.piloted:
                self.trust.diary.count("direct")
            self.adopt()
        else:
            self.stage, self.timer = Stage.PILOT, int(self.innovation.design.pilot)
            self.trust.diary.count("pilots")

    def refused(self) -> bool:
        """Return whether governance says no; plans of piloted classes are challenged first."""
        rules = self.rules
        p, made = self.parameters, self.innovation
        luck, cause = self.draw(Decision.SIGN_OFF)
        chance = rules.leadership.rejection_chance(made.design.stake, p.leadership)
        if made.piloted:
            if cause < p.clarity.challenge_fix:
                self.symptom = False
            insight = p.clarity.challenge_insight
            if rules.outcomes.first_look(made.value, self.impression, insight, p.outcomes) < 0.0:
                chance += p.clarity.challenge_veto
        return luck < chance

    def run_pilot(self) -> None:
        """Run a pilot for a month: it may collapse or disappoint; at its end it is evaluated."""
        rules = self.rules
        p, pt = self.parameters, self.parameters.trust
        luck, small = self.draw(Decision.PILOT)
        if luck < self.collapse_hazard():
            self.trust.diary.count("collapses")
            setback = rules.trust.setback(pt)
            self.note(Event(bad=setback, co_bad=1.0))
            self.finish()
            self.decline()
            return
        if small < pt.small_failure * rules.leadership.harm_factor(p.leadership):
            self.note(Event(bad=pt.kappa))
        self.timer -= 1
        if self.timer <= 0:
            self.stage, self.timer = Stage.EVALUATION, int(self.innovation.design.evaluation)

    def collapse_hazard(self) -> float:
        """Return the hazard that a running pilot collapses this month."""
        rules = self.rules
        p, trust, company = self.parameters, self.trust, self.innovation.company
        short = rules.resource.shortfall(
            rules.resource.true_need(self.plan, p.resource),
            rules.resource.nhs_commitment(trust.slack, trust.attention, p.resource),
            trust.industry_commitment(company),
        )
        return rules.resource.collapse_hazard(
            short, float(self.symptom), trust.regard(company), trust.unsettled, p.resource
        )

    def evaluate(self) -> None:
        """Wait for the evaluation, then succeed or fail."""
        if self.timer > 0:
            self.timer -= 1
            return
        p, diary, good = self.parameters.trust, self.trust.diary, self.succeeds()
        diary.count("rush_pilots" if self.rush else "other_pilots")
        diary.verdicts.append((good, self.trust.ahsn.supported[self.index]))
        self.finish()
        if good:
            self.stage, self.timer = Stage.EVALUATED, 0
            diary.count("successes")
            self.note(Event(good=p.success, co_good=1.0))
            return
        diary.count("failures")
        diary.count("rush_failures" if self.rush else "other_failures")
        setback = self.rules.trust.setback(p)
        self.note(Event(bad=setback, co_bad=0.3))
        self.decline()

    def succeeds(self) -> bool:
        """Return whether the pilot works and, if it treats a symptom, lasts."""
        rules = self.rules
        p, value = self.parameters, self.innovation.value
        luck = normal(*self.draw(Decision.EVALUATION))
        lasting, _ = self.draw(Decision.LASTING)
        result = rules.outcomes.evaluate(value, self.quality, self.need, luck, p.outcomes)
        holds = rules.outcomes.lasts(
            p.clarity.symptom_penalty, p.resource.mutual, self.trust.capability
        )
        return result > 0.0 and (not self.symptom or lasting < holds)

    def finish(self) -> None:
        """End a pilot: the relief of a symptom project turns into a rebound."""
        self.trust.rebound += self.parameters.capacity.rebound * self.symptom

    def adopt(self) -> None:
        """Take the innovation into use."""
        made, diary = self.innovation, self.trust.diary
        self.stage, self.timer = Stage.ADOPTED, 0
        rules = self.rules.outcomes
        self.ceiling = rules.ceiling(made.design.full_use, self.keen + made.design.pull)
        elsewhere = self.trust.month.crowd.everywhere.use[self.index]
        self.use = rules.first_intensity(
            made.design.first_use, elsewhere, self.ceiling, self.parameters.outcomes
        )
        diary.news.append(made.company.index)
        if not self.ever:
            self.ever = True
            diary.firsts.append(self.index)
        good = self.parameters.trust.adoption
        self.note(Event(good=good, co_good=0.5, private=not made.piloted))

    def live_on(self) -> None:
        """Use the innovation for a month: use grows, it saves, helps or harms, may be given up."""
        rules = self.rules
        p, trust, made = self.parameters, self.trust, self.innovation
        luck, failing = trust.month.luck.pair(Decision.USE, trust.index, self.index)
        self.timer += 1
        given = trust.ahsn.support(self.index)
        speed = made.design.growth + rules.ahsns.spread_gain(given, p.ahsns)
        self.use = rules.outcomes.grow(
            self.use, self.ceiling, speed, trust.absorptive, trust.free, p.outcomes
        )
        self.save()
        self.benefit()
        if failing < p.trust.use_failure * rules.leadership.harm_factor(p.leadership):
            self.note(Event(bad=p.trust.kappa))
        if rules.outcomes.gives_up(self.timer, luck, self.abandon_hazard(), made.design.sticky):
            self.stage, self.timer, self.use = Stage.ABANDONED, int(2.0 * p.outcomes.rest), 0.0
            trust.diary.count("abandoned")

    def save(self) -> None:
        """Bank what a month's use saves."""
        made, income = self.innovation.design, self.trust.born.income
        if made.cash > 0.0 and made.payback > 0.0:
            p = self.parameters.budget
            self.trust.savings += self.rules.budget.saving(
                made.cost, income, made.payback, self.use, p
            )

    def benefit(self) -> None:
        """Count the net benefit of a month's use."""
        rules = self.rules
        p, trust, made = self.parameters, self.trust, self.innovation
        given = trust.ahsn.support(self.index)
        scale = trust.born.income / p.traits.income_mean
        local = rules.outcomes.local_share(self.need, given, p.outcomes)
        gain = rules.outcomes.benefit(made.value, self.use, self.quality, local, scale)
        trust.diary.count("benefit", gain)
        trust.diary.count_kind(made.kind, "benefit", gain)

    def abandon_hazard(self) -> float:
        """Return the hazard that the innovation is given up, were its use not routine."""
        p, trust, made = self.parameters, self.trust, self.innovation
        return self.rules.outcomes.abandon_hazard(
            made.complexity, trust.ahsn.support(self.index), self.need, made.design.mandate,
            1.0 if made.value < 0.0 else 0.0, trust.unsettled, self.use, p.outcomes,
        )  # fmt: skip

    def decline(self) -> None:
        """Put the project aside."""
        self.stage, self.timer = Stage.DECLINED, int(self.parameters.outcomes.rest)

    def rest(self) -> None:
        """Wait until a declined or abandoned innovation is looked at again."""
        self.timer -= 1
        if self.timer <= 0:
            self.stage = Stage.AWARE
