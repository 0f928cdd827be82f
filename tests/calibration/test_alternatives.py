"""Structures, series kept aside, support of a practice, and work spread over processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import pytest
from handmade import TWO_REGIONS
from hypothesis import given
from hypothesis import strategies as st

from collabsim.calibration import Score, measured
from collabsim.calibration.alternatives import _verdict, in_structures
from collabsim.calibration.aside import aside, aside_table, foretold
from collabsim.calibration.judge import P17, Judgement, base, read_patterns
from collabsim.calibration.page import _again
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.pool import spread
from collabsim.calibration.replicates import BLOCK, MOST_SETS, Purpose, first_replicate
from collabsim.calibration.search import against, still
from collabsim.calibration.seen import Seen
from collabsim.calibration.space import space
from collabsim.calibration.store import opened, read_judged, write_judged
from collabsim.calibration.structures import OWN as STRUCTURE
from collabsim.calibration.structures import STRUCTURES, run_structures, structures_table
from collabsim.calibration.support import STARTED_AT, _first_use, gains, practice
from collabsim.calibration.tables import tables_of
from collabsim.calibration.variants import long_run
from collabsim.calibration.waves import REPORT, Plan, calibrate, design, judge_job
from collabsim.calibration.world import Followed, run_series
from collabsim.experiment import parameter_sets
from collabsim.randomness import WORLD

NOTHING = Followed({}, {}, (), np.zeros((0, 0), np.int64))
SERIES = {series.name: series for series in measured()}


def made(wide: float = 0.01, far: str = "", patterns: tuple[str, ...] = FITTED) -> Judgement:
    """A judgement that follows all series but one this closely."""
    curves = {n: s.values + wide * np.array([[-1.0], [1.0]]) for n, s in SERIES.items()}
    if far:
        curves[far] = 0.0 * curves[far]
    return Judgement(
        attributes=dict.fromkeys(SERIES, 1.0),
        scores={n: Score(n, 0.01, 0.01, 0.1, 1.0, n != far) for n in SERIES},
        readings={n: PATTERNS[n].low for n in patterns},
        implausibility=dict.fromkeys((*SERIES, *patterns), 0.0) | ({far: 9.0} if far else {}),
        curves=curves,
    )


def test_a_series_kept_aside_is_held_to_what_the_others_chose(tmp_path: Path) -> None:
    plan = Plan(waves=(4,), replicates=2)
    with opened(tmp_path, plan.described()):
        design(plan, tmp_path, 0)
        for n, each in enumerate((made(), made(far="doac"), made(far="ppci"), made(patterns=()))):
            write_judged(tmp_path, "wave-1", n, each)
    found = aside_table(plan, tmp_path).set_index("series")
    assert found.loc["doac", "sets"] == 2, "one that all leave in and the one only doac rules out"
    assert found.loc["doac", "within"] == 0.5
    assert found.loc["tetracycline", "sets"] == 1, "and so none that another series rules out"
    assert found.loc["tetracycline", ["within", "inside"]].tolist() == [1.0, 1.0]
    assert "of 7 series kept aside in turn" in foretold({"aside": found.reset_index()})[0]
    assert "| Direct oral anticoagulants | 2 | 50 % |" in aside({"aside": found.reset_index()})


def test_accepted_sets_are_tried_in_every_structure(tmp_path: Path) -> None:
    config = tmp_path / "short.toml"
    config.write_text('extends = "uptake_series.toml"\nname = "Short"\n', "utf-8")
    plan, folder = Plan((1,), 2, screening=1, config=str(config)), tmp_path / "out"
    with opened(folder, plan.described()):
        design(plan, folder, 0)
        write_judged(folder, "wave-1", 0, made())
        write_judged(folder, "fresh", 0, made(patterns=tuple(PATTERNS)))
        write_judged(folder, REPORT, 0, made(far="doac"))
    run_structures(plan, folder)
    found = structures_table(plan, folder)
    assert found["structure"].tolist() == [STRUCTURE, *STRUCTURES]
    assert found["ruled_out_by"][0] == "doac", "as the model is, on luck that has chosen nothing"
    assert found["accepted"].eq(found["ruled_out_by"].eq("")).all()
    assert found.set_index("structure").loc["additive", "hazard.pull"] == -2.0
    rows = in_structures({"structures": found}).splitlines()[-len(STRUCTURES) - 1 :]
    accepted_there = [int(row.split("|")[3]) for row in rows]
    assert accepted_there == [int(yes) for yes in found["accepted"]]
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("structure-*/*.json")}
    assert len(kept) == len(STRUCTURES)
    run_structures(plan, folder)
    assert kept == {path: path.stat().st_mtime_ns for path in folder.glob("structure-*/*.json")}


def test_what_defaults_were_set_with_is_no_loss_of_a_null() -> None:
    """Losing P8 or P22 tells nothing; losing a series or a check does."""
    series = {f"{name} within": True for name in SERIES}
    rungs = pd.DataFrame(
        [
            {"rung": "full model", "kind": "model", "missed": "P12", **series},
            {"rung": "no budget", "kind": "null", "missed": "P12 P8a P8b", **series},
            {"rung": "no gates", "kind": "null", "missed": "P3", **series},
            {"rung": "no trust", "kind": "null", "missed": None, **series, "doac within": False},
        ]
    )
    said = _verdict(rungs)
    assert "As good as the full model on series and checks: *no budget*." in said
    assert "*no gates* loses P3." in said
    assert "*no trust* loses doac." in said
    assert said.endswith("which is no test, are missed: *no budget* P8a, P8b.")


def test_a_patterns_luck_is_that_of_its_mean_over_replicates() -> None:
    """P22 is a mean over replicates: its error is the spread of single ones over their root."""
    records = run_series(long_run(base()).with_values({"world.months": 120}), 6, 3)
    seen = Seen(base(), NOTHING, records)
    pattern = PATTERNS["P22"]
    alone = [pattern.read(Seen(base(), NOTHING, [record])) for record in records]
    assert pattern.read(seen) == pytest.approx(np.mean(alone))
    assert pattern.luck(seen) == pytest.approx(np.std(alone, ddof=1) / 6**0.5)
    far = pattern.high + 3.0 * pattern.error
    assert pattern.implausibility(far) == pytest.approx(3.0)
    assert pattern.implausibility(far, luck=3.0**0.5 * pattern.error) == pytest.approx(1.5)


@given(st.lists(st.integers(0, MOST_SETS - 1), min_size=1, max_size=5, unique=True))
def test_no_replicate_serves_two_sets_or_two_purposes(numbers: list[int]) -> None:
    first = sorted(first_replicate(n, purpose) for n in numbers for purpose in Purpose)
    assert all(b - a >= BLOCK for a, b in itertools.pairwise(first))
    assert first[0] >= 0
    assert first[-1] + BLOCK <= WORLD, "and the number of what all replicates share is left alone"


def test_a_set_without_numbers_of_its_own_is_refused() -> None:
    for number in (-1, MOST_SETS):
        with pytest.raises(ValueError, match="expected a set from 0"):
            first_replicate(number, Purpose.SEARCH)


def test_a_sets_judgement_hangs_on_its_number_and_on_no_other_set(tmp_path: Path) -> None:
    """Judged alone it comes out as among others, in whichever wave."""
    config = tmp_path / "two.toml"
    config.write_text(TWO_REGIONS, "utf-8")
    plan = Plan((2, 1), 2, screening=1, seed=3, config=str(config))
    folder = calibrate(plan, tmp_path / "out", workers=2)
    for wave, n, number in ((0, 1, 1), (1, 0, 2)):
        settings = space().settings(space().values(design(plan, folder, wave))[n])
        first = first_replicate(number, Purpose.SEARCH)
        alone = judge_job(plan, ("", n, settings, first, None))
        for name, curves in read_judged(folder, f"wave-{wave + 1}", n).curves.items():
            assert np.array_equal(curves, np.round(alone.curves[name], 5)), name


def test_tables_tell_of_the_luck_that_chose_nothing(tmp_path: Path) -> None:
    plan = Plan(waves=(3,), replicates=2)
    every = tuple(PATTERNS)
    with opened(tmp_path, plan.described()):
        design(plan, tmp_path, 0)
        for n in range(3):
            write_judged(tmp_path, "wave-1", n, made())
            write_judged(tmp_path, "fresh", n, made(far="ppci" if n == 2 else "", patterns=every))
        write_judged(tmp_path, REPORT, 0, made(wide=0.05, patterns=every))
        write_judged(tmp_path, REPORT, 1, made(far="doac", patterns=every))
    tables = tables_of(plan, tmp_path)
    assert tables["accepted"]["set"].tolist() == [0, 1]
    found = tables["scores"].set_index(["set", "series"])["within"]
    assert found[0].all()
    assert not found[1, "doac"]
    assert still(tables) == 1
    assert against(tables) == [("doac", 1)]
    assert "another would keep 50 % (95 % interval 1 to 99 %)" in _again(tables)


def test_experiments_take_sets_that_are_accepted_in_each_structure_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "weakest link,1,0.0,,True,",
        "weakest link,2,0.0,,False,P8b",
        "weakest link,3,0.0,,True,",
    ]
    rows += ["average,1,inf,,True,", "average,2,inf,,True,", "average,3,inf,,False,doac"]
    head = "structure,set,hazard.sigma,hazard.nu,accepted,ruled_out_by"
    table = tmp_path / "structures.csv"
    table.write_text("\n".join([head, *rows, ""]), "utf-8")
    monkeypatch.setattr(parameter_sets, "STRUCTURES", table)
    weakest, average = {"hazard.sigma": 0.0}, {"hazard.sigma": float("inf")}
    assert parameter_sets.plausible_in([weakest]) == {1, 3}
    assert parameter_sets.plausible_in([weakest, average]) == {1}
    assert parameter_sets.plausible_in([weakest, {"trust.kappa": 7.0}]) == {1, 3}
    assert parameter_sets.plausible_in([{"hazard.sigma": 0.0, "hazard.nu": 1.0}]) is None
    assert parameter_sets.plausible_in([]) is None


def test_support_of_a_practice_starts_where_it_did_and_gains_nothing_where_it_has_no_effect() -> (
    None
):
    england = base()
    none = gains(england.with_values({"ahsns.effect": 0.0, "ahsns.notice": 0.0}), 2, 3)
    some = gains(england, 2, 3)
    records = run_series(practice(england, _first_use(england, 3, 0)), 4, 3)
    begun = [r.used[r.today, 0] / r.eligible[0] for r in records]
    assert np.mean(begun) == pytest.approx(STARTED_AT, abs=0.02)
    for dose in ("support", "trebled"):
        assert np.abs(none[dose][:, 23]).mean() < 0.005
        assert 0.0 < some[dose][:, 0].mean() < 0.2 * some[dose][:, 23].mean()
    assert some["support"][:, 23].mean() < some["trebled"][:, 23].mean()
    assert some["support"][:, 59].mean() < some["support"][:, 23].mean(), "it ends after two years"


def test_a_practice_gains_by_support_what_was_measured_at_the_default() -> None:
    read = read_patterns(base(), NOTHING, P17, 4, 1, 0)
    assert [name for name in P17 if not PATTERNS[name].holds(read[name][0])] == []


def test_work_is_handed_back_with_its_job_however_many_do_it() -> None:
    jobs = list(range(-6, 6))
    assert dict(spread(abs, jobs, 1)) == dict(spread(abs, jobs, 3)) == {j: abs(j) for j in jobs}


STOPPED = """
import os, signal, threading, time
from collabsim.calibration.pool import spread

def stop():
    time.sleep(2)
    os.kill(os.getpid(), signal.SIGTERM)

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=stop).start()
    try:
        list(spread(time.sleep, [300.0] * 6, 2))
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def test_whoever_stops_waits_for_no_worker(tmp_path: Path) -> None:
    """Five minutes of work are given up at once, and the process ends."""
    script = tmp_path / "stopped.py"
    script.write_text(STOPPED, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout == "stopped\n"
    assert done.returncode == 0


ORPHANS = """
import multiprocessing, os, time
from collabsim.calibration.pool import spread

def slow(n):
    os.write(1, b"%d " % os.getpid())  # in one piece
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork", force=True)
    list(spread(slow, [0, 1], 2))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork, to keep the test short")
def test_workers_end_with_their_parent_even_if_it_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, "utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
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
