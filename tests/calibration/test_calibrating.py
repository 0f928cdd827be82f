"""A calibration small enough to run: resumes to the same tables, refuses other plans, ranks nulls."""

from __future__ import annotations

import dataclasses
import re
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
from handmade import TWO_REGIONS

from collabsim.calibration import judge, measured, waves
from collabsim.calibration.emulator import fit_emulator
from collabsim.calibration.extras import finish
from collabsim.calibration.judge import base, implausibility
from collabsim.calibration.page import failures, page, uptake
from collabsim.calibration.store import read_judged, write_text
from collabsim.calibration.tables import bands, coverage, shipped
from collabsim.calibration.waves import Plan, _rule, calibrate, design, judged
from collabsim.calibration.world import follow, run_series, series_world
from collabsim.cli.main import main
from collabsim.experiment.store import only_here
from collabsim.population import build
from collabsim.results import results_version
from collabsim.results.sums import seal
from collabsim.scenario.faults import ScenarioError

PER_SET = ("accepted", "attributes", "scores", "patterns", "bands", "coverage")
SERIES = {series.name: series for series in measured()}
PEN = [SERIES["mepolizumab_pen"]]


def test_the_series_world_gives_counted_series_nearly_as_the_whole_of_england_does() -> None:
    """Addressed draws: what is left out changes a series by a trust or two of 140, now and then."""
    england = base().with_values({"world.months": 40.0})
    short = [SERIES["tofacitinib"], SERIES["mepolizumab_pen"]]
    for whole, alone in zip(
        run_series(england, 4, 5), run_series(series_world(england, short), 4, 5), strict=True
    ):
        for series in short:
            apart = np.abs(series.of_record(whole) - series.of_record(alone))
            assert apart.max() < 0.03, series.name
            assert apart.mean() < 0.005, series.name


def test_a_search_for_an_attribute_gives_what_a_world_born_with_it_gives() -> None:
    world = series_world(base(), PEN)
    found = follow(world, PEN, 3, 7)
    again = follow(world, PEN, 3, 7, attributes=found.attributes)
    named = dataclasses.replace(
        world.innovations[0],
        values={**world.innovations[0].values, "pull": found.attributes["mepolizumab_pen"]},
    )
    born = dataclasses.replace(world, innovations=(named,))
    records = run_series(born, 3, 7)
    assert np.array_equal(found.curves["mepolizumab_pen"], again.curves["mepolizumab_pen"])
    assert np.array_equal(found.curves["mepolizumab_pen"], [PEN[0].of_record(r) for r in records])
    assert build(born, 7, 0).innovation["pull"][0] == found.attributes["mepolizumab_pen"]


def test_the_search_reaches_the_measured_mean_from_far_away() -> None:
    england = base()
    far = tuple(
        dataclasses.replace(made, values={**made.values, "pull": 3.0})
        if made.id == "mepolizumab_pen"
        else made
        for made in england.innovations
    )
    world = series_world(dataclasses.replace(england, innovations=far), PEN)
    curves = follow(world, PEN, 4, 1).curves["mepolizumab_pen"]
    assert curves.mean() == pytest.approx(PEN[0].values.mean(), abs=0.03)


def test_implausibility_falls_with_luck_and_is_nothing_for_the_data_itself() -> None:
    series = SERIES["doac"]
    near = np.tile(series.values, (4, 1))
    spread = near + 0.05 * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    assert implausibility(series, near) == 0.0
    assert implausibility(series, spread + 0.1) < implausibility(series, near + 0.1)


def test_an_emulator_finds_the_input_that_matters_and_its_own_error() -> None:
    rng = np.random.default_rng(2)
    inputs = rng.random((80, 150))
    output = 3.0 * inputs[:, 40] + 0.2 * rng.normal(size=80)
    found = fit_emulator(inputs, output)
    assert found.used[0] == 40
    assert found.slopes[0] == pytest.approx(3.0, abs=0.4)
    assert found.error == pytest.approx(0.2, rel=0.4)


def test_a_guess_rules_a_set_out_only_if_it_is_three_of_its_own_errors_away() -> None:
    rng = np.random.default_rng(4)
    inputs = rng.random((400, 5))
    output = 10.0 * inputs[:, 2] + rng.normal(scale=0.5, size=400)
    rule = _rule(inputs, output, 0.0, 5.0)  # reached at 0.5
    far = rule(np.array([[0.5, 0.5, u, 0.5, 0.5] for u in (0.4, 0.6, 0.64, 0.66)]))
    assert far == pytest.approx([0.0, 2.0, 2.8, 3.2], abs=0.3)


def test_noise_teaches_an_emulator_little_and_rules_nothing_out() -> None:
    rng = np.random.default_rng(4)
    inputs, output = rng.random((80, 150)), rng.normal(size=80)
    assert len(fit_emulator(inputs, output).used) <= 3


