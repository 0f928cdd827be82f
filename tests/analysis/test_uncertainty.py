"""What is luck is told from what is not: intervals, replicates, variants, choices, boxes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from truths import METRIC, Floats, designed, listed, of, run, without

from collabsim.analysis import (
    agreement,
    agreement_range,
    alone,
    differences,
    discover,
    morris,
    pareto,
    rank_table,
    ranks,
    regret,
    rivals,
    standing,
)
from collabsim.experiment.designs import Design
from collabsim.intervals import redrawn, replicates_for, t_interval
from collabsim.report.channels import lost
from collabsim.report.discovery import describe_box

OWN = [("own", n) for n in range(8)]
TWO = (("own", -1), ("closed", -1))
LESS_IS_BETTER = "collapse"


@pytest.mark.parametrize("scale", [0.0, 0.3, 1.0, 5.0])
@pytest.mark.parametrize(("replicates", "units"), [(3, 8), (6, 2)])
def test_an_interval_over_replicates_and_drawn_units_covers_at_least_as_often_as_it_says(
    replicates: int, units: int, scale: float
) -> None:
    """However few there are of either, and whichever of the two scatters more."""
    rng, size = np.random.default_rng(8), 10_000
    luck = rng.normal(size=(1, size, replicates))
    each = luck + scale * rng.normal(size=(units, size, 1))
    found, alone_ = t_interval(each.mean(axis=0), units=[each]), t_interval(each.mean(axis=0))
    covered = ((found.low <= 0.0) & (found.high >= 0.0)).mean()
    assert covered >= 0.95 - 3.0 * np.sqrt(0.05 * 0.95 / size)
    assert (found.high - found.low >= alone_.high - alone_.low).all()


@pytest.mark.parametrize("units", [None, 8])
def test_luck_drawn_again_scatters_as_intervals_say(units: int | None) -> None:
    rng = np.random.default_rng(6)
    values = rng.normal(size=(3, 4)) + 2.0
    each = None if units is None else values + 0.01 * rng.normal(size=(units, 3, 1))
    kinds = [] if each is None else [each]
    found = t_interval(values, units=kinds)
    drawn = redrawn(values, 20_000, kinds)
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    np.testing.assert_allclose(high - low, found.high - found.low, rtol=0.06)
    shared = redrawn(np.array([[1.0, 2.0, 4.0], [3.0, 4.0, 6.0]]), 50)
    np.testing.assert_allclose(shared[:, 1] - shared[:, 0], 2.0)  # paired: no luck in the gap


@pytest.mark.parametrize("replicates", [3, 10, 100])
def test_replicates_asked_for_are_the_fewest_that_suffice(replicates: int) -> None:
    def half_width(number: int) -> float:  # of numbers whose standard deviation is 1
        values = np.arange(number) - (number - 1) / 2.0
        found = t_interval(values / values.std(ddof=1))
        return float(found.high - found.mean)

    enough = int(replicates_for(half_width(replicates), replicates, 0.4))
    assert half_width(enough) <= 0.4 < half_width(enough - 1)


def test_a_range_over_alternatives_is_that_of_their_means() -> None:
    """Beside the mean of the base's parameter sets, how far theirs and those of structures reach."""
    variants = [("own", -1), ("own", 4), ("closed", -1), ("closed", 4)]
    each = np.array([0.3, 0.1, -0.2, 0.0])[None, :, None] * np.array([0.0, 1.0])[:, None, None]
    luck = each[1:, :1] * np.array([-0.1, 0.0, 0.1])
    runs = of(listed([[0.0], [1.0]])[0], each + np.concatenate([0.0 * luck, luck]), variants)
    row = alone(runs, METRIC).overall().iloc[0]
    assert row["mean"] == pytest.approx(0.2)
    assert (row["sets_low"], row["sets_high"]) == pytest.approx((0.1, 0.3))
    assert (row["structures_low"], row["structures_high"]) == pytest.approx((-0.1, 0.2))
    assert (row["variants"], row["up"], row["down"]) == (4, 2, 1)
    assert row["least"] <= -0.2


