"""Measured series as targets: references as published, the network as it was, bad files refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabsim.calibration import PATTERNS, measured, plausible_sets, score
from collabsim.calibration.bass import bass_curve, fit_bass
from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.physician_network import (
    MONTHS,
    adoption_months,
    curve,
    named_correlation,
    physicians,
)
from collabsim.calibration.prior import prior
from collabsim.calibration.readings import intraclass
from collabsim.calibration.user_series import read_user_series
from collabsim.evidence import patterns
from collabsim.parameters import described
from collabsim.scenario import GROUPS, Scenario
from collabsim.scenario.classes import InnovationClass
from collabsim.scenario.faults import ScenarioError

SERIES = {series.name: series for series in measured()}
PUBLISHED = {  # root mean square errors of the free Bass fits published with the data
    "tofacitinib": 0.0111, "mepolizumab_pen": 0.0267, "infliximab_sc": 0.0107,
    "adalimumab": 0.0120, "doac": 0.0059, "tetracycline": 0.0182,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_the_free_bass_fit_is_as_good_as_the_published_one(name: str) -> None:
    assert SERIES[name].bass.rmse == pytest.approx(PUBLISHED[name], rel=0.01)


@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(st.floats(0.002, 0.1), st.floats(0.01, 0.3), st.floats(0.2, 1.0))
def test_a_bass_curve_is_found_again(p: float, q: float, m: float) -> None:
    times = np.arange(1.0, 120.0)
    assert fit_bass(times, bass_curve(times, p, q, m)).rmse < 0.003


def test_series_say_where_they_come_from_and_are_shares() -> None:
    for series in measured():
        assert all((series.source, series.licence, series.caveat, series.window))
        assert (np.diff(series.months) > 0).all()
        assert ((series.values >= 0.0) & (series.values <= 1.0)).all()
    assert len([s for s in measured() if len(s.months) >= 9]) >= 6  # six monthly series at least


def test_england_has_an_innovation_for_every_series_but_the_networks() -> None:
    england = measured_england()
    kinds = {made.id: made.kind for made in england.innovations}
    wanted = {s.name: s.kind for s in measured() if s.population == "england"}
    assert wanted == kinds


def test_a_perfect_curve_is_within_and_a_flat_one_is_not() -> None:
    series = SERIES["adalimumab"]
    assert score(series, series.values).within
    assert not score(series, np.full(len(series.values), series.values.mean())).within


def test_noise_is_that_of_a_draw_of_so_many_organisations() -> None:
    series = SERIES["tofacitinib"]
    rng = np.random.default_rng(1)
    drawn = rng.binomial(series.of, series.values, (4000, len(series.values))) / series.of
    error = np.sqrt(((drawn - series.values) ** 2).mean())
    assert series.noise == pytest.approx(error, rel=0.05)
    assert np.isnan(SERIES["doac"].noise)


def test_physicians_did_what_was_published() -> None:
    who = physicians()
    assert curve(who.adopted) == pytest.approx(SERIES["tetracycline"].values, abs=1e-3)
    assert named_correlation(who.adopted) == pytest.approx(0.02, abs=0.01)


def test_more_pull_brings_physicians_forward_and_none_keeps_them_out() -> None:
    england = Scenario.england()
    low, high = (adoption_months(england, pull, 1, 0) for pull in (-1.0, 3.0))
    assert (high <= low).all()
    assert (adoption_months(england, -60.0, 1, 0) == MONTHS).all()


def test_physicians_follow_named_colleagues_where_peers_weigh_much() -> None:
    """The reading can see contagion: it is near nothing because the model has little, not blind."""
    england = Scenario.england().with_values(
        {"scaling.social": 15.0, "hazard.fit_spread": 0.5, "hazard.trust_spread": 0.0}
    )
    seen = [named_correlation(adoption_months(england, -3.0, 1, r)) for r in range(6)]
    assert np.mean(seen) > 0.25


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(st.integers(0, 2**31))
def test_the_priors_values_rise_with_its_cube_and_stay_in_the_plausible_range(seed: int) -> None:
    cube = np.sort(np.random.default_rng(seed).random((3, len(prior().names))), axis=0)
    values = prior().values(cube)
    assert (np.diff(values, axis=0) >= 0.0).all()
    low, high = np.array([about.plausible for _, about in prior().parameters]).T
    assert ((low <= values) & (values <= high)).all()


def test_the_default_is_the_priors_middle_and_no_lever_or_structure_is_sampled() -> None:
    names = prior().names
    middle = prior().values(np.full((1, len(names)), 0.5))[0]
    assert middle == pytest.approx([about.default for _, about in prior().parameters])
    assert not {"hazard.sigma", "hazard.nu", "incentives.weight"} & {*names}
    least = prior().settings(prior().values(np.zeros((1, len(names))))[0])
    measured_england().with_values(least)  # in bounds


def test_intraclass_correlation_is_one_within_equal_groups_and_near_none_without_groups() -> None:
    groups = [str(n // 10) for n in range(200)]
    apart = np.array([float(g) for g in groups])
    assert intraclass(apart, groups) == pytest.approx(1.0)
    assert abs(intraclass(np.random.default_rng(1).normal(size=200), groups)) < 0.15


def test_no_pattern_is_called_a_check_that_a_parameter_of_judgement_names_as_its_evidence() -> None:
    """Such a parameter was set with the pattern in view, so agreement would be no validation."""
    groups = {**GROUPS, "classes": InnovationClass}
    meta = [about for group in groups.values() for about in described(group).values()]
    named = {word for about in meta if about.tier == "T4" for word in about.evidence.split()}
    role = {
        name: {p.role for n, p in PATTERNS.items() if n.rstrip("abc") == name} for name in named
    }
    assert {name for name, roles in role.items() if roles == {"check"}} == set()
    assert {"P1", "P15"} <= named


def test_the_register_says_of_patterns_what_calibration_makes_of_them() -> None:
    for name, row in patterns().items():
        roles = {each.role for each in PATTERNS.values() if each.name.rstrip("abc") == name}
        if not roles:
            assert row.used_as in {"input", "not tested"}, name
        else:
            assert row.used_as == ("check" if roles == {"check"} else "set a default"), name


def test_plausible_sets_are_parameters_that_a_scenario_takes() -> None:
    table = plausible_sets()
    assert {"set", *prior().names} == set(table.columns)
    assert len(table) >= 3
    for _, row in table.iterrows():
        measured_england().with_values({name: float(row[name]) for name in prior().names})


OWN = 'title = "Mine"\nclass = "digital"\nlaunch = -7\nof = 120\nseries = "mine.csv"\n'


def written(folder: Path, text: str, rows: str) -> Path:
    (folder / "mine.csv").write_text(rows, "utf-8")
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder / "mine.toml"


def test_ones_own_series_is_read(tmp_path: Path) -> None:
    made = read_user_series(
        written(tmp_path, OWN, "time,value\n0,0.0\n6,0.1\n12,0.2\n18,0.4\n"), measured_england()
    )
    assert made.measured
    assert made.series.months.tolist() == [0, 6, 12, 18]
    assert made.innovation.launch == -7
    assert made.innovation in made.added_to(measured_england()).innovations


def test_a_table_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN, "utf-8")
    (tmp_path / "mine.csv").write_bytes(b"time,value\n0,0.1\xff\n")
    with pytest.raises(ScenarioError, match=r"mine\.csv:2: expected UTF-8 text"):
        read_user_series(tmp_path / "mine.toml", measured_england())


def test_no_use_is_measured_before_it_is_possible(tmp_path: Path) -> None:
    """A Bass curve whose clock starts after the first point would be no reference."""
    rows = "time,value\n3,0.0\n6,0.1\n12,0.2\n18,0.4\n"
    assert (
        read_user_series(
            written(tmp_path, OWN + "lead = 3\n", rows), measured_england()
        ).series.lead
        == 3
    )
    with pytest.raises(ScenarioError, match=r"lead = 4: .*begins in month 3"):
        read_user_series(written(tmp_path, OWN + "lead = 4\n", rows), measured_england())


def test_every_fault_of_ones_own_series_is_said_at_once(tmp_path: Path) -> None:
    text = OWN.replace("digital", "digitel").replace("of = 120", "of = 0") + 'colour = "red"\n'
    text += "[attributes]\nknow = 0.2\n"
    rows = "time,value\n0,0.1\n0,0.2\n3,40\nx,0.5\n"
    with pytest.raises(ScenarioError) as told:
        read_user_series(written(tmp_path, text, rows), measured_england())
    said = str(told.value)
    for words in ("digital", "of = 0", "colour", "known", "mine.csv:3", "mine.csv:4", "mine.csv:5"):
        assert words in said
