"""Everything with a name can be explained, with its unit and its evidence."""

from __future__ import annotations

import pytest

from collabsim import evidence
from collabsim.composition import BARRIERS
from collabsim.explain import contents, explain
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS
from collabsim.parameters import described
from collabsim.scenario import Scenario
from collabsim.scenario.groups import GROUPS

PARAMETERS = [f"{group}.{key}" for group, kind in GROUPS.items() for key in described(kind)]


def flat(name: str) -> str:
    return " ".join(explain(name).split())


def test_every_parameter_has_unit_ranges_and_evidence() -> None:
    for name in PARAMETERS:
        group, _, key = name.partition(".")
        about, text = described(GROUPS[group])[key], flat(name)
        assert about.says in text
        assert f"Default: {about.default:g} {about.unit}" in text
        assert f"Plausible: {about.plausible[0]:g} to {about.plausible[1]:g}" in text
        assert f"{about.tier}: " in text
        assert all(each in text for each in about.evidence.split())


def test_every_lever_says_what_1_means_what_it_moves_and_what_may_go_wrong() -> None:
    for name in LEVERS:
        known, text = evidence.levers()[name], flat(name)
        assert f"At 1: {known.means_at_one}" in text
        assert known.perverse in text
        assert known.in_model.replace("`", "") in text
        assert f"Strength of evidence: {known.strength}: " in text
        assert all(move.parameter in text for move in LEVERS[name].moves)
        assert all(source in text for source in known.sources)


def test_every_metric_has_definition_and_unit() -> None:
    for name in METRICS:
        text = flat(name)
        assert METRICS[name].says in text
        assert METRICS[name].unit in text


def test_every_barrier_has_gate_parameters_levers_and_sources() -> None:
    for name in BARRIERS:
        text = flat(name)
        assert "gate: How far" in text or "gate: how far" in text
        assert f"{name}." in text
        assert f"--set barriers.{name}=0" in text
        assert "(claim)" in text
        assert "(mechanism)" in text
        assert "Sources" in text
        moving = [
            lever
            for lever in LEVERS.values()
            if any(m.parameter.startswith(f"{name}.") for m in lever.moves)
        ]
        assert all(f"{lever.name} ({lever.id})" in text for lever in moving)


REGISTER = [
    *evidence.claims(),
    *evidence.mechanisms(),
    *evidence.patterns(),
    *evidence.interactions(),
    *evidence.loops(),
    *evidence.structure(),
    *evidence.sources(),
]


def test_every_row_of_the_register_is_explained() -> None:
    for name in REGISTER:
        assert explain(name).startswith(f"{name}: a")


@pytest.mark.parametrize("kind", Scenario.england().classes, ids=lambda kind: kind.name)
def test_every_class_shows_its_values_and_exposures(kind: object) -> None:
    text = flat(kind.name)  # type: ignore[attr-defined]
    assert kind.label in text  # type: ignore[attr-defined]
    for barrier, exposure in kind.exposure.items():  # type: ignore[attr-defined]
        assert f"{barrier} {exposure:g}" in text


def test_a_rule_is_shown_where_it_reads_the_parameter() -> None:
    text = flat("budget.hurdle_spread")
    assert "pays_back:" in text
    assert "Lambda((horizon - season / 12 - payback) / hurdle_spread)" in text


def test_a_lever_shows_the_value_it_reaches() -> None:
    assert "budget.horizon from 1 to 3 years" in flat("multi_year_budgets")
    assert "leadership.churn from 0.24 to 0.12 per year" in flat("L24")


def test_levers_go_by_id_and_capitals_do_not_matter() -> None:
    assert explain("l06") == explain("L06") == explain("multi_year_budgets")


def test_a_name_of_two_things_explains_both() -> None:
    text = explain("permission")
    assert "a soft barrier" in text
    assert "(L01): a lever" in text


def test_the_account_is_given_in_its_exact_form() -> None:
    text = flat("account")
    assert "lost to barrier b = lost hazard x phi(g_b) / sum over barriers of phi(g_c)" in text
    assert "not what removing a barrier would gain" in text


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("kapa", "trust.kappa"), ("permision", "permission"), ("trust.gian", "trust."), ("L99", "L")],
)
def test_an_unknown_name_gets_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(LookupError, match=rf'"{wrong}" is nothing .* Did you mean .*{near}'):
        explain(wrong)


def test_nonsense_gets_a_sentence_too() -> None:
    with pytest.raises(LookupError, match="collabsim explain"):
        explain("§" * 10_000)


def test_contents_name_everything() -> None:
    listing = contents()
    words = set(listing.replace(",", " ").split())
    assert {*PARAMETERS, *LEVERS, *METRICS, *BARRIERS, *REGISTER, "account"} <= words


@pytest.mark.parametrize(
    ("kind", "one"),
    [
        ("levers", "celebrate"),
        ("Metrics", "equity_gini"),
        ("classes", "prevention"),
        ("loops", "R1"),
    ],
)
def test_a_kind_lists_its_names(kind: str, one: str) -> None:
    assert one in explain(kind).replace(",", " ").split()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("permision", "permission"),
        ("trst", "trust"),
        ("whole_", "whole_person"),
        ("adoption_", "adoption_"),
    ],
)
def test_what_was_probably_meant_is_named(typed: str, meant: str) -> None:
    """A barrier or lever comes before a parameter of the same name, and a beginning is enough."""
    with pytest.raises(LookupError, match=rf"Did you mean {meant}"):
        explain(typed)
