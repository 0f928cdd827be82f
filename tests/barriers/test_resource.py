"""Resource by hand: what both sides bring, what a project truly needs, and when it collapses."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.barriers import resource
from collabsim.barriers.resource import Resource

P = Resource(
    nhs_base=0.2, slack_yield=4.0, effort_yield=2.0, industry_add=0.1, need=0.5,
    complexity_need=0.25, bias=0.5, collapse=0.01, short_weight=2.0, symptom_weight=0.8,
    trust_weight=1.0, unsettled_weight=0.6, mutual=0.5,
)  # fmt: skip
amount = st.floats(0.0, 5.0)


def test_what_the_trust_brings() -> None:
    assert resource.nhs_commitment(0.05, 0.1, P) == pytest.approx(0.6)  # 0.2 + 4 x 0.05 + 2 x 0.1


def test_what_the_company_brings() -> None:
    assert resource.company_commitment(0.5, 1.0, 0.5, P) == pytest.approx(
        0.45
    )  # 0.5 x 1 x 0.7 + 0.1
    assert resource.company_commitment(0.5, 0.0, 0.5, P) == pytest.approx(
        0.275
    )  # 0.5 x 0.5 x 0.7 + 0.1
    assert resource.company_commitment(0.5, 9.0, 1.0, P) == pytest.approx(
        0.725
    )  # size counts up to 1.5
    assert resource.company_commitment(0.5, 1.0, 0.0, P) == pytest.approx(0.3)  # 0.5 x 0.4 + 0.1


def test_the_gate() -> None:
    assert resource.gate(0.3, 0.2, 1.0, P) == pytest.approx(0.5)  # 0.25 of 0.5
    assert resource.gate(0.3, 0.2, 3.0, P) == pytest.approx(0.25)  # 0.25 of 1
    assert resource.gate(0.0, 0.0, 1.0, P) == 0.0
    assert resource.gate(2.0, 2.0, 1.0, P) == 1.0


def test_true_need_exceeds_the_plan() -> None:
    assert resource.true_need(0.0, P) == pytest.approx(1.5)
    assert resource.true_need(1.0, P) == pytest.approx(1.5 * math.exp(0.3))


@pytest.mark.parametrize(
    ("need", "nhs", "company", "worth"),
    [(2.0, 0.5, 0.5, 0.5), (1.0, 0.5, 0.5, 0.0), (1.0, 2.0, 0.0, 0.0), (2.0, 0.0, 0.0, 1.0)],
)
def test_shortfall(need: float, nhs: float, company: float, worth: float) -> None:
    assert resource.shortfall(need, nhs, company) == worth


@given(st.floats(0.01, 5.0), amount, amount)
def test_shortfall_is_a_share(need: float, nhs: float, company: float) -> None:
    assert 0.0 <= resource.shortfall(need, nhs, company) <= 1.0


@pytest.mark.parametrize(
    ("short", "symptom", "trust", "unsettled", "log"),
    [
        (0.0, 0.0, 0.15, 0.0, 0.0),  # - 0.7 x 0.5 - 1 (0.15 - 0.5) = 0
        (0.5, 0.0, 0.15, 0.0, 1.0),  # 2 x 0.5
        (0.0, 1.0, 0.15, 0.0, 0.8),
        (0.0, 0.0, 0.15, 1.0, 0.6),
        (0.0, 0.0, 0.65, 0.0, -0.5),
    ],
)
def test_what_makes_a_pilot_collapse(
    short: float, symptom: float, trust: float, unsettled: float, log: float
) -> None:
    hazard = resource.collapse_hazard(short, symptom, trust, unsettled, P)
    assert hazard == pytest.approx(0.01 * math.exp(log))


def test_the_plain_hazard_is_of_a_project_without_stated_benefit_to_both() -> None:
    p = replace(P, mutual=0.0)
    assert resource.collapse_hazard(0.0, 0.0, 0.5, 0.0, p) == pytest.approx(0.01)
    # full mutual benefit about halves it
    assert resource.collapse_hazard(0.0, 0.0, 0.5, 0.0, replace(P, mutual=1.0)) == pytest.approx(
        0.01 * math.exp(-0.7)
    )


def test_a_hazard_is_at_most_1() -> None:
    assert resource.collapse_hazard(9.0, 1.0, 0.0, 1.0, P) == 1.0
