"""Columns of the month's state, and what a record counts, each as the comment beside it says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import MappingProxyType

from collabsim import record
from collabsim.explain.words import listed, page
from collabsim.month import state

ROWS = {
    "an NHS trust": state.Trust,
    "a regional leadership": state.Region,
    "the national leadership": state.Nation,
    "a company": state.Company,
    "an AHSN": state.AHSN,
    "an innovation": state.Innovation,
    "an innovation in an NHS trust": state.Project,
    "a bond between an NHS trust and a company": state.Bond,
    "what an AHSN has seen of a company": state.Sight,
    "peers": state.Peers,
}
"""Kinds of row of the state."""

LISTS = ("PLACE_ITEMS", "NATION_ITEMS", "CLASS_ITEMS", "STATE_ITEMS")
"""What a record counts."""


def _states() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for whose, kind in ROWS.items():
        for name, says in re.findall(
            r"^    (\w+): \w+(?:  # (.+))?$", inspect.getsource(kind), re.MULTILINE
        ):
            found.setdefault(name, []).append(f"of {whose}: {says or 'as the name says'}")
    return {name: tuple(says) for name, says in found.items()}


STATES: Mapping[str, tuple[str, ...]] = MappingProxyType(_states())
"""What each column of the state is, once for each kind of row that has it."""


def counts() -> dict[str, str]:
    """Return what a record counts in a month, item by item; one without a comment is as the one before."""
    text = inspect.getsource(record)
    found: dict[str, str] = {}
    for name in LISTS:
        body = text.partition(f"\n{name}: ")[2].partition("\n\n")[0]
        says = ""
        for item, comment in re.findall(r'"(\w+)",?(?: +# (.+))?', body):
            says = comment or says
            found.setdefault(item, says)
    for item in record.PLACE_ITEMS:
        _, _, rest = item.partition("stopped_")
        found.setdefault(item, f"attempts of a family of classes that a barrier stopped: {rest}")
    return found


def state_page(name: str) -> str:
    """Explain a column of the state."""
    return page(f"{name}: a column of the state", listed("It is", STATES[name]))


def count_page(name: str) -> str:
    """Explain what a record counts."""
    return page(
        f"{name}: counted every month",
        counts()[name],
        listed("Read by a metric of your own as", [f'view["{name}"]']),
    )
