"""Rules and draws in JavaScript: the same as in Python."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest
from node import needs_node, run

from collabsim.browser.translate import Translator
from collabsim.browser.values import UntranslatableError
from collabsim.composition import Hazard
from collabsim.parameters import described
from collabsim.randomness import uniforms
from collabsim.rules import MODULES
from collabsim.scenario.groups import GROUPS

pytestmark = needs_node

RULES = {
    f"{name}.{rule}": function
    for name, module in MODULES.items()
    for rule, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__
    if (name, rule) != ("composition", "matched_nu")
}


def plain(value: Any) -> Any:
    """Return parameters as JavaScript gets them: an object of numbers."""
    return {key: getattr(value, key) for key in described(type(value))}


def drawn(rule: str, draws: np.random.Generator) -> dict[str, Any]:
    """Draw what a rule is given, within ranges in which every rule is defined."""
    group = rule.partition(".")[0]
    kind = Hazard if group == "composition" else GROUPS[group]
    out: dict[str, Any] = {}
    for name in inspect.signature(RULES[rule]).parameters:
        if name == "p":
            out[name] = kind()
        elif name == "on":
            out[name] = GROUPS["loops"]()
        elif name in ("gates", "shares"):
            out[name] = [float(x) for x in draws.uniform(0.0, 1.0, 10)]
        elif name == "sigma":
            out[name] = float(draws.choice([0.1, 0.5, 1.0, 2.0, 1e9]))
        elif name in ("season", "stance", "stance_now"):
            out[name] = (
                int(draws.integers(0, 12)) if name == "season" else int(draws.integers(-1, 2))
            )
        else:
            out[name] = float(draws.uniform(0.01, 0.99))
    return out


def test_every_rule_gives_what_it_gives_in_python() -> None:
    translator, draws = Translator(), np.random.default_rng(1)
    names = {rule: translator.add(function) for rule, function in RULES.items()}
    calls, expected = [], []
    for rule, function in RULES.items():
        for _ in range(20):
            given = drawn(rule, draws)
            told = [
                plain(x)
                if not isinstance(x, float | int | list)
                else list(x)
                if isinstance(x, list)
                else x
                for x in given.values()
            ]
            calls.append([names[rule], told])
            expected.append((rule, function(**given)))
    table = "{" + ", ".join(sorted(set(names.values()))) + "}"
    got = run(
        translator.source() + f"\nconst all = {table};\n"
        "function answer(calls) { return calls.map(([name, told]) => all[name](...told) ?? null); }",
        calls,
    )
    for (rule, wanted), found in zip(expected, got, strict=True):
        if wanted is not None:  # account writes into what it is given
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12), rule


def test_draws_are_the_same_to_the_bit() -> None:
    draws = np.random.default_rng(2)
    words = [
        [
            int(x)
            for x in (
                draws.integers(0, 2**63),
                *draws.integers(0, 2**32, 1),
                *draws.integers(0, 2**16, 2),
                *draws.integers(0, 2**32, 2),
            )
        ]
        for _ in range(2000)
    ]
    expected = [list(uniforms(*each)) for each in words]
    sent = [[[seed & 0xFFFFFFFF, seed >> 32], *rest] for seed, *rest in words]
    assert (
        run("function answer(all) { return all.map((each) => $uniforms(...each)); }", sent)
        == expected
    )


def listing(x: float) -> float:
    return sum([x for _ in range(3)])


def slicing(x: Any) -> Any:
    return x[1:]


def naming(x: float) -> float:
    return math.gamma(x)


@pytest.mark.parametrize(
    ("function", "construct"),
    [(listing, "ListComp"), (slicing, "a slice"), (naming, "a call of gamma")],
)
def test_what_cannot_be_translated_is_named_with_its_line(function: Any, construct: str) -> None:
    line = inspect.getsourcelines(function)[1] + 1
    with pytest.raises(
        UntranslatableError, match=rf"test_translated_rules\.py:{line}: .*{construct}"
    ):
        Translator().add(function)
