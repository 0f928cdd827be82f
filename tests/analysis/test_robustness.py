"""Rankings, regret, the Pareto set and scenario discovery say what was put in."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from made import METRIC, Floats, made

from collabsim import analysis
from collabsim.analysis.robustness import unbeaten
from collabsim.experiment import Runs
from collabsim.experiment.designs import Design
from collabsim.report.channels import lost
from collabsim.report.discovery import describe_box


def two_variants() -> Runs:
    """Make three levers worth 3, 2 and 1; in the second variant the last is worth 9."""
    on = made(Design("factorial"), 3, lambda levels: levels[:, 2]).runs[METRIC]
    return made(
        Design("factorial"),
        3,
        lambda levels: levels @ np.array([3.0, 2.0, 1.0]),
        replicates=3,
        structures=("own", "other"),
        noise=lambda p, w, r: 8.0 * w * on[p] + r,
    )


def test_ranks_of_every_world_and_their_median() -> None:
    effects = analysis.alone(two_variants(), METRIC)
    assert analysis.ranks(effects).T.tolist() == [[1, 2, 3], [2, 3, 1]]
    table = analysis.rank_table(effects).set_index("name")
    assert table.loc[effects.names[2], "median_rank"] == 2.0
    assert (table["negative"] == 0.0).all()


def test_regret_is_what_the_best_of_each_world_would_have_added() -> None:
    found = analysis.regret(two_variants(), METRIC)
    assert found.iloc[0]["worst"] == 0.0  # everything is best in both variants
    today = found[found["point"] == two_variants().reference].iloc[0]
    assert (today["mean"], today["worst"]) == (10.0, 14.0)


def test_a_channel_closed_off_takes_its_share_of_the_effect() -> None:
    runs = two_variants()
    found = lost(runs, analysis.alone(runs, METRIC)).set_index("name")
    assert found["mean"].tolist() == pytest.approx([0.0, 0.0, -8.0])
    assert found["structure"].eq("other").all()


def test_missing_runs_leave_their_effects_unknown_and_no_others() -> None:
    runs = two_variants()
    point = runs.design.index[runs.design[runs.factors[0]].eq(1.0)][0]
    gone = (runs.runs["point"] == point) & (runs.runs["variant"] == 0)
    table = analysis.alone(dataclasses.replace(runs, runs=runs.runs[~gone]), METRIC).table()
    unknown = table["mean"].isna()
    assert unknown.sum() == 1
    assert table[unknown]["replicates"].eq(0).all()


@given(arrays(np.float64, (12, 3), elements=st.integers(0, 5).map(float)))
def test_the_unbeaten_are_exactly_those_that_none_beats(values: Floats) -> None:
    found = unbeaten(values)
    assert found.any()
    for n, row in enumerate(values):
        beaten = any((other >= row).all() and (other > row).any() for other in values)
        assert found[n] == (not beaten)


def test_discovery_finds_the_box_put_in_and_says_it() -> None:
    rng = np.random.default_rng(1)
    cases = pd.DataFrame(rng.random((300, 4)), columns=["trust", "slack", "churn", "other"])
    failed = ((cases["trust"] < 0.3) & (cases["churn"] > 0.4)).to_numpy()
    box = analysis.discover(cases, failed)
    assert set(box.limits) == {"trust", "churn"}
    assert box.limits["trust"][1] == pytest.approx(0.3, abs=0.02)
    assert box.limits["churn"][0] == pytest.approx(0.4, abs=0.02)
    assert box.coverage > 0.95
    assert box.density > 0.95
    said = describe_box(box, "the package fails")
    for words in ("trust is at most 0.3", "churn is above 0.4", "coverage", "density", "of 300"):
        assert words in said


def test_the_box_is_that_of_scikit_learns_tree() -> None:
    """Recorded from its DecisionTreeClassifier, which grew the trees before these few lines did."""
    recorded = [
        ((0.510428711441, np.inf), (-np.inf, 0.50182490143), 0.837209302, 0.923076923),
        ((0.513945105124, np.inf), (-np.inf, 0.563338159849), 0.918918919, 0.971428571),
        ((0.513822083847, np.inf), (-np.inf, 0.627656320069), 0.970588235, 0.942857143),
    ]
    for seed, (first, second, coverage, density) in enumerate(recorded):
        rng = np.random.default_rng(seed)
        values = rng.random((120, 3))
        failed = (values[:, 0] > 0.5) & (values[:, 1] + 0.2 * rng.normal(size=120) < 0.6)
        box = analysis.discover(pd.DataFrame(values, columns=["a", "b", "c"]), failed)
        assert box.limits == {"a": pytest.approx(first), "b": pytest.approx(second)}
        assert (box.coverage, box.density) == pytest.approx((coverage, density))


def test_discovery_of_chance_claims_little() -> None:
    rng = np.random.default_rng(2)
    cases = pd.DataFrame(rng.random((200, 3)), columns=["a", "b", "c"])
    failed = rng.random(200) < 0.5
    assert analysis.discover(cases, failed).density < 0.75


@pytest.mark.parametrize("all_of_them", [False, True])
def test_discovery_of_nothing_or_everything_has_no_box(all_of_them: bool) -> None:
    cases = pd.DataFrame({"a": np.arange(20.0)})
    assert not analysis.discover(cases, np.full(20, all_of_them)).limits


def test_replicates_needed_narrow_the_interval_as_wanted() -> None:
    luck = np.random.default_rng(4).normal(size=(2, 400))

    def effects(replicates: int) -> analysis.Effects:
        noise = lambda p, _, r: float(luck[p, r])
        runs = made([[0.0], [1.0]], 1, lambda on: on[:, 0], replicates, noise=noise)
        return analysis.alone(runs, METRIC)

    needed = effects(100).replicates_needed(0.15)
    reached = effects(400).overall().iloc[0]
    half_width = (reached["high"] - reached["low"]) / 2.0
    assert half_width == pytest.approx(0.15 * np.sqrt(needed / 400), rel=0.1)
