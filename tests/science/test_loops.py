"""Feedback loops R1-R6, B1-B5 exist, have the sign the literature gives them, and can be cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ensembles import Reading, above, adoption, read, trust

from collabsim import Record, Scenario
from collabsim.scenario import config_path

WORLDS = {
    "today": Scenario.england(),
    "everything": Scenario.load(config_path("packages/everything.toml")),
}


def mean_of(item: str) -> Reading:
    """Return a reading: an item of the record, per trust and month from today."""

    def reading(record: Record) -> float:
        return float(record.whole()[item][record.today :].mean()) / len(record.trusts)

    return reading


def nationally(item: str) -> Reading:
    """Return a reading: a national item of the record, per month from today."""

    def reading(record: Record) -> float:
        return float(record.whole()[item][record.today :].mean())

    return reading


LOOPS: list[tuple[str, str, Callable[[Record], float], int]] = [
    ("R1", "today", trust, +1),  # visible success builds trust
    ("R2", "everything", adoption, +1),  # permission brings projects into the open
    ("R3", "today", nationally("company_effort"), -1),  # slow uptake: the vicious side
    ("R3", "everything", nationally("company_effort"), +1),  # fast uptake: the virtuous side
    ("R4", "today", mean_of("slack"), -1),  # the capability trap
    ("R4", "everything", mean_of("slack"), +1),  # and the way out of it
    ("R5", "today", mean_of("slack"), -1),  # relief now, a larger rebound later
    ("R6", "everything", adoption, +1),  # pilots teach
    ("B1", "today", trust, -1),  # failures and scandals are held against all
    ("B2", "everything", nationally("weight"), -1),  # a gamed metric is believed less
    ("B3", "today", mean_of("money"), -1),  # deficits cut and raid the pot
    ("B4", "everything", adoption, -1),  # demand thins brokers' support
    ("B5", "today", nationally("credibility"), -1),  # unbacked signals wear out
]


@pytest.mark.parametrize(("loop", "world", "reading", "sign"), LOOPS)
def test_a_loop_has_its_sign(loop: str, world: str, reading: Reading, sign: int) -> None:
    """Paired: the world with the loop against the same luck with the loop cut."""
    closed = WORLDS[world]
    got = read({"closed": closed, "cut": closed.with_values({f"loops.{loop}": 0.0})}, reading)
    assert above(sign * (got["closed"] - got["cut"]), 2.5)


def test_every_loop_is_here() -> None:
    wanted = {*(f"R{n}" for n in range(1, 7)), *(f"B{n}" for n in range(1, 6))}
    assert {loop for loop, *_ in LOOPS} == wanted
