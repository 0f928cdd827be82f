"""What an NHS trust and companies know of each other: evidence that fades (A22-A27, M7, M8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from collabsim.barriers.trust import Trust

if TYPE_CHECKING:
    from collabsim.agents.ahsn import AHSN
    from collabsim.agents.company import Company
    from collabsim.rules import Rules


@dataclass(slots=True)
class Bond:
    """Evidence between one NHS trust and one company (events), as it stood when last touched.

    Attributes
    ----------
    good, bad : the NHS trust's evidence about the company.
    co_good, co_bad : the company's evidence about the NHS trust.
    last : month last touched.
    """

    good: float = 0.0
    bad: float = 0.0
    co_good: float = 0.0
    co_bad: float = 0.0
    last: int = 0

    def faded(self, left: float, month: int) -> Bond:
        """Return the evidence as it stands in a month, when a share of it is left."""
        return Bond(
            self.good * left, self.bad * left, self.co_good * left, self.co_bad * left, month
        )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened between an NHS trust and a company, as evidence (events).

    Attributes
    ----------
    good, bad : for the NHS trust, about the company.
    co_good, co_bad : for the company, about the NHS trust.
    private : whether nobody else hears of it; all else others in the AHSN see, as far as it is
        visible, at the weight it has for the two.
    """

    good: float = 0.0
    bad: float = 0.0
    co_good: float = 0.0
    co_bad: float = 0.0
    private: bool = False


@dataclass(slots=True)
class Evidence:
    """The evidence an NHS trust holds about companies, and they about it.

    Attributes
    ----------
    ahsn : whose trusts share what they see.
    disposition : trust in industry before any evidence (index).
    rules : in force.
    bonds : evidence by company (index), where there is any.
    own_good, own_bad : evidence about all companies together (events).
    co_good, co_bad : all companies' evidence about the NHS trust.
    memory : share of what the AHSN has seen that this trust remembers.
    message : what messages alone have done (events).
    """

    ahsn: AHSN
    disposition: float
    rules: Rules
    bonds: dict[int, Bond] = field(default_factory=dict)
    own_good: float = 0.0
    own_bad: float = 0.0
    co_good: float = 0.0
    co_bad: float = 0.0
    memory: float = 1.0
    message: float = 0.0

    def fade(self, p: Trust) -> None:
        """Let a month pass; a new leader slowly learns what others know."""
        self.own_good *= p.memory
        self.own_bad *= p.memory
        self.co_good *= p.memory
        self.co_bad *= p.memory
        self.message *= p.memory
        self.memory = self.rules.trust.remembered(self.memory, p)

    def leave(self, p: Trust) -> None:
        """Let evidence leave with a leader; companies forget half as much."""
        rules = self.rules
        kept, half = rules.trust.kept(p), rules.trust.company_kept(p)
        self.memory *= kept
        self.own_good *= kept
        self.own_bad *= kept
        self.co_good *= half
        self.co_bad *= half
        for bond in self.bonds.values():
            bond.good *= kept
            bond.bad *= kept
            bond.co_good *= half
            bond.co_bad *= half

    def bond(self, company: int, month: int, p: Trust) -> Bond:
        """Return the evidence with one company (index) as it stands in a month."""
        bond = self.bonds.get(company, Bond())
        return bond.faded(self.rules.trust.faded(1.0, float(month - bond.last), p), month)

    def add(self, company: int, event: Event, month: int, p: Trust) -> None:
        """Write an event into both sides' evidence."""
        bond = self.bond(company, month, p)
        bond.good += event.good
        bond.bad += event.bad
        bond.co_good += event.co_good
        bond.co_bad += event.co_bad
        self.bonds[company] = bond
        self.own_good += event.good
        self.own_bad += event.bad
        self.co_good += event.co_good
        self.co_bad += event.co_bad

    def regard(self, company: Company, month: int, p: Trust) -> float:
        """Return the trust that the NHS trust has in a company."""
        rules = self.rules
        j, bond = company.index, self.bond(company.index, month, p)
        own_good = bond.good + self.memory * self.ahsn.good[j]
        own_bad = bond.bad + self.memory * self.ahsn.bad[j]
        good = rules.trust.counted(own_good, self.all_good, p) + self.message
        bad = rules.trust.counted(own_bad, self.all_bad, p) + self.memory * company.scandal
        return rules.trust.belief(self.disposition, p.prior, good, bad)

    def standing(self, company: Company, month: int, p: Trust) -> float:
        """Return the trust that a company has in the NHS trust."""
        rules = self.rules
        bond = self.bond(company.index, month, p)
        good = rules.trust.counted(bond.co_good, self.co_good, p)
        bad = rules.trust.counted(bond.co_bad, self.co_bad, p)
        return rules.trust.belief(rules.trust.COMPANY_START, rules.trust.COMPANY_PRIOR, good, bad)

    @property
    def all_good(self) -> float:
        """Good evidence about all companies: one's own and what is remembered of the AHSN's."""
        return self.own_good + self.memory * self.ahsn.all_good

    @property
    def all_bad(self) -> float:
        """Bad evidence about all companies, likewise."""
        return self.own_bad + self.memory * self.ahsn.all_bad
