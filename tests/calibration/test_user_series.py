"""A user's series: fitted or predicted, beside references, naive forecasts and Monte Carlo error."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from handmade import TWO_REGIONS
from hypothesis import given
from hypothesis import strategies as st

from collabsim.calibration import measured
from collabsim.calibration.bass import bass_curve
from collabsim.calibration.describe_prediction import describe, sentences
from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.naive_forecasts import crps, naive_forecasts
from collabsim.calibration.predict import draw_attributes, fit, predict
from collabsim.calibration.prediction import Prediction, without_ratio, without_reference
from collabsim.calibration.replicates import Draws
from collabsim.calibration.targets import Series, rmse
from collabsim.calibration.user_series import UserSeries, read_user_series
from collabsim.population import PULL_OF_VALUE
from collabsim.record import Floats
from collabsim.report.uptake import series_figure
from collabsim.scenario import Scenario

SERIES = {series.name: series for series in measured()}
PEN = [SERIES["mepolizumab_pen"]]
TOML = 'class = "discretionary_medicine"\nlaunch = -7\nof = 120\nseries = "s.csv"\n'
SHARES = "time,value\n0,0.02\n3,0.05\n6,0.20\n9,0.41\n"


def own_of(folder: Path, toml: str = TOML, shares: str = SHARES, name: str = "mine") -> UserSeries:
    folder.mkdir(exist_ok=True)
    (folder / "s.csv").write_bytes(shares.encode())
    (folder / f"{name}.toml").write_bytes(toml.encode())
    return read_user_series(folder / f"{name}.toml", measured_england())


@given(st.integers(1990, 2100), st.integers(1, 12))
def test_a_date_of_launch_is_counted_from_the_next_april(year: int, month: int) -> None:
    with TemporaryDirectory() as folder:
        dated = TOML.replace("-7", f'"{year}-{month:02d}"')
        launch = own_of(Path(folder), dated).innovation.launch
    assert -12 < launch <= 0
    assert (launch + 3) % 12 + 1 == month


def series_of(values: Iterable[float], measure: str = "ever", **other: object) -> Series:
    shares = np.array(list(values))
    made = Series("own", np.arange(len(shares)), shares, "ever", 120, "discretionary_medicine")
    return dataclasses.replace(made, measure=measure, **other)


def outlook(
    series: Series, draws: Floats, early: Floats | None = None, gap: float = 0.0
) -> Prediction:
    """An outlook of these simulated curves; fitted if there are some of the earlier half alone."""
    attributes = () if early is None else tuple(float(n) for n in range(len(draws)))
    return Prediction(series, True, draws, attributes, early, gap)


def around(curve: Floats, wide: float, sets: int = 4, replicates: int = 6) -> Floats:
    """Simulated curves of which the mean is this one."""
    apart = np.random.default_rng(5).normal(scale=wide, size=(sets, replicates, 1))
    return np.asarray(curve + apart - apart.mean())


def test_ones_own_series_is_fitted_and_one_held_out_is_predicted(tmp_path: Path) -> None:
    """The pen's own curve, as if it were somebody's: fitted it is consistent, predicted it is covered."""
    rows = "".join(f"{m},{v}\n" for m, v in zip(PEN[0].months, PEN[0].values, strict=True))
    (tmp_path / "pen.csv").write_text("time,value\n" + rows, "utf-8")
    (tmp_path / "pen.toml").write_text(
        'class = "upgrade"\nlaunch = -7\nof = 80\nseries = "pen.csv"\n'
        "[attributes]\napproval = 0.25\nreach = 0.57\n",
        "utf-8",
    )
    england = measured_england()
    own = read_user_series(tmp_path / "pen.toml", england)
    fitted = fit(own, england, {0: {}}, 6, 2)
    predicted = predict(own, england, {0: {}}, 12, 2)
    assert rmse(fitted.mean, own.series.values) <= fitted.series.limit
    widths = [(each.band["high"] - each.band["low"]).mean() for each in (fitted, predicted)]
    assert widths[1] > widths[0]  # what is not known of it is in the band
    assert predicted.inside > 0.6
    last = int(PEN[0].months.max())
    told = " ".join([*describe(fitted)["summary"], *sentences(fitted)])
    assert f"in month {last} from launch" in told
    assert "percentage points (root mean square)" in told
    assert "onsistent with the series: that takes" in told
    assert "Not fitted" not in told
    drawn = series_figure(own.series, fitted.band, fitted.how)
    title = drawn.get_suptitle()
    assert title.startswith("pen, fitted: ")
    assert (
        series_figure(own.series, predicted.band, predicted.how)
        .get_suptitle()
        .startswith("pen, predicted: ")
    )
    assert "own_pen" not in " ".join(text.get_text() for text in drawn.texts)
    dots = next(line for line in drawn.axes[0].lines if line.get_marker() == "o")
    assert (
        np.asarray(dots.get_xdata()).tolist() == PEN[0].months.tolist()
    )  # as in the CSV, the last one whole
    assert not dots.get_clip_on()


def test_what_is_said_of_an_innovation_is_kept_and_the_rest_is_drawn(tmp_path: Path) -> None:
    """A better innovation is a little easier to want, whether its value was said or drawn."""
    england = measured_england()
    for value in (-1, 2):
        text = f'class = "digital"\n[attributes]\nvalue = {value}\ncomplexity = 1\n'
        (tmp_path / f"{value}.toml").write_text(text, "utf-8")
    low, high = (read_user_series(tmp_path / f"{value}.toml", england) for value in (-1, 2))
    drawn = [
        [draw_attributes(each, england, Draws(1, 1, n)).innovation.values for n in range(300)]
        for each in (low, high)
    ]
    pulls = np.array([[row["pull"] for row in rows] for rows in drawn])
    assert pulls[1] - pulls[0] == pytest.approx(3.0 * PULL_OF_VALUE)
    digital = next(kind for kind in england.classes if kind.name == "digital")
    costs = np.log([row["cost"] / digital.cost for row in drawn[0]])
    assert costs.std() == pytest.approx(england.parameters.world.offer_spread, rel=0.15)
    assert {row["value"] for row in drawn[1]} == {2.0}
    assert {row["complexity"] for row in drawn[1]} == {1.0}


# --- naive forecasts


def test_the_last_value_of_the_earlier_half_is_held() -> None:
    held, _, _ = naive_forecasts(series_of([0.0, 0.1, 0.2, 0.4, 0.5]), known=True)
    assert held.curve is not None
    assert held.start == 3
    assert held.curve[3:].tolist() == [0.2, 0.2]
    assert held.says == "20 % of month 2"


def test_the_mean_curve_of_a_class_is_of_what_was_measured_shifted_to_first_use() -> None:
    """Of those ever used, the class has infliximab (to month 8) and tetracycline (to month 16)."""
    two = [SERIES["infliximab_sc"].values, SERIES["tetracycline"].values]
    plain = series_of(np.linspace(0.0, 0.5, 30))
    _, mine, _ = naive_forecasts(plain, known=True)
    assert mine.curve is not None
    assert mine.curve[4] == pytest.approx(0.5 * (two[0][4] + two[1][4]))
    assert mine.curve[12] == pytest.approx(0.5 * (two[0][-1] + two[1][12])), "the last is held"
    assert mine.curve[29] == pytest.approx(0.5 * (two[0][-1] + two[1][-1]))
    assert mine.says == "Infliximab under the skin, Tetracycline"
    _, late, _ = naive_forecasts(dataclasses.replace(plain, lead=3), known=True)
    assert late.curve is not None
    assert late.curve[:2].tolist() == [0.0, 0.0], "nobody, before use is possible"
    assert late.curve[3:].tolist() == mine.curve[:-3].tolist()


def test_the_average_bass_curve_is_of_all_series_that_measure_the_same() -> None:
    plain = series_of(np.linspace(0.0, 0.5, 20), "use")
    _, _, average = naive_forecasts(plain, known=True)
    fits = [SERIES[name].bass for name in ("adalimumab", "doac", "ppci")]
    in_month_7 = [bass_curve(np.array([8.0]), fit.p, fit.q, fit.m)[0] for fit in fits]
    assert average.curve is not None
    assert average.curve[7] == pytest.approx(np.mean(in_month_7))


def test_a_measured_series_is_never_its_own_reference() -> None:
    pen = dataclasses.replace(PEN[0], name="own")
    _, mine, average = naive_forecasts(pen, known=True)
    assert mine.curve is None
    assert "no measured series of its class" in mine.says
    assert "Mepolizumab" not in average.says
    part = dataclasses.replace(pen, months=pen.months[:9], values=pen.values[:9])
    assert naive_forecasts(part, known=True)[1].curve is None
    assert (
        naive_forecasts(series_of([0.0, 0.1, 0.2, 0.3], kind="upgrade"), known=True)[1].curve
        is not None
    )


def test_without_a_series_no_value_can_be_held(tmp_path: Path) -> None:
    own = own_of(tmp_path, 'class = "digital"\nlaunch = -3\n')
    found = predict(own, measured_england(), {0: {}}, 3, 1)
    told = " ".join(sentences(found))
    assert (
        "No forecast by the last value held: nothing of this innovation has been measured." in told
    )
    assert "No forecast by the mean curve of its class: no measured series of its class" in told
    assert "Naive forecasts for month 60: the average Bass curve (" in told
    assert "CRPS" not in told
    assert {"average_bass"} == {"average_bass", "last_value", "class_mean"} & set(found.band)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=12), st.floats(0.0, 1.0))
def test_crps_is_the_mean_distance_to_the_truth_less_half_that_between_draws(
    shares: list[float], truth: float
) -> None:
    n = len(shares)
    between = sum(abs(a - b) for a in shares for b in shares) / (n * (n - 1))
    worked = sum(abs(a - truth) for a in shares) / n - 0.5 * between
    assert crps(np.array(shares)[:, None], np.array([truth])) == pytest.approx(worked, abs=1e-12)
    assert crps(np.array([[shares[0]]]), np.array([truth])) == abs(shares[0] - truth)


# --- ratio and verdict


@pytest.mark.parametrize(
    ("values", "why", "judged"),
    [
        ([0.0] * 4, "never moves", False),
        ([0.4] * 9, "never moves", False),
        ([0.3, 0.301, 0.302, 0.303], "moves by less than half a point", False),
        ([0.7, 0.6, 0.5, 0.4, 0.3], "does not rise", False),
        ([0.2, 0.5, 0.5, 0.2], "does not rise", False),
        (bass_curve(np.arange(1.0, 13.0), 0.05, 0.3, 0.8), "by less than half a point", True),
        ([0.0, 0.3, 0.1, 0.4, 0.2, 0.6], "", True),
    ],
)
def test_a_ratio_is_told_where_a_bass_curve_is_a_reference(
    values: Iterable[float], why: str, judged: bool
) -> None:
    series = series_of(values, "use")
    assert bool(without_ratio(series)) == bool(why)
    assert why in without_ratio(series)
    assert (not without_reference(series)) == judged
    told = " ".join(
        sentences(outlook(series, around(series.values, 0.02), around(series.values, 0.02)))
    )
    assert ("times that of a free Bass curve, which" in told) == (not why)
    assert ("No verdict" in told) == (not judged)
    assert ("onsistent with the series: that takes" in told) == judged


def test_the_limit_is_the_widest_of_three() -> None:
    curve = bass_curve(np.arange(1.0, 13.0), 0.05, 0.3, 0.8)
    shares = series_of(curve)
    assert shares.limit == pytest.approx(np.sqrt(np.mean(curve * (1.0 - curve) / 120)))
    assert series_of(curve, "use").limit == 0.005
    rough = series_of(curve + 0.03 * (-1.0) ** np.arange(12), "use")
    assert rough.limit == pytest.approx(3.0 * rough.bass.rmse)


def test_a_fit_is_consistent_if_it_is_near_and_beats_every_naive_forecast() -> None:
    series = series_of(np.linspace(0.0, 0.9, 10) ** 2)
    right, half = around(series.values, 0.02), np.full(10, series.values[4])
    assert outlook(series, right, right).consistent()
    assert outlook(series, right, right).as_good() == []
    assert not outlook(series, right, right, gap=-0.06).consistent(), (
        "the search has not reached it"
    )
    for beyond, consistent in ((-0.005, True), (0.005, False)):
        off = outlook(series, right + series.limit + beyond, right)
        assert off.as_good() == []
        assert off.consistent() == consistent, "as far from the points it is fitted to as the limit"
    no_forecast = outlook(series, right, around(half, 0.01))
    assert not no_forecast.consistent(), (
        "the earlier points predict it as badly as the last one held"
    )
    assert no_forecast.as_good()[0].column == "last_value"
    good = next(line for line in sentences(no_forecast) if line.startswith("As good as the model"))
    assert "the last value held" in good
    assert any(line.startswith("Not consistent") for line in sentences(no_forecast))


def test_a_naive_forecast_that_does_as_well_is_named() -> None:
    series = series_of([0.0, 0.25, 0.5, 0.75])
    found = outlook(series, np.full((2, 4, 4), 0.25))
    assert "last_value" in [each.column for each in found.as_good()]


def test_a_prediction_is_held_to_naive_forecasts_on_the_same_points() -> None:
    """On the last three points: the value held errs by 0.1, 0.2, 0.3 and the model by 0.3 of all."""
    series = series_of([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    found = outlook(series, around(series.values + 0.3, 0.0))
    told = "\n".join(sentences(found))
    assert (
        "On the later 3 points (from month 3) the model, fitted to no point, errs by 30.0" in told
    )
    assert "  the last value held (20 % of month 2): 21.6 (CRPS 20.0)" in told
    assert "the last value held" in told.splitlines()[-1]
    assert "onsistent" not in told


def test_a_fit_that_stays_away_from_the_series_says_so() -> None:
    far = np.full((2, 2, len(PEN[0].months)), PEN[0].values.mean() - 0.5)
    told = sentences(outlook(PEN[0], far, far, gap=-0.5))
    assert outlook(PEN[0], far, far, gap=-0.5).how == "not fitted"
    assert not any(sentence.startswith("Fitted") for sentence in told)
    assert any("50 percentage points below it" in sentence for sentence in told)
    assert any(sentence.startswith("Not consistent") for sentence in told)


# --- ranges and Monte Carlo error


@pytest.mark.parametrize(("sets", "replicates"), [(2, 4), (1, 19), (1, 20), (4, 5)])
def test_few_draws_are_told_as_their_lowest_and_highest(sets: int, replicates: int) -> None:
    draws = np.random.default_rng(1).random((sets, replicates, 4))
    found = outlook(series_of([0.0, 0.1, 0.2, 0.3]), draws)
    few, told = sets * replicates < 20, describe(found)["summary"][0]
    low, high = found.band.iloc[-1][["low", "high"]]
    assert (low == draws[:, :, -1].min()) == (high == draws[:, :, -1].max()) == few
    assert ("nine of ten" in told) == (not few)
    assert (f"the lowest and highest of {sets * replicates} simulated Englands" in told) == few
    note = series_figure(found.series, found.band).texts
    assert any("lowest to the highest" in text.get_text() for text in note) == few


def test_where_all_draws_agree_it_is_said_what_could_have_been_missed() -> None:
    found = outlook(series_of([0.0, 0.1, 0.2, 0.3]), np.full((2, 4, 4), 0.3))
    (said,) = (line for line in sentences(found) if "agree" in line)
    assert said.startswith("All 8 simulated Englands agree on the last month.")
    assert "fewer than 31 %" in said  # 0.69 ** 8 = 0.05
    assert "Monte Carlo error" not in " ".join(sentences(found))


@pytest.mark.parametrize("work", [predict, fit])
def test_the_stated_monte_carlo_error_is_how_far_other_seeds_move_the_answer(
    tmp_path: Path, work: Callable[..., Prediction]
) -> None:
    (tmp_path / "small.toml").write_text(TWO_REGIONS, "utf-8")
    own, england = own_of(tmp_path), Scenario.load(tmp_path / "small.toml")
    sets = {n: {"hazard.pull_spread": 0.6 + 0.1 * n} for n in range(4)}
    found = [work(own, england, sets, 5, seed) for seed in range(1, 9)]
    ends = np.array([each.band.iloc[-1][["median", "low", "high"]].to_list() for each in found])
    stated = np.array([each.monte_carlo() for each in found])
    assert len(np.unique(ends[:, 0])) > 3, "seeds differ"
    ratio = np.sqrt((stated**2).mean(axis=0)) / ends.std(axis=0, ddof=1)
    assert 0.4 < ratio[0] < 2.5
    assert ((ratio > 0.3) & (ratio < 3.0)).all()
    doubt = np.array([each.error_of_error() for each in found])
    errors = [rmse(each.mean, own.series.values) for each in found]
    assert 0.4 < np.sqrt((doubt**2).mean()) / np.std(errors, ddof=1) < 2.5


def test_of_a_fit_under_two_sets_the_monte_carlo_error_cannot_be_told() -> None:
    draws = around(np.array([0.0, 0.1, 0.2, 0.3]), 0.02, sets=2)
    found = outlook(series_of([0.0, 0.1, 0.2, 0.3]), draws, draws)
    assert found.monte_carlo() is None
    assert found.steady() is None
    assert "not known from fewer than 3 parameter sets" in " ".join(sentences(found))


# --- addresses of draws


def test_neither_name_nor_look_of_the_files_is_in_a_draw(tmp_path: Path) -> None:
    keys = TOML.splitlines()
    looks = [
        own_of(tmp_path / "a", name="one"),
        own_of(tmp_path / "b", f'title = "Other"\n{TOML}', name="two words"),
        own_of(tmp_path / "c", "# said\n" + "\n".join(reversed(keys)) + "\n"),
        own_of(tmp_path / "d", "\ufeff" + TOML.replace("\n", "\r\n"), SHARES.replace("\n", "\r\n")),
    ]
    for work in (predict, fit):
        first, *others = (work(own, measured_england(), {3: {}}, 2, 1).draws for own in looks)
        assert all(np.array_equal(first, each) for each in others)


def test_a_fit_is_judged_on_other_replicates_than_it_was_fitted_to(tmp_path: Path) -> None:
    own = own_of(tmp_path)
    found = fit(own, measured_england(), {0: {}}, 2, 1)
    judged = found.mean.mean() - own.series.values.mean()
    assert judged != pytest.approx(found.gap, abs=1e-9)


def test_a_sets_curves_hang_on_its_number_and_on_no_other_set(tmp_path: Path) -> None:
    own, england = own_of(tmp_path), measured_england()
    sets = {7: {"trust.initial": 0.5}, 2: {}}
    for work in (predict, fit):
        both, alone = work(own, england, sets, 3, 1), work(own, england, {2: {}}, 3, 1)
        assert np.array_equal(both.draws[1], alone.draws[0])
        turned = work(own, england, {2: {}, 7: sets[7]}, 3, 1)
        assert np.array_equal(both.draws, turned.draws[::-1])
        same = work(own, england, {2: {}, 3: {}}, 3, 1)
        assert not np.array_equal(same.draws[0], same.draws[1]), "each has replicates of its own"


def test_where_all_is_said_of_an_innovation_replicates_and_sets_still_differ(
    tmp_path: Path,
) -> None:
    kind = next(
        each for each in measured_england().classes if each.name == "discretionary_medicine"
    )
    of_class = {name: getattr(kind, name) for name in ("pull", "cost", "payback", "stake")}
    rows = {"value": 0.5, "reach": 0.9, **of_class}.items()
    said = "[attributes]\n" + "".join(f"{name} = {value}\n" for name, value in rows)
    found = predict(own_of(tmp_path, TOML + said), measured_england(), {2: {}, 3: {}}, 3, 1)
    assert len(np.unique(found.pooled, axis=0)) == 6
