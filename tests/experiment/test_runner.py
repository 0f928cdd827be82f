"""Running: the same tables whatever ran them, failures kept apart, and nothing run twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from queue import LifoQueue
from threading import Thread
from time import sleep
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from folders import contents
from pandas.testing import assert_frame_equal
from questions import GRID, Written

from collabsim import simulate
from collabsim.experiment import KEYS, Experiment, FolderError, StoppedError, batch, store
from collabsim.experiment.factors import changed
from collabsim.experiment.finished import Finished
from collabsim.experiment.runner import run_experiment
from collabsim.experiment.store import only_here
from collabsim.experiment.verify import SAMPLE, sample, verify
from collabsim.levers import LeverSetting
from collabsim.metrics import final_metrics, series
from collabsim.record import Record
from collabsim.results.sums import seal


class Backwards(Executor):
    """Does the newest first, in a thread that lets work pile up: as unlike a queue as can be."""

    def __init__(self) -> None:
        self.waiting: LifoQueue[Callable[[], None]] = LifoQueue()
        Thread(target=self.work, daemon=True).start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.put(lambda: future.set_result(fn(*args)))
        return future

    def work(self) -> None:
        while True:
            sleep(0.01)
            self.waiting.get()()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SIZE", 10)


@pytest.mark.usefixtures("small_blocks")
def test_tables_depend_on_neither_workers_nor_order(grid: Experiment, tmp_path: Path) -> None:
    grid.run(tmp_path / "one", workers=1)
    grid.run(tmp_path / "four", workers=4)
    grid.run(tmp_path / "backwards", executor=lambda _: Backwards(), workers=3)
    one = contents(tmp_path / "one")
    assert "runs/000004.parquet" in one
    assert one == contents(tmp_path / "four") == contents(tmp_path / "backwards")


def test_a_run_of_an_experiment_is_a_run_of_its_scenario(grid: Experiment, tmp_path: Path) -> None:
    runs = grid.run(tmp_path / "out").runs.runs
    changed = grid.base.with_values({"hazard.sigma": 0.0}).with_levers({"scorecard": 0.5})
    records = simulate(changed, replicates=3, seed=grid.seed).records[changed.name]
    row = runs.query("point == 2 and variant == 1 and replicate == 2").iloc[0]
    for name in grid.metrics:
        assert row[name] == series(records[2])[name][-1]


def test_levers_keep_the_start_and_ramp_of_the_base(written: Written) -> None:
    path = written()
    path.write_text(path.read_text() + "[base.levers]\nscorecard = {level = 0, start = 6}\n")
    made = Experiment.load(path)
    pulled = changed(made.base, {"scorecard": 1.0, "slack": 0.5}).levers
    assert pulled == {"scorecard": LeverSetting(1.0, start=6), "slack": LeverSetting(0.5)}


def test_nothing_is_run_twice(grid: Experiment, tmp_path: Path) -> None:
    grid.run(tmp_path / "out")
    before = contents(tmp_path / "out")

    class Refusing(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            raise AssertionError("nothing is missing")

    grid.run(tmp_path / "out", executor=Refusing)
    assert contents(tmp_path / "out") == before


def test_runs_are_handed_out_in_order_so_that_points_share_births(
    grid: Experiment, tmp_path: Path
) -> None:
    handed: list[int] = []

    class Listing(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            handed.extend(run.number for run in args[1].runs)
            return super().submit(fn, *args)

    grid.run(tmp_path / "out", executor=Listing, workers=2)
    assert handed == list(range(48))


@pytest.mark.usefixtures("small_blocks")
def test_more_replicates_are_added_to_those_there(written: Written, tmp_path: Path) -> None:
    Experiment.load(written(replicates=3)).run(tmp_path / "grown")
    more = Experiment.load(written(replicates=4))
    more.run(tmp_path / "grown")
    more.run(tmp_path / "at_once")
    assert contents(tmp_path / "grown") == contents(tmp_path / "at_once")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("companies = 3", "companies = 2", "the base scenario (companies = 3 there"),
        ("0.5", "0.6", "the design (row 2"),
        ("sigma = 0", "sigma = 0.1", "the variants (row 1, hazard.sigma"),
        ("replicates = 4", "replicates = 4\nseed = 2", "the seed (1 there, 2 now)"),
        ("replicates = 4", "replicates = 3", "the replicates (4 there, 3 now)"),
        (', "trust_nhs"', "", "the metrics (trust_nhs)"),
    ],
)
def test_a_changed_experiment_is_refused_with_what_differs(
    written: Written, tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = written()
    first = Experiment.load(path)
    folder = tmp_path / "out"
    finished = first.run(folder, executor=lambda _: _Fake(), workers=1)
    before = contents(folder)
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(FolderError, match="differs in") as refused:
        Experiment.load(path).run(folder)
    assert said in str(refused.value)
    assert contents(folder) == before
    assert finished.state()["missing"] == 0


class _Fake(Executor):
    """Gives numbers at once, where what they are is not the point."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        _, work = args
        future.set_result((0.001, [(run.number, (0.0,) * len(work.metrics)) for run in work.runs]))
        return future


