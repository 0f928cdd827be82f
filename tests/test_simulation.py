"""What simulate returns: the same numbers whatever is kept, as tables, and paired on luck."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import collabsim as cs
from collabsim.metrics import METRICS, Metric, View
from collabsim.record import Floats
from collabsim.results import Results
from collabsim.scenario import ScenarioError, config_path

SMALL = cs.Scenario.load(config_path("small.toml")).with_values({"world.months": 24})
BOTH = {"today": SMALL, "permission": SMALL.with_levers({"permission": 1.0})}


@pytest.fixture(scope="module")
def runs() -> cs.Simulation:
    return cs.simulate(BOTH, replicates=4, seed=3)


def test_only_final_metrics_are_the_last_of_the_series(runs: cs.Simulation) -> None:
    ends = cs.simulate(BOTH, replicates=4, seed=3, keep="final").final()
    series = runs.series()
    last = series[series["month"] == series["month"].max()]
    assert list(ends.columns) == ["scenario", "replicate", *METRICS]
    for name in METRICS:
        assert np.array_equal(ends[name], last[name], equal_nan=True)
    assert ends.equals(runs.final())


def test_series_have_a_row_for_each_scenario_replicate_and_month(runs: cs.Simulation) -> None:
    table = runs.series()
    assert len(table) == 2 * 4 * SMALL.months_total
    assert not table.duplicated(["scenario", "replicate", "month"]).any()
    assert table["month"].min() == -SMALL.months_before


def test_series_are_refused_when_only_ends_were_kept() -> None:
    ends = cs.simulate(SMALL, replicates=2, keep="final")
    assert ends.replicates == 2
    with pytest.raises(ValueError, match='keep="all"'):
        ends.series()


def test_a_paired_difference_is_the_mean_of_differences_on_the_same_luck(
    runs: cs.Simulation,
) -> None:
    found = cs.paired_difference(runs, "permission", "today", metric="permission_received")
    ends = runs.final().pivot(index="replicate", columns="scenario", values="permission_received")
    gaps = ends["permission"] - ends["today"]
    assert found.mean == pytest.approx(gaps.mean())
    assert found.low < gaps.mean() < found.high
    assert found.verdict == "up"
    assert str(found).startswith("permission against today: permission received by boards +0.")
    back = cs.paired_difference(runs, "today", "permission", metric="permission_received")
    assert back.mean == pytest.approx(-found.mean)


def test_scenarios_are_told_apart_by_the_names_they_were_given(runs: cs.Simulation) -> None:
    """Two scenarios made of one file have one name of their own, and still two here."""
    assert set(runs.series()["scenario"]) == set(runs.final()["scenario"]) == set(BOTH)


def test_two_metrics_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two metrics called adoption_piloted"):
        cs.simulate(SMALL, 1, metrics=[METRICS["adoption_piloted"]])


def test_a_metric_of_ones_own_stands_beside_the_others() -> None:
    def bans(view: View) -> Floats:
        return view["forbidding"]

    own = Metric("bans", "Bans", "trusts", "Trusts that forbid.", "mechanism", "lower", 1.0, bans)
    worlds = {"now": SMALL, "none": SMALL.with_values({"permission.forbid": 0.0})}
    runs = cs.simulate(worlds, 2, metrics=[own])
    ends = runs.final()
    trusts = len(runs.records["now"][0].trusts)
    assert ends["bans"].tolist() == pytest.approx((trusts * ends["share_forbidden"]).tolist())
    assert runs.series()["bans"].max() > 0.0
    assert cs.paired_difference(runs, "none", "now", metric="bans").mean <= 0.0


def test_states_have_a_row_for_each_trust_and_add_up_to_the_tallies(runs: cs.Simulation) -> None:
    states = runs.states()
    assert len(states) == 2 * 4 * len(runs.records["today"][0].trusts)
    record = runs.records["permission"][2]
    mine = states[(states["scenario"] == "permission") & (states["replicate"] == 2)]
    for item in ("slack", "money", "permission", "deficit", "gaming"):
        assert mine[item].sum() == pytest.approx(record.whole()[item][-1])
    assert (mine["stance"] < 0.0).sum() == record.whole()["forbidding"][-1]


def test_a_name_that_is_not_there_is_a_sentence(runs: cs.Simulation) -> None:
    with pytest.raises(ValueError, match=r'no scenario "todya"\. Did you mean "today"'):
        cs.paired_difference(runs, "permission", "todya", metric="benefit")
    with pytest.raises(ValueError, match=r'no metric "benefits"\. Did you mean "benefit"'):
        cs.paired_difference(runs, "permission", "today", metric="benefits")


def test_ends_in_different_months_are_not_compared() -> None:
    lengths = {"one": {"world.months": 12}, "two": {"world.months": 24}}
    runs = cs.simulate({name: SMALL.with_values(each) for name, each in lengths.items()}, 2)
    said = "end in the same month, found two after 24 months from 2026-04, one after 12 months"
    with pytest.raises(ValueError, match=said):
        cs.paired_difference(runs, "two", "one", metric="benefit")
    with pytest.raises(ValueError, match="end in the same month"):
        Results.of(runs)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"engine": "mesaa"}, 'engine: there is no "mesaa". Did you mean "mesa"?'),
        ({"keep": "finals"}, 'keep: there is no "finals". Did you mean "final"?'),
        ({"replicates": 2.5}, "replicates: expected a whole number from 1 to"),
        ({"replicates": 0}, "found 0"),
        ({"seed": -1, "threads": 0}, "threads: expected a whole number from 1 to 10000, found 0"),
    ],
)
def test_what_cannot_be_run_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        cs.simulate(cs.Scenario.england(), **asked)


@pytest.mark.parametrize("nothing", [[], "small.toml", [cs.Scenario.england()]])
def test_scenarios_come_alone_or_by_name(nothing: Any) -> None:
    with pytest.raises(ValueError, match=r"expected a scenario or a dictionary|at least one"):
        cs.simulate(nothing)


def test_names_are_checked_wherever_they_are_given() -> None:
    with pytest.raises(ValueError, match="expected higher, lower, neither"):
        dataclasses.replace(cs.METRICS["benefit"], better="lowr")  # type: ignore[arg-type]
    odd = dataclasses.replace(cs.METRICS["benefit"], name="odd", of=lambda v: v["forbiding"])
    with pytest.raises(KeyError, match="forbidding"):
        cs.simulate(cs.Scenario.load("small.toml", {"world.months": 1}), 1, metrics=[odd])
    with pytest.raises(ScenarioError, match=r'settings trust\.intial.*"trust\.initial"'):
        cs.Scenario.load("england.toml", {"trust.intial": 0.3})
    with pytest.raises(ValueError, match="replicate -1"):
        cs.CollaborationModel(cs.Scenario.load("small.toml"), replicate=-1)
