"""Rules and barriers of one's own: both engines read them, same bits, and say what is wrong.

That machine code of them gives the same bits too is shown by the page on extending.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from months import record_differences
from numba.core.errors import NumbaError
from worlds import scenarios, tiny

import collabsim as cs
from collabsim.barriers import trust as ours
from collabsim.compiled import engine
from collabsim.compiled.engine import interpreted, run_one
from collabsim.compiled.errors import describe_error
from collabsim.metrics import account
from collabsim.model import CollaborationModel
from collabsim.numerics import logistic
from collabsim.population import build
from collabsim.record import Record
from collabsim.rules import MODULES, OURS, Rule, Rules, Scene
from collabsim.scenario import Scenario

CLASSES = [kind.name for kind in Scenario.england().classes]


def squared(x: float) -> float:
    return x * x


def cautious(trust: float, stake: float, p: object) -> float:
    """Call the rule it replaces, and a function of its own module."""
    return squared(ours.gate(trust, stake, p))


def shut(trust: float, stake: float, p: object) -> float:
    return 0.0


def outspoken(draw: float, p: object) -> float:
    return 1.0


def nosy(scene: Scene) -> float:
    """Depend on everything that a barrier may look at."""
    pulls = scene.slack + scene.attention + scene.clarity + scene.absorptive + scene.ease
    pulls = pulls + scene.belief + scene.permission + scene.trust + scene.standing + scene.need
    pulls = pulls + scene.known + scene.used + scene.support + scene.value + scene.effort
    pushes = scene.complexity + scene.deficit + scene.stake + scene.stereotype + 900.0 * scene.cost
    pushes = pushes + scene.mandate + scene.piloted - scene.stance - scene.size / 2.0
    drift = (scene.month + scene.tenure) / 100.0 + scene.money / scene.income
    return logistic(pulls - pushes + drift)


def both(
    scenario: Scenario,
    replicate: int = 0,
    rules: dict[str, Rule] | None = None,
    barrier: cs.Barrier | None = None,
) -> Record:
    """Run a world agent by agent and array by array, and return the record they agree on."""
    model = CollaborationModel(scenario, replicate, rules=rules, barrier=barrier)
    model.run()
    book = Rules(rules, barrier)
    born = book.in_force(build)(scenario, 1, replicate)
    record = run_one(interpreted(book), scenario, born, book)
    assert record_differences(model.record, record) == []
    return record


met = st.dictionaries(st.sampled_from(CLASSES), st.floats(0.0, 1.0))


@settings(max_examples=12, derandomize=True, deadline=None, database=None, phases=[Phase.generate])
@given(scenarios(), st.integers(0, 99), met)
def test_own_rules_and_barrier_give_the_same_bits_in_any_scenario(
    scenario: Scenario, replicate: int, exposure: dict[str, float]
) -> None:
    rules = {"trust.gate": cautious, "permission.stance": outspoken}
    both(scenario, replicate, rules, cs.Barrier("nosy", nosy, exposure))


def everywhere(gate: Rule) -> cs.Barrier:
    return cs.Barrier("own barrier", gate, dict.fromkeys(CLASSES, 1.0))


def test_a_rule_that_lets_nothing_through_stops_every_exposed_attempt() -> None:
    record = both(tiny(), rules={"trust.gate": shut})
    assert record.whole()["stopped_piloted_trust"].sum() > 0.0
    assert record.whole()["starts"].sum() < both(tiny()).whole()["starts"].sum()


def test_a_rule_at_birth_is_in_force_too() -> None:
    record = both(tiny(), rules={"permission.stance": outspoken})
    assert (record.whole()["forbidding"] == 0.0).all()


@pytest.mark.parametrize("sigma", [0.0, 1.0])
def test_an_open_barrier_changes_nothing(sigma: float) -> None:
    """Exactly so at the weakest link; at the geometric mean to within the last bits of a power."""
    world = tiny().with_values({"hazard.sigma": sigma, "hazard.nu": 0.0})
    open_to_all = both(world, barrier=everywhere(lambda scene: 1.0))
    assert np.array_equal(open_to_all.using, both(world).using)
    assert open_to_all.whole()["stopped_piloted_own"].sum() == 0.0


def test_a_shut_barrier_stops_everything_and_the_account_says_so() -> None:
    world = tiny().with_values({"hazard.sigma": 0.0})
    record = both(world, barrier=everywhere(lambda scene: 0.0))
    table = record.whole()
    assert table["starts"].sum() == table["adopted_medicine"].sum() == 0.0
    for family in ("piloted", "medicine"):
        stopped = account(record, family)
        assert stopped.shape == (record.months, 11)
        assert stopped[:, 10].sum() == stopped.sum() > 0.0


def test_barriers_switched_off_switch_off_ones_own() -> None:
    world = tiny().with_values({"hazard.gates": 0.0})
    closed = both(world, barrier=everywhere(lambda scene: 0.0))
    assert record_differences(closed, both(world)) == []


def test_every_rule_that_does_not_fit_is_named_at_once() -> None:
    wrong = {"trust.gaet": shut, "permission.gate": shut, "budget.grant": 1.0}
    with pytest.raises(ValueError, match="trust") as error:
        Rules(wrong)  # type: ignore[arg-type]
    words = str(error.value).split("\n")
    assert words == [
        'there is no rule "trust.gaet". Did you mean "trust.gate"?',
        (
            "permission.gate: expected parameters (permission, stance_now, p), "
            "found (trust, stake, p)"
        ),
        "budget.grant: expected a plain function, found float",
    ]


def test_a_barrier_that_does_not_fit_says_why() -> None:
    with pytest.raises(ValueError, match='"trust" is one of the ten'):
        cs.Barrier("trust", nosy, {})
    with pytest.raises(ValueError, match=r"exposure of digital is 1\.5, not from 0 to 1"):
        cs.Barrier("law", nosy, {"digital": 1.5})
    with pytest.raises(
        ValueError, match=r'law: there is no class "digitl"\. Did you mean "digital"'
    ):
        CollaborationModel(tiny(), barrier=cs.Barrier("law", nosy, {"digitl": 1.0}))


def test_rules_of_ones_own_leave_ours_alone() -> None:
    before = {name: dict(vars(module)) for name, module in MODULES.items()}
    Rules({"trust.gate": shut})
    assert before == {name: dict(vars(module)) for name, module in MODULES.items()}
    assert ours.gate is Rules().trust.gate


def wide(trust: float, stake: float, p: object) -> float:
    return 5.0


def nowhere(trust: float, stake: float, p: object) -> float:
    return math.nan


@pytest.mark.parametrize("gate", [wide, nowhere])
def test_a_gate_that_is_not_from_0_to_1_is_refused(gate: Rule) -> None:
    """In both engines: a number that means nothing must not become one that looks like a result."""
    rules = Rules({"trust.gate": gate})
    with pytest.raises(ValueError, match="from 0 to 1"):
        CollaborationModel(tiny(12), 0, 1, rules={"trust.gate": gate}).run()
    with pytest.raises(ValueError, match="from 0 to 1"):
        run_one(interpreted(rules), tiny(12), rules.in_force(build)(tiny(12), 1, 0), rules)


def test_a_barrier_is_a_function_of_a_scene() -> None:
    with pytest.raises(ValueError, match="plain function of a scene"):
        cs.Barrier("distance", gate=lambda: 1.0, exposure={})  # type: ignore[misc, arg-type]


def test_what_is_wrong_with_a_rule_is_said_in_words() -> None:
    """As numba and Python speak of it, and as we do."""
    rules = Rules({"trust.gate": wide})
    missing = describe_error(KeyError("thresold"), rules)
    assert str(missing) == 'your wide: there is no "thresold". Did you mean "threshold"?'
    text = "Unknown attribute 'efort' of type Scene(float64 x 28)"
    assert 'Did you mean "effort"?' in str(describe_error(NumbaError(text), rules))
    text = 'Failed in nopython mode pipeline\nNo conversion from text\nFile "mine.py", line 3:'
    assert 'No conversion from text File "mine.py", line 3)' in str(
        describe_error(NumbaError(text), rules)
    )
    assert describe_error(NumbaError(text), Rules()) is None


def halved(trust: float, stake: float, p: object) -> float:
    """Reach the rule it replaces by way of a function of its own module."""
    return 0.5 * through(trust, stake, p)


def through(trust: float, stake: float, p: object) -> float:
    return float(ours.gate(trust, stake, p))


def looping(trust: float, stake: float, p: object) -> float:
    return looping(trust, stake, p)


def test_a_rule_reaches_what_it_replaces_however_far_away() -> None:
    trust = tiny().at(0).trust
    mine = Rules({"trust.gate": halved}).trust
    assert mine.gate(0.6, 0.2, trust) == pytest.approx(0.5 * ours.gate(0.6, 0.2, trust))


def test_elsewhere_the_same_function_calls_the_rule_in_force() -> None:
    """Our belief is replaced by one that asks a function which asks our belief: once, not for ever."""
    rules = Rules({"trust.gate": halved, "trust.belief": ours.belief})
    both = rules.in_force(through), rules.trust.gate
    trust = tiny().at(0).trust
    assert both[0](0.6, 0.2, trust) == both[1](0.6, 0.2, trust)
    assert both[0](0.6, 0.2, trust) == pytest.approx(0.5 * through(0.6, 0.2, trust))


def test_a_rule_that_calls_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="looping calls itself"):
        Rules({"trust.gate": looping}).in_force(ours.gate)


def test_machine_code_of_other_rules_has_other_names() -> None:
    """Two processes number functions alike: read back into one, code of one name would be mixed."""
    made = []
    for rules in (OURS, Rules({"trust.gate": shut})):
        kernel, _ = engine._machine_code(rules)
        parts = [kernel, *engine._phases_of(rules).made.values()]
        made.append({id(part): part.py_func.__qualname__ for part in parts})
    alone = [
        {name for part, name in each.items() if part not in made[0].keys() & made[1].keys()}
        for each in made
    ]
    assert len(alone[0]) > 10
    assert len(alone[1]) > 10
    assert not alone[0] & alone[1]
