"""What a title may say of the bars below it: the boldest claim that their intervals allow."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Protocol, TypeVar

from pandas import DataFrame

from collabsim.comparison import Verdict, judged

BOLD = MappingProxyType(
    {"up": 3, "down": 3, "rises": 2, "falls": 2, "unclear": 1, "little": 0}
)  # fmt: skip
"""How much each verdict says: of several bars all are little only if the boldest is."""


class Bar(Protocol):
    """A mean with the ends of its interval, as it is drawn."""

    @property
    def mean(self) -> float:
        """What the dot shows."""

    @property
    def low(self) -> float:
        """Lower end of the bar; not a number if there is none."""

    @property
    def high(self) -> float:
        """Upper end of the bar."""


Drawn = TypeVar("Drawn", bound=Bar)


def boldest(bars: Sequence[Drawn], matters: float) -> tuple[Drawn, Verdict]:
    """Return the largest of the bars of which most can be said, and what can."""

    def bold(bar: Drawn) -> tuple[int, float]:
        return BOLD[judged(bar.low, bar.high, matters)], abs(bar.mean)

    top = max(bars, key=bold)
    return top, judged(top.low, top.high, matters)


def leaders(bars: Sequence[Drawn], *, lowest: bool = False) -> list[Drawn]:
    """Return the bar that is largest clear of 0 and those clear ones that reach as far back as it.

    ``lowest`` turns the question round: the most negative comes first. None if luck may explain
    every bar.
    """
    sign = -1.0 if lowest else 1.0
    clear = [bar for bar in bars if (bar.high < 0.0 if lowest else bar.low > 0.0)]
    ordered = sorted(clear, key=lambda bar: sign * bar.mean, reverse=True)
    if not ordered:
        return []
    edge = ordered[0].high if lowest else ordered[0].low
    return [bar for bar in ordered if (bar.low <= edge if lowest else bar.high >= edge)]


def foremost(table: DataFrame, column: str) -> list[str]:
    """Return the names whose bar reaches back as far as that of the largest, the largest first.

    ``column`` is drawn with its ``..._half_width`` each way; one whose width is unknown is near.
    """
    ordered = table.sort_values(column, ascending=False)
    half = ordered[f"{column}_half_width"]
    edge = ordered[column].iloc[0] - half.iloc[0]
    near = ordered[~(ordered[column] + half < edge)]
    return [str(name).split(".")[-1] for name in near["name"]]
