"""The order in which agents act within a phase changes nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from months import record_differences, state_differences
from worlds import scenarios, tiny

from collabsim.agents import NHSTrust
from collabsim.model import CollaborationModel
from collabsim.scenario import Scenario


class Shuffled(CollaborationModel):
    """Agents take their turns in another order in every phase of every month."""

    def turns(self, agents: Sequence[Any]) -> Sequence[Any]:
        return random.Random(self.elapsed).sample(agents, len(agents))


class Shuffling(CollaborationModel):
    """Mesa's own shuffling drives the trusts."""

    def decide(self) -> None:
        self.agents_by_type[NHSTrust].shuffle_do("decide")

    def fund(self) -> None:
        self.agents.select(agent_type=NHSTrust).shuffle_do("fund")


@settings(max_examples=10, phases=[Phase.generate])
@given(scenarios(), st.integers(0, 99))
def test_shuffled_agents_reach_the_same_state_every_month(
    scenario: Scenario, replicate: int
) -> None:
    shuffled, straight = Shuffled(scenario, replicate), CollaborationModel(scenario, replicate)
    for month in range(scenario.months_total):
        shuffled.step()
        straight.step()
        assert state_differences(shuffled.now, straight.now) == [], f"month {month}"
    assert record_differences(shuffled.record, straight.record) == []


def test_mesa_may_shuffle() -> None:
    straight, shuffled = CollaborationModel(tiny(36)), Shuffling(tiny(36))
    straight.run()
    shuffled.run()
    assert record_differences(straight.record, shuffled.record) == []
