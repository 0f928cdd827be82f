"""A calibration small enough to run: it resumes to the same tables and refuses other plans."""

from __future__ import annotations

import dataclasses
import re
import shutil
import signal
from pathlib import Path

import pytest
from handmade import TWO_REGIONS

from collabsim.cli.main import main
from collabsim.experiment.store import only_here
from collabsim.results import results_version
from collabsim.results.sums import seal
from collabsim.scenario.faults import ScenarioError
from studies.england import __main__ as command
from studies.england.folder import Effort, opened
from studies.england.search import Plan, Search
from studies.england.tables import tables_of


def run(plan: Plan, folder: Path, effort: Effort = Effort()) -> dict[str, list[str]]:  # noqa: B008
    """Search, or go on with it, and return the tables as text."""
    with opened(folder, plan.described()) as kept:
        search = Search(plan, kept)
        search.run(effort)
        return {name: table.to_csv().splitlines() for name, table in tables_of(search).items()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Path]:
    """A calibration of two tiny waves."""
    home = tmp_path_factory.mktemp("calibration")
    config = home / "two_regions.toml"
    config.write_text(TWO_REGIONS, "utf-8")
    plan = Plan(waves=(2, 2), replicates=2, screening=1, seed=3, config=str(config))
    run(plan, home / "out")
    return plan, home / "out"


def files(folder: Path) -> dict[str, bytes]:
    """Every file of every stage that is finished."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/runs/*")
    }


def test_stopped_at_any_job_and_cut_short_it_goes_on_to_the_same_tables(
    small: tuple[Plan, Path], tmp_path: Path
) -> None:
    plan, whole = small

    def stop(stage: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(plan, tmp_path, Effort(progress=stop))
    (journal,) = tmp_path.glob("*/journal/*")
    assert journal.read_bytes().count(b"\n") == 1
    with journal.open("ab") as stream:
        stream.write(b"0badbeef [1, [0.3")  # as a kill or a full disk leaves a line
    assert run(plan, tmp_path) == run(plan, whole)
    assert files(tmp_path) == files(whole)
    again: list[str] = []
    run(plan, tmp_path, Effort(progress=lambda stage, *_: again.append(stage)))
    assert again == [], "what is done is not done again"
    assert not list(tmp_path.rglob("*.partial"))


def test_a_stage_that_was_changed_is_not_believed(small: tuple[Plan, Path], tmp_path: Path) -> None:
    plan, folder = small[0], tmp_path / "copy"
    shutil.copytree(small[1], folder)
    flip(folder / "wave-1" / "runs" / "000000.parquet")
    again: list[str] = []
    tables = run(plan, folder, Effort(progress=lambda stage, *_: again.append(stage)))
    assert again == ["wave-1", "wave-1"]
    assert tables == run(plan, small[1])


def flip(path: Path) -> None:
    """Turn a bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_folder_of_another_plan_is_refused_and_one_of_fewer_waves_goes_on(
    small: tuple[Plan, Path], tmp_path: Path
) -> None:
    plan, folder = small[0], tmp_path / "copy"
    shutil.copytree(small[1], folder)
    with pytest.raises(ScenarioError, match="seed"):
        run(dataclasses.replace(plan, seed=4), folder)
    with pytest.raises(ScenarioError, match="waves"):
        run(dataclasses.replace(plan, waves=(3,)), folder)
    more = dataclasses.replace(plan, waves=(2, 2, 1))
    with opened(folder, more.described()) as kept:
        assert len(Search(more, kept).assessed(2)[1]) == 4


def test_what_other_rules_gave_is_not_taken_over(
    small: tuple[Plan, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, folder = small
    monkeypatch.setattr("studies.england.search.results_version", lambda *_: "of other rules")
    with pytest.raises(ScenarioError, match="differs in assessed_by, results_version"):
        run(plan, folder)


def test_a_finished_calibration_that_was_changed_is_refused(
    small: tuple[Plan, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, folder = small[0], tmp_path / "copy"
    shutil.copytree(small[1], folder)
    seal(folder)
    assert main(["status", str(folder)]) == main(["verify", str(folder)]) == 0
    told = capsys.readouterr().out  # how many depends on how many sets stayed plausible
    assert re.search(r"^A calibration: \d+ files, all as they were written\.$", told, re.MULTILINE)
    flip(folder / "wave-2" / "runs" / "000000.parquet")
    assert main(["status", str(folder)]) == main(["verify", str(folder)]) == 1
    with pytest.raises(ScenarioError, match=r"wave-2/runs/000000\.parquet is not as it"):
        run(plan, folder)


@pytest.mark.parametrize("same", [True, False])
def test_verify_says_that_another_results_version_made_a_calibration(
    same: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made_by = results_version() if same else "0" * 16
    (tmp_path / "plan.json").write_text(f'{{"results_version": "{made_by}"}}', "utf-8")
    seal(tmp_path)
    assert main(["verify", str(tmp_path)]) == 0
    assert ("It is of results version 0000" in capsys.readouterr().out) == (not same)


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_damaged_plan_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "plan.json").write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=r"plan\.json: is damaged: choose another folder"):
        run(Plan((2,), 2), tmp_path)


def test_a_folder_in_use_or_of_something_else_is_refused(
    small: tuple[Plan, Path], tmp_path: Path
) -> None:
    plan, folder = small
    with only_here(folder), pytest.raises(ScenarioError, match="is in use"):
        run(plan, folder)
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(ScenarioError, match="not a calibration's folder"):
        run(plan, tmp_path)


@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_what_is_kept(
    small: tuple[Plan, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request_to_end: signal.Signals,
) -> None:
    _, folder = small
    before = signal.getsignal(signal.SIGTERM)

    def stopped(*_: object, **__: object) -> None:
        signal.raise_signal(request_to_end)

    monkeypatch.setattr(command, "run", stopped)
    assert command.main(["--out", str(folder)]) == 130
    told = capsys.readouterr().err
    assert f"kept in {folder}; the same command goes on" in told
    assert command.main(["--out", str(folder / "new")]) == 130
    assert "Nothing was written" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--waves", "100000,50000"], "at most 143,165 sets in all, found 150,000"),
        (["--workers", "0"], "--workers = 0: expected a whole number from 1 to"),
    ],
)
def test_bad_options_get_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert command.main(arguments) == 2
    assert words in capsys.readouterr().err


def test_the_whole_study_leaves_tables_figures_page_and_checksums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no plausible set: a tiny world is no England."""
    config = tmp_path / "two_regions.toml"
    config.write_text(TWO_REGIONS, "utf-8")
    plan = Plan((2,), 2, screening=1, config=str(config))
    monkeypatch.setattr(command, "_checked", lambda _: (plan, 1))
    out = tmp_path / "out"
    assert command.main(["--out", str(out), "--search-only"]) == 0
    assert {"plan.json", "validation.md", "waves.csv", "SHA256SUMS"} <= {
        p.name for p in out.iterdir()
    }
    assert "None of the 2 parameter sets" in (out / "validation.md").read_text("utf-8")
    assert main(["status", str(out)]) == 0
