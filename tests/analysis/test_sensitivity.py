"""Sobol' and Morris give the known answer where there is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from truths import (
    METRIC,
    Floats,
    designed,
    ishigami,
    ishigami_indices,
    listed,
    run,
    without,
)

from collabsim.analysis import morris, sobol, sobol_pairs
from collabsim.analysis.sensitivity import indices
from collabsim.experiment.designs import Design, points
from collabsim.experiment.factors import Factor

FACTORS = [Factor(name, (0.0, 1.0)) for name in ("slack", "permission", "boards")]


def test_sobol_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """Over shuffled samples: random points, for which the bootstrap is made."""
    rng, inside = np.random.default_rng(3), []
    for _ in range(25):
        blocks = []
        for _ in range(200):
            one, other = rng.random((2, 3))
            blocks += [one, *np.where(np.eye(3, dtype=bool), other, one), other]
        found = sobol(run(listed([np.zeros(3), *blocks]), ishigami), METRIC, resamples=100)
        for column, truth in zip(("first", "total"), ishigami_indices(), strict=True):
            inside.append(np.abs(found[column] - truth) <= found[f"{column}_half_width"])
    assert 0.90 <= np.mean(inside) <= 0.99


def test_indices_and_their_half_widths_are_those_of_salib() -> None:
    """Recorded from SALib 1.5.2 (128 blocks, 100 resamples), which worked them out before."""
    values = ishigami(points(Design("sobol", size=128, second_order=True), FACTORS, 1).values)
    found = indices(values.reshape(128, -1), 3, 100)
    recorded = {
        "S1": [0.2860453248515553, 0.4758686162170641, 0.04579977284429672],
        "S1_half_width": [0.15074811558883705, 0.15611846655619616, 0.13621617499108787],
        "ST": [0.5173357918881905, 0.4670195514532682, 0.2304474623965038],
        "ST_half_width": [0.21440557486893355, 0.12316920591807595, 0.07304247824855763],
        "S2": [-0.0006025770620232684, 0.24459060764035534, 0.0008131610218880952],
        "S2_half_width": [0.21594639031739787, 0.25476673427257684, 0.18178381041049038],
    }
    assert {*found} == {*recorded}
    for name, each in recorded.items():
        np.testing.assert_allclose(found[name], each, atol=1e-9)


def test_points_are_those_of_salib_in_its_order() -> None:
    """The published answers are of these points, which SALib drew; the first of each, recorded."""
    block = [
        [0.15546531789004803, 0.588747326284647], [0.607532175257802, 0.588747326284647],
        [0.15546531789004803, 0.2423999896273017], [0.15546531789004803, 0.2423999896273017],
        [0.607532175257802, 0.588747326284647], [0.607532175257802, 0.2423999896273017],
    ]  # fmt: skip
    made = points(Design("sobol", size=4, second_order=True), FACTORS[:2], 1).values
    np.testing.assert_allclose(made[:6], block, atol=1e-15)
    third, two = 1.0 / 3.0, 2.0 / 3.0
    trajectory = [[1.0, two, 0.0], [third, two, 0.0], [third, 0.0, 0.0], [third, 0.0, two]]
    made = points(Design("morris", size=2), FACTORS, 1).values
    np.testing.assert_allclose(made[:4], trajectory, atol=1e-15)


def test_the_pair_that_interacts_is_found() -> None:
    design = designed(Design("sobol", size=2048, second_order=True), 3)
    found = sobol_pairs(run(design, ishigami), METRIC, resamples=20)
    first, total = ishigami_indices()
    np.testing.assert_allclose(found["second"], [0.0, total[2] - first[2], 0.0], atol=0.05)
    with pytest.raises(ValueError, match="second_order"):
        sobol_pairs(run(designed(Design("sobol", size=8), 3), ishigami), METRIC)


def test_a_failed_run_costs_its_block_and_the_loss_is_said() -> None:
    runs = run(designed(Design("sobol", size=256), 3), ishigami)
    holed = without(runs, (1, 0, 0), (5, 0, 0), (6, 0, 0))  # the first block's ends; the second's
    found = sobol(holed, METRIC, resamples=20)
    assert set(found["blocks"]) == {254}
    assert set(found["lost"]) == {2}
    nearly_all = [(n, 0, 0) for n in range(1, 1 + 5 * 255)]
    with pytest.raises(ValueError, match="only 1 of 256 blocks"):
        sobol(without(runs, *nearly_all), METRIC)


def test_a_lost_replicate_leaves_a_block_the_others() -> None:
    """A block compares its points on the same luck, also when one of them has less of it."""
    luck = np.array([0.0, 100.0])
    design = designed(Design("sobol", size=64), 3)
    runs = run(design, ishigami, luck)
    holed = sobol(without(runs, (3, 0, 1)), METRIC, resamples=20)
    assert set(holed["lost"]) == {0}
    morris_runs = run(designed(Design("morris", size=6), 3), lambda x: x @ [3.0, 2.0, 1.0], luck)
    found = morris(without(morris_runs, (3, 0, 1)), METRIC)
    np.testing.assert_allclose(found["mean"], [3.0, 2.0, 1.0])


def test_luck_is_told_from_the_variance_that_factors_make() -> None:
    design = designed(Design("sobol", size=512), 3)
    rng, truth = np.random.default_rng(2), ishigami_indices()[1]
    size = len(design[0]), 1, 4
    shared = run(design, ishigami, 9.0 * rng.normal(size=(1, 1, 4)))
    assert sobol(shared, METRIC, resamples=5)["noise"].max() < 1e-9  # shared by all: no variance
    noisy = sobol(run(design, ishigami, 4.0 * rng.normal(size=size)), METRIC, resamples=5)
    variance = ishigami(rng.random((20_000, 3))).var()
    luck = 4.0 / (4.0 + variance)
    assert noisy["noise"][0] == pytest.approx(luck, rel=0.15)
    assert ((noisy["total"] - truth) < luck + 0.05).all()


def test_a_constant_has_no_indices() -> None:
    runs = run(designed(Design("sobol", size=8), 3), lambda x: np.ones(len(x)))
    with pytest.raises(ValueError, match="the same at every point"):
        sobol(runs, METRIC)


@pytest.mark.parametrize("kind", ["latin_hypercube", "factorial"])
def test_a_design_without_blocks_is_refused(kind: str) -> None:
    runs = run(designed(Design(kind, size=15), 3), ishigami)
    for analysis in (sobol, morris):
        with pytest.raises(ValueError, match="no blocks"):
            analysis(runs, METRIC)


@pytest.mark.parametrize("levels", [4, 6, 8])
def test_morris_of_a_plane_is_its_slopes_at_any_number_of_levels(levels: int) -> None:
    slopes = np.array([3.0, -2.0, 0.0])
    runs = run(designed(Design("morris", 5, levels), 3), lambda x: x @ slopes)
    found = morris(replace(runs, ends=dict.fromkeys(runs.factors, (0.0, 1.0))), METRIC)
    np.testing.assert_allclose(found["mean"], slopes, atol=1e-9)
    np.testing.assert_allclose(found["size"], np.abs(slopes), atol=1e-9)
    np.testing.assert_allclose(found["spread"], 0.0, atol=1e-9)


def test_morris_tells_what_interacts_from_what_does_not() -> None:
    def function(unit: Floats) -> Floats:
        return unit[:, 0] + 4.0 * (unit[:, 1] - 0.5) * (unit[:, 2] - 0.5)

    found = morris(run(designed(Design("morris", size=100), 3), function), METRIC)
    assert found["spread"][0] < 1e-9
    assert (found["spread"][1:] > 0.5).all()
    assert (found["mean"][1:].abs() < 3.0 * found["size_half_width"][1:]).all()


def test_today_outside_the_ranges_does_not_stretch_them() -> None:
    made, _ = designed(Design("morris", size=8), 3)
    factors = list(made.columns[2:])
    made.loc[0, factors] = 5.0
    runs = run((made, 0), lambda x: x @ [1.0, 2.0, 3.0])
    np.testing.assert_allclose(morris(runs, METRIC)["mean"], [1.0, 2.0, 3.0])
    ends = {**dict.fromkeys(factors, (0.0, 1.0)), factors[0]: (0.0, 2.0)}
    wide = morris(replace(runs, ends=ends), METRIC)
    np.testing.assert_allclose(wide["mean"], [2.0, 2.0, 3.0])


def test_morris_says_how_much_of_a_size_is_luck() -> None:
    design = designed(Design("morris", size=40), 3)
    noise = np.random.default_rng(6).normal(size=(len(design[0]), 1, 8))
    found = morris(run(design, lambda x: 9.0 * x[:, 0], noise), METRIC)
    error = np.sqrt(2.0 / 8.0) / (2.0 / 3.0)  # of a difference of two means, over the step
    np.testing.assert_allclose(found["noise"], error, rtol=0.15)
    assert (found["size"][1:] < 1.2 * found["noise"][1:]).all()


def test_morris_of_luck_alone_finds_no_size_however_few_replicates_there_are() -> None:
    """All points share replicates, so trajectories agree on what luck makes of a factor."""
    design = designed(Design("morris", size=10), 4)
    on = design[0].iloc[:, 2:].to_numpy(float)
    for seed in range(20):
        luck = np.random.default_rng(seed).normal(size=(4, 6))
        found = morris(run(design, lambda x: np.zeros(len(x)), (on @ luck)[:, None]), METRIC)
        assert (found["size_least"] < 0.0).all()


def test_morris_surely_finds_no_more_of_a_size_than_there_is() -> None:
    design = designed(Design("morris", size=10), 4)
    slopes = np.array([3.0, 1.0, -0.5, 0.0])
    least = []
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(size=(len(design[0]), 1, 8))
        least.append(morris(run(design, lambda x: x @ slopes, 0.3 * noise), METRIC)["size_least"])
    assert (np.array(least) < np.abs(slopes)).all()
    assert (np.array(least)[:, 0] > 2.0).all()
