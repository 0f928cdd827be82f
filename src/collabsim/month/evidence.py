"""What NHS trusts and companies know of each other: evidence that fades (A22-A27, M7, M8)."""

from __future__ import annotations

from typing import NamedTuple

from collabsim.barriers import trust as trusting
from collabsim.month.state import Bond, Company, Now, Trust
from collabsim.month.tallies import show


class Event(NamedTuple):
    """Something that happened between an NHS trust and a company, as evidence (events).

    Attributes
    ----------
    good, bad : for the NHS trust, about the company.
    co_good, co_bad : for the company, about the NHS trust.
    shown : 0 if nobody else hears of it, else 1: others in the AHSN see it, as far as it is
        visible, at the weight it has for the two.
    """

    good: float
    bad: float
    co_good: float
    co_bad: float
    shown: float


def regard(trust: Trust, company: Company, now: Now) -> float:
    """Return the trust that an NHS trust has in a company."""
    p, bond = now.p.trust, now.bonds[trust.index, company.index]
    sight, ahsn = now.sights[trust.ahsn, company.index], now.ahsns[trust.ahsn]
    left = trusting.faded(1.0, float(now.month - bond.last), p)
    own_good = bond.good * left + trust.memory * sight.good
    own_bad = bond.bad * left + trust.memory * sight.bad
    all_good = trust.own_good + trust.memory * ahsn.seen_good
    all_bad = trust.own_bad + trust.memory * ahsn.seen_bad
    good = trusting.counted(own_good, all_good, p) + trust.message
    bad = trusting.counted(own_bad, all_bad, p) + trust.memory * company.scandal
    return trusting.belief(trust.disposition, p.prior, good, bad)


def standing(trust: Trust, company: Company, now: Now) -> float:
    """Return the trust that a company has in an NHS trust."""
    p, bond = now.p.trust, now.bonds[trust.index, company.index]
    left = trusting.faded(1.0, float(now.month - bond.last), p)
    good = trusting.counted(bond.co_good * left, trust.co_good, p)
    bad = trusting.counted(bond.co_bad * left, trust.co_bad, p)
    return trusting.belief(trusting.COMPANY_START, trusting.COMPANY_PRIOR, good, bad)


def note(trust: Trust, company: Company, event: Event, now: Now) -> None:
    """Let both sides remember an event, and others see it as far as it is visible."""
    if now.p.barriers.trust == 0.0:
        return
    bond = touch(now.bonds[trust.index, company.index], now)
    bond.good += event.good
    bond.bad += event.bad
    bond.co_good += event.co_good
    bond.co_bad += event.co_bad
    trust.own_good += event.good
    trust.own_bad += event.bad
    trust.co_good += event.co_good
    trust.co_bad += event.co_bad
    seen = event.shown * trust.visibility
    show(trust, company, event.good * seen, event.bad * seen, now)


def touch(bond: Bond, now: Now) -> Bond:
    """Bring the evidence between a trust and a company up to this month."""
    left = trusting.faded(1.0, float(now.month - bond.last), now.p.trust)
    bond.good *= left
    bond.bad *= left
    bond.co_good *= left
    bond.co_bad *= left
    bond.last = now.month
    return bond