def test_an_interval_holds_the_mean_of_all_sets_from_which_some_were_drawn() -> None:
    """Five sets of an effect that is 0 in the mean of all, and large beside luck in each."""
    rng, number = np.random.default_rng(3), 1_000
    effect = np.concatenate([np.zeros((1, 5)), 0.02 * rng.normal(size=(number, 5))])
    values = effect[..., None] + 0.001 * rng.normal(size=(number + 1, 5, 8))
    design, _ = listed(np.linspace(0.0, 1.0, number + 1)[:, None])
    found = differences(of(design, values, [("own", n) for n in range(5)]), METRIC).overall()
    inside = (found["low"] <= 0.0) & (found["high"] >= 0.0)
    assert 0.92 <= np.mean(inside) <= 0.98


def test_ranks_put_the_best_first_where_less_is_better_and_share_ties() -> None:
    values = np.array([0.0, -3.0, 2.0, -3.0])[:, None, None] + np.zeros((1, 1, 4))
    design, _ = listed([[0.0, 0.0, 0.0], [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])
    effects = alone(of(design, values, metric=LESS_IS_BETTER), LESS_IS_BETTER)
    assert ranks(effects)[:, 0].tolist() == [1.5, 3.0, 1.5]
    assert rank_table(effects)["negative"].tolist() == [1.0, 1.0, 0.0]


def test_an_effect_known_in_no_variant_ranks_none_and_spoils_none() -> None:
    design, _ = listed([[0.0, 0.0, 0.0], [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])
    values = np.array([0.0, 3.0, 2.0, 1.0])[:, None, None] + np.zeros((1, 2, 3))
    runs = of(design, values, TWO)
    gone = without(runs, *((2, w, r) for w in range(2) for r in range(3)))
    placed = ranks(alone(gone, METRIC))
    assert placed[0].tolist() == [1.0, 1.0]
    assert placed[2].tolist() == [2.0, 2.0]
    assert np.isnan(placed[1]).all()


def test_the_share_at_the_top_says_how_far_luck_could_move_it() -> None:
    rng, factors = np.random.default_rng(5), 7
    rows = [np.zeros(factors), *np.eye(factors)]
    noise = rng.normal(size=(len(rows), 8, 6))
    even = rank_table(
        alone(
            run(
                listed(rows), lambda on: 9.0 * on.sum(axis=1), noise, [("own", n) for n in range(8)]
            ),
            METRIC,
        )
    )
    apart = rank_table(
        alone(
            run(
                listed(rows),
                lambda on: on @ (50.0 * (np.arange(factors) + 1.0)),
                noise,
                [("own", n) for n in range(8)],
            ),
            METRIC,
        )
    )
    assert (even["top_high"] - even["top_low"] > 0.2).mean() > 0.5
    assert (apart["top_high"] == apart["top_low"]).all()
    assert sorted(apart["top"]) == [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(("factors", "effect"), [(5, 50.0), (7, 0.0)])
def test_no_effect_is_at_the_top_of_few_or_by_luck(factors: int, effect: float) -> None:
    """Three of five is no distinction, and the largest of nothing is nothing."""
    rows = [np.zeros(factors), *np.eye(factors)]
    noise = np.random.default_rng(5).normal(size=(len(rows), 8, 6))
    runs = run(listed(rows), lambda on: effect * on.sum(axis=1), noise, OWN)
    top = rank_table(alone(runs, METRIC))["top"]
    if effect:
        assert top.isna().all()
    else:
        assert top.mean() < 0.05  # three in seven of what is large, but one in forty is clear


def test_a_rank_reaches_over_all_that_luck_does_not_tell_apart() -> None:
    luck = np.array([-0.05, 0.0, 0.05])
    values = np.array([0.0, 9.0, 5.0, 5.02, 1.0])[:, None, None] + np.zeros((1, 1, 3))
    values[2] += luck
    values[3] -= luck
    values[4] += luck[[1, 2, 0]]
    runs = of(listed([np.zeros(4), *np.eye(4)])[0], values)
    found = standing(alone(runs, METRIC))
    assert found["rank"].tolist() == [1.0, 3.0, 2.0, 4.0]
    assert found["low"].tolist() == [1.0, 2.0, 2.0, 4.0]
    assert found["high"].tolist() == [1.0, 3.0, 3.0, 4.0]


def test_ranks_hold_the_true_rank() -> None:
    rng, inside = np.random.default_rng(4), []
    truth = np.array([3.0, 2.0, 1.5, 1.0, 0.5])
    rows = [np.zeros(5), *np.eye(5)]
    for _ in range(60):
        noise = 0.7 * rng.normal(size=(6, 1, 4))
        found = standing(alone(run(listed(rows), lambda on: on @ truth, noise), METRIC))
        inside.append((found["low"] <= np.arange(1, 6)) & (found["high"] >= np.arange(1, 6)))
        assert (found["low"] <= found["rank"]).all()
    assert np.mean(inside) >= 0.95


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("scale", [0.3, 3.0])
def test_the_agreement_of_two_rankings_lies_in_its_interval(same: bool, scale: float) -> None:
    """Where luck is large the interval says little; where it is small, how far they agree."""
    rng, inside, widths = np.random.default_rng(7), [], []
    truth = np.arange(8.0)
    other = truth if same else np.roll(truth, 3)
    rows = [np.zeros(8), *np.eye(8)]
    for _ in range(20):
        one, two = (
            alone(run(listed(rows), lambda on, of=of: on @ of, noise), METRIC)  # type: ignore[misc]
            for of, noise in ((of, scale * rng.normal(size=(9, 1, 8))) for of in (truth, other))
        )
        low, high = agreement_range(one, two)
        inside.append(low - 1e-9 <= agreement(truth, other) <= high + 1e-9)
        widths.append(high - low)
    assert np.mean(inside) >= 0.95
    assert np.mean(widths) < 0.25 if scale < 1.0 else np.mean(widths) > 0.5


def test_points_that_luck_does_not_tell_from_the_best_are_counted() -> None:
    luck = np.array([-1.0, 0.0, 1.0])
    values = np.array([0.0, 9.0, 8.8])[:, None, None] + np.zeros((1, 1, 3))
    values[1:] += luck * np.array([[[0.01]], [[1.0]]])
    runs = of(listed([[0.0], [0.5], [1.0]])[0], values)
    assert rivals(runs, METRIC) == 1
    told = regret(runs, METRIC).set_index("point")["worst_low"] > 0.0
    assert told.to_dict() == {1: False, 2: False, 0: True}


def test_a_lost_harsh_replicate_makes_no_point_look_better() -> None:
    """Regret and the Pareto set pair each point with today: luck that is lost is lost to both."""
    design, _ = listed([[0.0], [0.5], [1.0]])
    luck = np.array([0.0, 0.0, -90.0])
    values = np.array([1.0, 3.0, 2.0])[:, None, None] + luck
    runs = without(of(design, values), (2, 0, 2))
    found = regret(runs, METRIC).set_index("point")
    assert found["worst"].to_dict() == {1: 0.0, 2: 1.0, 0: 2.0}
    assert pareto(runs, (METRIC,))["pareto"].tolist() == [False, True, False]


def test_a_shortfall_has_the_error_of_a_paired_difference() -> None:
    rng = np.random.default_rng(2)
    shared, own = 9.0 * rng.normal(size=(1, 1, 50)), rng.normal(size=(2, 1, 50))
    design, _ = listed([[0.0], [1.0]])
    table = regret(of(design, np.array([0.0, 5.0])[:, None, None] + shared + own), METRIC)
    assert table["error"].iloc[0] == 0.0  # the best does not fall short of itself
    assert table["error"].iloc[1] == pytest.approx(np.sqrt(2.0 / 50.0), rel=0.25)


def test_the_pareto_set_of_a_hand_case_and_how_sure_it_is() -> None:
    design, _ = listed([[0.0], [0.2], [0.4], [0.6], [0.8]])
    more = np.array([1.0, 3.0, 2.0, 3.0, 0.0])[:, None, None] + np.zeros((1, 1, 6))
    luck = np.zeros((5, 6))
    luck[4] = np.linspace(-0.01, 0.01, 6)  # something must hang on luck
    more += luck[:, None]
    runs = of(design, more)
    less = np.array([1.0, 3.0, 2.5, 3.0, 2.0])  # of this, less is better
    runs.runs[LESS_IS_BETTER] = (less[:, None] + luck).ravel()
    found = pareto(runs, (METRIC, LESS_IS_BETTER))
    assert found["pareto"].tolist() == [True, True, True, True, False]
    assert found["share"].tolist() == [1.0, 1.0, 1.0, 1.0, 0.0]
    assert found[LESS_IS_BETTER].tolist() == pytest.approx(less.tolist())
    noisy = of(design, more * 0.1 + np.random.default_rng(3).normal(size=(5, 1, 6)))
    assert pareto(noisy, (METRIC,))["share"].max() < 1.0


def test_what_is_neither_good_nor_bad_has_no_best() -> None:
    runs = of(listed([[0.0], [1.0]])[0], np.zeros((2, 1, 2)), metric="pilots")
    for choice in (lambda: regret(runs, "pilots"), lambda: pareto(runs, ("pilots",))):
        with pytest.raises(ValueError, match="neither better"):
            choice()


def test_a_closed_channel_is_compared_under_the_same_parameters() -> None:
    variants = [("own", -1), ("own", 7), ("closed", -1), ("closed", 7)]
    effect = np.array([19.0, 21.0, 8.0, 8.0])[None, :, None]
    luck = np.array([0.0, 1.0, 2.0])
    values = np.array([0.0, 1.0])[:, None, None] * (effect + luck)
    runs = of(listed([[0.0], [1.0]])[0], values, variants)
    table = lost(runs, alone(runs, METRIC))
    assert table["structure"].tolist() == ["closed"]
    assert table["mean"].tolist() == pytest.approx([12.0])  # of 11 and of 13
    assert table["share"].tolist() == pytest.approx([12.0 / 21.0])
    flat = of(listed([[0.0], [1.0]])[0], values * 0.0 + np.array([-1.0, 0.0, 1.0]), variants)
    assert lost(flat, alone(flat, METRIC))["share"].isna().all()


def test_chance_makes_no_box() -> None:
    told = 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        cases = pd.DataFrame(rng.random((80, 4)), columns=list("abcd"))
        told += bool(discover(cases, rng.random(80) < 0.4).limits)
    assert told <= 1


def test_a_box_of_forms_that_have_no_number_between_them() -> None:
    """An average of barriers is sigma = inf: it has no middle with 1."""
    sigma = np.tile([0.0, 1.0, np.inf], 20)
    cases = pd.DataFrame({"hazard.sigma": sigma, "other": np.arange(60.0) % 7.0})
    box = discover(cases, sigma > 1.0)
    assert box.limits == {"hazard.sigma": (1.0, np.inf)}
    assert (box.coverage, box.density) == (1.0, 1.0)
    assert "how barriers combine is above 1" in describe_box(box, "it fails")


def test_morris_of_one_replicate_knows_no_luck() -> None:
    def plane(unit: Floats) -> Floats:
        return unit @ np.array([2.0, 1.0])

    found = morris(run(designed(Design("morris", size=6), 2), plane), METRIC)
    assert found["noise"].isna().all()
    assert found["size"].notna().all()
