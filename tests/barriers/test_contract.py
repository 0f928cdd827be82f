"""What every barrier promises of its gate, whichever parameters a scenario gives it.

A new barrier needs a row in ``GATES``: what its gate is given, over which range, and which way
each argument moves it.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.composition import BARRIERS
from collabsim.parameters import described
from collabsim.rules import MODULES
from collabsim.scenario.groups import GROUPS

UP, DOWN, EITHER = 1, -1, 0

SHARE, WORK, YES_NO = (0.0, 1.0), (1.0, 3.0), (0.0, 1.0)
GATES: dict[str, dict[str, tuple[int, tuple[float, float]]]] = {
    "capacity": {
        "slack_now": (UP, (0.0, 0.4)), "complexity": (DOWN, WORK), "support": (UP, (0.0, 3.0)),
        "effort": (UP, SHARE),
    },
    "budget": {
        "left": (UP, (0.0, 10.0)), "opening": (DOWN, (0.0, 10.0)), "cost": (DOWN, (0.0, 10.0)),
        "passes": (UP, SHARE), "deficit": (EITHER, YES_NO), "rushed": (UP, YES_NO),
        "season": (UP, (0, 11)),
    },
    "incentives": {"effort_share": (UP, SHARE)},
    "resource": {"nhs": (UP, SHARE), "company": (UP, SHARE), "complexity": (DOWN, WORK)},
    "scaling": {
        "absorptive": (UP, SHARE), "nih": (DOWN, SHARE), "distance": (DOWN, SHARE),
        "known": (UP, SHARE), "complexity": (DOWN, WORK),
    },
    "clarity": {"clarity": (UP, SHARE), "need": (UP, SHARE)},
    "trust": {"trust": (UP, SHARE), "stake": (DOWN, SHARE)},
    "perceptions": {"stereotype": (DOWN, SHARE), "belief": (UP, SHARE), "ease": (UP, SHARE)},
    "leadership": {"tenure": (UP, (0.0, 120.0))},
    "permission": {"permission": (UP, SHARE), "stance_now": (EITHER, (-1, 1))},
}  # fmt: skip
"""What each gate is given: the way it moves the gate, and the least and most it may be.

A deficit has a strictness of its own, which a scenario may set above or below that of others; a ban
leaves what happens under the radar, which may be more than a permission that never arrives.
"""


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    whole = isinstance(low, int)
    return st.integers(int(low), int(high)) if whole else st.floats(low, high)


@st.composite
def given_to(draw: st.DrawFn, barrier: str) -> tuple[dict[str, Any], Any]:
    """Draw what a gate is given and its parameters, anywhere a scenario may set them."""
    kind = GROUPS[barrier]
    ends = {name: p.bounds for name, p in described(kind).items()}
    p = kind(**{n: draw(st.floats(low, min(high, 1e6))) for n, (low, high) in ends.items()})
    arguments = {
        name: draw(st.sampled_from(ends) if ends == YES_NO and way == EITHER else numbers(*ends))
        for name, (way, ends) in GATES[barrier].items()
    }
    return arguments, p


def test_every_barrier_has_a_contract() -> None:
    assert tuple(GATES) == BARRIERS
    for barrier, arguments in GATES.items():
        takes = [
            name for name in inspect.signature(MODULES[barrier].gate).parameters if name != "p"
        ]
        assert takes == list(arguments)


@pytest.mark.parametrize("barrier", BARRIERS)
@given(data=st.data())
def test_a_gate_is_from_0_to_1(barrier: str, data: st.DataObject) -> None:
    arguments, p = data.draw(given_to(barrier))
    gate = MODULES[barrier].gate(**arguments, p=p)
    assert math.isfinite(gate)
    assert -1e-9 <= gate <= 1.0 + 1e-9


@pytest.mark.parametrize("barrier", BARRIERS)
@given(data=st.data())
def test_each_argument_moves_a_gate_its_own_way(barrier: str, data: st.DataObject) -> None:
    arguments, p = data.draw(given_to(barrier))
    gate = MODULES[barrier].gate
    for name, (way, ends) in GATES[barrier].items():
        low, high = sorted((arguments[name], data.draw(numbers(*ends))))
        rise = gate(**arguments | {name: high}, p=p) - gate(**arguments | {name: low}, p=p)
        assert way == EITHER or way * rise >= -1e-9, name


@pytest.mark.parametrize("barrier", BARRIERS)
def test_machine_code_gives_the_gate_that_python_gives(barrier: str) -> None:
    """A gate is plain arithmetic: compiled by itself, it gives the same bits."""
    numba = pytest.importorskip("numba")
    from collabsim.rule_substitution import Substituter

    gate = MODULES[barrier].gate
    compiled = Substituter(numba.njit, {}).substitute(gate)
    draws, p = np.random.default_rng(1), GROUPS[barrier]()
    row = np.zeros(1, [(name, float) for name in described(type(p))])[0]
    for name in described(type(p)):
        row[name] = getattr(p, name)
    for _ in range(50):
        arguments = [
            int(draws.integers(low, high + 1)) if isinstance(low, int) else draws.uniform(low, high)
            for _, (low, high) in GATES[barrier].values()
        ]
        assert compiled(*arguments, row) == gate(*arguments, p)
