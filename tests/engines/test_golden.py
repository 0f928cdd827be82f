"""Numbers are those of the golden records, in both engines, however the code is arranged."""

from __future__ import annotations

import json

import pytest
from golden import DIGESTS, SEEDS, WORLDS, digests, own, worlds

from collabsim.levers import LEVERS
from collabsim.parameters import described
from collabsim.record import PLACE_ITEMS
from collabsim.scenario import GROUPS, InnovationClass, Scenario
from collabsim.simulation import Engine, simulate

GOLDEN = json.loads(DIGESTS.read_text("utf-8"))


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_every_bit_is_as_it_was(engine: Engine) -> None:
    assert digests(engine) == GOLDEN


def test_golden_worlds_differ_from_the_default_in_everything() -> None:
    england, made = Scenario.england(), worlds()
    assert len(GOLDEN) == WORLDS * len(SEEDS) == len({*GOLDEN.values()})
    for group, kind in GROUPS.items():
        for key in described(kind):
            usual = getattr(getattr(england.parameters, group), key)
            values = {getattr(getattr(each.parameters, group), key) for each in made}
            assert values != {usual}, f"{group}.{key}"
    assert {*LEVERS, "own_lever"} == {name for each in made for name in each.levers}
    for column in described(InnovationClass):
        found = [[getattr(kind, column) for kind in each.classes] for each in made]
        assert any(row != [getattr(k, column) for k in england.classes] for row in found), column


def test_golden_worlds_hold_every_kind_of_event() -> None:
    found = set()
    for number, world in enumerate(worlds()):
        for seed in SEEDS:
            (record,) = simulate(world, 1, seed, **own(number)).records[world.name]
            found |= {item for item, counted in record.whole().items() if counted.any()}
    assert {*PLACE_ITEMS} <= found
