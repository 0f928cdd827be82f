"""However a simulation is run, its numbers are the same: threads, progress, interpreted or compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from months import ARRAYS, record_differences
from worlds import pulled, tiny

import collabsim as cs

WORLDS = {"today": tiny(), "pulled": pulled()}

INTERPRETED = """
import sys
import numba
import numpy as np
import collabsim as cs
from worlds import pulled

assert numba.config.DISABLE_JIT
(record,) = cs.simulate({"pulled": pulled()}, 1, seed=4).records["pulled"]
np.savez(sys.argv[1], **{name: getattr(record, name) for name in sys.argv[2:]})
"""


@pytest.mark.parametrize("threads", [2, 7])
def test_any_number_of_threads_gives_the_same_numbers(threads: int) -> None:
    one, many = (cs.simulate(WORLDS, 6, seed=4, threads=n) for n in (1, threads))
    assert one.final().equals(many.final())
    for name in WORLDS:
        for first, second in zip(one.records[name], many.records[name], strict=True):
            assert record_differences(first, second) == []


def test_progress_counts_every_run_once() -> None:
    told: list[tuple[int, int]] = []
    cs.simulate(WORLDS, 3, threads=2, progress=lambda done, runs: told.append((done, runs)))
    assert told == [(n, 6) for n in range(1, 7)]


def test_interpreted_months_equal_machine_code(tmp_path: Path) -> None:
    """NUMBA_DISABLE_JIT is read when numba is imported, so it takes a process of its own."""
    found = tmp_path / "interpreted.npz"
    paths = [str(Path(cs.__file__).parents[1]), str(Path(__file__).parent)]
    subprocess.run(
        [sys.executable, "-c", INTERPRETED, found, *ARRAYS],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(paths)},
        check=True,
    )
    (record,) = cs.simulate({"pulled": pulled()}, 1, seed=4).records["pulled"]
    with np.load(found) as interpreted:
        for name in ARRAYS:
            assert np.array_equal(interpreted[name], getattr(record, name)), name
