"""One run, watched: what became of one innovation in one NHS trust, and all that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pandas import DataFrame

from collabsim.pipeline import Stage
from collabsim.plain import Held
from collabsim.record import Record
from collabsim.scenario.dates import month_name
from collabsim.tracing.events import Event, Watcher
from collabsim.tracing.witness import Witness

if TYPE_CHECKING:  # Mesa is slow to import
    from collabsim.model import CollaborationModel


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a trace is about, and where: codes, the words for them, and the month of launch from today."""

    nhs_trust: str
    type: str
    region: str
    ahsn: str
    innovation: str
    kind: str
    label: str
    company: str
    launch: int
    eligible: bool


@dataclass(frozen=True, eq=False, repr=False)
class Trace(Held):
    """One run as it was watched.

    Attributes
    ----------
    today : the month that is month 0, such as ``2026-04``.
    subject : the NHS trust and the innovation.
    months : a row a month: date, stage at its start and end, ``outcome``, the draw and the chance it was
        held to before and after barriers, ``gate_<barrier>`` (1 open, 0 shut), ``stopped_<barrier>``
        (share of what the barriers took), ``pull_<what>`` (logit), other risks, state of the trust.
        Not a number where nothing was decided.
    events : everything that happened in the run, in its order.
    record : the run's counts, the same to the bit as without a witness, with scenario, replicate and seed.
    """

    today: str
    subject: Subject
    months: DataFrame
    events: tuple[Event, ...]
    record: Record

    def __repr__(self) -> str:
        """Say in a line what was watched."""
        about, run = f"{self.subject.innovation} at {self.subject.nhs_trust}", self.record
        return f"Trace({about}; {run.scenario!r}, replicate {run.replicate}, seed {run.seed})"

    @property
    def own_events(self) -> tuple[Event, ...]:
        """What happened to the innovation in the NHS trust, and to its launch and support."""
        return tuple(filter(self._is_own, self.events))

    def when(self, month: float) -> str:
        """Return a month from today in words, such as ``April 2028``."""
        return month_name(int(month), self.today)

    def _is_own(self, event: Event) -> bool:
        about = self.subject
        if event.trust:
            own = event.innovation in ("", about.innovation)
            return own and event.trust == about.nhs_trust
        return event.innovation == about.innovation and event.place in ("", about.ahsn)


def watch(model: CollaborationModel, witness: Witness) -> Trace:
    """Run a model made of what ``witness.watched`` returns, and return what was seen."""
    project = model.now.projects[witness.trust, witness.innovation]
    watcher, events, rows = Watcher(model), list[Event](), []
    while model.running:
        before = Stage(project.stage)
        model.step()
        rows.append(witness.month(model, before))
        events += watcher.happened()
    return Trace(
        today=model.setting.today,
        subject=subject(model, witness),
        months=DataFrame(rows),
        events=tuple(events),
        record=model.record,
    )


def subject(model: CollaborationModel, witness: Witness) -> Subject:
    """Return whom a witness watches."""
    trust, innovation = model.trusts[witness.trust], model.innovations[witness.innovation]
    kind, own = model.setting.classes[innovation.kind], trust.organisation
    return Subject(
        nhs_trust=trust.code,
        type=own.type,
        region=own.region,
        ahsn=own.ahsn,
        innovation=innovation.code,
        kind=kind.name,
        label=kind.label,
        company=model.companies[innovation.owner].code,
        launch=int(innovation.launch - model.setting.months_before),
        eligible=bool(model.now.projects[witness.trust, witness.innovation].eligible),
    )
