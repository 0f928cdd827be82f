"""What happens in a run, everywhere: typed events, read off the state at the end of each month."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from collabsim.pipeline import ARROWS, Stage

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel

KINDS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "scandal": (0, "a scandal breaks at {company}"),
        "regional_leader": (0, "the regional leadership of {place} changes"),
        "leader": (0, "{trust} has a new chief executive"),
        "board_forbids": (0, "the board of {trust} forbids dealings with industry"),
        "board_silent": (0, "the board of {trust} is silent on dealings with industry"),
        "board_encourages": (0, "the board of {trust} encourages dealings with industry"),
        "deficit": (1, "{trust} starts the year in deficit"),
        "balance": (1, "{trust} starts the year out of deficit"),
        "launched": (2, "{company} launches {innovation}"),
        "supported": (2, "{place} takes on {innovation}"),
        "unsupported": (2, "{place} no longer supports {innovation}"),
        "heard": (3, "{trust} hears of {innovation}"),
        "started": (3, "{trust} wants {innovation} and sends it to approval"),
        "approved": (4, "{trust} approves a pilot of {innovation}"),
        "refused": (4, "governance at {trust} refuses {innovation}"),
        "pilot_ended": (4, "the pilot of {innovation} at {trust} ends and is evaluated"),
        "collapsed": (4, "the pilot of {innovation} at {trust} collapses"),
        "succeeded": (4, "the pilot of {innovation} at {trust} succeeds"),
        "failed": (4, "the evaluation of {innovation} at {trust} fails"),
        "adopted": (4, "{trust} takes {innovation} into use"),
        "abandoned": (4, "{trust} gives {innovation} up"),
        "reopened": (4, "{trust} may look at {innovation} again"),
    }
)
"""Kinds of event: the phase of the month they happen in, and how they are told."""

STEPS: Mapping[tuple[Stage, Stage], str] = MappingProxyType(
    {
        (Stage.UNAWARE, Stage.AWARE): "heard",
        (Stage.AWARE, Stage.APPROVAL): "started",
        (Stage.APPROVAL, Stage.PILOT): "approved",
        (Stage.APPROVAL, Stage.ADOPTED): "adopted",
        (Stage.APPROVAL, Stage.DECLINED): "refused",
        (Stage.PILOT, Stage.EVALUATION): "pilot_ended",
        (Stage.PILOT, Stage.DECLINED): "collapsed",
        (Stage.EVALUATION, Stage.EVALUATED): "succeeded",
        (Stage.EVALUATION, Stage.DECLINED): "failed",
        (Stage.EVALUATED, Stage.ADOPTED): "adopted",
        (Stage.ADOPTED, Stage.ABANDONED): "abandoned",
        (Stage.DECLINED, Stage.AWARE): "reopened",
        (Stage.ABANDONED, Stage.AWARE): "reopened",
    }
)
"""What each arrow of the pipeline is called as an event."""

BOARDS = {-1.0: "board_forbids", 0.0: "board_silent", 1.0: "board_encourages"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a month; names that play no part in it are empty.

    Attributes
    ----------
    month : months from today; negative before it.
    kind : one of ``KINDS``.
    trust, innovation, company : codes; of an innovation also its company's.
    place : the AHSN of the trust, the AHSN itself, or a region.
    """

    month: int
    kind: str
    trust: str = ""
    innovation: str = ""
    company: str = ""
    place: str = ""

    def __str__(self) -> str:
        names = {key: getattr(self, key) for key in ("trust", "innovation", "company", "place")}
        return KINDS[self.kind][1].format(**names)

    @property
    def order(self) -> tuple[int, int]:
        """When it happened: by month, and by the month's phases."""
        return self.month, KINDS[self.kind][0]


@cache
def steps(before: int, after: int) -> tuple[str, ...]:
    """Return what happened between two stages within a month, by the shortest way."""
    ways: deque[tuple[Stage, tuple[str, ...]]] = deque([(Stage(before), ())])
    while ways:
        stage, told = ways.popleft()
        if stage == after:
            return told
        ways += [(to, (*told, STEPS[stage, to])) for to in ARROWS[stage]]
    raise AssertionError((before, after))


class Watcher:
    """Compares the state of a model with that of the month before, and yields what has happened."""

    def __init__(self, model: CollaborationModel) -> None:
        self.model = model
        self.before = self._state()

    def happened(self) -> Iterator[Event]:
        """Yield the events of the month that was run, phase by phase."""
        before, self.before = self.before, self._state()
        found = [*self._leaders(before), *self._offers(before), *self._projects(before)]
        yield from sorted(found, key=lambda event: event.order)

    @property
    def month(self) -> int:
        """The month that was run, from today."""
        return int(self.model.now.month - self.model.setting.months_before)

    def _state(self) -> dict[str, Any]:
        model, now = self.model, self.model.now
        return {
            "stages": [project.stage for project in now.projects.cells],
            "supported": list(now.supported.cells),
            "launched": [each.launched for each in model.innovations],
            "boards": [each.stance for each in model.trusts],
            "deficits": [each.deficit for each in model.trusts],
            "tenures": [each.tenure for each in model.regions],
        }

    def _leaders(self, before: dict[str, Any]) -> Iterator[Event]:
        """Yield what became of companies, regions, boards and books."""
        model, month = self.model, self.month
        for company in model.companies:
            if company.breach > 0.0:
                yield Event(month, "scandal", company=company.code)
        for region, tenure in zip(model.regions, before["tenures"], strict=True):
            if region.tenure < tenure:
                yield Event(month, "regional_leader", place=region.code)
        for n, trust in enumerate(model.trusts):
            where = {"trust": trust.code, "place": trust.organisation.ahsn}
            if trust.changed > 0.0:
                yield Event(month, "leader", **where)
            if trust.stance != before["boards"][n]:
                yield Event(month, BOARDS[trust.stance], **where)
            if trust.deficit != before["deficits"][n]:
                yield Event(month, "deficit" if trust.deficit > 0.0 else "balance", **where)

    def _offers(self, before: dict[str, Any]) -> Iterator[Event]:
        """Yield what was launched, and what AHSNs took on or dropped."""
        model, month = self.model, self.month
        for innovation, launched in zip(model.innovations, before["launched"], strict=True):
            if innovation.launched != launched:
                yield Event(month, "launched", **self._what(innovation.index))
        changes = zip(before["supported"], self.before["supported"], strict=True)
        for cell, (was, now) in enumerate(changes):
            if was != now:
                a, k = divmod(cell, len(model.innovations))
                kind = "supported" if now > 0.0 else "unsupported"
                yield Event(month, kind, **self._what(k), place=model.ahsns[a].code)

    def _projects(self, before: dict[str, Any]) -> Iterator[Event]:
        """Yield every step of every innovation in every trust."""
        model, month = self.model, self.month
        changes = zip(before["stages"], self.before["stages"], strict=True)
        for cell, (was, now) in enumerate(changes):
            if was != now:
                i, k = divmod(cell, len(model.innovations))
                trust = model.trusts[i]
                where = {"trust": trust.code, "place": trust.organisation.ahsn, **self._what(k)}
                yield from (Event(month, kind, **where) for kind in steps(was, now))

    def _what(self, k: int) -> dict[str, str]:
        innovation = self.model.innovations[k]
        return {
            "innovation": innovation.code,
            "company": self.model.companies[innovation.owner].code,
        }
