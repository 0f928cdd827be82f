"""Where a calibration keeps what it has found: one small file a parameter set, never half written.

A folder holds ``plan.json`` (what was asked), ``<stage>/<number>.json`` (one judged set each) and,
at the end, tables. A stage that was stopped goes on with the numbers that are missing; a folder
of another plan is refused, unless all that the plan adds is further waves. One process at a time
works in a folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from collabsim.calibration.judge import Judgement
from collabsim.scenario.faults import Fault, ScenarioError

PLAN = "plan.json"
AGAIN = "delete it, and the same command makes it again."


@contextmanager
def opened(folder: Path, plan: Mapping[str, Any]) -> Iterator[None]:
    """Hold a folder alone, made if need be, once it is sure that it is of this plan.

    Raises
    ------
    ScenarioError : if the folder is in use or holds anything else.
    """
    from collabsim.experiment.errors import FolderError  # with it comes pandas, which is slow
    from collabsim.experiment.store import LOCK, only_here

    there = {each.name for each in folder.iterdir()} if folder.is_dir() else set()
    if folder.is_file() or (PLAN not in there and there - {LOCK}):
        raise _refused(folder, "is not a calibration's folder and not empty; choose another.")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with only_here(folder):
            _agree(folder, json.loads(json.dumps(plan)))
            _unseal(folder)
            yield
    except FolderError:
        raise _refused(folder, "is in use: another process is calibrating there.") from None


def _unseal(folder: Path) -> None:
    """Make sure that a calibration that was finished is as it was left, before it goes on."""
    from collabsim.results.sums import SUMS, Sums

    if (folder / SUMS).is_file():
        faults = Sums.read(folder).faults()
        if faults:
            raise ScenarioError([Fault(said, key="--out", value=str(folder)) for said in faults])
        (folder / SUMS).unlink()


def _agree(folder: Path, words: Mapping[str, Any]) -> None:
    """Write the plan of a new folder, or make sure that an old one is of this plan."""
    path = folder / PLAN
    found = read_json(path, "choose another folder.") if path.is_file() else words
    differ = sorted(key for key in {*found, *words} if found.get(key) != words.get(key))
    if differ not in ([], ["waves"]) or words["waves"][: len(found["waves"])] != found["waves"]:
        said = f"holds a calibration that differs in {', '.join(differ)}; choose another folder."
        raise _refused(folder, said)
    if differ or not path.is_file():
        write_text(path, json.dumps(words, indent=1))


def _refused(folder: Path, said: str) -> ScenarioError:
    return ScenarioError([Fault(said, key="--out", value=str(folder))])


def write_text(path: Path, text: str) -> None:
    """Write a file that is there in full or not at all, even after a cut of power."""
    from collabsim.results.files import write_whole

    path.parent.mkdir(exist_ok=True)
    write_whole(path, text.encode())


def read_json(path: Path, advice: str) -> dict[str, Any]:
    """Return the table that a file holds.

    Raises
    ------
    ScenarioError : if the file is damaged, with the advice what to do.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:  # no JSON, or no text at all
        found = None
    if not isinstance(found, dict):
        raise ScenarioError([Fault(f"is damaged: {advice}", str(path))])
    return found


def judgements(folder: Path) -> int:
    """Return how many sets are judged, in all stages."""
    stages = ("wave-*", "fresh", "report", "structure-*", "ladder")
    return sum(1 for stage in stages for _ in folder.glob(f"{stage}/*.json"))


def write_judged(folder: Path, stage: str, number: int, found: Judgement) -> None:
    """Keep what was found of one set."""
    row = {
        "attributes": dict(found.attributes),
        "scores": {n: [s.rmse, s.bass, s.noise, s.within] for n, s in found.scores.items()},
        "readings": dict(found.readings),
        "implausibility": dict(found.implausibility),
        "curves": {n: np.round(c, 5).tolist() for n, c in found.curves.items()},
    }
    write_text(folder / stage / f"{number:05d}.json", json.dumps(row))


def missing(folder: Path, stage: str, numbers: Iterable[int]) -> list[int]:
    """Return the sets of a stage that are not yet judged."""
    return [n for n in numbers if not (folder / stage / f"{n:05d}.json").is_file()]


def read_judged(folder: Path, stage: str, number: int) -> Judgement:
    """Return what was found of one set.

    Raises
    ------
    ScenarioError : if its file is damaged.
    """
    from collabsim.calibration.targets import Score

    row = read_json(folder / stage / f"{number:05d}.json", AGAIN)
    scores = {
        name: Score(name, rmse, bass, noise, rmse / bass, bool(within))
        for name, (rmse, bass, noise, within) in row["scores"].items()
    }
    curves = {name: np.array(curve) for name, curve in row["curves"].items()}
    return Judgement(row["attributes"], scores, row["readings"], row["implausibility"], curves)
