"""Rules by themselves: what a single equation promises, over all its range."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim import composition
from collabsim.barriers import budget, incentives, perceptions, permission, scaling, trust
from collabsim.behaviour import ahsns, outcomes
from collabsim.numerics import logistic
from collabsim.scenario import Parameters
from collabsim.scenario.groups import GROUPS

P = Parameters(**{name: group() for name, group in GROUPS.items()})
unit = st.floats(0.0, 1.0)
gates = st.lists(unit, min_size=10, max_size=10)
sigmas = st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, math.inf])


def events_until(target: float, kappa: float, *, good: bool, prior: float = 0.5) -> int:
    """Return months of one event each until trust has moved to the target."""
    p, weight = P.trust, 1.0 if good else kappa
    stock = 0.0
    for month in range(1, 200):
        stock = trust.faded(stock, 1.0, p) + weight
        held = trust.belief(prior, p.prior, stock if good else 0.0, 0.0 if good else stock)
        if (held >= target) if good else (held <= target):
            return month
    raise AssertionError("trust never got there")


def test_trust_is_lost_faster_than_gained() -> None:
    """P10: at kappa above 1 it takes fewer months to lose 0.2 than to gain it."""
    for kappa in (1.5, 2.0, 5.0):
        assert events_until(0.3, kappa, good=False) < events_until(0.7, kappa, good=True)


def test_trust_is_symmetric_at_the_null() -> None:
    """P10, the null form: kappa = 1 loses and gains in the same number of months."""
    assert events_until(0.3, 1.0, good=False) == events_until(0.7, 1.0, good=True)


@given(unit, st.floats(0.1, 20), st.floats(0, 100), st.floats(0, 100))
def test_belief_is_a_probability_that_evidence_moves(
    m: float, n: float, r: float, s: float
) -> None:
    held = trust.belief(m, n, r, s)
    assert -1e-12 <= held <= 1.0 + 1e-12
    assert trust.belief(m, n, r + 1.0, s) >= held - 1e-12
    assert trust.belief(m, n, r, s + 1.0) <= held + 1e-12


def test_own_success_counts_more_than_seen_more_than_message() -> None:
    """B10: demonstration beats rhetoric, own > observed >> message, also over a year of messages."""
    p = P.trust
    seen = trust.seen(1.0, 1.0, p)
    assert p.success > seen > 12.0 * p.message


@given(gates, sigmas, st.floats(0.1, 10))
def test_combined_gates_stay_within_the_weakest_and_the_best(
    g: list[float], s: float, nu: float
) -> None:
    passed = composition.combine(g, s, nu)
    assert min(g) ** nu - 1e-9 <= passed <= max(*g, composition.FLOOR) ** nu + 1e-9


@given(gates, sigmas, st.integers(0, 9), unit)
def test_opening_a_gate_never_hurts(g: list[float], s: float, b: int, more: float) -> None:
    opened = list(g)
    opened[b] = max(g[b], more)
    assert composition.combine(opened, s, 3.0) >= composition.combine(g, s, 3.0) - 1e-12


@given(gates, sigmas)
def test_the_account_shares_out_the_whole_loss(g: list[float], s: float) -> None:
    shares = [0.0] * 10
    composition.account(g, s, shares)
    assert all(share >= 0.0 for share in shares)
    assert sum(shares) == pytest.approx(0.0 if min(g) == 1.0 else 1.0)
    assert all(share == 0.0 for share, gate in zip(shares, g, strict=True) if gate == 1.0)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 2.0, math.inf])
def test_the_account_is_the_path_integral_of_marginal_losses(sigma: float) -> None:
    """Aumann-Shapley: along the path on which every gate's weight grows in proportion."""
    g = [0.3, 0.5, 0.9, 1.0, 0.8, 0.7, 0.6, 0.95, 0.4, 0.85]
    weights = [composition.loss_weight(gate, min(g), sigma) for gate in g]

    def gate_at(weight: float) -> float:
        if math.isinf(sigma):
            return 1.0 - weight
        if sigma == 1.0:
            return math.exp(-weight)
        r = (sigma - 1.0) / sigma
        return (1.0 - math.copysign(weight, r) * min(g) ** r) ** (1.0 / r)

    steps, lost = 2000, [0.0] * 10
    for n in range(steps):
        here = [gate_at(w * n / steps) for w in weights]
        for b in range(10):
            moved = list(here)
            moved[b] = gate_at(weights[b] * (n + 1) / steps)
            lost[b] += composition.combine(here, sigma, 3.0) - composition.combine(
                moved, sigma, 3.0
            )
    shares = [0.0] * 10
    composition.account(g, sigma, shares)
    whole = 1.0 - composition.combine(g, sigma, 3.0)
    for b in range(10):
        assert lost[b] / whole == pytest.approx(shares[b], abs=2e-3)


def test_matched_nu_is_1_at_the_weakest_link_and_3_at_geometric() -> None:
    assert [composition.matched_nu(s) for s, _ in composition.MATCHED_NU] == pytest.approx(
        [nu for _, nu in composition.MATCHED_NU], abs=0.01
    )


@given(unit, unit)
def test_a_neutral_exposure_opens_any_gate(exposure: float, gate: float) -> None:
    assert composition.met(0.0, gate) == 1.0
    assert composition.met(exposure, gate) >= gate - 1e-12


