"""Nothing is lost: kill -9, Ctrl-C, a full disk; and then the same tables as if nothing happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import contents
from questions import Written, text

from collabsim.experiment import Experiment, StoppedError, store
from collabsim.experiment.finished import Finished
from collabsim.experiment.runner import Progress
from collabsim.experiment.shards import Outcome, add_lines, mend_lines, read_lines
from collabsim.results.sums import WORKED, seal

KEY = "this experiment"
BLOCK = 50
REPLICATES, RUNS = 13, 156
START = (
    "import sys; from collabsim.experiment import store; from collabsim.cli.main import main;"
    f" store.SIZE = {BLOCK}; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SIZE", BLOCK)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what is left where nothing happens."""
    folder = tmp_path_factory.mktemp("undisturbed")
    path = folder / "question.toml"
    path.write_text(text(replicates=REPLICATES), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "SIZE", BLOCK)
        Experiment.load(path).run(folder / "out")
    return contents(folder / "out")


def started(path: Path, folder: Path) -> subprocess.Popen[str]:
    """Start the experiment in a process of its own and wait until it has finished some runs."""
    command = [sys.executable, "-c", START, "experiment", str(path), "--out", str(folder)]
    before = size(folder)
    process = subprocess.Popen(command, text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    while size(folder) == before and process.poll() is None:
        time.sleep(0.02)
    return process


def size(folder: Path) -> int:
    """Return how many bytes of runs are on disk, without getting in the way."""
    return sum(path.stat().st_size for path in folder.glob("[jr]*/*.*l*"))


def done(folder: Path) -> int:
    """Return how many runs are safe on disk."""
    return Finished.read(folder).state()["finished"]


def test_killed_again_and_again_it_leaves_the_same_tables(
    written: Written, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    path, folder = written(replicates=REPLICATES), tmp_path / "killed"
    chance = random.Random(1)
    kept = [-1]
    for wait in (0.0, chance.uniform(0.0, 0.2), chance.uniform(0.0, 0.4)):
        process = started(path, folder)
        time.sleep(wait)
        process.kill()
        process.communicate()
        kept.append(done(folder))
        assert kept[-2] < kept[-1]
        if kept[-1] == RUNS:  # a quick machine was done before it could be killed again
            break
    assert 0 < kept[1] < RUNS
    Experiment.load(path).run(folder)
    assert contents(folder) == expected


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to send")
def test_stopped_by_the_keyboard_it_says_what_is_kept(
    written: Written, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    path, folder = written(replicates=REPLICATES), tmp_path / "stopped"
    process = started(path, folder)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert f"{done(folder)} of {RUNS} runs are kept" in told
    Experiment.load(path).run(folder)
    assert contents(folder) == expected


@pytest.mark.skipif(os.name == "nt", reason="no SIGSTOP to send")
def test_a_second_process_is_refused_and_disturbs_nothing(
    written: Written, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    path, folder = written(replicates=REPLICATES), tmp_path / "shared"
    first = started(path, folder)
    first.send_signal(signal.SIGSTOP)  # it is still there when the second looks
    command = [sys.executable, "-c", START, "experiment", str(path), "--out", str(folder)]
    second = subprocess.run(command, text=True, capture_output=True, check=False)
    first.send_signal(signal.SIGCONT)
    assert second.returncode == 2
    assert "in use: another process" in second.stderr
    assert "Traceback" not in second.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert Finished.read(folder).damaged == ()
    shutil.rmtree(folder / "answer")
    seal(folder)  # the list of an experiment that was not asked for its answer
    assert contents(folder) == expected


def test_time_worked_adds_up_over_interruptions_without_the_pause(
    written: Written, tmp_path: Path
) -> None:
    path, folder = written(replicates=4 * REPLICATES), tmp_path / "paused"
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Experiment.load(path).run(folder, workers=1, progress=stop_after(20))
    before, pause = time.monotonic() - begun, 1.0
    time.sleep(pause)
    Experiment.load(path).run(folder, workers=2)
    found, took = Finished.read(folder).worked, time.monotonic() - begun
    assert set(found) == {1, 2}  # so many runs that some are left, however late it stops
    assert 0.0 < found[1] <= before
    assert found[2] > 0.0
    assert sum(found.values()) <= took - pause
    with (folder / WORKED).open("a") as stream:
        stream.write("1234")  # a kill in the middle of a line
    assert Finished.read(folder).worked == found
    Experiment.load(path).run(folder)  # nothing is missing, so nothing is worked at
    assert Finished.read(folder).worked == found


def stop_after(runs: int) -> Progress:
    """Return a progress that presses Ctrl-C once so many runs are done."""

    def progress(done: int, _: int, __: int) -> None:
        if done >= runs:
            raise KeyboardInterrupt

    return progress


@pytest.fixture
def little_room(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 200 kB, if this system lets us mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(place)]
    try:
        made = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(
    written: Written, tmp_path: Path, expected: dict[str, bytes], little_room: Path
) -> None:
    folder = little_room / "out"
    Experiment.load(written(replicates=1)).run(folder)
    filler = little_room / "filler"
    filler.write_bytes(
        bytes(shutil.disk_usage(little_room).free - 8_192)
    )  # three more blocks need 12 kB
    experiment = Experiment.load(written(replicates=REPLICATES))
    for _ in range(2):
        kept = done(folder)
        with pytest.raises(StoppedError, match="disk is full"):
            experiment.run(folder)
        assert kept <= done(folder) < RUNS
    filler.unlink()
    experiment.run(folder)
    assert contents(folder) == expected


def test_a_disk_that_fills_at_any_write_loses_nothing(
    written: Written, tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let every fsync in turn be the one that fails, as a full disk or a dying one makes it."""
    experiment = Experiment.load(written(replicates=REPLICATES))
    folder = tmp_path / "full"
    sync, stops = os.fsync, 0
    for good in range(200):
        left = [good]

        def failing(number: int, left: list[int] = left) -> None:
            if left[0] <= 0:
                raise OSError(28, "No space left on device")
            left[0] -= 1
            sync(number)

        monkeypatch.setattr(os, "fsync", failing)
        try:
            experiment.run(folder)
            break
        except StoppedError:
            stops += 1
    monkeypatch.undo()
    monkeypatch.setattr(store, "SIZE", BLOCK)
    assert stops > 10
    experiment.run(folder)
    assert contents(folder) == expected


def test_a_line_cut_short_anywhere_is_no_run(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    runs: list[Outcome] = [(1, (0.1, float("inf"))), (2, "why"), (3, (-0.0, 1e-300))]
    add_lines(path, runs, KEY)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        mend_lines(path, KEY)
        add_lines(path, runs[2:], KEY)
        found = read_lines(path, KEY)
        assert found[:-1] == runs[: len(found) - 1]
        assert found[-1] == runs[2]
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert set(map(repr, read_lines(path, KEY))) < set(map(repr, runs))
    path.write_bytes(whole)
    assert read_lines(path, KEY) == runs
    assert read_lines(path, "another experiment") == []
