"""The state of the month: a row for every agent, project and group of peers, each column said once.

A row is a record of an array in machine code, and the agent itself in Mesa. Columns named first are
given at birth; the others move. Signals, beliefs, shares and indices are from 0 to 1, money is in £m,
evidence is counted in events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

import numpy as np

from collabsim.composition import BARRIERS, OWN
from collabsim.parameters import described
from collabsim.randomness import uniforms
from collabsim.scenario.classes import InnovationClass


class Trust:
    """An NHS trust."""

    index: int  # its place among all; whatever trusts do to others is added up in this order
    id: int  # word from which its draws are made
    kind: int  # index of its type
    region: int  # index of its region
    ahsn: int  # index of its AHSN
    place: int  # index of the part of its AHSN that lies in its region
    income: float  # £m a year
    innovativeness: float  # keenness on anything new (logit)
    motivation: float  # intrinsic weight on innovation
    usual_slack: float  # usual share of capacity that is free
    usual_absorptive: float  # capacity to use others' knowledge that it comes back to (index)
    assets: float  # scientific and industrial assets of its place (index)
    disposition: float  # trust in industry before any evidence (index)
    stance: float  # of its board: -1 forbids, 0 is silent, 1 encourages
    tenure: float  # months its leader has been in post
    changed: float  # 1 in the month in which its leader changed, else 0
    permission: float  # signal of permission received (index)
    encouraged: float  # pull of what is said and of its board's stance (logit)
    nih: float  # not-invented-here (index)
    visibility: float  # share of others who see its projects
    deficit: float  # 1 if in deficit, else 0
    money: float  # £m left this year
    opening: float  # £m the year opened with
    savings: float  # £m saved this year
    routine: float  # £m spent this month on routine investment
    attention: float  # share of attention on innovation
    free: float  # share of that attention that slack lets through
    real: float  # real innovation effort (index)
    faked: float  # result reported without effort (index)
    gaming: float  # share of the reported result that is not real
    slack: float  # share of capacity free
    capability: float  # capability stock; 1 is today's
    rebound: float  # slack lost to symptom projects that have ended
    load: float  # slack taken by running pilots
    symptoms: float  # symptom projects among them
    pilots: float  # pilots running
    live: float  # projects under way
    clarity: float  # clarity of its problems (index)
    absorptive: float  # capacity to use others' knowledge (index)
    ease: float  # ease with industry (index)
    belief: float  # belief that industry values prevention (index)
    offers_for: float  # offers this month that belie the stereotype of industry
    offers_against: float  # offers this month that fit it
    tilt: float  # outreach it gets relative to the mean
    memory: float  # share of what its AHSN has seen that it remembers
    message: float  # what messages alone have done (events)
    own_good: float  # its own evidence for all companies together (events)
    own_bad: float  # and against them
    co_good: float  # all companies' evidence for it (events)
    co_bad: float  # and against it
    offers: int  # innovations on offer to it


class Region:
    """The leadership of an NHS region."""

    index: int
    id: int
    stance: float  # -1 dampens the signal, 0 passes it on half-heartedly, 1 in full
    tenure: float  # months in post
    received: float  # signal taken up from above (index)
    sent: float  # signal passed on to its trusts (index)


class Nation:
    """Ministers and national bodies."""

    signal: float  # strength of the announcement, fading until renewed (index)
    credibility: float  # how far it is believed (index)
    backing: float  # how far the scorecard or money stands behind it (index)
    worth: float  # what the signal is worth to those who hear it (index)
    weight: float  # weight of innovation on the scorecard, as trusts believe it (share)
    gaming: float  # mean share of the reported result that is not real, last month
    scandals: float  # severe breaches of companies this month
    blame: float  # what is left of scandals as evidence against the mean company (events)


class Company:
    """A life-sciences company."""

    index: int
    id: int
    sector: int  # index of the group of companies that share its scandals
    products: int  # innovations it owns
    size: float  # reach relative to the mean company
    effort: float  # its UK effort (index)
    uptake: float  # uptake of its products (per eligible trust-month)
    news: float  # starts and adoptions this month
    breach: float  # 1 in the month of its own scandal, else 0
    scandal: float  # what is left of scandals as evidence against it (events)


class AHSN:
    """An academic health science network (a Health Innovation Network since 2023)."""

    index: int
    id: int
    credibility: float  # as a broker (index)
    live: float  # projects its trusts have under way
    dose: float  # support it gives each project
    successes: float  # supported evaluations this month that succeeded
    failures: float  # and that failed
    seen_good: float  # what its trusts have seen for all companies together (events)
    seen_bad: float  # and against them


class Innovation:
    """An innovation that a company offers; its other columns are those of its class."""

    index: int
    id: int
    kind: int  # index of its class
    owner: int  # index of its company
    launch: int  # month of launch, from the start of the run
    piloted: int  # 1 if it needs approval, a pilot and an evaluation; 0 for a medicine
    value: float  # net value as designed (benefit index, can be negative)
    named: float  # 1 if described by hand, else 0
    scope: float  # its draw for a whole-person design
    launched: float  # 1 once it is on offer
    value_now: float  # net value as launched
    complexity_now: float  # complexity as launched: 1 simple to 3 complex
    push: float  # chance a month that its company makes a mean trust aware of it
    cash_felt: float  # cash it releases, as a budget holder feels it
    mandate_now: float  # strength of the mandate in force

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> float:
            """Return a column of its class, or how far it meets a barrier."""


class Project:
    """An innovation in an NHS trust, whatever has come of it so far."""

    eligible: int  # 1 if the trust could use it
    stage: int  # where it stands, see ``pipeline.Stage``
    timer: int  # months left in the stage; months in use once adopted; -1 when committed to
    direct: int  # 1 if it skips its own pilot
    symptom: int  # 1 if it treats a symptom rather than the cause
    rush: int  # 1 if it was started with year-end money
    ever: int  # 1 if it was ever adopted
    static: float  # intrinsic pull and fit (logit)
    keen: float  # fit with the trust alone (logit)
    impression: float  # error of the first impression (standard normal)
    need: float  # local need for it (index)
    plan: float  # how far off the plan is (standard normal)
    price: float  # what it would have cost when last considered (£m)
    quality: float  # of the purchase, less when rushed (share)
    use: float  # share of the eligible use now
    ceiling: float  # and in the end


class Bond:
    """Evidence between an NHS trust and a company, as it stood when last touched (events)."""

    good: float  # the trust's for the company
    bad: float  # and against it
    co_good: float  # the company's for the trust
    co_bad: float  # and against it
    last: int  # month last touched


class Sight:
    """What the trusts of an AHSN have seen of a company (events)."""

    good: float
    bad: float
    new_good: float  # this month
    new_bad: float


class Peers:
    """A group of trusts and an innovation, at the end of last month."""

    eligible: float  # trusts that could use it
    users: float  # share of them that use it
    seen: float  # share of them whose use or successful pilot can be seen
    use: float  # their mean intensity of use


DESIGN = tuple(described(InnovationClass))
"""Numeric columns of a class of innovation; each innovation carries its own values."""

EXPOSURE = tuple(f"exposure_{barrier}" for barrier in (*BARRIERS, OWN))
"""Columns of an innovation that say how far it meets each barrier, a user's own last."""

