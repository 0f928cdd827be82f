"""Tells what one change did to a run: the first event that differs, the chain from there, the end."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from collabsim.metrics import BARRIER_LABELS
from collabsim.tracing.compare import Difference, Link
from collabsim.tracing.story import SHOWN, named, per_cent
from collabsim.tracing.trace import Trace

MOVED = 0.005
"""A gate is named if it differs by so much."""


def described(base: Trace, found: Difference) -> str:
    """Return what the change did, in lines."""
    head = f"The same run {found.says}, on the same draws:"
    moved = ", ".join(dict.fromkeys(move.parameter for move in found.moves))
    lines = [head, f"  The lever moves {moved}, everywhere."]
    if not found.first:
        return "\n".join([*lines, "  Nothing differs anywhere: no event, in any trust."])
    lines.append(f"  The first event that differs, anywhere: {_first(found)}")
    lines += _led(base, found) if found.chain else [_same(base)]
    total = [sum(each[n] for each in found.counts.values()) for n in (0, 1)]
    lines.append(
        f"  In all of the run {total[0]:,} events happen only as it was, {total[1]:,} only {found.says}."
    )
    return "\n".join(lines)


def _first(found: Difference) -> str:
    first, others = found.first[0], len(found.first) - 1
    more = f" ({others:,} more in the same month)" if others else ""
    return f"{_describe_link(first, found)}{more}."


def _describe_link(link: Link, found: Difference) -> str:
    only = f"only {found.says}" if link.changed else f"not {found.says}"
    return f"{found.other.when(link.event.month)}: {link.event}, {only}"


def _same(base: Trace) -> str:
    about = base.subject
    return f"  Of {about.innovation} at {about.nhs_trust} nothing differs: every event comes in the same month."


def _led(base: Trace, found: Difference) -> Iterator[str]:
    about = base.subject
    yield f"  The first that differs of {about.innovation} at {about.nhs_trust}: {_describe_link(found.chain[-1], found)}."
    yield from _decision(base, found)
    if len(found.chain) > 1:
        yield "  Events that differ and led there, each the first that fed the next:"
    for link in found.chain[:-1]:
        yield f"    {_describe_link(link, found)}."
        yield f"      It fed the next by {link.way}."
    yield f"  In the end it is {_end(base)} as it was, and {_end(found.other)} {found.says}."


def _end(trace: Trace) -> str:
    stage = trace.months["then"].iloc[-1]
    return {"unaware": "unheard of", "aware": "known and not begun", "adopted": "in use"}.get(
        stage, f"in the stage {stage}"
    )


def _decision(base: Trace, found: Difference) -> Iterator[str]:
    """Compare the month in which the pair first differs: the draw is the same, the chance is not."""
    month = found.chain[-1].event.month
    then, now = (_row(trace, month) for trace in (base, found.other))
    if math.isnan(then["chance"]) or math.isnan(now["chance"]):
        return
    if then["stage"] == "unaware" == now["stage"] and found.chain[-1].event.kind == "heard":
        drawn, chances = then["hearing_drawn"], [row["hearing_chance"] for row in (then, now)]
        yield f"    Its draw that month was {per_cent(drawn)}; the chance to hear of it was {per_cent(chances[0])}, {found.says} {per_cent(chances[1])}."
        return
    yield (
        f"    Its draw that month was {per_cent(then['drawn'])}. The chance was {per_cent(then['before_barriers'])}"
        f" before barriers and {per_cent(then['chance'])} after; {found.says} {per_cent(now['before_barriers'])}"
        f" and {per_cent(now['chance'])}.{_gates(then, now, found)}"
    )


def _row(trace: Trace, month: int) -> dict[str, Any]:
    return dict(trace.months[trace.months["month"] == month].iloc[0])


def _gates(then: dict[str, Any], now: dict[str, Any], found: Difference) -> str:
    """Name the gates that differ most, and say whether the lever itself is behind the first."""
    old, new = named(then, "gate_"), named(now, "gate_")
    most = sorted(old, key=lambda name: -abs(new[name] - old[name]))[:SHOWN]
    said = [
        f"{BARRIER_LABELS.get(name, name)} {old[name]:.2f} and {new[name]:.2f}"
        for name in most
        if abs(new[name] - old[name]) >= MOVED
    ]
    direct = {move.parameter.partition(".")[0] for move in found.moves}
    itself = " The lever acts on the first of these itself." if said and most[0] in direct else ""
    return f" Gates that differ most: {', '.join(said)}.{itself}" if said else ""
