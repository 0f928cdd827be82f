"""The results folder: whole or absent, readable back, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from handmade import MakeResults

import collabsim as cs
from collabsim.cli.main import main
from collabsim.metrics import METRICS
from collabsim.results import Results, free_folder, refusal, reserved, spread, write_csv, writing
from collabsim.results.files import parquet_of
from collabsim.results.results import TABLES
from collabsim.results.sums import seal
from collabsim.scenario import Scenario, config_path
from collabsim.scenario.scenario_format import PARAMETERS

THREADS = """
import os
import pyarrow.parquet
from pandas import DataFrame
from collabsim.results.files import parquet_of, table_of
before = len(os.listdir("/proc/self/task"))
table = DataFrame({"a": range(100_000), "b": 0.5, "c": "word"})
print(int(table_of(parquet_of(table)).equals(table)))
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.fixture
def folder(make_results: MakeResults, tmp_path: Path) -> Path:
    out = tmp_path / "out"
    with writing(out) as new:
        make_results(3).write(new)
    return out


def test_what_is_written_is_read_back(make_results: MakeResults, folder: Path) -> None:
    before, after = make_results(3), Results.read(folder)
    for name in TABLES:
        pd.testing.assert_frame_equal(after.tables[name], before.tables[name])
    assert after.scenarios == ("England",)
    assert after.replicates == 3


def test_the_manifest_is_all_that_is_needed_to_run_again(folder: Path, tmp_path: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"collabsim", "python", "numpy", "numba", "mesa", "engine"} <= set(manifest)
    assert (manifest["seed"], manifest["replicates"]) == (7, 3)
    config = tmp_path / "again.toml"
    config.write_text(manifest["scenarios"]["England"], encoding="utf-8")
    assert Scenario.load(config) == Scenario.england()


def test_a_changed_table_is_noticed(folder: Path) -> None:
    table = folder / "account.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match=r"account\.parquet is not as it was written"):
        Results.read(folder)


def test_metrics_have_a_row_a_month_counted_from_today(make_results: MakeResults) -> None:
    table = make_results(2).tables["metrics"]
    assert list(table.columns) == ["scenario", "replicate", "month", "financial_year", *METRICS]
    one = table[table["replicate"] == 0]
    assert list(one["month"]) == list(range(-12, 24))
    assert one.set_index("month")["financial_year"][[-12, -1, 0, 11, 12]].tolist() == [
        "2025/26", "2025/26", "2026/27", "2026/27", "2027/28",
    ]  # fmt: skip


def test_an_innovation_that_never_spread_has_no_date(make_results: MakeResults) -> None:
    assert make_results(1).tables["innovations"]["half_after"].isna().all()


def test_every_column_of_every_table_is_in_the_dictionary(folder: Path) -> None:
    rows = pd.read_csv(folder / "dictionary.csv")
    assert not rows.isna().to_numpy().any()
    described = set(rows["column"])
    for name in TABLES:
        assert set(pd.read_parquet(folder / f"{name}.parquet").columns) <= described, name
    assert set(pd.read_csv(folder / "summary.csv").columns) <= described


def test_summary_gives_the_range_of_replicates_at_the_end(
    make_results: MakeResults, folder: Path
) -> None:
    rows = pd.read_csv(folder / "summary.csv").set_index("metric")
    ends = make_results(3).tables["metrics"].query("month == 23")["adoption_piloted"]
    row = rows.loc["adoption_piloted"]
    assert row["median"] == pytest.approx(ends.median())
    assert (row["low"], row["high"]) == pytest.approx((ends.min(), ends.max()))


@pytest.mark.parametrize(
    ("count", "ends"), [(19, (0.0, 18.0)), (20, (0.95, 18.05)), (2, (0.0, 1.0))]
)
def test_a_range_of_few_runs_is_all_of_them(count: int, ends: tuple[float, float]) -> None:
    assert spread(np.arange(count))[1:] == pytest.approx(ends)


def write_half(out: Path) -> None:
    with writing(out) as new:
        (new / "half.txt").write_text("half")
        raise OSError("disk")


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"):
        write_half(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_earlier_result_alone(folder: Path) -> None:
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(OSError, match="disk"):
        write_half(folder)
    assert (folder / "manifest.json").read_bytes() == before
    assert list(folder.parent.iterdir()) == [folder]


def test_an_earlier_result_is_replaced_whole(make_results: MakeResults, folder: Path) -> None:
    (folder / "figures").mkdir()
    with writing(folder) as new:
        make_results(2).write(new)
    assert Results.read(folder).replicates == 2
    assert not (folder / "figures").exists()


def test_a_folder_of_something_else_is_refused_and_untouched(tmp_path: Path) -> None:
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "manifest.json").write_text('{"name": "an app"}')
    assert "not a collabsim result" in refusal(mine)
    with pytest.raises(FileExistsError, match="not a collabsim result"), writing(mine):
        pass
    assert [path.name for path in mine.iterdir()] == ["manifest.json"]


