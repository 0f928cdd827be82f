"""Start: a trust begins what it wants, in an order drawn by lot, while room and money last."""

from __future__ import annotations

from collabsim.barriers import budget, leadership
from collabsim.month.evidence import regard
from collabsim.month.state import Innovation, Now, Project, Trust, draw
from collabsim.month.tallies import CLASS_STARTS, SPENT, STARTS, count, count_class
from collabsim.numerics import normal
from collabsim.pipeline import APPROVAL, EVALUATED
from collabsim.randomness import Decision

START, APPROVAL_TIME = int(Decision.START), int(Decision.APPROVAL)


def start(trust: Trust, wanted: int, now: Now) -> None:
    """Start what is wanted (``now.queue``), most urgent first, while room and money last."""
    in_order(wanted, now)
    room = now.p.capacity.starts
    for n in range(wanted):
        innovation = now.innovations[now.queue[n]]
        project = now.projects[trust.index, innovation.index]
        if now.p.barriers.capacity > 0.0 and innovation.slots > room:
            continue
        if now.p.barriers.budget > 0.0:
            if project.price > trust.money and must_pay(trust, innovation, now):
                continue
            pay(trust, project, now)
        room -= innovation.slots
        begin_project(trust, project, innovation, now)


def in_order(wanted: int, now: Now) -> None:
    """Sort what is wanted by the lot it drew."""
    for n in range(1, wanted):
        k, m = now.queue[n], n
        while m > 0 and now.urgency[now.queue[m - 1]] > now.urgency[k]:
            now.queue[m] = now.queue[m - 1]
            m -= 1
        now.queue[m] = k


def must_pay(trust: Trust, innovation: Innovation, now: Now) -> bool:
    """Return whether a trust that cannot pay for an innovation in full has to pass it over."""
    p = now.p
    uncovered = budget.uncovered(innovation.mandate_now, innovation.mandate, p.budget)
    return p.hazard.gates * innovation.exposure_budget * uncovered > 0.5


def pay(trust: Trust, project: Project, now: Now) -> None:
    """Pay the price, or what there is."""
    price = min(project.price, trust.money)
    trust.money -= price
    count(trust, SPENT, price, now)


def begin_project(trust: Trust, project: Project, innovation: Innovation, now: Now) -> None:
    """Send a project to approval, or commit to a successful pilot."""
    if project.stage == EVALUATED:
        project.timer = -1
        return
    p, company = now.p, now.companies[innovation.owner]
    _, cause = draw(START, trust.id, innovation.id, now)
    project.symptom = 1 if innovation.piloted == 1 and cause < p.clarity.symptom else 0
    project.quality = budget.rushed_quality(project.rush == 1, p.budget)
    u, v = draw(APPROVAL_TIME, trust.id, innovation.id, now)
    unsettled = leadership.unsettled(trust.tenure, p.leadership)
    project.timer = leadership.approval_months(
        innovation.approval, regard(trust, company, now), unsettled, normal(u, v), p.leadership
    )
    project.stage = APPROVAL
    company.news += 1.0
    if innovation.piloted == 1:
        count(trust, STARTS, 1.0, now)
        count_class(trust, innovation, CLASS_STARTS, 1.0, now)
