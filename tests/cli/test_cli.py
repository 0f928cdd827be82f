"""The command line as people meet it: results, sentences, exit codes, and nothing left behind."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.user_series import read_user_series
from collabsim.cli.main import COMMANDS, main
from collabsim.experiment import Experiment, Finished
from collabsim.metrics import METRICS
from collabsim.results import Results, writing
from collabsim.scenario import Scenario
from collabsim.scenario.shipped import config_path, shipped_files
from collabsim.simulation import simulate

SMALL = str(config_path("small.toml"))
QUICK = ["--replicates", "2", "--set", "world.months=12", "--set", "world.months_before=12"]
HEAVY = {"numpy", "numba", "pandas", "pyarrow", "mesa", "matplotlib", "scipy"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must be refused with code 2, writing nothing; return its sentences."""
    before = sorted(Path().rglob("*"))
    code = main(arguments)
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert "Traceback" not in told.err
    assert sorted(Path().rglob("*")) == before
    return told.err


def test_run_leaves_a_whole_results_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", SMALL, *QUICK]) == 0
    told = capsys.readouterr()
    assert "How far do innovations come into use in Small" in told.out
    assert "Illustrative: explores candidate mechanisms, not a forecast." in told.out
    assert str(Path("results/small-1")) in told.out
    folder = Path("results/small-1")
    figures = {path.stem for path in (folder / "figures").iterdir()}
    assert figures == {"adoption", "barriers", "trust", "year"}
    assert (folder / "summary.txt").read_text(encoding="utf-8").strip() in told.out
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["replicates"] == 2
    assert manifest["command"] == ["run", SMALL, *QUICK]
    assert "months = 12" in manifest["scenarios"]["Small"]
    assert Results.read(folder).scenarios == ("Small",)


