"""The command ``report``: of any results folder, which it leaves as it is; and what other commands write of it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from collabsim.cli.main import main
from collabsim.experiment import Experiment
from collabsim.results.sums import seal

QUICK = ["--replicates", "2", "--set", "world.months=12", "--set", "world.months_before=12"]
ASKED = """question = "Does slack help?"
replicates = 3
metrics = ["adoption_piloted"]
analyses = ["differences"]
figures = ["effects"]
[base]
extends = "small.toml"
world = {months = 6, months_before = 12, companies = 3, innovations = 6, launch_span = 6}
[[points]]
label = "more slack"
levers = {slack = 1}
"""
INNOVATION = 'title = "=Ours <b>"\nclass = "upgrade"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "asked.toml").write_text(ASKED)
    (tmp_path / "mine.toml").write_text(INNOVATION)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["run", "small.toml", *QUICK],
        ["compare", "small.toml", "mine2.toml", *QUICK],
        ["experiment", "asked.toml"],
        ["predict", "mine.toml", "--sets", "2", "--replicates", "2", "--months", "12"],
    ],
    ids=lambda words: words[0],
)
def test_every_kind_of_results_has_its_report(
    words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine2.toml").write_text(
        'extends = "small.toml"\nname = "Mine"\ntrust = {initial = 0.6}\n'
    )
    assert main([*words, "--out", "out"]) == 0
    told = capsys.readouterr().out
    written = Path("out/report.html").read_text("utf-8")
    assert "out" in told
    listed = Path("out/SHA256SUMS").read_bytes()
    assert main(["report", "out", "--handout", "--slides", "--out", "sub/mine.html"]) == 0
    made = {path.name for path in Path("sub").iterdir()}
    assert made == {"mine.html", "mine-handout.html", "mine.pptx"}
    assert apart_from_its_date(Path("sub/mine.html").read_text("utf-8")) == apart_from_its_date(
        written
    )
    assert main(["report", "out"]) == 0
    assert Path("out/SHA256SUMS").read_bytes() == listed
    assert main(["status", "out"]) == 0
    assert fingerprint(listed) in written


def apart_from_its_date(page: str) -> str:
    return re.sub(r"made .*? UTC|worked at for [\d,]+ s", "", page)


def fingerprint(listed: bytes) -> str:
    """Return what the command that a report states would print."""
    lines = re.findall(rb"^.*\.(?:parquet|json|toml)\n", listed, re.MULTILINE)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def test_an_experiment_that_is_not_finished_says_so_first() -> None:
    def stop(done: int, of: int, failed: int) -> None:
        raise KeyboardInterrupt

    long = replace(Experiment.load("asked.toml"), replicates=2000)
    with pytest.raises(KeyboardInterrupt):
        long.run("out", workers=1, progress=stop)
    assert main(["report", "out", "--out", "page.html"]) == 0
    words = Path("page.html").read_text("utf-8")
    assert words.index("Still missing: ") < words.index("The answer")


def test_a_search_for_parameter_sets_is_reported_as_far_as_it_is(here: Path) -> None:
    (here / "search").mkdir()
    plan = {"waves": [6, 4], "replicates": 2, "seed": 3, "results_version": "abc"}
    (here / "search" / "plan.json").write_text(json.dumps(plan))
    assert main(["report", "search", "--out", "page.html"]) == 0
    words = Path("page.html").read_text("utf-8")
    assert words.index("The search is not finished.") < words.index("The answer")
    Path("search/plausible_sets.csv").write_text("set\n0\n7\n")
    Path("search/coverage.csv").write_text("series,points,inside\ndoac,99,0.95\n")
    seal(here / "search")
    assert main(["report", "search", "--handout", "--slides"]) == 0
    words = Path("search/report.html").read_text("utf-8")
    assert "2 of 10 parameter sets that were tried agree" in words
    assert "95%" in words
    assert main(["status", "search"]) == 0


def test_what_is_no_results_folder_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "notes").mkdir()
    assert main(["report", "notes"]) == 2
    assert "holds no results of collabsim" in capsys.readouterr().err
    assert main(["experiment", "asked.toml", "--out", "out", "--quiet"]) == 0
    assert main(["report", "out", "--out", "page.pdf"]) == 2
    assert "ends in .html" in capsys.readouterr().err
    assert list((here / "notes").iterdir()) == []
    assert not (here / "page.pdf").exists()


def test_damage_is_said_and_nothing_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "small.toml", *QUICK, "--out", "out", "--no-figures"]) == 0
    assert not Path("out/report.html").exists()
    table = Path("out/metrics.parquet")
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    assert main(["report", "out", "--out", "page.html"]) == 1
    assert "metrics.parquet is not as it was written" in capsys.readouterr().err
    assert not Path("page.html").exists()
