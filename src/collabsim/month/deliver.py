"""Deliver: projects and innovations in use move on by a month (A14, M6, M13, M19)."""

from __future__ import annotations

from collabsim.barriers import budget, leadership, resource
from collabsim.barriers import trust as trusting
from collabsim.behaviour import outcomes
from collabsim.month.evidence import Event, note, regard, standing
from collabsim.month.state import Innovation, Now, Project, Trust, draw
from collabsim.month.tallies import (
    COLLAPSES,
    DIRECT,
    FAILURES,
    OTHER_FAILURES,
    OTHER_PILOTS,
    PILOTS,
    RUSH_FAILURES,
    RUSH_PILOTS,
    SUCCESSES,
    count,
)
from collabsim.month.use import adopt, use
from collabsim.numerics import normal
from collabsim.pipeline import (
    ADOPTED,
    APPROVAL,
    AWARE,
    DECLINED,
    EVALUATED,
    EVALUATION,
    PILOT,
)
from collabsim.randomness import Decision

SIGN_OFF, PILOTING = int(Decision.SIGN_OFF), int(Decision.PILOT)
EVALUATING, LASTING = int(Decision.EVALUATION), int(Decision.LASTING)


def deliver(now: Now) -> None:
    """Let every trust move its projects, and the innovations it uses, on by a month."""
    for trust in now.trusts:
        deliver_trust(trust, now)


def deliver_trust(trust: Trust, now: Now) -> None:
    """Close the year, move every project on by a month, and feel the load."""
    close_year(trust, now)
    trust.load, trust.symptoms, trust.pilots, trust.live = 0.0, 0.0, 0.0, 0.0
    for n in range(trust.offers):
        k = now.on_offer[trust.index, n]
        project = now.projects[trust.index, k]
        if project.stage > AWARE:
            move_on(trust, project, now.innovations[k], now)
            burden(trust, project, now.innovations[k], now)


def close_year(trust: Trust, now: Now) -> None:
    """Burn in March what would lapse in April."""
    if now.p.barriers.budget > 0.0:
        spent = budget.burnt(trust.money, now.season, now.p.budget)
        trust.routine += spent
        trust.money -= spent


