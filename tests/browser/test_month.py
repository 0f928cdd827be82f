"""A run in JavaScript: the same events, and floats to 1e-9, as in machine code."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from node import needs_node, run

from collabsim import Scenario
from collabsim.browser.translate import Translator
from collabsim.compiled.engine import compiled
from collabsim.month.begin import begin
from collabsim.month.phases import run_month
from collabsim.month.state import Now
from collabsim.population import build
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


def given(scenario: Scenario, seed: int, replicate: int) -> dict[str, Any]:
    opened = open_tables(scenario, build(scenario, seed, replicate))
    state = {name: nested(table) for name, table in opened._asdict().items() if name != "p"}
    state["seed"] = [seed & 0xFFFFFFFF, seed >> 32]
    months = scenario.schedule()
    different = {id(month): month for month in months}
    row_of = {number: row for row, number in enumerate(different)}
    schedule = [{g: dataclasses.asdict(getattr(m, g)) for g in GROUPS} for m in different.values()]
    return {"state": state, "schedule": schedule, "months": [row_of[id(m)] for m in months]}


@pytest.mark.parametrize("replicate", [0, 1])
def test_a_run_is_the_same(replicate: int) -> None:
    scenario = Scenario.load("small.toml").with_levers({"permission": 1.0, "slack": 0.5})
    translator = Translator(by_hand={"collabsim.randomness.uniforms": "$uniforms"})
    translator.add(begin)
    translator.add(run_month)
    source = translator.source() + RUN.replace("TALLIES", repr(list(TALLIES)))
    found = run(source, given(scenario, 1, replicate))
    wanted: Now = compiled()(open_tables(scenario, build(scenario, 1, replicate)), scenario)
    for name in TALLIES:
        np.testing.assert_allclose(
            np.array(found[name]), getattr(wanted, name), rtol=1e-9, atol=1e-9, err_msg=name
        )