def test_without_a_config_it_asks_which_levers_speed_adoption_in_england(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Levels of adoption are told once, and of how many replicates they are."""
    assert main(["run", "--replicates", "2"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    finished = Finished.read("results/england-1/levers")
    assert finished.state() == {"finished": 26 * 2, "failed": 0, "missing": 0}
    opening = told[told.index("make up") :].split(" Do not ")[0]
    assert "are in use in" not in opening
    assert "means over the first 2 of 2 simulated Englands; over all of them it is" in told
    assert "medians over 2 simulated Englands" in told
    assert main(["run", "--replicates", "2", "--no-levers", "--no-figures", "--out", "plain"]) == 0
    assert not Path("plain/levers").exists()


def test_run_never_overwrites_unless_told_where(here: Path) -> None:
    for _ in range(2):
        assert main(["run", SMALL, *QUICK, "--no-figures"]) == 0
    assert {path.name for path in (here / "results").iterdir()} == {"small-1", "small-2"}


def test_the_same_seed_gives_the_same_tables() -> None:
    for seed, out in (("5", "a"), ("5", "b"), ("6", "c")):
        assert main(["run", SMALL, *QUICK, "--seed", seed, "--out", out, "--no-figures"]) == 0
    lists = [Path(out, "SHA256SUMS").read_text().splitlines() for out in "abc"]
    digests = [[line for line in each if line.endswith(".parquet")] for each in lists]
    assert len(digests[0]) == 5
    assert digests[0] == digests[1] != digests[2]


def test_compare_pairs_scenarios_on_the_same_luck(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    other = here / "generous.toml"
    other.write_text('name = "Generous"\nextends = "small.toml"\n[levers]\nslack = 1.0\n')
    for config in ("small.toml", "england.toml"):
        (here / config).write_bytes(config_path(config).read_bytes())
    assert main(["compare", "small.toml", "generous.toml", *QUICK, "--out", "out"]) == 0
    told = capsys.readouterr()
    assert "How does Generous differ from Small?" in told.out
    assert {path.stem for path in Path("out/figures").iterdir()} == {
        "barriers",
        "comparison",
        "curves",
    }
    differences = pd.read_csv("out/comparison.csv")
    assert set(differences["metric"]) == set(METRICS)
    assert set(differences.columns) <= set(pd.read_csv("out/dictionary.csv")["column"])
    table = Results.read(Path("out")).tables["metrics"].query("month == -1")
    columns = ["replicate", "adoption_piloted", "adoption_medicines"]
    before = [table.loc[table["scenario"] == name, columns] for name in ("Small", "Generous")]
    pd.testing.assert_frame_equal(*(each.reset_index(drop=True) for each in before))


@pytest.mark.parametrize("name", shipped_files())
def test_what_is_listed_is_copied_under_its_name_and_means_the_same(
    capsys: pytest.CaptureFixture[str], here: Path, name: str
) -> None:
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    short = name.removesuffix(".toml")
    assert short in {each for kind in listed.values() for each in kind}
    assert main(["copy", short, "mine.toml"]) == 0
    capsys.readouterr()
    if short == "templates/series":
        england = measured_england()
        assert read_user_series(here / "mine.toml", england, 60).measured
        return
    kind = Experiment if short in listed["questions"] else Scenario
    mine, shipped = kind.load(here / "mine.toml"), kind.load(short)
    if isinstance(mine, Experiment):
        assert mine.question == shipped.question
        assert mine.design.equals(shipped.design)
    else:
        assert mine == shipped
    assert "there is such a file already" in refused(capsys, "copy", name, "mine.toml")


def test_a_copy_brings_what_it_extends_and_leaves_what_is_there(here: Path) -> None:
    assert main(["copy", "lever_ranking"]) == 0
    assert (here / "england.toml").is_file()
    assert main(["copy", "packages/hard"]) == 0
    assert Scenario.load("hard.toml") == Scenario.load("packages/hard")
    (here / "england.toml").write_text('extends = "small.toml"\n')
    assert main(["copy", "packages/soft"]) == 2
    assert not (here / "soft.toml").exists()
    assert main(["copy", "templates/series"]) == 0
    assert (here / "series.csv").is_file()


TABLES = ("metrics", "places", "classes", "account", "innovations")


def test_a_run_is_run_again_by_its_folder_to_the_bit(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    asked = ["small", "--set", "trust.initial=0.6", "--replicates", "2", "--seed", "9"]
    assert main(["run", *asked, "--no-figures", "--out", "first"]) == 0
    for word, out in (("first", "second"), ("second/manifest.json", "third")):
        assert main(["run", word, "--no-figures", "--out", out]) == 0
        for name in TABLES:
            again = (here / out / f"{name}.parquet").read_bytes()
            assert again == (here / "first" / f"{name}.parquet").read_bytes()
    capsys.readouterr()
    for option in (["--seed", "1"], ["--set", "trust.initial=0.5"], ["--replicates", "3"]):
        assert "as it was" in refused(capsys, "run", "first", *option)
    assert "another folder" in refused(capsys, "run", "first", "--out", "first")
    (here / "first" / "metrics.parquet").write_bytes(b"")
    assert "not as it was written" in refused(capsys, "run", "first")


def stricter(trust: float, stake: float, p: Any) -> float:
    return 0.5


def test_a_run_with_rules_of_ones_own_is_not_run_again_without_them(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    small = Scenario.load("small", {"world.months": 12})
    runs = simulate(small, 1, rules={"trust.gate": stricter})
    with writing(here / "mine") as folder:
        Results.of(runs).write(folder)
    assert "rule trust.gate of its author's own" in refused(capsys, "run", "mine")


def test_an_experiment_is_run_again_by_its_folder(here: Path) -> None:
    assert main(["experiment", "permission_and_slack", "--small", "--out", "first"]) == 0
    assert main(["experiment", "first", "--out", "second"]) == 0
    for file in (here / "first" / "runs").iterdir():
        assert file.read_bytes() == (here / "second" / "runs" / file.name).read_bytes()


def test_a_copy_in_full_states_every_value(here: Path) -> None:
    assert main(["copy", "packages/hard.toml", "mine.toml", "--full"]) == 0
    assert Scenario.load(here / "mine.toml") == Scenario.load("packages/hard.toml")
    assert "extends" not in tomllib.loads((here / "mine.toml").read_text("utf-8"))


def test_machines_get_one_object_and_no_other_word(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert main(["run", SMALL, *QUICK, "--no-figures", "--json", "--quiet"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert told.err == ""
    assert Results.read(here / found["folder"]).replicates == found["replicates"] == 2
    assert {row["metric"] for row in found["metrics"]} == set(METRICS)
    assert main(["compare", SMALL, "england.toml", *QUICK, "--no-figures", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"]
    for command in (["status", found["folder"]], ["verify", found["folder"]], ["validate", SMALL],
                    ["explain", "permission"], ["schema"], ["--version"]):  # fmt: skip
        machine = [] if command == ["--version"] else ["--json"]
        assert main([*command, *machine]) == 0
        out = capsys.readouterr().out
        assert json.loads(out) if machine else out
    (here / "bad.toml").write_text('extends = "england.toml"\ntrust.inital = 1\n')
    assert main(["validate", "bad.toml", "--json", "--quiet"]) == 2
    told = capsys.readouterr()
    [fault] = json.loads(told.out)["faults"]
    assert (fault["line"], fault["key"]) == (2, "trust.inital")
    assert fault["sentence"] in told.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_a_shell_completes_every_command(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["completion", shell]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in COMMANDS)


def test_validate_says_what_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", SMALL, str(config_path("england.toml"))]) == 0
    assert "217 NHS trusts" in capsys.readouterr().out


SLIPS = {
    "packages/hrd.toml": "packages/hard.toml",
    "englnd": "england.toml",
    "hrad.toml": "packages/hard.toml",
    "permision_and_slack.toml": "permission_and_slack.toml",
}
"""Names that somebody may write, and the shipped files that they mean."""


def test_shipped_configs_go_by_name_wherever_one_is(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert main(["validate", "small.toml", "configs/packages/hard.toml"]) == 0
    (here / "small.toml").write_text('extends = "england.toml"\nname = "Mine"\n')
    assert main(["validate", "small.toml"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("small.toml: valid. Mine")
    for word, meant in SLIPS.items():
        said = f'{word}: no such file. Did you mean "{meant}"?'
        assert said in refused(capsys, "validate", word)


def test_schema_is_a_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert "trust" in json.loads(capsys.readouterr().out)["properties"]


def test_explain_and_version_print(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "trust.kappa"]) == 0
    assert "Weight of a bad event" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert {"collabsim", "python", "numpy", "mesa", "results"} <= {
        line.split()[0] for line in capsys.readouterr().out.splitlines()
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--replicates", "-1"], "--replicates = -1: expected a whole number from 1 to"),
        (["run", "--replicates", "many"], "--replicates = many: expected a whole number"),
        (["run", "--replicates", "9" * 30], "expected a whole number from 1 to"),
        (["run", "--replicates", "٣"], "expected a whole number from 1 to"),
        (["run", "--seed", "-3"], "--seed = -3: expected a whole number from 0 to"),
        (["run", "--seed", "1.5"], "--seed = 1.5: expected a whole number"),
        (["run", "--engine", "mesaa"], 'expected compiled or mesa. Did you mean "mesa"?'),
        (["run", "--set", "trust.initail=0.6"], 'Did you mean "trust.initial"'),
        (["run", "--set", "trust.initial=2"], "trust.initial"),
        (["run", "--set", "trust.initial"], "trust.initial"),
        (["run", "missing.toml"], "missing.toml"),
        (["run", "smal"], 'smal: no such file. Did you mean "small.toml"?'),
        (["plan", "permission_and_slak"], 'Did you mean "permission_and_slack.toml"?'),
        (["run", "."], "folder"),
        (["compare", SMALL], "expected two configs or more, found one"),
        (["compare", SMALL, SMALL], 'another config is called "Small" too'),
        (
            ["compare", SMALL, "england.toml"],
            "expected scenarios that end in the same month, found Small after 36 months from",
        ),
        (["validate", "missing.toml"], "missing.toml"),
        (["explain", "kapa"], "Did you mean trust.kappa"),
        (["rnu"], '"rnu" is no command. Did you mean "run"?'),
        (
            ["run", "--replicate", "3"],
            'unknown argument: --replicate. Did you mean "--replicates"?',
        ),
        (["--verson"], 'Did you mean "--version"?'),
        (["--quiet", "list"], "--quiet belongs behind the command: list --quiet"),
        (["run", SMALL, "--out", ""], "--out: expected a folder, found an empty text"),
        (
            ["run", SMALL, "--set", "trust.initial=0.1", "--set", "trust.initial=0.2"],
            "--set = trust.initial=0.2: this is set twice.",
        ),
        (["calibrate", "--sets", "3"], "required: SERIES.toml"),
        (["calibrate", "mine.toml"], "mine.toml: no such file"),
        (
            ["calibrate", "mine.toml", "--sets", "100000"],
            "--sets = 100000: expected a whole number",
        ),
        (["predict", "mine.toml", "--sets", "0"], "mine.toml: no such file"),
        ([], "COMMAND"),
    ],
)
def test_bad_input_gets_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in refused(capsys, *arguments)


@pytest.mark.parametrize("words", [["rnu"], ["run", "--replcates", "3"], ["copy"], []])
def test_a_program_is_told_of_a_wrong_command_line_too(
    capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main([*words, "--json"]) == 2
    told = capsys.readouterr()
    [fault] = json.loads(told.out)["faults"]
    assert fault["sentence"] in told.err


def test_a_series_of_ones_own_leaves_all_that_is_needed_to_find_it_again(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    (here / "mine.toml").write_text('class = "upgrade"\nseries = "mine.csv"\n')
    (here / "mine.csv").write_text("time,value\n0,0\n3,0.2\n6,0.3\n9,0.4\n")
    few = ["--sets", "2", "--replicates", "2", "--out", "found"]
    assert main(["calibrate", "mine.toml", *few]) == 0
    text = (here / "found" / "finding.txt").read_text("utf-8")
    assert text.split("\n")[0] in capsys.readouterr().out
    manifest = json.loads((here / "found" / "manifest.json").read_text("utf-8"))
    assert len(manifest["sets"]) == len(manifest["attributes"]) == 2
    (here / "again").mkdir()
    (here / "again" / "mine.toml").write_text(manifest["file"])
    pd.DataFrame(manifest["series"]).to_csv(here / "again" / "mine.csv", index=False)
    band = (here / "found" / "band.csv").read_bytes()
    assert main(["calibrate", "mine.toml", *few]) == 0  # in place of the earlier result
    assert (here / "found" / "band.csv").read_bytes() == band
    elsewhere = ["calibrate", "again/mine.toml", *few[:-1], "again/found"]
    assert main(elsewhere) == 0  # from the manifest alone
    assert (here / "again" / "found" / "band.csv").read_bytes() == band
    capsys.readouterr()
    assert "the series of mine.toml states the months" in refused(
        capsys, "predict", "mine.toml", "--months", "12"
    )
    assert main(["predict", "mine.toml", *few]) == 0


def test_all_faults_are_told_at_once(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    (here / "bad.toml").write_text('name = "Bad"\n[trust]\ngian = 0.3\n')
    (here / "notes").mkdir()
    (here / "notes" / "thesis.txt").write_text("mine")
    wrong = ["--seed", "x", "--replicates", "0", "--engine", "?", "--out", "notes"]
    told = refused(capsys, "run", "bad.toml", "--set", "budget.hold=9", *wrong)
    for words in (
        "bad.toml:3",
        "budget.hold",
        "--seed",
        "--replicates",
        "--engine",
        "--out = notes",
    ):
        assert words in told


CONTENTS = {
    "empty.toml": b"",
    "binary.toml": bytes(range(256)),
    "syntax.toml": b"[trust\ninitial = 0.6\n",
    "nan.toml": b'name = "N"\n[trust]\ninitial = nan\n',
    "type.toml": b'name = "T"\n[trust]\ninitial = "high"\n',
    "nonsense.toml": b"ab = 1\n",  # 50 MB of it
}


@pytest.mark.parametrize("name", CONTENTS)
def test_a_bad_file_gets_a_sentence_with_its_name(
    capsys: pytest.CaptureFixture[str], here: Path, name: str
) -> None:
    (here / name).write_bytes(CONTENTS[name] * (7_500_000 if name == "nonsense.toml" else 1))
    assert name in refused(capsys, "run", name)
    assert name in refused(capsys, "validate", name)


def test_results_are_not_written_over_something_else(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    (here / "notes.txt").write_text("mine")
    assert "this is a file" in refused(capsys, "run", SMALL, "--out", "notes.txt")
    assert "not a collabsim result" in refused(capsys, "run", SMALL, "--out", ".")


@pytest.mark.parametrize(
    ("trouble", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "Stopped. Nothing was written."),
        (OSError(errno.ENOSPC, "No space left on device", "x"), 1, "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "x"), 1, "x: Permission denied"),
    ],
)
def test_trouble_on_the_way_is_a_sentence_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    here: Path,
    trouble: BaseException,
    code: int,
    words: str,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr("collabsim.report.figures.draw", fails)
    assert main(["run", SMALL, *QUICK, "--out", "out"]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert list(here.iterdir()) == []


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom collabsim.cli.main import main\n"
        "assert main(['--help']) == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(out.stdout.splitlines()[-1].split())
    assert "collabsim" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert COMMANDS[command].about.split()[0] in told
    assert f"examples:\n  collabsim {command}" in told


def test_progress_is_quiet_when_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", SMALL, *QUICK, "--no-figures"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["Running", "Ran"]


def test_both_engines_give_the_same_tables() -> None:
    for engine in ("compiled", "mesa"):
        chosen = [*QUICK[2:], "--replicates", "1", "--engine", engine, "--out", engine]
        assert main(["run", SMALL, *chosen, "--no-figures"]) == 0
    tables = [Results.read(Path(engine)).tables["metrics"] for engine in ("compiled", "mesa")]
    pd.testing.assert_frame_equal(*tables, check_exact=True)
