"""What NHS trusts write down until all have had their turn, and draws made for all at once.

Each function stands in the place of one of the month's, which it may put off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from collabsim.agents.actors import Company
from collabsim.agents.innovations import Innovation
from collabsim.agents.nhs_trust import NHSTrust
from collabsim.month import state, tallies
from collabsim.month.state import Now
from collabsim.rule_substitution import full_name


def count(trust: NHSTrust, item: int, amount: float, now: Now) -> None:
    """Write down an amount of an item of the record."""
    trust.deferred.append(("count", item, amount))


def count_class(
    trust: NHSTrust,
    innovation: Innovation,
    item: int,
    amount: float,
    now: Now,
) -> None:
    """Write down an amount of an item of the record for a class."""
    trust.deferred.append(("count_class", innovation, item, amount))


def show(trust: NHSTrust, company: Company, good: float, bad: float, now: Now) -> None:
    """Write down what the AHSN could see."""
    trust.deferred.append(("show", company, good, bad))


def draw_pair(
    decision: int,
    trust: NHSTrust,
    innovation: Innovation,
    now: Now,
) -> tuple[float, float]:
    """Look up a draw among those made for all trusts and innovations."""
    first, second = trust.model.drawn(decision)
    return first[trust.index][innovation.index], second[trust.index][innovation.index]


WRITTEN_BY_TRUSTS: Mapping[str, Callable[..., Any]] = {
    full_name(tallies.count): count,
    full_name(tallies.count_class): count_class,
    full_name(tallies.show): show,
    full_name(state.draw_pair): draw_pair,
}
