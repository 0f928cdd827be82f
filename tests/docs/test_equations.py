"""Every equation that is printed is what its rule works out, and every rule has its equation."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from equations import RULES, Equation, described, equation, loose, printed
from hypothesis import given, settings
from hypothesis import strategies as st

from collabsim import Scenario
from collabsim.composition import BARRIERS, Hazard
from collabsim.parameters import Param
from collabsim.parameters import described as parameters_of
from collabsim.population import Draws, Population, build, ids
from collabsim.randomness import WORLD, Decision
from collabsim.rules import MODULES
from collabsim.scenario import config_path
from collabsim.scenario.groups import GROUPS, Loops

ROOT = Path(__file__).resolve().parents[2]
MODEL, GATES = (
    (ROOT / "docs" / page).read_text("utf-8") for page in ("model.md", "architecture.md")
)
PAGE = {each.rule: each for each in printed(MODEL)}
BIRTHS = {name: each for name, each in PAGE.items() if name.startswith("population.")}
DOCSTRINGS = {name: each for name in RULES if (each := described(name))}

UNIT = st.floats(0.0, 1.0)
NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "season": st.sampled_from([0, 3, 8, 9, 10, 11]),
    "usual": st.floats(0.0, 40.0),
    "direct": st.booleans(),
    "companies": st.integers(1, 200),
    "trusts": st.integers(1, 300),
    "months": st.integers(0, 60),
    "sigma": st.sampled_from([0.0, 0.03, 0.1, 0.3, 0.5, 0.9, 1.0, 2.0, math.inf]),
    "gates": st.lists(UNIT, min_size=10, max_size=11),
    "nu": st.floats(0.0, 4.0),
    "weight": st.floats(0.0, 0.6),
    "slack_now": st.floats(0.0, 0.4),
    "complexity": st.sampled_from([1.0, 2.0, 3.0]),
    "ceiling": st.floats(0.01, 1.0),
    "prior": st.floats(0.1, 50.0),
    **dict.fromkeys(("stance", "stance_now"), st.sampled_from([-1.0, 0.0, 1.0])),
    **dict.fromkeys(("tenure", "age", "live"), st.floats(0.0, 200.0)),
    **dict.fromkeys(
        ("april", "deficit", "rushed", "rush", "new", "harmful", "widened", "unsettled"),
        st.sampled_from([0.0, 1.0]),
    ),
    **dict.fromkeys(("value", "impression", "draw", "appeal_now", "cash"), st.floats(-3.0, 3.0)),
    **dict.fromkeys(
        (
            "successes", "failures", "offers_for", "offers_against", "good", "bad", "pilots",
            "size", "payback", "live", "support", "given", "horizon", "push", "pilots", "sector",
        ),
        st.floats(0.0, 4.0),
    ),
}  # fmt: skip
"""What the arguments of rules may be, by name; all others are from 0 to 1."""

UNIFORM = (
    "budget.in_deficit", "budget.raid", "permission.stance", "outcomes.gives_up",
)  # fmt: skip
"""Rules whose draw is uniform from 0 to 1."""

ELSEWHERE = {
    "resource.shortfall": {"need": st.floats(0.001, 2.0)},
    "composition.loss_weight": {
        "lowest": st.floats(0.001, 1.0),
        "sigma": st.sampled_from([0.03, 0.5, 1.0, 2.0, math.inf]),
    },
    **{rule: {"draw": UNIT} for rule in UNIFORM},
    "leadership.leaves": {"draw": st.floats(0.01, 0.04)},
}
"""Where an argument may be what it is nowhere else."""


def group_of(rule: str) -> type:
    place = rule.partition(".")[0]
    return Hazard if place == "composition" else GROUPS[place]


def read_by(rule: str) -> set[str]:
    """Return the names that a rule reads, and the rules of its own place that it calls."""
    names = set(RULES[rule].__code__.co_names)
    near = [f"{rule.partition('.')[0]}.{name}" for name in names]
    return names.union(*(RULES[other].__code__.co_names for other in near if other in RULES))


def drawn(rule: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what a rule is given: arguments, parameters and loops by name."""
    ranges = NUMBERS | ELSEWHERE.get(rule, {})
    kind = group_of(rule)
    made: dict[str, st.SearchStrategy[Any]] = {}
    read = read_by(rule)

    def of(group: type, range_of: Callable[[Param], st.SearchStrategy[float]]) -> dict[str, Any]:
        return {n: range_of(about) for n, about in parameters_of(group).items() if n in read}

    for argument in inspect.signature(RULES[rule]).parameters:
        if argument == "p":
            made["p"] = st.builds(kind, **of(kind, lambda about: st.floats(*about.plausible)))
        elif argument == "on":
            made["on"] = st.builds(Loops, **of(Loops, lambda about: st.sampled_from([0.0, 1.0])))
        elif argument != "shares":
            made[argument] = ranges.get(argument, UNIT)
    return st.fixed_dictionaries(made)