@pytest.mark.parametrize("out", ["file", "file/below", "x" * 300])
def test_a_place_where_no_folder_can_be_is_refused_in_a_sentence(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_text("")
    assert refusal(tmp_path / out).endswith(".")


def test_an_empty_or_absent_folder_is_welcome(tmp_path: Path) -> None:
    assert refusal(tmp_path) == ""
    assert refusal(tmp_path / "deep" / "er") == ""


def test_the_default_folder_is_always_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert free_folder("Soft & hard / both!") == Path("results/soft-hard-both-1")
    Path("results/soft-hard-both-1").mkdir(parents=True)
    assert free_folder("Soft & hard / both!") == Path("results/soft-hard-both-2")


def test_two_that_start_together_never_share_the_default_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with ThreadPoolExecutor(8) as threads, ExitStack() as opened:
        together = Barrier(8)

        def start(_: int) -> Path:
            chosen = reserved("small")
            together.wait()
            return opened.enter_context(chosen)

        found = list(threads.map(start, range(8)))
    assert sorted(found) == [Path(f"results/small-{n}") for n in range(1, 9)]


def test_a_reserved_folder_goes_if_nothing_comes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyboardInterrupt), reserved("small") as out, writing(out):
        raise KeyboardInterrupt
    assert list(Path("results").iterdir()) == []


def test_two_that_write_one_folder_at_once_leave_one_of_the_results_whole(
    make_results: MakeResults, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with ThreadPoolExecutor(4) as threads:

        def write(replicates: int) -> None:
            for _ in range(10):
                with writing(out) as new:
                    make_results(replicates).write(new)

        list(threads.map(write, (1, 2, 3, 4)))
    assert Results.read(out).replicates in (1, 2, 3, 4)
    assert list(tmp_path.iterdir()) == [out]


def test_what_a_kill_left_is_cleared_away_and_what_it_moved_is_put_back(
    make_results: MakeResults, folder: Path
) -> None:
    left, young = (folder.parent / f".out.partial-{name}" for name in ("old", "young"))
    left.mkdir()
    young.mkdir()
    folder.rename(left / "old-0")
    os.utime(left, (0, 0))
    with pytest.raises(OSError, match="disk"):
        write_half(folder)
    assert Results.read(folder).replicates == 3  # the result that stood there before the kill
    assert not left.exists()
    assert young.exists()


def test_whoever_stops_it_late_is_told_where_results_are(
    make_results: MakeResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def late(path: Path, to: Path) -> Path:
        rename(path, to)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", late)
    with pytest.raises(KeyboardInterrupt, match="Results: "), writing(tmp_path / "out") as new:
        make_results(1).write(new)
    monkeypatch.undo()
    assert Results.read(tmp_path / "out").replicates == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": -1}, "seed cannot be right"),
        ({"seed": "1", "scenarios": None}, "seed, scenarios cannot be right"),
        ({"replicates": 10**9}, "do not fit together"),
        ({"scenarios": {"Elsewhere": ""}}, "do not fit together"),
    ],
)
def test_an_absurd_manifest_is_a_fault_though_its_checksum_was_made_to_match(
    folder: Path, changes: dict[str, object], said: str
) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    seal(folder)
    with pytest.raises(ValueError, match=said):
        Results.read(folder)


def test_verify_runs_a_sample_again_and_finds_a_changed_cell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["run", "small.toml", "--replicates", "3", "--seed", "5", "--no-figures"]
    assert main([*words, "--out", str(out)]) == 0
    assert main(["verify", str(out), "--all"]) == 0
    assert "3 runs run again: all the same, bit for bit." in capsys.readouterr().out
    table = pd.read_parquet(out / "innovations.parquet")
    table.loc[(table["replicate"] == 1).idxmax() + 2, "value"] += 1e-12
    (out / "innovations.parquet").write_bytes(parquet_of(table))
    seal(out)
    assert main(["status", str(out)]) == 0
    assert main(["verify", str(out), "--all"]) == 1
    told = capsys.readouterr().out
    assert "Small, replicate 1: innovations, value was" in told
    assert "1 differ" in told


def test_tables_carry_units_labels_price_base_and_date(folder: Path) -> None:
    about = pd.read_parquet(folder / "metrics.parquet").attrs
    assert about["today"] == "2026-04"
    described = PARAMETERS["traits.income_mean"].says
    assert about["price_base"].startswith("pounds of ")
    assert about["price_base"] in described
    words = pd.read_csv(folder / "dictionary.csv").set_index("column")
    for name in TABLES:
        schema = pq.read_schema(folder / f"{name}.parquet")
        assert schema.metadata[b"today"] == b"2026-04"
        for field in schema:
            assert field.metadata[b"unit"].decode() == words["unit"][field.name]
            assert field.metadata[b"label"].decode() == words["label"][field.name]