MORE: dict[type, tuple[str, ...]] = {Innovation: (*DESIGN, *EXPOSURE)}
"""Columns of floats that are named elsewhere."""


def layout(row: type) -> np.dtype[np.void]:
    """Return how a row of this kind lies in memory."""
    kinds = {int: np.int32 if row is Project else np.int64, float: np.float64}
    columns = [(name, kinds[kind]) for name, kind in get_type_hints(row).items()]
    more = [(name, np.float64) for name in MORE.get(row, ())]
    return np.dtype([*columns, *more], align=True)


class Now(NamedTuple):
    """Everything a month reads and writes: all rows, the parameters in force, and the date.

    To walk through rows (``for trust in now.trusts``) gives each its turn, in any order; what is
    added up goes by index, which is part of a result's last bits.
    """

    trusts: Any
    regions: Any
    companies: Any
    ahsns: Any
    innovations: Any
    nation: Any
    projects: Any  # trusts x innovations
    bonds: Any  # trusts x companies
    sights: Any  # AHSNs x companies
    supported: Any  # AHSNs x innovations: 1 if supported, else 0
    on_offer: Any  # trusts x innovations: indices of those on offer to a trust, in order
    near: Any  # AHSNs x innovations: peers
    alike: Any  # types x innovations: peers
    everywhere: Any  # innovations: peers
    sectors: Any  # this month's scandals of each sector
    gates: Any  # the gates of the attempt at hand, in the order of barriers
    shares: Any  # each barrier's share in stopping it
    queue: Any  # what a trust would start
    urgency: Any  # of each innovation: in which order it is taken
    places: Any  # what is counted: months x places x items
    classes: Any  # months x classes x items
    country: Any  # months x items
    ever: Any  # months x innovations: trusts that have ever adopted
    used: Any  # months x innovations: summed intensity of use
    named_use: Any  # months x trusts x innovations described by hand: intensity of use
    using: Any  # months x trusts: piloted innovations in use
    offered: Any  # months x trusts: piloted innovations on offer
    seed: int
    replicate: int
    p: Any  # the parameters in force, a group each
    month: int  # months since the start of the run
    season: int  # month of the financial year: 0 is April, 11 is March

    def __repr__(self) -> str:
        """Say which month it is, and not all that is in it."""
        return f"Now(month={self.month})"


def draw(decision: int, who: int, what: int, now: Now) -> tuple[float, float]:
    """Return two uniforms in (0, 1) for a decision of whoever has the id ``who`` about ``what``."""
    u, v = uniforms(now.seed, now.replicate, now.month, decision, who, what)
    return u, v


def draw_pair(decision: int, trust: Trust, innovation: Innovation, now: Now) -> tuple[float, float]:
    """Return the same for a trust and an innovation, for the two decisions made every month."""
    return draw(decision, trust.id, innovation.id, now)
