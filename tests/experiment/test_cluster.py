"""A real Dask cluster of two worker processes, one of which is killed: the same tables."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from folders import contents
from questions import Written

from collabsim.experiment import Experiment, FolderError
from collabsim.experiment.finished import Finished
from collabsim.experiment.pool import cluster

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def two_workers() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL to send")
def test_a_worker_is_killed_and_the_tables_are_the_same(
    written: Written, tmp_path: Path, two_workers: Any
) -> None:
    experiment = Experiment.load(written(replicates=8))
    folder = tmp_path / "cluster"
    victim = next(iter(two_workers.workers.values())).pid

    def kill() -> None:
        while not (folder / "journal").exists():
            time.sleep(0.01)
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with cluster(two_workers.scheduler_address) as (executor, workers):
        assert workers == 2
        found = experiment.run(folder, executor=executor, workers=workers)
    killer.join()
    assert found.state() == {"finished": 96, "failed": 0, "missing": 0}
    experiment.run(tmp_path / "here")
    assert contents(folder) == contents(tmp_path / "here")
    assert Finished.read(folder).runs.failures.empty


def test_no_scheduler_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collabsim.experiment.pool.ANSWERS", "1s")
    with (
        pytest.raises(FolderError, match="no Dask scheduler answers"),
        cluster("tcp://127.0.0.1:9"),
    ):
        pass
