"""The results folder: whole or absent, readable back, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from handmade import MakeResults

import collabsim as cs
from collabsim.metrics import METRICS
from collabsim.results import Results, free_folder, refusal, spread, write_csv, writing
from collabsim.results.results import TABLES
from collabsim.scenario import Scenario, config_path


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
    assert list(table.columns) == ["scenario", "replicate", "month", "year", *METRICS]
    one = table[table["replicate"] == 0]
    assert list(one["month"]) == list(range(-12, 24))
    assert one.set_index("month")["year"][[-12, -1, 0, 11, 12]].tolist() == [0, 0, 1, 1, 2]


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
