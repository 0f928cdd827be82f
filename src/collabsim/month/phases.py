"""The seven phases of a month in their order."""

from __future__ import annotations

from collabsim.month.decide import decide
from collabsim.month.deliver import deliver
from collabsim.month.fund import fund
from collabsim.month.lead import lead
from collabsim.month.learn import learn
from collabsim.month.measure import measure
from collabsim.month.offer import offer
from collabsim.month.state import Now

PHASES = (lead, fund, offer, decide, deliver, learn, measure)


def run_month(now: Now) -> None:
    """Run one month."""
    lead(now)
    fund(now)
    offer(now)
    decide(now)
    deliver(now)
    learn(now)
    measure(now)