@given(st.floats(0.0, 0.5), st.floats(0.0, 2.0))
def test_attention_follows_the_scorecard(weight: float, motivation: float) -> None:
    """M1: more weight never lowers attention, and attention is a share."""
    p = P.incentives
    e = incentives.effort(weight, motivation, 0.0, p)
    assert 0.0 <= e <= 1.0
    assert incentives.effort(weight + 0.05, motivation, 0.0, p) >= e
    assert incentives.effort(weight, motivation, 1.0, p) <= e


def test_the_closed_form_of_effort_is_the_optimum() -> None:
    """M1: no other split of attention has a higher sum of weighted returns (rho = 1/2)."""
    p = P.incentives
    wanted = incentives.relative_weight(0.1, p) * p.measurability + 0.15
    e = incentives.effort(0.1, 0.15, 0.0, p)
    power = p.finance_weight**2
    ops = (1.0 - e) / (1.0 + power)

    def value(share: float) -> float:
        rest = 1.0 - share
        ours = rest * ops / (1.0 - e)
        return wanted * share**0.5 + ours**0.5 + p.finance_weight * (rest - ours) ** 0.5

    assert value(e) >= max(value(e + step) for step in (-0.01, -0.001, 0.001, 0.01))


@given(st.floats(0.0, 0.3), st.floats(1e-6, 0.2))
def test_gaming_is_a_share_that_falls_with_real_effort(weight: float, real: float) -> None:
    """I2: where more is real, less of what is reported is not."""
    fake = incentives.faked(weight, P.incentives)
    assert 0.0 <= incentives.gaming(fake, real) <= 1.0
    assert incentives.gaming(fake, 2.0 * real) <= incentives.gaming(fake, real)


@given(st.floats(0.1, 20.0), st.integers(0, 11))
def test_payback_is_harder_late_in_the_year_and_for_long_paybacks(
    payback: float, month: int
) -> None:
    """B29: under an in-year rule, April says yes more often than March, quick returns more than slow."""
    p = P.budget
    assert budget.pays_back(payback, 1.0, 0, p) >= budget.pays_back(payback, 1.0, month, p)
    assert budget.pays_back(payback, 3.0, month, p) >= budget.pays_back(payback, 1.0, month, p)
    assert budget.pays_back(payback + 1, 1.0, month, p) <= budget.pays_back(payback, 1.0, month, p)


@given(st.floats(0.0, 5.0), st.floats(0.1, 5.0), st.integers(0, 11))
def test_routine_never_spends_what_is_not_there(left: float, opening: float, month: int) -> None:
    assert 0.0 <= budget.routine_spend(left, opening, month, P.budget) <= left + 1e-12


def test_signals_fade_by_half_in_their_half_life() -> None:
    signal = 1.0
    for _ in range(int(P.permission.half_life)):
        signal = permission.national_signal(signal, 0.0, P.permission)
    assert signal == pytest.approx(0.5)


def test_a_ban_leaves_only_what_is_under_the_radar() -> None:
    p = P.permission
    assert permission.gate(1.0, -1.0, p) == p.under_radar
    assert permission.gate(0.1, 1.0, p) > permission.gate(0.1, 0.0, p)


def test_support_saturates() -> None:
    """P17: three times the support gives far less than three times the effect."""
    p = P.ahsns
    once, thrice = ahsns.support_pull(1.0, p), ahsns.support_pull(3.0, p)
    assert once == pytest.approx(p.effect)
    assert once < thrice < 1.3 * once


def test_support_spreads_use_by_its_effect_in_its_time() -> None:
    """P17: from the middle of the range, log-odds of use gain the effect in ``spread_time``."""
    p = P.ahsns
    gain = ahsns.spread_gain(1.0, p)
    assert ahsns.spread_gain(0.0, p) == 0.0
    use = alone = 0.5
    for _ in range(int(p.spread_time)):
        use = outcomes.grow(use, 1.0, gain, 1.0, 0.0, P.outcomes)
    alone = outcomes.grow(alone, 1.0, 0.0, 1.0, 0.0, P.outcomes)
    assert alone == 0.5
    assert math.log(use / (1.0 - use)) == pytest.approx(p.effect, rel=0.1)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_evidence_from_near_counts_more(share: float, nih: float, able: float) -> None:
    """I10: with not-invented-here, the same visible share convinces more from inside the AHSN."""
    p = P.scaling
    near = scaling.evidence(share, 0.0, 0.0, nih, able, p)
    far = scaling.evidence(0.0, 0.0, share, nih, able, p)
    assert 0.0 <= far <= near <= 1.0


@given(unit, st.integers(0, 40), st.integers(0, 40), unit)
def test_beliefs_stay_probabilities(q: float, good: int, bad: int, seen: float) -> None:
    held = perceptions.next_belief(q, float(good), float(bad), seen, P.perceptions)
    assert -1e-12 <= held <= 1.0 + 1e-12


@given(unit)
def test_views_return_to_what_is_usual(now: float) -> None:
    ease = now
    for _ in range(300):
        ease = perceptions.next_ease(ease, 1.0, P.perceptions)
    assert ease == pytest.approx(P.perceptions.ease, abs=1e-3)


def test_rushed_purchases_are_worth_less() -> None:
    """P9: the same innovation, need and luck, bought in a rush, does worse."""
    p = P.outcomes
    assert outcomes.evaluate(0.5, 0.7, 0.5, 0.0, p) < outcomes.evaluate(0.5, 1.0, 0.5, 0.0, p)


def test_logistic_is_safe_at_its_edges() -> None:
    assert (logistic(-1e4), logistic(0.0), logistic(1e4)) == (0.0, 0.5, 1.0)