def test_a_band_of_nine_in_ten_covers_nine_in_ten_of_its_own_draws() -> None:
    rng = np.random.default_rng(1)
    months = np.arange(400)
    series = dataclasses.replace(SERIES["doac"], months=months, values=rng.random(400))
    curves = [{"doac": rng.random((200, 400))}]
    inside = coverage(bands(curves, [series]), curves, [series])["inside"].iloc[0]
    assert inside == pytest.approx(0.9, abs=0.05)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A calibration of two tiny waves, stopped after its first set and begun again."""
    home = tmp_path_factory.mktemp("calibration")
    folder, config = home / "out", home / "two_regions.toml"
    config.write_text(TWO_REGIONS, "utf-8")
    plan = Plan(waves=(2, 2), replicates=2, screening=1, seed=3, config=str(config))

    def stop(stage: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(plan, folder, progress=stop)
    assert len(list((folder / "wave-1").glob("*.json"))) == 1
    return plan, calibrate(plan, folder)


def test_a_stopped_calibration_goes_on_and_leaves_its_tables(small: tuple[Plan, Path]) -> None:
    plan, folder = small
    points, found = judged(plan, folder)
    assert len(found) == len(points) == 4
    assert (points[0] == 0.5).all()  # the default of everything is judged first
    tables = finish(plan, folder)
    assert tables["waves"]["sets"].tolist()[:2] == [2, 2]
    assert not list(folder.rglob("*.partial"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    calibrate(plan, folder)
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}


def test_a_folder_of_another_plan_is_refused_and_more_waves_are_not(
    small: tuple[Plan, Path],
) -> None:
    plan, folder = small
    with pytest.raises(ScenarioError, match="seed"):
        calibrate(dataclasses.replace(plan, seed=4), folder)
    with pytest.raises(ScenarioError, match="waves"):
        calibrate(dataclasses.replace(plan, waves=(3,)), folder)
    assert design(plan, folder, 1).shape == design(plan, folder, 0).shape


def test_judgements_of_other_rules_are_not_taken_over(
    small: tuple[Plan, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, folder = small
    monkeypatch.setattr("collabsim.results.results_version", lambda *_: "of other rules")
    with pytest.raises(ScenarioError, match="differs in judged_by, results_version"):
        calibrate(plan, folder)


def test_a_finished_calibration_that_was_changed_is_refused(
    small: tuple[Plan, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, folder = small[0], tmp_path / "copy"
    shutil.copytree(small[1], folder)
    seal(folder)
    assert main(["status", str(folder)]) == main(["verify", str(folder)]) == 0
    told = capsys.readouterr().out  # how many hangs on how many sets stayed plausible
    assert re.search(r"^A calibration: \d+ files, all as they were written\.$", told, re.MULTILINE)
    path = folder / "wave-2" / "00001.json"
    path.write_bytes(path.read_bytes().replace(b"0.1", b"0.2", 1))
    assert main(["status", str(folder)]) == main(["verify", str(folder)]) == 1
    with pytest.raises(ScenarioError, match=r"wave-2/00001\.json is not as it was written"):
        calibrate(plan, folder)


@pytest.mark.parametrize("same", [True, False])
def test_verify_says_that_another_results_version_made_a_calibration(
    same: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_by = results_version() if same else "0" * 16
    write_text(tmp_path / "plan.json", f'{{"results_version": "{made_by}"}}')
    seal(tmp_path)
    assert main(["verify", str(tmp_path)]) == 0
    assert ("It is of results version 0000" in capsys.readouterr().out) == (not same)


def test_a_damaged_judgement_is_named(tmp_path: Path) -> None:
    (tmp_path / "wave-1").mkdir()
    (tmp_path / "wave-1" / "00000.json").write_text('{"attr', "utf-8")
    with pytest.raises(ScenarioError, match=r"00000\.json.*is damaged"):
        read_judged(tmp_path, "wave-1", 0)


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_damaged_plan_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=r"plan\.json: is damaged: choose another folder"):
        calibrate(Plan((2,), 2), tmp_path)


def test_a_folder_in_use_is_refused(small: tuple[Plan, Path]) -> None:
    plan, folder = small
    with only_here(folder), pytest.raises(ScenarioError, match="is in use"):
        calibrate(plan, folder)


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_what_is_kept(
    small: tuple[Plan, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request_to_end: signal.Signals,
) -> None:
    _, folder = small
    kept = len(list(folder.glob("*/*.json")))
    before = signal.getsignal(signal.SIGTERM)

    def stopped(*_: object, **__: object) -> None:
        signal.raise_signal(request_to_end)

    monkeypatch.setattr(waves, "calibrate", stopped)
    assert main(["calibrate", "--out", str(folder)]) == 130
    told = capsys.readouterr().err
    assert f"{folder}: {kept}; the same command goes on" in told
    assert main(["calibrate", "--out", str(folder / "new")]) == 130
    assert "Nothing was written" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_set_of_one_replicate_is_not_judged() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        judge(base(), 1, 1)


def test_if_no_set_is_accepted_the_page_says_what_ruled_them_out() -> None:
    tables = {
        name: table.iloc[:0] if name in PER_SET else table for name, table in shipped().items()
    }
    del tables["identified"], tables["ridges"]
    said = page(tables)
    assert "None of the " in said
    assert "| stage | sets | plausible | against them most |" in said
    assert re.search(r"\bnan\b", said) is None


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a" / "b.json"
    write_text(path, "old")

    def full(self: Path, target: Path) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"):
        write_text(path, "new")
    assert path.read_text("utf-8") == "old"


def test_the_default_follows_every_series_on_luck_that_no_fit_has_seen() -> None:
    """Within two sd of luck and stated discrepancy on every series, all parameters shared."""
    fitted = judge(base(), 8, 11, patterns=()).attributes
    found = judge(base(), 8, 11, attributes=fitted, first=500, patterns=())
    assert {name: far for name, far in found.implausibility.items() if far >= 2.0} == {}


def test_the_page_says_failures_first_and_nothing_that_tables_do_not() -> None:
    tables = dict(shipped())
    worse = tables["patterns"].copy()
    worse.loc[worse["pattern"] == "P22", ["value", "holds"]] = [9.0, False]
    assert "P22 is missed" in failures({**tables, "patterns": worse})
    assert "P22 is missed" not in failures(tables)
    assert all(series.title in uptake(tables) for series in measured())
