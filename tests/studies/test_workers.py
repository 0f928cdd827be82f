"""Work spread over processes: no waiting when stopped, and no worker left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

PLACES = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
WITH_STUDIES = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, PLACES))}


STOPPED = """
import os, signal, threading, time
from studies.england.workers import workers

def stop():
    time.sleep(2)
    os.kill(os.getpid(), signal.SIGTERM)

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=stop).start()
    try:
        with workers(2) as pool:
            [each.result() for each in [pool.submit(time.sleep, 300.0) for _ in range(6)]]
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def test_whoever_stops_waits_for_no_worker(tmp_path: Path) -> None:
    """Five minutes of work are given up at once, and the process ends."""
    script = tmp_path / "stopped.py"
    script.write_text(STOPPED, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=WITH_STUDIES,
    )
    assert done.stdout == "stopped\n"
    assert done.returncode == 0


ORPHANS = """
import multiprocessing, os, time
from studies.england.workers import workers

def slow(n):
    os.write(1, b"%d " % os.getpid())  # in one piece
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork", force=True)
    with workers(2) as pool:
        [each.result() for each in [pool.submit(slow, n) for n in range(2)]]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork, to keep the test short")
def test_workers_end_with_their_parent_even_if_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, "utf-8")
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True, env=WITH_STUDIES
    ) as parent:
        assert parent.stdout is not None
        workers = [number(parent.stdout) for _ in range(2)]
        parent.kill()
    deadline = time.monotonic() + 30.0
    while any(_runs(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(_runs(pid) for pid in workers)


def number(written: IO[str]) -> int:
    """The next number, of those written with a space after each."""
    return int("".join(iter(lambda: written.read(1), " ")))


def _runs(pid: int) -> bool:
    """Say whether a process is at work; one that has ended and waits for its parent is not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.is_file() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")
