"""A folder is believed only as far as it is checked, even where every checksum was made to match."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from folders import contents
from questions import Written

from collabsim.cli.main import main
from collabsim.experiment import Experiment, FolderError, StoppedError, store
from collabsim.experiment.errors import DamagedError
from collabsim.experiment.finished import Finished
from collabsim.report.answering import answer_folder
from collabsim.results.sums import SUMS, Sums, seal

DIES_ANSWERING = """
import os, signal, sys
from collabsim.report import answer as answers
from collabsim.cli.main import main
from collabsim.experiment import store
store.SIZE = 10
answers.write_whole = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(sys.argv[1:])
"""

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SIZE", 10)


@pytest.fixture
def folder(grid: Experiment, tmp_path: Path) -> Path:
    return grid.run(tmp_path / "out").folder


def rewritten(folder: Path, change: Change) -> None:
    """Change the manifest, and every checksum with it."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), "utf-8")
    seal(folder)


ABSURD: dict[str, tuple[Change, str]] = {
    "another reference": (lambda m: m.update(reference=1), "point 1 is not the base scenario"),
    "no such reference": (lambda m: m.update(reference=99), "point 99 is not the base scenario"),
    "a billion replicates": (lambda m: m.update(replicates=10**9), "found 1000000000"),
    "no replicates": (lambda m: m.update(replicates=0), "found 0"),
    "half a replicate": (lambda m: m.update(replicates=2.5), "found 2.5"),
    "a truth for a number": (lambda m: m.update(replicates=True), "found True"),
    "a text for a number": (lambda m: m.update(seed="1"), "found '1'"),
    "no seed": (lambda m: m.pop("seed"), "seed: expected a whole number"),
    "a key too many": (lambda m: m.update(extra=1), "extra: this is not known"),
    "no metrics": (lambda m: m.update(metrics=[]), "metrics: expected"),
    "a metric twice": (lambda m: m["metrics"].append("trust_nhs"), "metrics: expected"),
    "no such metric": (lambda m: m["metrics"].append("happiness"), "there is no happiness"),
    "no such analysis": (lambda m: m.update(analyses=["magic"]), "analyses: expected"),
    "a stop of nothing": (lambda m: m.update(stop={"metric": "trust_nhs"}), "stop: expected"),
    "a stop of no metric": (
        lambda m: m.update(stop={"metric": "happiness", "half_width": 0.1}),
        "happiness is none of the metrics",
    ),
    "no design": (lambda m: m.update(design=[]), "design: expected"),
    "a factor that no point has": (
        lambda m: m["design"]["factors"].update(slack=[0, 1]),
        "slack is no column of design.parquet",
    ),
    "no versions": (lambda m: m.update(versions=[]), "versions: expected"),
    "another format": (lambda m: m.update(format=4), "format: expected 3, found 4"),
}


