"""The same run twice, with one thing changed: the first event that differs, and what led from there.

Both meet the same draws, so whatever differs comes of the change. An event *fed* another if the model
has a way from the one to the other: use that peers see, evidence about a company, a company's effort,
what a trust has under way. That it fed it does not say that it alone decided it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from collabsim.levers import Move
from collabsim.plain import Held
from collabsim.tracing.events import Event
from collabsim.tracing.trace import Trace

LONGEST = 6
"""Links of a chain that are told at most."""

SEEN = ("adopted", "succeeded", "abandoned")
NOTED = ("started", "adopted", "succeeded", "failed", "collapsed", "refused")
WORK = ("started", "approved", "pilot_ended", "collapsed", "failed", "succeeded", "adopted")

Feeds = Callable[[Event, Event], bool]

WAYS: Mapping[str, Feeds] = MappingProxyType(
    {
        "the same innovation at the same NHS trust": lambda to, by: (
            by.trust == to.trust and by.innovation == to.innovation
        ),
        "use of the same innovation nearby, which peers see": lambda to, by: (
            by.innovation == to.innovation and by.place == to.place and by.kind in SEEN
        ),
        "support of the innovation by the trust's AHSN": lambda to, by: (
            by.innovation == to.innovation and by.place == to.place and not by.trust
        ),
        "evidence about the same company in the same AHSN": lambda to, by: (
            by.company == to.company and by.place == to.place and by.kind in NOTED
        ),
        "other work at the same NHS trust, which takes room, money and attention": lambda to, by: (
            by.trust == to.trust and by.kind in WORK
        ),
        "the leadership of the same NHS trust": lambda to, by: (
            by.trust == to.trust and not by.innovation
        ),
        "use of the same innovation elsewhere": lambda to, by: (
            by.innovation == to.innovation and by.kind in SEEN
        ),
        "uptake of the same company's products, which moves its effort": lambda to, by: (
            by.company == to.company and by.kind in ("started", "adopted")
        ),
    }
)
"""By which an event may have fed a later one at an NHS trust, the closest first."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event that happened in one of the two runs alone, and how it fed the next of a chain.

    Attributes
    ----------
    changed : whether it happened in the changed run, else in the run as it was.
    way : one of ``WAYS``; empty at the end of a chain.
    """

    event: Event
    changed: bool
    way: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Held):
    """What one change did.

    Attributes
    ----------
    says : the change, such as "without permission".
    moves : the parameters that the lever moves.
    other : the changed run.
    first : the events of the first month and phase in which any differ, anywhere.
    chain : from an event that only the change led to, to the first that differs in the pair; empty
        if nothing of the pair differs.
    counts : events that happened in one of the two alone, by kind: (as it was, changed).
    """

    says: str
    moves: tuple[Move, ...]
    other: Trace
    first: tuple[Link, ...]
    chain: tuple[Link, ...]
    counts: Mapping[str, tuple[int, int]]


def difference(base: Trace, other: Trace, says: str, moves: Sequence[Move]) -> Difference:
    """Return how a changed run differs from the run as it was."""
    links = sorted(_alone(base.events, other.events), key=lambda link: link.event.order)
    first = [link for link in links if link.event.order == links[0].event.order]
    about = base.subject
    own = [
        link
        for link in links
        if link.event.trust == about.nhs_trust and link.event.innovation == about.innovation
    ]
    counts = {
        kind: (_count(links, kind, changed=False), _count(links, kind, changed=True))
        for kind in dict.fromkeys(link.event.kind for link in links)
    }
    chain = tuple(_chain(own[0], links)) if own else ()
    return Difference(says, tuple(moves), other, tuple(first), chain, counts)


def _count(links: Iterable[Link], kind: str, *, changed: bool) -> int:
    return sum(link.event.kind == kind and link.changed == changed for link in links)


def _alone(before: Iterable[Event], after: Iterable[Event]) -> Iterator[Link]:
    """Yield the events that only one of two runs has."""
    old, new = Counter(before), Counter(after)
    for changed, events in ((False, old - new), (True, new - old)):
        yield from (Link(event, changed) for event in events)


def _chain(end: Link, links: Sequence[Link]) -> list[Link]:
    """Return what led to an event, the earliest first: each is the first that fed the next."""
    chain = [end]
    while len(chain) < LONGEST:
        fed = _fed(chain[0], links)
        if fed is None:
            break
        chain.insert(0, fed)
    return chain


def _fed(link: Link, links: Sequence[Link]) -> Link | None:
    """Return the first earlier event that fed one at an NHS trust, by the closest way there is."""
    if not link.event.trust:
        return None
    earlier = [each for each in links if each.event.order < link.event.order]
    for way, feeds in WAYS.items():
        for each in earlier:
            if feeds(link.event, each.event):
                return replace(each, way=way)
    return None
