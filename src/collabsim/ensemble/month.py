"""The seven phases in their order: one month, and a whole run of months."""

from __future__ import annotations

from typing import Any

from collabsim.ensemble.begin import begin
from collabsim.ensemble.decide import decide
from collabsim.ensemble.deliver import deliver
from collabsim.ensemble.fund import fund
from collabsim.ensemble.lead import lead
from collabsim.ensemble.learn import learn
from collabsim.ensemble.measure import measure
from collabsim.ensemble.offer import offer

HALVES = (
    (decide, learn, measure),
    (begin, lead, fund, offer, deliver),
)
"""The phases in two halves that take about as long to compile."""


def run_months(s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Run every month of one replicate."""
    begin(s, z, q)
    for t in range(z.months):
        lead(t, s, z, q, seed, rep)
        fund(t, s, z, q, seed, rep)
        offer(t, s, z, q, seed, rep)
        decide(t, s, z, q, seed, rep)
        deliver(t, s, z, q, seed, rep)
        learn(t, s, z, q)
        measure(t, s, z, q)
