"""The statistics give the known answer where there is one, through the project's own pipeline."""

from __future__ import annotations

import dataclasses
from math import pi

import numpy as np
import pytest
from made import METRIC, Floats, Function, made

from collabsim import analysis
from collabsim.experiment import Runs
from collabsim.experiment.designs import Design


def ishigami(unit: Floats) -> Floats:
    """Ishigami & Homma (1990) with a = 7, b = 0.1 on [-pi, pi]^3."""
    x, y, z = (2.0 * pi * unit - pi).T
    return np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def ishigami_indices() -> tuple[Floats, Floats]:
    a, b = 7.0, 0.1
    whole = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8, 0.0]) / whole
    both = b**2 * pi**8 * (1 / 18 - 1 / 50) / whole
    return first, first + np.array([both, 0.0, both])


G = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
"""Coefficients of Sobol's g-function: the smaller, the more a factor matters."""


def g_function(unit: Floats) -> Floats:
    return ((np.abs(4.0 * unit - 2.0) + G) / (1.0 + G)).prod(axis=1)


def g_indices() -> tuple[Floats, Floats]:
    part = 1.0 / (3.0 * (1.0 + G) ** 2)
    whole = (1.0 + part).prod() - 1.0
    return part / whole, part * (1.0 + part).prod() / (1.0 + part) / whole


@pytest.mark.parametrize(
    ("function", "truth"), [(ishigami, ishigami_indices()), (g_function, g_indices())]
)
@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_indices_are_the_analytic_ones(
    function: Function, truth: tuple[Floats, Floats], second_order: bool
) -> None:
    design = Design("sobol", size=2048, second_order=second_order)
    found = analysis.sobol(made(design, len(truth[0]), function), METRIC, resamples=50)
    assert found["blocks"].eq(2048).all()
    assert found["first"].to_numpy() == pytest.approx(truth[0], abs=0.015)
    assert found["total"].to_numpy() == pytest.approx(truth[1], abs=0.015)


def test_sobol_intervals_hold_the_truth() -> None:
    found = analysis.sobol(made(Design("sobol", size=256), 5, g_function), METRIC)
    gaps = np.abs(found["total"].to_numpy() - g_indices()[1])
    assert (gaps <= 2.0 * found["total_half_width"] + 1e-3).all()


def test_only_blocks_without_a_failure_are_used_and_the_loss_is_said() -> None:
    runs = made(Design("sobol", size=1024), 3, ishigami)
    lost = runs.runs["point"].isin([1, 2, 6, 500])  # point 0 is today: blocks 0, 1 and 99
    broken = dataclasses.replace(runs, runs=runs.runs[~lost])
    found = analysis.sobol(broken, METRIC, resamples=50)
    assert found["lost"].eq(3).all()
    assert found["blocks"].eq(1021).all()
    assert found["first"].to_numpy() == pytest.approx(ishigami_indices()[0], abs=0.03)


def test_morris_finds_the_known_ranking() -> None:
    found = analysis.morris(made(Design("morris", size=60), 5, g_function), METRIC)
    assert found["size"].is_monotonic_decreasing
    assert found["size"].iloc[4] < 0.05 * found["size"].iloc[0]


def test_morris_of_a_plane_is_its_slopes() -> None:
    slopes = np.array([3.0, -2.0, 0.0])
    found = analysis.morris(made(Design("morris", size=5), 3, lambda x: x @ slopes), METRIC)
    assert found["mean"].to_numpy() == pytest.approx(slopes, abs=1e-9)
    assert found["spread"].to_numpy() == pytest.approx(0.0, abs=1e-9)


def gloves(on: Floats) -> Floats:
    """One left glove and two right ones make one pair."""
    return np.minimum(on[:, 0], np.minimum(1.0, on[:, 1] + on[:, 2]))


def test_shapley_shares_of_the_glove_game() -> None:
    found = analysis.shapley(made(Design("factorial"), 3, gloves), METRIC).overall()
    assert found["mean"].to_numpy() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


RUNWAYS = np.array([1.0, 3.0, 4.0, 10.0, 10.5, 12.0, 13.0, 20.0])


def airport(on: Floats) -> Floats:
    return (on * RUNWAYS[: on.shape[1]]).max(axis=1)


def airport_shares() -> Floats:
    """Littlechild & Owen (1973): each stretch of runway is shared by those who need it."""
    return np.cumsum(np.diff([0.0, *RUNWAYS]) / [8, 7, 6, 5, 4, 3, 2, 1])


def test_shapley_shares_of_the_airport_game() -> None:
    found = analysis.shapley(made(Design("factorial"), 8, airport), METRIC).overall()
    assert found["mean"].to_numpy() == pytest.approx(airport_shares())