@pytest.mark.parametrize(("change", "said"), ABSURD.values(), ids=ABSURD)
def test_an_absurd_manifest_is_a_fault_in_a_sentence(
    folder: Path, change: Change, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(folder, change)
    with pytest.raises(DamagedError) as error:
        Finished.read(folder)
    assert said in str(error.value)
    for command, code in (("status", 1), ("verify", 1), ("rerun", 2)):
        assert main([command, str(folder)]) == code
        told = capsys.readouterr()
        assert said in told.out + told.err


def test_all_that_is_wrong_with_a_manifest_is_said_at_once(folder: Path) -> None:
    rewritten(folder, lambda m: m.update(seed=-1, replicates="many", extra=0))
    with pytest.raises(DamagedError) as error:
        Finished.read(folder)
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == [
        "extra",
        "seed",
        "replicates",
    ]


def test_another_seed_makes_all_runs_foreign(folder: Path) -> None:
    rewritten(folder, lambda m: m.update(seed=2))
    found = Finished.read(folder)
    assert found.state()["missing"] == 48
    assert len(found.damaged) == 5
    assert "of another experiment" in found.damaged[0]


def test_swapped_files_of_runs_are_found_and_run_again(grid: Experiment, folder: Path) -> None:
    before = contents(folder)
    one, two = (folder / "runs" / f"00000{n}.parquet" for n in (1, 2))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    seal(folder)
    found = Finished.read(folder)
    assert found.state()["missing"] == 20
    assert all("does not belong here" in said for said in found.damaged)
    grid.run(folder)
    assert contents(folder) == before


def test_files_of_another_experiment_are_found(
    grid: Experiment, folder: Path, tmp_path: Path
) -> None:
    before = contents(folder)
    replace(grid, seed=2).run(tmp_path / "other")
    for name in ("runs/000003.parquet", "failures.csv"):
        shutil.copy(tmp_path / "other" / name, folder / name)
    seal(folder)
    assert Finished.read(folder).state()["missing"] == 10
    grid.run(folder)
    assert contents(folder) == before


HARMS: dict[str, Callable[[str], str]] = {
    "junk before it": lambda text: "junk\n" + text,
    "junk after it": lambda text: text + "\n\n# more\n",
    "cut short": lambda text: text[:-1],
    "no check of its own": lambda text: text.replace("# check ", "# cheque "),
    "a sum changed": lambda text: text.replace("a", "b", 1),
    "a name changed": lambda text: text.replace("manifest.json", "manifesto.json"),
    "a path that leaves it": lambda text: "0" * 64 + "  ../../etc/passwd\n" + text,
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS)
def test_a_damaged_list_is_said_and_heals(
    grid: Experiment, folder: Path, harm: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(folder)
    path = folder / SUMS
    path.write_text(harm(path.read_text("utf-8")), "utf-8")
    assert main(["status", str(folder)]) == 1
    assert f"{SUMS} is not as it was written." in capsys.readouterr().out
    assert grid.run(folder).damaged == ()
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("summary.csv", "summary.csv is not as it was written."),
        ("failures.csv", "failures.csv is not as it was written."),
        ("answer/finding.txt", "answer/finding.txt is not as it was written."),
        ("worked.jsonl", "worked.jsonl is not as it was written."),
    ],
)
def test_a_changed_answer_is_noticed_and_made_again(
    folder: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_folder(folder)
    assert main(["status", str(folder)]) == 0
    path = folder / name
    data = path.read_bytes()
    path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
    for command in ("status", "verify"):
        capsys.readouterr()
        assert main([command, str(folder)]) == 1
        assert said in capsys.readouterr().out
    if name == "worked.jsonl":
        return  # what was worked cannot be known again
    path.unlink()
    assert main(["status", str(folder)]) == 1
    assert f"{name} is missing." in capsys.readouterr().out
    assert main(["rerun", str(folder)]) == 0
    assert main(["status", str(folder)]) == 0


@pytest.mark.parametrize("name", ["base.toml", "design.parquet", "experiment.toml"])
def test_a_changed_opening_is_refused(grid: Experiment, folder: Path, name: str) -> None:
    path = folder / name
    data = path.read_bytes()
    path.write_bytes(data + b" ")
    for work in (
        lambda: Finished.read(folder),
        lambda: grid.run(folder),
        lambda: answer_folder(folder),
    ):
        with pytest.raises(DamagedError, match=f"{name} is not as it was written"):
            work()
    path.write_bytes(b"not " + data)
    seal(folder)
    if name != "experiment.toml":
        with pytest.raises(DamagedError, match=f"{name}.*(cannot be read|expected)"):
            Finished.read(folder)


def test_a_folder_of_an_earlier_format_is_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest = {"format": 1, "question": manifest["question"], "model_source": "0" * 16}
    path.write_text(json.dumps(manifest), "utf-8")
    (folder / SUMS).write_text("0" * 64 + "  runs/000000.parquet\n")
    for command in ("status", "verify", "rerun"):
        assert main([command, str(folder)]) == 2
        assert "made by another version of collabsim" in capsys.readouterr().err


def test_a_lost_list_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / SUMS).unlink()
    assert main(["status", str(folder)]) != 0
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert SUMS in told.out + told.err


def test_a_folder_removed_while_it_is_written_ends_in_a_sentence(
    grid: Experiment, tmp_path: Path
) -> None:
    folder = tmp_path / "out"

    def remove(done: int, _: int, __: int) -> None:
        if done and folder.exists():
            shutil.rmtree(folder)

    with pytest.raises(StoppedError, match="was removed or renamed while it was worked on"):
        grid.run(folder, workers=1, progress=remove)
    assert not folder.exists()
    assert grid.run(folder).state() == {"finished": 48, "failed": 0, "missing": 0}


def test_a_folder_renamed_and_made_anew_keeps_both_apart(grid: Experiment, tmp_path: Path) -> None:
    folder, aside = tmp_path / "out", tmp_path / "aside"
    other = replace(grid, seed=2)

    def rename(done: int, _: int, __: int) -> None:
        if done and not aside.exists():
            folder.rename(aside)
            other.run(folder)

    with pytest.raises(StoppedError, match="was removed or renamed"):
        grid.run(folder, workers=1, progress=rename)
    assert Finished.read(folder).experiment.seed == 2
    assert Finished.read(folder).damaged == ()
    assert Finished.read(folder).state()["finished"] == 48
    assert grid.run(aside).state()["finished"] == 48


def test_a_replacement_cut_short_leaves_either_file_whole(
    grid: Experiment, folder: Path, written: Written
) -> None:
    sums = Sums.read(folder)
    sums.also({"manifest.json": "0" * 64, "runs/000001.parquet": "1" * 64})
    sums.write()
    assert Finished.read(folder).damaged == ()
    more = Experiment.load(written(replicates=5))
    assert more.run(folder).state()["finished"] == 60
    assert all(len(words) == 1 for words in Sums.read(folder).listed.values())


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL to send")
def test_killed_while_it_answers_it_says_so_and_answers_again(
    grid: Experiment, written: Written, tmp_path: Path
) -> None:
    path, folder = written(), tmp_path / "out"
    grid.run(folder)
    answer_folder(folder)
    whole = {p.name: p.read_bytes() for p in (folder / "answer").iterdir()}
    command = [sys.executable, "-c", DIES_ANSWERING, "experiment", str(path), "--out", str(folder)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert (folder / ".answer.partial").exists()
    assert main(["status", str(folder)]) == 1
    assert main(["experiment", str(path), "--out", str(folder)]) == 0
    assert {p.name: p.read_bytes() for p in (folder / "answer").iterdir()} == whole
    assert main(["status", str(folder)]) == 0
    assert not list(folder.glob(".*"))


def test_two_that_answer_at_once_are_told_apart(folder: Path) -> None:
    from collabsim.experiment.store import only_here

    with only_here(folder), pytest.raises(FolderError, match="in use"):
        answer_folder(folder)