def move_on(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Let a month pass in whatever stage a project is."""
    if project.stage == APPROVAL:
        approve(trust, project, innovation, now)
    elif project.stage == PILOT:
        run_pilot(trust, project, innovation, now)
    elif project.stage == EVALUATION:
        evaluate(trust, project, innovation, now)
    elif project.stage == EVALUATED:
        if project.timer < 0:
            adopt(trust, project, innovation, now)
    elif project.stage == ADOPTED:
        use(trust, project, innovation, now)
    else:
        rest(trust, project, now)


def burden(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Count what a live project takes from its trust next month."""
    if innovation.piloted == 1 and APPROVAL <= project.stage <= EVALUATED:
        trust.live += 1.0
    if project.stage in (PILOT, EVALUATION):
        trust.pilots += 1.0
        trust.load += now.p.capacity.project_load * innovation.complexity_now
        trust.symptoms += project.symptom


def rest(trust: Trust, project: Project, now: Now) -> None:
    """Wait until a declined or abandoned innovation is looked at again."""
    project.timer -= 1
    if project.timer <= 0:
        project.stage = AWARE


def decline(trust: Trust, project: Project, now: Now) -> None:
    """Put a project aside."""
    project.stage, project.timer = DECLINED, int(now.p.outcomes.rest)


def approve(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Wait for governance; then be refused, go to a pilot, or straight into use."""
    if trust.changed > 0.0 and innovation.piloted == 1:
        project.timer += int(now.p.leadership.handover)
    if project.timer > 0:
        project.timer -= 1
    elif refused(trust, project, innovation, now):
        event = Event(0.0, 0.0, 0.0, trusting.REFUSAL, 1.0)
        note(trust, now.companies[innovation.owner], event, now)
        decline(trust, project, now)
    elif project.direct == 1:
        if innovation.piloted == 1:
            count(trust, DIRECT, 1.0, now)
        adopt(trust, project, innovation, now)
    else:
        project.stage, project.timer = PILOT, int(innovation.pilot)
        count(trust, PILOTS, 1.0, now)


def refused(trust: Trust, project: Project, innovation: Innovation, now: Now) -> bool:
    """Return whether governance says no; plans of piloted classes are challenged first."""
    p = now.p
    drawn, cause = draw(SIGN_OFF, trust.id, innovation.id, now)
    chance = leadership.rejection_chance(innovation.stake, p.leadership)
    if innovation.piloted == 1:
        if cause < p.clarity.challenge_fix:
            project.symptom = 0
        looks = outcomes.first_look(
            innovation.value_now, project.impression, p.clarity.challenge_insight, p.outcomes
        )
        if looks < 0.0:
            chance += p.clarity.challenge_veto
    return drawn < chance


def run_pilot(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Run a pilot for a month: it may collapse or disappoint; at its end it is evaluated."""
    p, company = now.p, now.companies[innovation.owner]
    drawn, small = draw(PILOTING, trust.id, innovation.id, now)
    if drawn < collapse_hazard(trust, project, innovation, now):
        count(trust, COLLAPSES, 1.0, now)
        event = Event(0.0, trusting.setback(p.trust), 0.0, trusting.COLLAPSE, 1.0)
        note(trust, company, event, now)
        finish(trust, project, now)
        decline(trust, project, now)
        return
    if small < p.trust.small_failure * leadership.harm_factor(p.leadership):
        note(trust, company, Event(0.0, p.trust.kappa, 0.0, 0.0, 1.0), now)
    project.timer -= 1
    if project.timer <= 0:
        project.stage, project.timer = EVALUATION, int(innovation.evaluation)


def collapse_hazard(trust: Trust, project: Project, innovation: Innovation, now: Now) -> float:
    """Return the hazard that a running pilot collapses this month."""
    p, company = now.p, now.companies[innovation.owner]
    short = resource.shortfall(
        resource.true_need(project.plan, p.resource),
        resource.nhs_commitment(trust.slack, trust.attention, p.resource),
        resource.company_commitment(
            company.effort, company.size, standing(trust, company, now), p.resource
        ),
    )
    unsettled = leadership.unsettled(trust.tenure, p.leadership)
    held = regard(trust, company, now)
    return resource.collapse_hazard(short, float(project.symptom), held, unsettled, p.resource)


def evaluate(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Wait for the evaluation, then succeed or fail."""
    if project.timer > 0:
        project.timer -= 1
        return
    p, company, ahsn = now.p.trust, now.companies[innovation.owner], now.ahsns[trust.ahsn]
    supported = now.supported[ahsn.index, innovation.index]
    good = succeeds(trust, project, innovation, now)
    count(trust, RUSH_PILOTS if project.rush == 1 else OTHER_PILOTS, 1.0, now)
    finish(trust, project, now)
    if good:
        project.stage, project.timer = EVALUATED, 0
        ahsn.successes += supported
        count(trust, SUCCESSES, 1.0, now)
        note(trust, company, Event(p.success, 0.0, trusting.SUCCESS, 0.0, 1.0), now)
        return
    ahsn.failures += supported
    count(trust, FAILURES, 1.0, now)
    count(trust, RUSH_FAILURES if project.rush == 1 else OTHER_FAILURES, 1.0, now)
    note(trust, company, Event(0.0, trusting.setback(p), 0.0, trusting.FAILURE, 1.0), now)
    decline(trust, project, now)


def succeeds(trust: Trust, project: Project, innovation: Innovation, now: Now) -> bool:
    """Return whether a pilot works and, if it treats a symptom, lasts."""
    p, value = now.p, innovation.value_now
    u, v = draw(EVALUATING, trust.id, innovation.id, now)
    lasting, _ = draw(LASTING, trust.id, innovation.id, now)
    result = outcomes.evaluate(value, project.quality, project.need, normal(u, v), p.outcomes)
    holds = outcomes.lasts(p.clarity.symptom_penalty, p.resource.mutual, trust.capability)
    return result > 0.0 and (project.symptom == 0 or lasting < holds)


def finish(trust: Trust, project: Project, now: Now) -> None:
    """End a pilot: the relief of a symptom project turns into a rebound."""
    trust.rebound += now.p.capacity.rebound * project.symptom