def test_shares_sum_to_the_whole_and_interactions_are_those_put_in() -> None:
    def game(on: Floats) -> Floats:
        return on @ np.array([1.0, 2.0, 0.0, 0.5]) + 4.0 * on[:, 0] * on[:, 2]

    runs = made(Design("factorial"), 4, game)
    shares, whole, pairs, alone, removed = (
        effect(runs, METRIC).overall().set_index("name")["mean"]
        for effect in (
            analysis.shapley,
            analysis.together,
            analysis.interactions,
            analysis.alone,
            analysis.removed,
        )
    )
    assert shares.to_numpy() == pytest.approx([3.0, 2.0, 2.0, 0.5])
    assert shares.sum() == pytest.approx(whole.iloc[0])
    assert alone.to_numpy() == pytest.approx([1.0, 2.0, 0.0, 0.5])
    assert removed.to_numpy() == pytest.approx([5.0, 2.0, 4.0, 0.5])
    assert pairs.pop(f"{runs.factors[0]} x {runs.factors[2]}") == pytest.approx(4.0)
    assert pairs.to_numpy() == pytest.approx(0.0, abs=1e-12)


def test_main_effects_of_a_fraction_are_those_of_a_plane() -> None:
    slopes = np.array([3.0, -2.0, 0.0, 1.0, 0.5])
    runs = made(Design("fractional", resolution=3), 5, lambda on: on @ slopes)
    found = analysis.main_effects(runs, METRIC).overall()
    assert found["mean"].to_numpy() == pytest.approx(slopes)


def walks(orders: int, levers: int, seed: int) -> list[list[float]]:
    rng = np.random.default_rng(seed)
    rows = [[0.0] * levers, [1.0] * levers]
    for _ in range(orders):
        order = rng.permutation(levers).tolist()
        rows += [[float(i in order[:k]) for i in range(levers)] for k in range(1, levers)]
    return rows


def test_sampled_orders_come_near_the_exact_shares_and_say_how_near() -> None:
    inside = []
    for seed in range(20):
        found = analysis.shapley(made(walks(40, 8, seed), 8, airport), METRIC)
        shares = found.overall()["mean"]
        assert shares.sum() == pytest.approx(RUNWAYS[-1])
        each = found.orders[:, :, 0, 0]  # one replicate: orders alone
        error = each.std(axis=0, ddof=1) / np.sqrt(len(each))
        inside.append(np.abs(shares - airport_shares()) <= 2.0 * error)
    assert 0.88 <= np.mean(inside) <= 0.99


def test_no_shares_without_combinations() -> None:
    with pytest.raises(ValueError, match="every combination"):
        analysis.shapley(made(Design("one_at_a_time"), 4, airport), METRIC)


def test_intervals_cover_the_true_effect_as_often_as_they_say() -> None:
    """Luck shared by all points must cancel; what is left must be covered 95 times in 100."""
    rng = np.random.default_rng(11)
    truth = np.array([1.0, 0.5, 0.0])
    covered, errors = [], []
    for _ in range(250):
        shared, own = 5.0 * rng.normal(size=8), rng.normal(size=(9, 8))
        luck = shared + own
        runs = made(
            Design("factorial"),
            3,
            lambda on: on @ truth,
            replicates=8,
            noise=lambda p, _, r, luck=luck: float(luck[p, r]),  # type: ignore[misc]
        )
        table = analysis.alone(runs, METRIC).overall()
        covered.append((table["low"] <= truth) & (table["high"] >= truth))
        errors.append(table["error"].mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)
    assert np.mean(errors) == pytest.approx(np.sqrt(2.0 / 8.0), rel=0.05)  # not five times that


def crossed(rng: np.random.Generator, structure: float, parameters: float) -> Runs:
    """Run one lever whose effect is 1, and more or less by structure, parameter set and luck."""
    size, replicates = 6, 5
    by_structure, by_set = structure * rng.normal(size=size), parameters * rng.normal(size=size)
    luck, own = 4.0 * rng.normal(size=replicates), rng.normal(size=(size**2, replicates))

    def noise(p: int, w: int, r: int) -> float:
        return p * float(by_structure[w // size] + by_set[w % size] + luck[r] + own[w, r])

    names = [f"s{n}" for n in range(size)]
    return made([[0.0], [1.0]], 1, lambda on: on[:, 0], replicates, names, range(size), noise)


@pytest.mark.parametrize(("structure", "parameters"), [(2.0, 0.0), (0.0, 1.5), (1.0, 1.0)])
def test_doubt_is_split_into_what_it_was_made_of(structure: float, parameters: float) -> None:
    rng = np.random.default_rng(5)
    found = []
    for _ in range(60):
        runs = crossed(rng, structure, parameters)
        row = analysis.uncertainty(runs, analysis.alone(runs, METRIC)).iloc[0]
        found.append([row["structure"] ** 2, row["parameters"] ** 2, row["monte_carlo"] ** 2])
    between, within, luck = np.mean(found, axis=0)
    assert between == pytest.approx(structure**2, abs=0.1 + 0.25 * structure**2)
    assert within == pytest.approx(parameters**2, abs=0.1 + 0.25 * parameters**2)
    assert luck == pytest.approx(16.0 / 5.0, rel=0.35)
