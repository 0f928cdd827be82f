"""Levers alone, removed, and their shares, in games whose answer is known."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from truths import (
    METRIC,
    STAKES,
    Floats,
    Function,
    airport,
    designed,
    listed,
    orders,
    run,
    saturating,
    voting,
    without,
)

from collabsim.analysis import (
    alone,
    interactions,
    main_effects,
    per_effort,
    removed,
    shapley,
    together,
)
from collabsim.experiment.designs import LEAST_ORDERS, Design
from collabsim.scenario.shipped import experiment_folder

LUCK = np.array([-1.0, 0.0, 1.0])
PAIRED = np.array([1.0, 2.0, -1.0, 0.5, 3.0])


def paired_game(on: Floats) -> Floats:
    """A plane, and two pairs that do more or less together."""
    return on @ PAIRED + 4.0 * on[:, 0] * on[:, 2] - 2.0 * on[:, 1] * on[:, 4]


PAIRED_SHARES = np.add(PAIRED, [2.0, -1.0, 2.0, 0.0, -1.0])


def test_exact_shares_of_a_vote_are_fair() -> None:
    """They sum to the whole; who changes nothing gets nothing; equals get the same."""
    runs = run(designed(Design("factorial"), 7), voting)
    share = shapley(runs, METRIC).overall()["mean"].to_numpy()
    assert share.sum() == pytest.approx(together(runs, METRIC).overall()["mean"][0])
    assert share[6] == pytest.approx(0.0, abs=1e-12)
    assert share[3] == pytest.approx(share[4])
    assert (np.diff(share) <= 1e-12).all()  # no one with less at stake has more of a say


def test_one_at_a_time_has_the_same_two_answers() -> None:
    runs = run(designed(Design("one_at_a_time"), 5), paired_game)
    np.testing.assert_allclose(alone(runs, METRIC).overall()["mean"], PAIRED)
    np.testing.assert_allclose(
        removed(runs, METRIC).overall()["mean"], 2.0 * PAIRED_SHARES - PAIRED
    )
    with pytest.raises(ValueError, match="every combination"):
        shapley(runs, METRIC)


@pytest.mark.parametrize(
    ("design", "factors"), [(Design("factorial"), 5), (Design("fractional", resolution=5), 5)]
)
def test_pairs_do_together_what_was_put_in(design: Design, factors: int) -> None:
    found = interactions(run(designed(design, factors), paired_game), METRIC).overall()["mean"]
    pairs = list(combinations(range(factors), 2))
    want = [{(0, 2): 4.0, (1, 4): -2.0}.get(pair, 0.0) for pair in pairs]
    np.testing.assert_allclose(found, want, atol=1e-9)


def test_a_fraction_in_which_pairs_are_mixed_is_refused() -> None:
    runs = run(designed(Design("fractional", resolution=3), 5), paired_game)
    with pytest.raises(ValueError, match="does not tell all pairs of levers apart"):
        interactions(runs, METRIC)


@pytest.mark.parametrize("resolution", [4, 5])
def test_main_effects_are_means_over_what_else_is_pulled(resolution: int) -> None:
    runs = run(designed(Design("fractional", resolution=resolution), 5), paired_game)
    np.testing.assert_allclose(main_effects(runs, METRIC).overall()["mean"], PAIRED_SHARES)


@pytest.mark.parametrize("game", [saturating, airport])
@pytest.mark.parametrize(("size", "mirrored"), [(16, False), (8, True)])
@pytest.mark.parametrize(("replicates", "noise"), [(3, 0.1), (5, 0.5)])
def test_intervals_of_sampled_shares_and_of_their_gaps_hold_the_truth(
    game: Function, size: int, mirrored: bool, replicates: int, noise: float
) -> None:
    """At the fewest orders that are allowed, which are also those of the question that ships."""
    assert size * (1 + mirrored) == LEAST_ORDERS
    truth = shapley(run(designed(Design("factorial"), 7), game), METRIC).overall()["mean"]
    inside, apart = [], []
    for seed in range(40):
        rng = np.random.default_rng(1000 + seed)
        rows = orders(7, size, seed, mirrored=mirrored)
        luck = rng.normal(size=(len(rows), 1, replicates)) * noise * truth.mean()
        luck += rng.normal(size=(1, 1, replicates))
        found = shapley(run(listed(rows), game, luck), METRIC)
        ends = found.interval()
        inside.append((ends.low <= truth) & (truth <= ends.high))
        gaps = found.minus(0).interval()
        apart.append((gaps.low <= truth - truth[0] + 1e-9) & (truth - truth[0] <= gaps.high + 1e-9))
    assert np.mean(inside) >= 0.9
    assert np.mean(np.array(apart)[:, 1:]) >= 0.9


def test_the_question_that_ships_has_orders_enough() -> None:
    design = tomllib.loads((experiment_folder() / "lever_ranking.toml").read_text("utf-8"))
    assert design["design"]["size"] >= LEAST_ORDERS


def test_a_gap_between_shares_leaves_out_what_orders_do_to_both() -> None:
    """Two levers that are worth the same in every order differ by nothing, however they scatter."""
    stakes = np.array([1.0, 1.0, 5.0])

    def game(on: Floats) -> Floats:
        return (on @ stakes) * (1.0 + on[:, 2])

    found = shapley(run(listed(orders(3, 8, seed=3, mirrored=True)), game, LUCK), METRIC)
    gap = found.minus(1).interval()
    assert gap.high[1] - gap.low[1] == 0.0
    own = found.interval()
    assert gap.high[0] - gap.low[0] < np.hypot(*(own.high - own.low)[:2])


def test_sampled_shares_sum_to_the_whole() -> None:
    runs = run(listed(orders(7, 16, seed=2)), airport)
    assert shapley(runs, METRIC).overall()["mean"].sum() == pytest.approx(STAKES.sum())


def test_an_order_and_its_reverse_are_exact_where_only_pairs_interact() -> None:
    rows = orders(5, 8, seed=4, mirrored=True)
    luck = np.arange(4.0)
    found = shapley(run(listed(rows), paired_game, luck), METRIC).overall()
    np.testing.assert_allclose(found["mean"], PAIRED_SHARES)
    np.testing.assert_allclose(found["error"], 0.0, atol=1e-9)


def test_few_orders_say_too_little_of_their_error() -> None:
    """In three pairs of orders a lever often adds the same in all, and would seem certain."""
    for rows in (orders(7, 15, seed=1), orders(7, 7, seed=1, mirrored=True)):
        with pytest.raises(ValueError, match="16 orders"):
            shapley(run(listed(rows), airport), METRIC)


def test_half_a_pull_is_half_an_effort() -> None:
    rows = [[0.0, 0.0], [0.5, 0.0], [0.0, 1.0], [0.5, 1.0]]
    runs = run(listed(rows), lambda on: on @ [2.0, 3.0])
    shares = shapley(runs, METRIC)
    np.testing.assert_allclose(shares.overall()["mean"], [1.0, 3.0])
    np.testing.assert_allclose(per_effort(shares, runs).overall()["mean"], [2.0, 3.0])


def test_a_lever_that_can_go_either_way_runs_as_the_file_says_or_not_at_all() -> None:
    rows = [[0.5], [0.0], [1.0]]
    runs = run(listed(rows), lambda on: on[:, 0] ** 2)
    assert alone(runs, METRIC).names == ()
    for ends, effect in (((0.0, 1.0), 1.0), ((1.0, 0.0), -1.0), ((0.5, 0.0), -0.25)):
        found = alone(replace(runs, ends={"permission": ends}), METRIC).overall()
        np.testing.assert_allclose(found["mean"], [effect])


def test_a_missing_run_costs_its_replicate_where_it_is_needed_and_nowhere_else() -> None:
    luck = np.array([0.0, 5.0, 9.0])
    runs = without(run(designed(Design("factorial"), 3), airport, luck), (1, 0, 2))
    whole, found = alone(runs, METRIC).overall(), shapley(runs, METRIC).overall()
    assert sorted(whole["lost"]) == [0, 0, 1]
    assert set(found["lost"]) == {1}
    assert set(found["replicates"]) == {2}
    np.testing.assert_allclose(found["mean"].sum(), STAKES[:3].sum())
    always = without(runs, *((1, 0, n) for n in range(3)))
    assert shapley(always, METRIC).overall()["mean"].isna().all()
