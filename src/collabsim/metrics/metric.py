"""What a metric is: a monthly number with unit, label, definition and the goal it speaks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

from collabsim.record import Floats, Record
from collabsim.scenario.faults import nearest

Goal = Literal["working", "assets", "outcomes", "equity", "mechanism"]
Better = Literal["higher", "lower", "neither"]

GOALS: Mapping[str, str] = MappingProxyType(
    {
        "working": "Cross-sector working",
        "assets": "UK asset base",
        "outcomes": "Patient outcomes",
        "equity": "Equity between places",
        "mechanism": "How it comes about",
    }
)
"""What a metric speaks to: three goals side by side (B27), equity, and the machinery behind them."""


@dataclass(frozen=True, slots=True)
class View:
    """A record seen from England or from one place in it: ``view[item]`` is a monthly series.

    Months before ``since`` will not be read: a costly metric may leave them out.
    """

    record: Record
    items: Mapping[str, Floats]
    since: int = 0

    def __getitem__(self, item: str) -> Floats:
        """Return the monthly series of a place or nation item.

        Raises
        ------
        KeyError : if there is none of this name; the message has the nearest one.
        """
        if item not in self.items:
            raise KeyError(f'nothing is counted under "{item}".{nearest(item, self.items)}')
        return self.items[item]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number a run can be asked for, month by month.

    ``says`` defines it in a sentence with its equation. ``matters`` is the smallest difference
    worth speaking of (judgement). A metric that is not ``local`` exists for England only. A month
    in which it has no meaning (nothing to divide by) is NaN.
    """

    name: str
    label: str
    unit: str
    says: str
    goal: Goal
    better: Better
    matters: float
    of: Callable[[View], Floats]
    local: bool = True

    def __post_init__(self) -> None:
        """Refuse a goal, or a direction, that nothing knows.

        Raises
        ------
        ValueError : naming what is known.
        """
        for field, value, known in (
            ("goal", self.goal, get_args(Goal)),
            ("better", self.better, get_args(Better)),
        ):
            if value not in known:
                listed = ", ".join(known)
                raise ValueError(f'metric {self.name}: {field} is "{value}"; expected {listed}')

    @property
    def is_share(self) -> bool:
        """Whether people read it as a percentage."""
        return self.unit.startswith("share")

    def text(self, value: float) -> str:
        """Return a value as people read it: ``7.1%``, ``0.31``, ``38``."""
        if np.isnan(value):
            return "not defined"
        return f"{100.0 * value:.1f}%" if self.is_share else f"{value:.{self._places}f}"

    def change(self, difference: float) -> str:
        """Return the size of a difference as people read it: ``1.2 points``, ``0.03``."""
        size = abs(difference)
        return f"{100.0 * size:.1f} points" if self.is_share else f"{size:.{self._places}f}"

    @property
    def _places(self) -> int:
        return 2 if self.matters < 1.0 else 1