def names_known(rule: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the names of an equation stand for; equations it calls are worked out too."""
    place = rule.partition(".")[0]
    known: dict[str, Any] = {}
    if "p" in given:
        for name in parameters_of(group_of(rule)):
            known[name] = known[f"{place}.{name}"] = getattr(given["p"], name)
    if "on" in given:
        known |= {name: getattr(given["on"], name) for name in parameters_of(Loops)}
    for name, value in given.items():
        known[name] = np.array(value) if name == "gates" else value

    def called(other: Equation) -> Any:
        names = list(inspect.signature(RULES[other.rule]).parameters)

        def work_out(*values: Any) -> Any:
            one = np.vectorize(
                lambda *each: other.at({**known, **dict(zip(names, each, strict=False))})
            )
            return one(*values)[()]

        return work_out

    near = {n.partition(".")[2]: each for n, each in PAGE.items() if n.startswith(f"{place}.")}
    return known | {name: called(each) for name, each in near.items() if name not in known}


def worked_out(rule: str, given: dict[str, Any]) -> Any:
    """Return what the rule itself makes of it."""
    if rule == "composition.account":
        shares = [0.0] * len(given["gates"])
        RULES[rule](given["gates"], given["sigma"], shares)
        return shares
    return RULES[rule](**given)


def of_gates() -> list[Equation]:
    """Return the equations of the architecture page's table of barriers: values, and what their names are."""
    out = []
    for name, cell in re.findall(
        r"^\|[^|]+\| \[`(\w+)\.py`\][^|]+\| (`[^|]+`) \|", GATES, re.MULTILINE
    ):
        first, *rest = re.findall(r"`([^`]+)`", cell)
        out.append(equation(f"{name}.gate", first, dict(each.split(" = ", 1) for each in rest)))
    return out


def test_every_rule_has_an_equation_and_every_equation_a_rule() -> None:
    assert set(PAGE) - set(BIRTHS) == set(RULES)
    assert len(PAGE) == len(list(printed(MODEL))), "an equation is printed twice"


EQUATIONS = [
    *(pytest.param(each, id=f"page-{name}") for name, each in PAGE.items() if name not in BIRTHS),
    *(pytest.param(each, id=f"docstring-{name}") for name, each in DOCSTRINGS.items()),
    *(pytest.param(each, id=f"gates-{each.rule}") for each in of_gates()),
]


@pytest.mark.parametrize("said", EQUATIONS)
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_printed_is_what_the_rule_works_out(said: Equation, data: st.DataObject) -> None:
    given_now = data.draw(drawn(said.rule))
    value = said.at(names_known(said.rule, given_now))
    assert value == pytest.approx(worked_out(said.rule, given_now), rel=1e-9, abs=1e-12)


def test_the_architecture_page_prints_every_gate() -> None:
    assert [each.rule for each in of_gates()] == [f"{name}.gate" for name in BARRIERS]


@pytest.mark.parametrize("barrier", [name for name in RULES if name.endswith(".gate")])
def test_every_gate_says_its_equation(barrier: str) -> None:
    assert barrier in DOCSTRINGS


def test_no_equation_of_a_docstring_escapes() -> None:
    """An equation outside a literal would be read by nobody but people."""
    assert {name: loose(each) for name, each in {**RULES, **MODULES}.items() if loose(each)} == {}


def test_no_equation_of_the_page_escapes() -> None:
    """Outside blocks of equations there are names, settings and signs, and no arithmetic."""
    text = re.sub(r"^```.*?^```", "", MODEL, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", text, flags=re.DOTALL)
    signs = text.index("| sign | meaning |"), text.index("Random draws are addressed")
    text = text[: signs[0]] + text[signs[1] :]
    literals = re.findall(r"`([^`\n]+)`", text)
    settings_of = (
        r"[\w.]+ = -?[\d.]+|simulate\(.*|[\w./-]+|[\w.]+ [A-Z]\w+|collabsim explain \w+|[\w.]+ → 0"
    )
    assert [each for each in literals if not re.fullmatch(settings_of, each)] == []
    assert re.findall(r"\S*[×←∑Σ^]\S*| = [a-z]\S*", text) == []


SMALL = Scenario.load(config_path("small.toml")).with_values({"hazard.pull": 0.7})
BORN = build(SMALL, 5, 2)


def births(born: Population) -> dict[str, dict[str, Any]]:
    """Return what is drawn and given at birth, by the attribute that it makes."""
    draws, once = Draws(born.seed, born.replicate), Draws(0, WORLD)
    trust, offer, company, project = born.trust, born.innovation, born.company, born.project
    kinds = [SMALL.classes[kind] for kind in offer["kind"]]
    types = [each.type for each in born.organisations]
    medians = {kind.name: kind.income for kind in SMALL.types}
    trusts, offers = ids(trust), ids(offer)
    who, what = trusts[:, None], offers[None, :]

    def trait(number: int) -> Any:
        return draws.normal(Decision.TRUST_TRAITS, trusts, number)

    def made(number: int) -> Any:
        return draws.normal(Decision.INNOVATION_TRAITS, offers, number)

    def both(decision: Decision, who: Any, what: Any = 0) -> dict[str, Any]:
        return dict(zip("uv", draws.both(decision, who, what), strict=True))

    def of_class(column: str) -> Any:
        return np.array([getattr(kind, column) for kind in kinds])

    shared = draws.normal(Decision.AHSN_TRAITS, ids(born.ahsn))[trust["ahsn"]]
    leader = both(Decision.TRUST_LEADER, trusts)
    regional = both(Decision.REGION_LEADER, ids(born.region), 1)
    suits = np.array([[name in kind.types for kind in kinds] for name in types])
    reach = 0.6 + 0.4 * draws.uniform(Decision.INNOVATION_SPREAD, offers, 1)
    local = both(Decision.PAIR_REACH, who, what)
    return {
        "trust.income": {
            "usual": np.array([medians[name] for name in types]),
            "n": once.normal(Decision.TRUST_INCOME, trusts),
        },
        "trust.innovativeness": {"n": trait(0), "shared": shared},
        "trust.motivation": both(Decision.TRUST_MEASURE, trusts),
        "trust.usual_slack": {"n": trait(2)},
        "trust.assets": {"n": trait(3), "income": trust["income"]},
        "trust.usual_absorptive": {"income": trust["income"], "assets": trust["assets"]},
        "trust.disposition": {"n": trait(8)},
        "trust.stance": leader,
        "trust.tenure": leader,
        "region.stance": regional,
        "region.tenure": regional,
        "company.size": {"rank": 1.0 + np.arange(len(company))},
        "innovation.value": {"n": made(0)},
        "innovation.pull": {
            "class_pull": of_class("pull"), "piloted": offer["piloted"], "n": made(1), "m": made(0),
        },
        "innovation.cost": {"class_cost": of_class("cost"), "n": made(2)},
        "innovation.payback": {"class_payback": of_class("payback"), "n": made(3)},
        "innovation.stake": {"class_stake": of_class("stake"), "n": made(4)},
        "innovation.launch": both(Decision.INNOVATION_SPREAD, offers),
        "project.eligible": {"suits": suits, "u": local["u"], "reach": reach},
        "project.keen": {
            "n": draws.normal(Decision.PAIR_FIT, who, what),
            "trait": offer["trait"],
            "innovativeness": trust["innovativeness"][:, None],
        },
        "project.static": {"pull": offer["pull"], "keen": project["keen"]},
        "project.impression": {"n": draws.normal(Decision.PAIR_IMPRESSION, who, what)},
        "project.plan": {"n": draws.normal(Decision.PAIR_PLAN, who, what)},
        "project.need": {"u": local["v"]},
    }  # fmt: skip


DRAWN = births(BORN)


def test_every_birth_that_is_printed_is_held_against_one() -> None:
    assert {f"population.{name}" for name in DRAWN} == set(BIRTHS)
    assert not BORN.innovation["named"].any()


@pytest.mark.parametrize("attribute", DRAWN)
def test_the_page_prints_what_is_born(attribute: str) -> None:
    table, _, column = attribute.partition(".")
    known = {
        name: getattr(getattr(SMALL.parameters, group), name)
        for group in GROUPS
        for name in parameters_of(GROUPS[group])
    }
    known["pull"] = SMALL.parameters.hazard.pull
    said = BIRTHS[f"population.{attribute}"].at({**known, **DRAWN[attribute]})
    assert np.broadcast_to(said, getattr(BORN, table).shape) == pytest.approx(
        getattr(BORN, table)[column], rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("2 x (1 - x) / 4", 0.125),
        ("[x + 1]^2 - ½", 0.5),
        ("clip(3 x, 0, 1) (2 + x)", 2.5),
        ("Λ(0) if x < 1 else 7", 0.5),
        ("e^(−x + 0.5) + 10^−1", 1.1),
        ("y; y is known", None),
        ("__import__", None),
        ("x.real", None),
    ],
)
def test_equations_are_arithmetic_and_nothing_else(text: str, worth: float | None) -> None:
    def work_out() -> Any:
        return equation("any", text, {}).at({"x": 0.5})

    if worth is None:
        with pytest.raises((ValueError, KeyError)):
            work_out()
    else:
        assert work_out() == pytest.approx(worth)
