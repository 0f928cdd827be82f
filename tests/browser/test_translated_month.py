"""A run in JavaScript: the same events, and floats to 1e-9, as interpreted."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from golden import SEEDS, WORLDS, own, worlds
from node import needs_node, run

from collabsim import Scenario
from collabsim.browser.translate import Translator
from collabsim.compiled.engine import interpreted
from collabsim.month.begin import begin
from collabsim.month.phases import run_month
from collabsim.population import build
from collabsim.rules import OURS, Rules
from collabsim.scenario.groups import GROUPS
from collabsim.tables import TALLIES, open_tables

pytestmark = needs_node

RUN = """
function answer({ state, schedule, months }) {
  const now = state;
  now.p = schedule[months[0]];
  now.month = 0; now.season = 0;
  begin$begin(now);
  for (let t = 0; t < months.length; t++) {
    now.p = schedule[months[t]]; now.month = t; now.season = t % 12;
    phases$run_month(now);
  }
  return Object.fromEntries(TALLIES.map((name) => [name, now[name]]));
}
"""


def nested(table: Any) -> Any:
    """Return a table as JavaScript holds it: lists of numbers, or of objects."""
    if not isinstance(table, np.ndarray | np.void):
        return table
    if table.dtype.names and table.ndim == 0:
        return dict(zip(table.dtype.names, table.tolist(), strict=True))
    return [nested(each) for each in table] if table.dtype.names else table.tolist()


def given(scenario: Scenario, seed: int, replicate: int, rules: Rules = OURS) -> dict[str, Any]:
    born = rules.in_force(build)(scenario, seed, replicate)
    opened = open_tables(scenario, born, rules)
    state = {name: nested(table) for name, table in opened._asdict().items() if name != "p"}
    state["seed"] = [seed & 0xFFFFFFFF, seed >> 32]
    months = scenario.schedule()
    different = {id(month): month for month in months}
    row_of = {number: row for row, number in enumerate(different)}
    schedule = [{g: dataclasses.asdict(getattr(m, g)) for g in GROUPS} for m in different.values()]
    return {"state": state, "schedule": schedule, "months": [row_of[id(m)] for m in months]}


def source_of(rules: Rules) -> str:
    """Return a run under these rules as JavaScript."""
    translator = Translator(rules.replaced, {"collabsim.randomness.uniforms": "$uniforms"})
    translator.add(begin)
    translator.add(run_month)
    return translator.source() + RUN.replace("TALLIES", repr(list(TALLIES)))


def rules_of(own: Mapping[str, Any]) -> Rules:
    """Return rules of one's own, and a barrier, if there are any."""
    return Rules(own.get("rules"), own.get("barrier"))


def same(scenario: Scenario, seed: int, replicate: int, rules: Rules = OURS) -> None:
    """Hold a run against the same run interpreted: every count equal, every float within 1e-9."""
    found = run(source_of(rules), given(scenario, seed, replicate, rules))
    born = rules.in_force(build)(scenario, seed, replicate)
    wanted = interpreted(rules)(open_tables(scenario, born, rules), scenario)
    for name in TALLIES:
        got, table = np.array(found[name]), getattr(wanted, name)
        if table.dtype == np.int64:
            np.testing.assert_array_equal(got, table, err_msg=name)
        np.testing.assert_allclose(got, table, rtol=1e-9, atol=1e-9, err_msg=name)


def test_a_run_of_the_small_world_is_the_same() -> None:
    same(Scenario.load("small.toml").with_levers({"permission": 1.0, "slack": 0.5}), 1, 3)


@pytest.mark.parametrize("number", range(WORLDS))
def test_a_run_in_which_everything_differs_is_the_same(number: int) -> None:
    """Levers, switches, every form of composition, rules and a barrier of one's own."""
    same(worlds()[number], SEEDS[number % 2], number, rules_of(own(number)))
