"""Where a calibration keeps what it has found: one small file a parameter set, never half written.

A folder holds ``plan.json`` (what was asked), ``<stage>/<number>.json`` (one judged set each) and,
at the end, tables. A stage that was stopped goes on with the numbers that are missing; a folder
of another plan is refused, unless all that the plan adds is further waves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from collabsim.calibration.judge import Judgement
from collabsim.scenario.faults import Fault, ScenarioError

PLAN = "plan.json"


def open_store(folder: Path, plan: Mapping[str, Any]) -> Path:
    """Return the folder, made if need be, once it is sure that it is of this plan.

    Raises
    ------
    ScenarioError : if the folder holds anything else.
    """
    path = folder / PLAN
    words = json.loads(json.dumps(plan))
    if path.is_file():
        found = json.loads(path.read_text("utf-8"))
        differ = sorted(k for k in {*found, *words} if found.get(k) != words.get(k))
        if differ == ["waves"] and words["waves"][: len(found["waves"])] == found["waves"]:
            write_whole(path, json.dumps(words, indent=1))
        elif differ:
            said = (
                f"holds a calibration that differs in {', '.join(differ)}; choose another folder."
            )
            raise ScenarioError([Fault(said, key="--out", value=str(folder))])
        return folder
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        said = "is not a calibration's folder and not empty; choose another."
        raise ScenarioError([Fault(said, key="--out", value=str(folder))])
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(words, indent=1))
    return folder


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there in full or not at all, even after a cut of power."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write_judged(folder: Path, stage: str, number: int, found: Judgement) -> None:
    """Keep what was found of one set."""
    row = {
        "attributes": dict(found.attributes),
        "scores": {n: [s.rmse, s.bass, s.noise, s.within] for n, s in found.scores.items()},
        "readings": dict(found.readings),
        "implausibility": dict(found.implausibility),
        "curves": {n: np.round(c, 5).tolist() for n, c in found.curves.items()},
    }
    write_whole(folder / stage / f"{number:05d}.json", json.dumps(row))


def missing(folder: Path, stage: str, numbers: Iterable[int]) -> list[int]:
    """Return the sets of a stage that are not yet judged."""
    return [n for n in numbers if not (folder / stage / f"{n:05d}.json").is_file()]


def read_judged(folder: Path, stage: str, number: int) -> Judgement:
    """Return what was found of one set."""
    from collabsim.calibration.targets import Score

    row = json.loads((folder / stage / f"{number:05d}.json").read_text("utf-8"))
    scores = {
        name: Score(name, rmse, bass, noise, rmse / bass, bool(within))
        for name, (rmse, bass, noise, within) in row["scores"].items()
    }
    curves = {name: np.array(curve) for name, curve in row["curves"].items()}
    return Judgement(row["attributes"], scores, row["readings"], row["implausibility"], curves)