def test_the_monthly_series_has_a_row_a_month_that_a_spreadsheet_opens(tmp_path: Path) -> None:
    small = Scenario.load("small", {"world.months": 6})
    runs = cs.simulate({"=today": small}, 3)
    Results.of(runs).write(tmp_path)
    table = pd.read_csv(tmp_path / "monthly.csv")
    assert (tmp_path / "monthly.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert list(table["date"][-6:]) == [f"2026-{month:02d}" for month in range(4, 10)]
    assert set(table["scenario"]) == {"'=today"}
    last = runs.final()["trust_nhs"]
    row = table.iloc[-1]
    assert row["trust_nhs"] == pytest.approx(last.median())
    assert (row["trust_nhs_low"], row["trust_nhs_high"]) == pytest.approx((last.min(), last.max()))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_by_a_spreadsheet(tmp_path: Path, start: str) -> None:
    path = tmp_path / "table.csv"
    write_csv(pd.DataFrame({f"{start}head": [f"{start}cmd|'/c calc'!A0"], "n": [-1.5]}), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, row = list(csv.reader(file))
    assert head[0] == f"'{start}head"
    assert row[0].startswith(f"'{start}")
    assert row[1] == "-1.5"


def test_metrics_and_barriers_of_ones_own_are_described_too(tmp_path: Path) -> None:
    bans = cs.Metric(
        name="bans",
        label="Boards that forbid",
        unit="share of trusts",
        says="Boards that forbid dealing with industry: forbidding / trusts.",
        goal="mechanism",
        better="lower",
        matters=0.01,
        of=lambda view: view["forbidding"] / view["trusts"],
    )
    mine = cs.Barrier("distance", gate=lambda scene: 0.5, exposure={"prevention": 1.0})
    small = Scenario.load(config_path("small.toml"))
    world = small.with_values({"world.months": 12, "world.months_before": 0})
    runs = cs.simulate(world, 2, engine="mesa", metrics=[bans], barrier=mine)
    Results.of(runs).write(tmp_path)
    words = pd.read_csv(tmp_path / "dictionary.csv").set_index("column")
    assert words["unit"]["bans"] == "share of trusts"
    assert "distance" in words["definition"]["distance"]
    ends = pd.read_csv(tmp_path / "summary.csv").set_index("metric")
    assert ends["median"]["bans"] == pytest.approx(runs.final()["bans"].median())
    assert {"bans", "distance"} <= {c for t in Results.read(tmp_path).tables.values() for c in t}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="no list of threads here")
def test_reading_and_writing_parquet_leaves_no_thread_that_could_abort_an_interrupted_exit() -> (
    None
):
    told = subprocess.run(
        [sys.executable, "-c", THREADS], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["1", "0"]


LATE = """
import atexit, os, signal
from collabsim import __main__ as entry
from collabsim.cli import main
main.main = lambda: 7
atexit.register(os.kill, os.getpid(), signal.{})
entry.program()
"""


@pytest.mark.skipif(os.name == "nt", reason="no signals to send")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_request_to_stop_that_comes_when_all_is_done_changes_nothing(name: str) -> None:
    late = [sys.executable, "-c", LATE.format(name)]
    told = subprocess.run(late, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (7, "")


LOST = """
import ctypes, os, signal, time
from collabsim import __main__ as entry
from collabsim.cli import main

@ctypes.CFUNCTYPE(None)
def callback():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)

def stopped():
    callback()  # as machine code that is being loaded calls back; Python drops what is raised there
    time.sleep(30)
    return 0

main.main = stopped
entry.program()
"""


@pytest.mark.skipif(os.name == "nt", reason="no signals to send")
def test_an_interrupt_that_hits_a_callback_of_machine_code_is_heard() -> None:
    told = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (130, "Stopped. Nothing was written.\n")


SWALLOWED = """
from collabsim import __main__ as entry
from collabsim.cli import main

def stopped():
    try:
        exec("raise KeyboardInterrupt")  # as in a library that is being loaded
    except KeyboardInterrupt:
        return 130

main.main = stopped
entry.program()
"""


@pytest.mark.skipif(os.name == "nt", reason="no signals to send")
def test_an_interrupt_that_hits_while_text_is_run_as_code_ends_with_the_documented_code(
    tmp_path: Path,
) -> None:
    """Python leaves a module by the signal then, whatever became of the interrupt."""
    (tmp_path / "swallowing.py").write_text(SWALLOWED, "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "swallowing"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (told.returncode, told.stderr) == (130, "")
