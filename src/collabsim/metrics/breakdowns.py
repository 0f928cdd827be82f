"""A record in numbers: of England, by place, by class, and what each barrier stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import numpy as np

from collabsim.composition import BARRIERS, OWN
from collabsim.metrics.arithmetic import ratio
from collabsim.metrics.catalogue import METRICS, benefit
from collabsim.metrics.metric import Metric, View
from collabsim.record import CLASS_ITEMS, Floats, Record
from collabsim.scenario.classes import FAMILIES

BARRIER_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "capacity": "capacity",
        "budget": "in-year budget",
        "incentives": "incentives",
        "resource": "resource",
        "scaling": "scaling",
        "clarity": "clarity of the problem",
        "trust": "trust",
        "perceptions": "perceptions",
        "leadership": "leadership and culture",
        "permission": "permission",
    }
)
"""The barriers as people call them."""


def series(record: Record, metrics: Mapping[str, Metric] = METRICS) -> dict[str, Floats]:
    """Return every metric of England as a (months,) array, by name."""
    view = View(record, record.whole())
    return {name: metric.of(view) for name, metric in metrics.items()}


def final_metrics(
    record: Record, names: Iterable[str] | None = None, metrics: Mapping[str, Metric] = METRICS
) -> dict[str, float]:
    """Return the named metrics of England at the end of a run; all of them if none is named."""
    view = View(record, record.whole(), since=-1)
    return {name: float(metrics[name].of(view)[-1]) for name in names or metrics}


def by_place(record: Record, level: str) -> dict[str, dict[str, Floats]]:
    """Return every local metric of each ``"region"`` or ``"ahsn"``."""
    local = {name: metric for name, metric in METRICS.items() if metric.local}
    views = {place: View(record, items) for place, items in record.by(level).items()}
    return {
        place: {name: metric.of(view) for name, metric in local.items()}
        for place, view in views.items()
    }


def by_class(record: Record) -> dict[str, dict[str, Floats]]:
    """Return adoption, use, starts and benefit of each class, as (months,) arrays.

    Adoption and use are shares of eligible pairs, starts are projects begun in the month, and
    benefit is as in the metric: classes sum to it.
    """
    trusts = record.whole()["trusts"]
    out = {}
    for number, name in enumerate(record.classes):
        item = dict(zip(CLASS_ITEMS, record.kind[:, number].T, strict=True))
        out[name] = {
            "adoption": ratio(item["adopted"], item["eligible"]),
            "use": ratio(item["use"], item["eligible"]),
            "starts": item["starts"],
            "benefit": benefit(item["benefit"], trusts, record.today),
        }
    return out


def account(record: Record, family: str) -> Floats:
    """Return the barrier account: attempts stopped each month by each barrier, (months, barriers).

    An attempt is a draw that appeal alone would have let through. Each one that the gates stop
    is shared out among the barriers by what they take of the hazard, so a row sums to the
    attempts stopped. It is what the loss is made of, not what removing a barrier would gain.
    ``family`` is ``"piloted"`` or ``"medicine"``; barriers stand in the order of the record's.
    """
    if family not in FAMILIES:
        raise ValueError(f"family {family!r} is not one of {FAMILIES}")
    items = record.whole()
    own = len(record.barriers) > len(BARRIERS)
    counted = (*BARRIERS, OWN) if own else BARRIERS
    return np.stack([items[f"stopped_{family}_{barrier}"] for barrier in counted], axis=1)
