"""Goodness of fit: series simulated as in the whole of England, searches that reach, honest errors."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabsim.calibration import Draws, assess, measured, measured_england
from collabsim.calibration.ahsn_support import STARTED_AT, first_use, gains, practice
from collabsim.calibration.bands import bands, coverage
from collabsim.calibration.goodness_of_fit import P17, implausibility, read_patterns
from collabsim.calibration.model_outputs import ModelOutputs, ten_years
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.replicates import BLOCK, MOST_SETS, Purpose, draws_of
from collabsim.calibration.series_runs import (
    SeriesRuns,
    run_series,
    series_scenario,
    simulate,
)
from collabsim.population import build
from collabsim.randomness import WORLD

NOTHING = SeriesRuns({}, {}, (), np.zeros((0, 0), np.int64))
SERIES = {series.name: series for series in measured()}
PEN = [SERIES["mepolizumab_pen"]]


def test_the_series_scenario_gives_counted_series_nearly_as_the_whole_of_england_does() -> None:
    """Addressed draws: what is left out changes a series by a trust or two of 140, now and then."""
    england = measured_england().with_values({"world.months": 40.0})
    short = [SERIES["tofacitinib"], SERIES["mepolizumab_pen"]]
    for whole, alone in zip(
        run_series(england, Draws(4, 5)),
        run_series(series_scenario(england, short), Draws(4, 5)),
        strict=True,
    ):
        for series in short:
            apart = np.abs(series.of_record(whole) - series.of_record(alone))
            assert apart.max() < 0.03, series.name
            assert apart.mean() < 0.005, series.name


def test_a_search_for_an_attribute_gives_what_an_innovation_born_with_it_gives() -> None:
    england = series_scenario(measured_england(), PEN)
    found = simulate(england, PEN, Draws(3, 7))
    again = simulate(england, PEN, Draws(3, 7), found.attributes)
    named = dataclasses.replace(
        england.innovations[0],
        values={**england.innovations[0].values, "pull": found.attributes["mepolizumab_pen"]},
    )
    born = dataclasses.replace(england, innovations=(named,))
    records = run_series(born, Draws(3, 7))
    assert np.array_equal(found.curves["mepolizumab_pen"], again.curves["mepolizumab_pen"])
    assert np.array_equal(found.curves["mepolizumab_pen"], [PEN[0].of_record(r) for r in records])
    assert build(born, 7, 0).innovation["pull"][0] == found.attributes["mepolizumab_pen"]


def test_the_search_reaches_the_measured_mean_from_far_away() -> None:
    england = measured_england()
    far = tuple(
        dataclasses.replace(made, values={**made.values, "pull": 3.0})
        if made.id == "mepolizumab_pen"
        else made
        for made in england.innovations
    )
    england = series_scenario(dataclasses.replace(england, innovations=far), PEN)
    curves = simulate(england, PEN, Draws(4, 1)).curves["mepolizumab_pen"]
    assert curves.mean() == pytest.approx(PEN[0].values.mean(), abs=0.03)


def test_implausibility_falls_with_monte_carlo_error_and_is_nothing_for_the_data_itself() -> None:
    series = SERIES["doac"]
    near = np.tile(series.values, (4, 1))
    spread = near + 0.05 * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    assert implausibility(series, near) == 0.0
    assert implausibility(series, spread + 0.1) < implausibility(series, near + 0.1)


def test_a_band_of_nine_in_ten_covers_nine_in_ten_of_its_own_draws() -> None:
    rng = np.random.default_rng(1)
    months = np.arange(400)
    series = dataclasses.replace(SERIES["doac"], months=months, values=rng.random(400))
    curves = [{"doac": rng.random((200, 400))}]
    inside = coverage(bands(curves, [series]), curves, [series])["inside"].iloc[0]
    assert inside == pytest.approx(0.9, abs=0.05)


def test_a_set_of_one_replicate_is_not_assessed() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        assess(measured_england(), Draws(1, 1))


def test_the_default_is_consistent_with_every_series_on_held_out_draws() -> None:
    """Within two sd of random draws and stated discrepancy on every series, all parameters shared."""
    fitted = assess(measured_england(), Draws(8, 11), patterns=()).attributes
    found = assess(measured_england(), Draws(8, 11, 500), attributes=fitted, patterns=())
    assert {name: far for name, far in found.implausibility.items() if far >= 2.0} == {}


def test_a_patterns_monte_carlo_error_is_that_of_its_mean_over_replicates() -> None:
    """P22 is a mean over replicates: its error is the spread of single ones over their root."""
    records = run_series(ten_years(measured_england()), Draws(6, 3))
    outputs = ModelOutputs(measured_england(), NOTHING, records)
    pattern = PATTERNS["P22"]
    alone = [
        pattern.read(ModelOutputs(measured_england(), NOTHING, [record])) for record in records
    ]
    assert pattern.read(outputs) == pytest.approx(np.mean(alone))
    assert pattern.monte_carlo(outputs) == pytest.approx(np.std(alone, ddof=1) / 6**0.5)
    far = pattern.high + 3.0 * pattern.error
    assert pattern.implausibility(far) == pytest.approx(3.0)
    assert pattern.implausibility(far, 3.0**0.5 * pattern.error) == pytest.approx(1.5)


@given(st.lists(st.integers(0, MOST_SETS - 1), min_size=1, max_size=5, unique=True))
def test_no_replicate_serves_two_sets_or_two_purposes(numbers: list[int]) -> None:
    first = sorted(draws_of(n, purpose, 1, 1).first for n in numbers for purpose in Purpose)
    assert all(b - a >= BLOCK for a, b in itertools.pairwise(first))
    assert first[0] >= 0
    assert first[-1] + BLOCK <= WORLD, "and the number of what all replicates share is left alone"


def test_a_set_without_numbers_of_its_own_is_refused() -> None:
    for number in (-1, MOST_SETS):
        with pytest.raises(ValueError, match="expected a set from 0"):
            draws_of(number, Purpose.SEARCH, 1, 1)


def test_support_of_a_practice_starts_where_it_did_and_gains_nothing_where_it_has_no_effect() -> (
    None
):
    england = measured_england()
    none = gains(england.with_values({"ahsns.effect": 0.0, "ahsns.notice": 0.0}), Draws(2, 3))
    some = gains(england, Draws(2, 3))
    records = run_series(practice(england, first_use(england, Draws(2, 3))), Draws(4, 3))
    begun = [r.used[r.today, 0] / r.eligible[0] for r in records]
    assert np.mean(begun) == pytest.approx(STARTED_AT, abs=0.02)
    for dose in ("support", "trebled"):
        assert np.abs(none[dose][:, 23]).mean() < 0.005
        assert 0.0 < some[dose][:, 0].mean() < 0.2 * some[dose][:, 23].mean()
    assert some["support"][:, 23].mean() < some["trebled"][:, 23].mean()
    assert some["support"][:, 59].mean() < some["support"][:, 23].mean(), "it ends after two years"


def test_a_practice_gains_by_support_what_was_measured_at_the_default() -> None:
    read = read_patterns(measured_england(), NOTHING, P17, Draws(4, 1))
    assert [name for name in P17 if not PATTERNS[name].holds(read[name][0])] == []