def test_other_words_are_welcome(written: Written, tmp_path: Path) -> None:
    path = written()
    Experiment.load(path).run(tmp_path / "out", executor=lambda _: _Fake())
    path.write_text(path.read_text().replace("Does the", "Why does the"))
    Experiment.load(path).run(tmp_path / "out")
    assert Finished.read(tmp_path / "out").experiment.question.startswith("Why does")


@pytest.mark.usefixtures("small_blocks")
def test_a_run_that_raises_is_recorded_and_can_be_run_alone(
    grid: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = final_metrics

    def unlucky(record: Record, *others: Any) -> dict[str, float]:
        if record.replicate == 2:
            raise ZeroDivisionError("a division by nothing")
        return sound(record, *others)

    monkeypatch.setattr(batch, "final_metrics", unlucky)
    found = grid.run(tmp_path / "out")
    assert found.state() == {"finished": 36, "failed": 12, "missing": 0}
    assert set(found.runs.failures["replicate"]) == {2}
    assert set(found.runs.failures["reason"]) == {"ZeroDivisionError: a division by nothing"}
    assert 2 not in set(found.runs.runs["replicate"])
    monkeypatch.undo()
    monkeypatch.setattr(store, "SIZE", 10)
    assert grid.run(tmp_path / "out").state()["failed"] == 12
    found = run_experiment(grid, tmp_path / "out", failed_too=True)
    assert found.state() == {"finished": 48, "failed": 0, "missing": 0}
    grid.run(tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_all_runs_may_fail(
    grid: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "final_metrics", None)
    found = grid.run(tmp_path / "out")
    assert found.state() == {"finished": 0, "failed": 48, "missing": 0}
    assert list(found.runs.runs.columns) == ["point", "variant", "replicate", *grid.metrics]


def test_a_lost_batch_is_tried_again_and_then_recorded(grid: Experiment, tmp_path: Path) -> None:
    class Deadly(ThreadPoolExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            if any(run.number == 5 for run in args[1].runs):
                future: Future[Any] = Future()
                future.set_exception(RuntimeError("worker lost"))
                return future
            return super().submit(fn, *args)

    found = grid.run(tmp_path / "out", executor=Deadly, workers=2)
    assert found.state() == {"finished": 47, "failed": 1, "missing": 0}
    assert list(found.runs.failures["reason"]) == ["RuntimeError: worker lost"]


def forked(workers: int) -> Executor:
    """Make processes that have whatever this one was patched with."""
    return ProcessPoolExecutor(workers, mp_context=get_context("fork"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the patch reaches forked processes alone")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("killers", [{0}, {7, 30, 31}], ids=["the very first", "some"])
def test_a_run_that_kills_its_process_is_recorded_and_the_others_go_on(
    grid: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killers: set[int]
) -> None:
    sound = batch._end

    def killing(work: batch.Batch, run: batch.Run) -> tuple[float, ...]:
        if run.number in killers:
            os.kill(os.getpid(), signal.SIGKILL)
        return sound(work, run)

    monkeypatch.setattr(batch, "_end", killing)
    found = grid.run(tmp_path / "out", executor=forked, workers=2)
    assert found.state() == {"finished": 48 - len(killers), "failed": len(killers), "missing": 0}
    died = {tuple(row) for row in found.runs.failures[list(KEYS)].to_numpy().tolist()}
    assert died == {grid.address(number) for number in killers}
    assert found.runs.failures["reason"].str.startswith("The worker died.").all()
    monkeypatch.undo()
    run_experiment(grid, tmp_path / "out", failed_too=True)
    grid.run(tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def no_start() -> None:
    raise OSError("nothing to start with")


def test_workers_that_cannot_start_fail_no_run(grid: Experiment, tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match="No worker can be started"):
        grid.run(tmp_path / "out", executor=partial(ThreadPoolExecutor, initializer=no_start))
    assert Finished.read(tmp_path / "out").state() == {"finished": 0, "failed": 0, "missing": 48}


def test_a_second_runner_is_refused(grid: Experiment, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with only_here(tmp_path / "out"), pytest.raises(FolderError, match="in use"):
        grid.run(tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(grid: Experiment, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(FolderError, match="not an experiment"):
        grid.run(tmp_path / "thesis")
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("harm", ["cut short", "one bit", "gone"])
def test_a_damaged_file_is_found_said_and_run_again(
    grid: Experiment, tmp_path: Path, harm: str
) -> None:
    folder = tmp_path / "out"
    grid.run(folder)
    before = contents(folder)
    path = folder / "runs" / "000002.parquet"
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        path.write_bytes(data[:-9] if harm == "cut short" else flipped)
    found = Finished.read(folder)
    assert found.state() == {"finished": 38, "failed": 0, "missing": 10}
    gone = "missing" if harm == "gone" else "not as it was written"
    assert found.store.damaged == [f"runs/000002.parquet is {gone}. Its runs are run again."]
    grid.run(folder)
    assert contents(folder) == before


def test_a_damaged_design_is_refused(grid: Experiment, tmp_path: Path) -> None:
    grid.run(tmp_path / "out", executor=lambda _: _Fake())
    path = tmp_path / "out" / "design.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(FolderError, match=r"design\.parquet is not as it was written"):
        grid.run(tmp_path / "out")


def test_verify_finds_a_run_that_was_tampered_with(grid: Experiment, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    found = grid.run(folder)
    assert verify(found, None) == (48, [])
    for path in (folder / "runs").iterdir():
        table = pq.read_table(path)
        place = table.schema.get_field_index("trust_nhs")
        values = table.column(place).to_numpy().copy()
        values[7] = np.nextafter(values[7], 1.0)
        pq.write_table(table.set_column(place, "trust_nhs", pa.array(values)), path)
    seal(folder)
    assert Finished.read(folder).damaged == ()
    number, odd = verify(Finished.read(folder), None)
    assert number == 48
    assert [(each.where, each.what) for each in odd] == [
        ("point 1, variant 1, replicate 0", "trust_nhs")
    ]
    assert isinstance(odd[0].now, float)
    assert odd[0].then > odd[0].now


def test_if_one_run_in_ten_is_wrong_a_sample_finds_it_nine_times_in_ten() -> None:
    numbers = range(0, 3000, 3)
    wrong = set(numbers[::10])  # evenly spaced, as whatever goes wrong at one point or variant is
    samples = [sample(numbers, SAMPLE, seed) for seed in range(1000)]
    assert all(len(set(some)) == SAMPLE and set(some) <= set(numbers) for some in samples)
    found = sum(bool(wrong & set(some)) for some in samples) / len(samples)
    assert found == pytest.approx(0.9, abs=0.03)  # three standard errors of 1,000 samples
    assert samples[1] == sample(numbers, SAMPLE, 1)
    assert sample(numbers[:5], SAMPLE, 1) == list(numbers[:5])


def test_stopping_by_precision_runs_no_more_than_is_needed(
    written: Written, tmp_path: Path
) -> None:
    rest = GRID + '[stop]\nmetric = "trust_nhs"\nhalf_width = {}\n'
    wide = Experiment.load(written(rest.format(0.5), 40)).run(tmp_path / "wide")
    assert wide.state() == {"finished": 180, "failed": 0, "missing": 0}  # the second look
    narrow = Experiment.load(written(rest.format(1e-9), 12)).run(tmp_path / "narrow")
    assert narrow.state()["finished"] == 144
    first = wide.runs.runs.query("replicate < 12").reset_index(drop=True)
    assert_frame_equal(first, narrow.runs.runs)


def test_the_summary_holds_paired_effects(grid: Experiment, tmp_path: Path) -> None:
    found = grid.run(tmp_path / "out")
    summary = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert len(summary) == 6 * 2 * len(grid.metrics)
    row = summary.query("point == 5 and variant == 1 and metric == 'trust_nhs'").iloc[0]
    runs = found.runs.runs.query("variant == 1").pivot(
        index="replicate", columns="point", values="trust_nhs"
    )
    gaps = runs[5] - runs[0]
    assert gaps.std() > 0.0
    assert row["effect"] == pytest.approx(gaps.mean())
    assert row["error"] == pytest.approx(gaps.sem())
    assert row["structure"] == "weakest_link"
