"""A trace told as a story: quiet months together, each month in which something was decided by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from pandas import DataFrame

from collabsim.metrics import BARRIER_LABELS
from collabsim.tracing.trace import Trace

SHOWN = 3
"""Barriers that are named of those that stopped an attempt."""

QUIET = {
    "not_offered": "It is not on offer.",
    "not_eligible": "It could never be used here: it is not for this trust.",
    "not_heard": "{trust} does not hear of it{hearing}.",
    "not_wanted": "{trust} knows of it and does not take it up{wish}.",
    "not_adopted": "{trust} has piloted it with success and does not take it into use{wish}.",
}
"""What is told of months in which nothing came of it, by their outcome."""

WAITING = {
    "approval": "It waits for approval.",
    "pilot": "The pilot runs{risk}.",
    "evaluation": "The pilot is evaluated.",
    "evaluated": "Its pilot succeeded; nothing is decided.",
    "adopted": "It is in use.",
    "declined": "It is set aside for a while.",
    "abandoned": "It was given up, and is set aside.",
}
"""What is told of months in a stage in which nothing is decided by the trust."""


def describe_run(trace: Trace) -> str:
    """Return what became of the innovation in the NHS trust, month by month."""
    about = trace.subject
    head = f"{about.innovation} at {about.nhs_trust}"
    who = f"{about.innovation}: {about.label.lower()} of company {about.company}. "
    where = f"{about.nhs_trust}: {about.type.replace('_', ' ')}, region {about.region}, AHSN {about.ahsn}. "
    run = trace.record
    which = f"{run.scenario}, replicate {run.replicate}, seed {run.seed}."
    return "\n".join([head, f"  {who}{where}{which}", "", *_lines(trace)])


def _lines(trace: Trace) -> Iterator[str]:
    rows = trace.months.to_dict("records")
    since = trace.subject.launch if trace.subject.eligible else math.inf
    mine = (event for event in trace.own_events if event.month >= since or event.innovation)
    happened = {month: list(events) for month, events in groupby(mine, lambda e: e.month)}
    quiet: list[dict[str, Any]] = []
    for row in rows:
        events = happened.get(row["month"], [])
        if quiet and (events or _kind(row) != _kind(quiet[-1])):
            yield _quiet(quiet, trace)
            quiet = []
        for event in events:
            yield f"{trace.when(event.month)}  {_upper(str(event))}{_how(event.kind, row)}."
        if row["outcome"] in LOUD:
            yield f"{trace.when(row['month'])}  {LOUD[row['outcome']](row, trace)}"
        elif not any(event.innovation for event in events):
            quiet.append(row)
    if quiet:
        yield _quiet(quiet, trace)


def _kind(row: dict[str, Any]) -> str:
    """Return which line of ``QUIET`` or ``WAITING`` is for a month."""
    piloted = row["outcome"] == "not_wanted" and row["stage"] == "evaluated"
    return "not_adopted" if piloted else row["outcome"] or row["stage"]


def _quiet(rows: list[dict[str, Any]], trace: Trace) -> str:
    """Return a line on months in which nothing happened."""
    text = (QUIET | WAITING)[_kind(rows[0])]
    said = text.format(
        trust=trace.subject.nhs_trust,
        hearing=_range(rows, "hearing_chance", " (chance {} a month)"),
        wish=_range(rows, "before_barriers", " (chance {} a month before any barrier)"),
        risk=_range(rows, "risk_chance", " (its chance of collapsing: {} a month)"),
    )
    first, last = (trace.when(rows[n]["month"]) for n in (0, -1))
    return f"{first}{f' to {last}' if last != first else ''}  {said}"


def _range(rows: Iterable[dict[str, Any]], column: str, text: str) -> str:
    """Return from where to where a chance goes over some months; nothing where there is none."""
    known = [row[column] for row in rows if not math.isnan(row[column])]
    if not known:
        return ""
    low, high = per_cent(min(known)), per_cent(max(known))
    return text.format(low if low == high else f"{low} to {high}")


def per_cent(share: float) -> str:
    """Return a chance in per cent, with two digits that count."""
    return f"{100.0 * share:.2g} %"


def _how(kind: str, row: dict[str, Any]) -> str:
    """Return the draw that an event rests on, and the chance that it was held to."""
    if kind == "heard":
        return _drawn(row["hearing_drawn"], row["hearing_chance"])
    if kind in ("started", "adopted") and row["outcome"] == "begun":
        return f"{_drawn(row['drawn'], row['chance'])}: {_open(row)}"
    if kind in ("collapsed", "abandoned"):
        return _drawn(row["risk_drawn"], row["risk_chance"])
    return ""


def _drawn(drawn: float, chance: float) -> str:
    held = f"chance {per_cent(chance)}, " if not math.isnan(chance) else ""
    return f" ({held}drawn {per_cent(drawn)})"


def _open(row: dict[str, Any]) -> str:
    before = per_cent(row["before_barriers"])
    return f"before barriers the chance was {before}; {_least(row)}"


def _least(row: dict[str, Any]) -> str:
    """Name the gates that were least open."""
    gates = sorted((value, name) for name, value in named(row, "gate_").items())
    said = (f"{BARRIER_LABELS.get(name, name)} {value:.2f}" for value, name in gates[:SHOWN])
    return f"least open (1: nothing in the way): {', '.join(said)}"


def named(row: dict[str, Any], start: str) -> dict[str, float]:
    """Return the columns of a row whose names begin so, by what follows."""
    return {key.removeprefix(start): value for key, value in row.items() if key.startswith(start)}


def _stopped(row: dict[str, Any], trace: Trace) -> str:
    """Return what stopped an attempt."""
    return (
        f"{trace.subject.nhs_trust} wants it, and barriers stop it: the chance of {per_cent(row['before_barriers'])}"
        f" falls to {per_cent(row['chance'])}, and {per_cent(row['drawn'])} is drawn."
        f" Of what barriers took: {_most(row)}; {_least(row)}."
    )


def _most(row: dict[str, Any]) -> str:
    """Name the barriers that took most."""
    shares = sorted(named(row, "stopped_").items(), key=lambda each: -each[1])
    said = (f"{BARRIER_LABELS.get(name, name)} {100.0 * value:.0f} %" for name, value in shares)
    return ", ".join(islice(said, SHOWN))


def _no_room(row: dict[str, Any], trace: Trace) -> str:
    return (
        f"{trace.subject.nhs_trust} would start it{_drawn(row['drawn'], row['chance'])}, and has no room"
        " for another start this month."
    )


def _no_money(row: dict[str, Any], trace: Trace) -> str:
    return (
        f"{trace.subject.nhs_trust} would start it{_drawn(row['drawn'], row['chance'])}, and cannot pay:"
        f" £{row['price']:.2f}m asked, £{row['money_left']:.2f}m left this year."
    )


LOUD = {"stopped": _stopped, "no_room": _no_room, "no_money": _no_money}
"""Outcomes of a month that are told each by itself."""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


PULLS = {
    "static": "its own pull and fit with this trust",
    "value": "the value felt",
    "evidence": "evidence from elsewhere",
    "peers": "use by peers",
    "encouragement": "encouragement",
    "mandate": "a mandate",
    "copying": "reward for copying",
    "match": "local need",
    "support": "the AHSN's support",
    "boards": "board ties",
    "rush": "money that would lapse",
    "nudges": "targets, comparative data and place",
    "proof": "its own successful pilot",
}
"""What an appeal is the sum of, in words."""


def summary(trace: Trace) -> str:
    """Return how often it was wanted, what stopped it, and what the trust makes of it."""
    return f"{_attempts(trace.months, trace.subject.nhs_trust)}{_wish(trace)}"


def _wish(trace: Trace) -> str:
    """Return what the appeal was made of when the trust last could decide."""
    months = trace.months
    if months["appeal"].isna().all():
        return ""
    row = months[months["appeal"].notna()].iloc[-1].to_dict()
    pulls = sorted(named(row, "pull_").items(), key=lambda each: -abs(each[1]))
    said = [f"{PULLS.get(name, name)} {value:+.1f}" for name, value in pulls if abs(value) >= 0.05]
    made = f", made of {', '.join(said)}" if said else ""
    return (
        f"\nWhen it last could decide ({trace.when(row['month'])}) its appeal was {row['appeal']:+.1f}{made}"
        " (logit; at 0 half of the ceiling)."
    )


def _attempts(months: DataFrame, trust: str) -> str:
    """Return in a sentence how often it was looked at, and what stopped it."""
    rows = months[months["outcome"] == "stopped"]
    if not len(rows):
        return f"{trust} never wanted it in a month in which barriers then stopped it."
    most = _most(dict(rows.filter(like="stopped_").mean()))
    times = "once" if len(rows) == 1 else f"{len(rows)} times"
    return f"{trust} wanted it and was stopped by barriers {times}: most by {most}."
