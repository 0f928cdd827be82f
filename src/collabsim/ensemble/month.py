"""The seven phases in their order: one month, and a whole run of months."""

from __future__ import annotations

from typing import Any

from collabsim.ensemble import after, before
from collabsim.ensemble import decide as deciding


def run_months(s: Any, z: Any, q: Any, seed: int, rep: int) -> None:
    """Run every month of one replicate."""
    before.begin(s, z, q)
    for t in range(z.months):
        before.lead(t, s, z, q, seed, rep)
        before.fund(t, s, z, q, seed, rep)
        before.offer(t, s, z, q, seed, rep)
        deciding.decide(t, s, z, q, seed, rep)
        after.deliver(t, s, z, q, seed, rep)
        after.learn(t, s, z, q)
        after.measure(t, s, z, q)
