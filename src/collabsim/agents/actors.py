"""Companies, AHSNs and leadership as Mesa agents."""

from __future__ import annotations

from collabsim import month
from collabsim.agents.actor import Actor, act
from collabsim.month import state


class Company(Actor, state.Company):
    """A life-sciences company: its UK effort, outreach, scandals and learning (A12, A13, A25, M22)."""

    def about(self) -> tuple[str, ...]:
        """Return how much it offers."""
        return (f"{self.products} innovations",)

    lead = act(month.lead.risk_scandal)
    suffer = act(month.lead.suffer)
    push = act(month.offer.push)
    launch = act(month.offer.launch)
    learn = act(month.learn.learn_company)


class AHSN(Actor, state.AHSN):
    """An AHSN: it supports some innovations and carries news between its trusts (B21, B22, M20)."""

    offer = act(month.offer.offer_ahsn)
    choose = act(month.offer.choose)
    judge = act(month.offer.judge)
    support = act(month.offer.support)
    learn = act(month.learn.learn_ahsn)


class Leadership(Actor):
    """Those above the boards of NHS trusts: one national, one in each region (A35-A40, M12).

    A trust's own board is its local leadership; its stance and tenure are the trust's.
    """


class NationalLeadership(Leadership, state.Nation):
    """Ministers and national bodies."""

    lead = act(month.lead.lead_nation)


class RegionalLeadership(Leadership, state.Region):
    """The leader of an NHS region."""

    lead = act(month.lead.lead_region)
