"""Use: an innovation is taken into use, and used for a month (P13, M19)."""

from __future__ import annotations

from collabsim.barriers import budget, leadership
from collabsim.barriers import trust as trusting
from collabsim.behaviour import ahsns, outcomes
from collabsim.month.evidence import Event, note
from collabsim.month.offer import support
from collabsim.month.state import Innovation, Now, Project, Trust, draw_pair
from collabsim.month.tallies import BENEFIT, CLASS_BENEFIT, GIVEN_UP, count, count_class
from collabsim.pipeline import ABANDONED, ADOPTED
from collabsim.randomness import Decision

USE = int(Decision.USE)


def adopt(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Take an innovation into use."""
    company = now.companies[innovation.owner]
    project.stage, project.timer = ADOPTED, 0
    project.ceiling = outcomes.ceiling(innovation.full_use, project.keen + innovation.pull)
    elsewhere = now.everywhere[innovation.index].use
    project.use = outcomes.first_intensity(
        innovation.first_use, elsewhere, project.ceiling, now.p.outcomes
    )
    company.news += 1.0
    if project.ever == 0:
        project.ever = 1
        now.ever[now.month, innovation.index] += 1
    shown = 1.0 if innovation.piloted == 1 else 0.0
    note(trust, company, Event(now.p.trust.adoption, 0.0, trusting.ADOPTION, 0.0, shown), now)


def use(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Use an innovation for a month: use grows, it saves, helps or harms, may be given up."""
    p, company = now.p, now.companies[innovation.owner]
    drawn, failing = draw_pair(USE, trust, innovation, now)
    project.timer += 1
    given = support(now.ahsns[trust.ahsn], innovation, now)
    speed = innovation.growth + ahsns.spread_gain(given, p.ahsns)
    project.use = outcomes.grow(
        project.use, project.ceiling, speed, trust.absorptive, trust.free, p.outcomes
    )
    save(trust, project, innovation, now)
    help_or_harm(trust, project, innovation, now)
    if failing < p.trust.use_failure * leadership.harm_factor(p.leadership):
        note(trust, company, Event(0.0, p.trust.kappa, 0.0, 0.0, 1.0), now)
    hazard = abandon_hazard(trust, project, innovation, now)
    if outcomes.gives_up(project.timer, drawn, hazard, innovation.sticky):
        project.stage, project.timer, project.use = ABANDONED, int(2.0 * p.outcomes.rest), 0.0
        count(trust, GIVEN_UP, 1.0, now)


def save(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Bank what a month's use saves."""
    if innovation.cash > 0.0 and innovation.payback > 0.0:
        trust.savings += budget.saving(
            innovation.cost, trust.income, innovation.payback, project.use, now.p.budget
        )


def help_or_harm(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Count the net benefit of a month's use."""
    given = support(now.ahsns[trust.ahsn], innovation, now)
    scale = trust.income / now.p.traits.income_mean
    local = outcomes.local_share(project.need, given, now.p.outcomes)
    gain = outcomes.benefit(innovation.value_now, project.use, project.quality, local, scale)
    count(trust, BENEFIT, gain, now)
    count_class(trust, innovation, CLASS_BENEFIT, gain, now)


def abandon_hazard(trust: Trust, project: Project, innovation: Innovation, now: Now) -> float:
    """Return the hazard that an innovation is given up, were its use not routine."""
    p = now.p
    return outcomes.abandon_hazard(
        innovation.complexity_now,
        support(now.ahsns[trust.ahsn], innovation, now),
        project.need,
        innovation.mandate,
        1.0 if innovation.value_now < 0.0 else 0.0,
        leadership.unsettled(trust.tenure, p.leadership),
        project.use,
        p.outcomes,
    )
