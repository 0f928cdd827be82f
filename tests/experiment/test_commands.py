"""The commands on experiments: what they say, and the codes they leave with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from questions import GRID, Written

from collabsim.cli.main import main
from collabsim.experiment import Experiment
from collabsim.experiment.verify import SAMPLE


def test_from_a_plan_to_a_verified_answer(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = str(written()), str(tmp_path / "out")
    assert main(["plan", path]) == 0
    told = capsys.readouterr().out
    assert "6 points x 2 variants x 4 replicates: 48 runs" in told
    assert "trust_nhs" in told
    assert main(["experiment", path, "--out", out, "--workers", "2"]) == 0
    assert "48 runs" in capsys.readouterr().out
    assert main(["experiment", path, "--out", out]) == 0
    assert "0 runs, about" in capsys.readouterr().err
    assert main(["experiment", path, "--out", out, "--json", "--quiet"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert told.err == ""
    assert found["finished"] == 48
    told = " ".join(found["text"].split())
    assert len(found["summary"]) == 3
    assert all(sentence in told for sentence in found["summary"])
    assert main(["status", out]) == 0
    assert "48 finished, 0 failed, 0 missing." in capsys.readouterr().out
    assert main(["verify", out, "--all"]) == 0
    assert "48 runs run again: all the same, bit for bit." in capsys.readouterr().out
    assert main(["verify", out, "--seed", "7"]) == 0
    assert f"{SAMPLE} runs run again, a sample drawn with --seed 7" in capsys.readouterr().out
    assert main(["rerun", out]) == 0
    (tmp_path / "out" / "runs" / "000000.parquet").write_bytes(b"not a table")
    assert main(["status", out]) == 1
    assert "is not as it was written" in capsys.readouterr().out
    assert main(["verify", out]) == 1


def test_a_plan_says_where_precision_will_stop_it(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = GRID + '[stop]\nmetric = "trust_nhs"\nhalf_width = {}\n'
    path = str(written(rest.format(0.5), 40))
    assert main(["plan", path]) == 0
    told = capsys.readouterr().out
    assert "x up to 40 replicates" in told
    found = Experiment.load(path).run(tmp_path / "out").runs.runs
    assert f"after about {found['replicate'].nunique()} replicates." in told
    assert main(["plan", str(written(rest.format(1e-9), 40))]) == 0
    assert "All 40 replicates will not bring the precision" in capsys.readouterr().out


def test_a_plan_knows_nothing_of_what_did_not_vary(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is in use after a month: eight replicates that agree are no precision."""
    stop = '[stop]\nmetric = "adoption_piloted"\nhalf_width = 0.005\n'
    path = written(GRID + stop)
    path.write_text(path.read_text("utf-8").replace("months = 18", "months = 1"), "utf-8")
    assert main(["plan", str(path)]) == 0
    told = capsys.readouterr().out
    [line] = [each for each in told.splitlines() if each.startswith("adoption_piloted")]
    assert line.split()[1] == "?"
    assert line.endswith("not known: all 8 of the pilot agree")
    assert "No effect varied in the pilot, so that it cannot be said when it stops." in told


def test_a_plan_is_of_this_machine(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(written()), "--scheduler", "tcp://host:8786"]) == 2
    assert "unknown argument: --scheduler" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["experiment", "{path}", "--workers", "none"], "expected a whole number"),
        (["experiment", "nowhere.toml"], "no such file"),
        (["status", "."], "holds no results"),
        (["verify", "nowhere"], "holds no results"),
        (["experiment", "{path}", "--out", "{path}"], "is a file"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    written: Written, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    path = written()
    before = sorted(path.parent.rglob("*"))
    assert main([word.format(path=path) for word in words]) == 2
    assert said in capsys.readouterr().err
    assert sorted(path.parent.rglob("*")) == before


def test_validate_tells_an_experiment_from_a_config(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(written()), "permission_and_slack.toml", "small.toml"]) == 0
    first, second, third, differs = capsys.readouterr().out.splitlines()
    assert "6 points in 2 variants, 4 replicates: Does the scorecard" in first
    assert "4 points in 3 variants" in second
    assert "practice world, not England, 20 NHS trusts" in third
    assert "differs from the shipped England in" in differs
    assert main(["validate", str(written(GRID.replace("asset", "aset")))]) == 2
    assert 'Did you mean "vary.levers.asset_need"?' in capsys.readouterr().err


def test_what_takes_very_long_is_announced_and_waits_for_a_yes(
    written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rest = GRID.replace("[0, 1]", str([n / 5000 for n in range(5001)]))
    path = str(written(rest, 100_000))
    assert main(["experiment", path, "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "15,003 points x 2 variants x 100,000 replicates: 3,000,600,000 runs" in told
    assert "days" in told
    assert "--yes" in told
    assert not (tmp_path / "out").exists()
