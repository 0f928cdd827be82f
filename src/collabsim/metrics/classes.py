"""Metrics of one class of innovation, by name: a family, and a class that a scenario has.

``adoption_prevention`` is the adoption of the class ``prevention``. A scenario may have classes of
its own, so these metrics are made when they are asked for and stand in no list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from collabsim.metrics.arithmetic import ratio, since_today
from collabsim.metrics.metric import Metric, View
from collabsim.record import CLASS_ITEMS, Floats


@dataclass(frozen=True, slots=True)
class Family:
    """What is asked of every class alike; ``of`` takes what gives a class item, and the view."""

    label: str
    unit: str
    says: str
    matters: float
    of: Callable[[Callable[[str], Floats], View], Floats]


OF_A_CLASS: Mapping[str, Family] = {
    "adoption": Family(
        "Adoption",
        "share of the NHS trusts that could use them",
        "Pairs of NHS trust and launched innovation of the class in which it is in use: in use / eligible.",
        0.01,
        lambda item, _: ratio(item("adopted"), item("eligible")),
    ),
    "starts": Family(
        "Projects begun",
        "projects per NHS trust",
        "Joint projects of the class begun since today, per NHS trust.",
        0.05,
        lambda item, view: ratio(since_today(item("starts"), view.record.today), view["trusts"]),
    ),
}
"""What can be asked of a class, by the first word of the metric."""


class Catalogue(Mapping[str, Metric]):
    """Metrics by name: those listed, and those of a class, which are in it but not listed."""

    def __init__(self, listed: Iterable[Metric]) -> None:
        """Take the metrics that every scenario has."""
        self._listed = {metric.name: metric for metric in listed}

    def __getitem__(self, name: str) -> Metric:
        """Return the metric of this name, listed or of a class; KeyError if there is none."""
        return self._listed[name] if name in self._listed else class_metric(name)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of those listed."""
        return iter(self._listed)

    def __len__(self) -> int:
        """Return how many are listed."""
        return len(self._listed)


def class_names(classes: Iterable[str]) -> tuple[str, ...]:
    """Return the metrics of these classes by name."""
    every = tuple(classes)
    return tuple(f"{family}_{kind}" for family in OF_A_CLASS for kind in every)


def class_of(name: str) -> tuple[str, str]:
    """Return the family and the class that a metric's name is made of.

    Raises
    ------
    KeyError : if it begins with no family.
    """
    family, _, kind = name.partition("_")
    if family not in OF_A_CLASS or not kind:
        raise KeyError(name)
    return family, kind


@lru_cache(maxsize=256)
def class_metric(name: str) -> Metric:
    """Return a metric of one class.

    A record without that class has no such number: its value is a ValueError.
    """
    family, kind = class_of(name)
    about = OF_A_CLASS[family]

    def of(view: View) -> Floats:
        number = view.record.classes.index(kind)
        return about.of(lambda item: view.record.kind[:, number, CLASS_ITEMS.index(item)], view)

    words = f"{about.label}, {kind.replace('_', ' ')}"
    return Metric(
        name, words, about.unit, about.says, "outcomes", "higher", about.matters, of, local=False
    )
