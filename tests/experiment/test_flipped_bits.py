"""No flipped bit of any file of a finished folder goes unnoticed, and none ends in a traceback.

``python tests/experiment/test_flipped_bits.py FOLDER FLIPS`` tries as many on a folder of yours.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from questions import text

from collabsim.cli.main import main
from collabsim.results.sums import REPORTS

FLIPS = 60

SERIES = """
title = "Ours"
class = "discretionary_medicine"
measure = "ever"
launch = 0
of = 120
series = "uptake.csv"
"""


def flips(folder: Path, many: int, seed: int = 1) -> Iterator[tuple[Path, int, int]]:
    """Yield files, every one about as often, with a byte and a bit of each."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size)
    files = [path for path in files if path.name not in REPORTS]  # they are no results
    chance = random.Random(seed)
    for turn in range(many):
        path = files[turn % len(files)]
        yield path, chance.randrange(path.stat().st_size), chance.randrange(8)


def unnoticed(folder: Path, many: int) -> list[str]:
    """Flip as many bits, one at a time, and return where nothing was noticed."""
    missed = []
    for path, place, bit in flips(folder, many):
        whole = path.read_bytes()
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        with redirect_stdout(StringIO()) as told, redirect_stderr(told):
            code = main(["status", str(folder)])
        path.write_bytes(whole)
        if code != 1 or "Traceback" in told.getvalue() or not told.getvalue():
            missed.append(f"{path.relative_to(folder)}, byte {place}, bit {bit}: {code}")
    return missed


def an_experiment(place: Path) -> list[str]:
    path = place / "question.toml"
    path.write_text(text(), encoding="utf-8")
    return ["experiment", str(path), "--out", str(place / "out")]


def a_run(place: Path) -> list[str]:
    return ["run", "small.toml", "--replicates", "2", "--out", str(place / "out")]


def a_comparison(place: Path) -> list[str]:
    return ["compare", "small.toml", "packages/today.toml", "--set", "world.months=6",
            "--replicates", "2", "--no-figures", "--out", str(place / "out")]  # fmt: skip


def a_prediction(place: Path) -> list[str]:
    (place / "uptake.csv").write_text("time,value\n0,0.0\n12,0.1\n24,0.3\n36,0.4\n")
    (place / "ours.toml").write_text(SERIES, encoding="utf-8")
    return ["predict", str(place / "ours.toml"), "--sets", "1", "--replicates", "2",
            "--out", str(place / "out")]  # fmt: skip


@pytest.mark.parametrize("made", [an_experiment, a_run, a_comparison, a_prediction])
def test_every_flipped_bit_is_noticed(made: Callable[[Path], list[str]], tmp_path: Path) -> None:
    assert main(made(tmp_path)) == 0
    folder = tmp_path / "out"
    assert main(["status", str(folder)]) == 0
    assert unnoticed(folder, FLIPS) == []
    assert main(["status", str(folder)]) == 0


if __name__ == "__main__":
    found = unnoticed(Path(sys.argv[1]), int(sys.argv[2]))
    print(*found, f"{len(found)} of {sys.argv[2]} unnoticed", sep="\n")
