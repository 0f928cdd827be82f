"""Where the study keeps what it has found: a plan, and a journal of checked lines for every stage.

Journal, lock and checksums are those of an experiment's folder. A job that is done is on disk and
never done again; a line that a kill or a full disk cut short fails its check, and its job is done
again. A folder of another plan is refused, unless all that the plan adds is further waves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from collabsim.experiment import journal
from collabsim.experiment.errors import FolderError
from collabsim.experiment.lock import LOCK, only_here
from collabsim.results.files import digest, write_whole
from collabsim.results.sums import SUMS, Sums
from collabsim.scenario.faults import Fault, ScenarioError
from studies.england.pool import spread

PLAN = "plan.json"
Job = TypeVar("Job")


class Effort(NamedTuple):
    """How many jobs are done at once, and who is told: called with stage, jobs done, jobs in all."""

    workers: int = 1
    progress: Callable[[str, int, int], None] = lambda stage, done, of: None  # noqa: ARG005


class StudyFolder:
    """Stages of numbered jobs, in a folder that this process holds alone."""

    def __init__(self, path: Path, plan: Mapping[str, Any]) -> None:
        self.path = path
        deciding = {key: value for key, value in plan.items() if key != "waves"}
        self._key = digest(json.dumps(deciding, sort_keys=True).encode()).encode()
        self._done: dict[str, dict[int, Any]] = {}

    def done(self, stage: str) -> dict[int, Any]:
        """Return what came of the jobs of a stage that are done, by number."""
        if stage not in self._done:
            lines = journal.read(self._file(stage), self._key)
            self._done[stage] = {n: json.loads(what) for n, what in lines if isinstance(what, str)}
        return self._done[stage]

    def run(
        self, stage: str, jobs: Mapping[int, Job], work: Callable[[Job], Any], effort: Effort
    ) -> None:
        """Do the jobs of a stage that are not done; ``work`` returns what JSON can hold."""
        done = self.done(stage)
        left = {number: job for number, job in jobs.items() if number not in done}
        if left and self._file(stage).exists():
            journal.mend(self._file(stage), self._key)
        for count, (number, found) in enumerate(spread(work, left, effort.workers), 1):
            text = json.dumps(found)
            journal.add(self._file(stage), [(number, text)], self._key)
            done[number] = json.loads(text)
            effort.progress(stage, count, len(left))

    def _file(self, stage: str) -> Path:
        return self.path / f"{stage}.jsonl"


@contextmanager
def opened(path: Path, plan: Mapping[str, Any]) -> Iterator[StudyFolder]:
    """Hold a folder alone, made if need be, once it is sure that it is of this plan.

    Raises
    ------
    ScenarioError : if the folder is in use, holds anything else, or was changed once finished.
    """
    there = {each.name for each in path.iterdir()} if path.is_dir() else set()
    if path.is_file() or (PLAN not in there and there - {LOCK}):
        raise _refused(path, "is not a calibration's folder and not empty; choose another.")
    path.mkdir(parents=True, exist_ok=True)
    try:
        with only_here(path):
            _agree(path, json.loads(json.dumps(plan)))
            _unseal(path)
            yield StudyFolder(path, plan)
    except FolderError:
        raise _refused(path, "is in use: another process is calibrating there.") from None


def _agree(path: Path, plan: dict[str, Any]) -> None:
    """Write the plan of a new folder, or make sure that an old one is of this plan."""
    file = path / PLAN
    try:
        found = json.loads(file.read_text("utf-8")) if file.is_file() else plan
    except ValueError:  # no JSON, or no text at all
        found = None
    if not isinstance(found, dict):
        raise ScenarioError([Fault("is damaged: choose another folder.", str(file))])
    differ = sorted(key for key in {*found, *plan} if found.get(key) != plan.get(key))
    if differ not in ([], ["waves"]) or plan["waves"][: len(found["waves"])] != found["waves"]:
        words = f"holds a calibration that differs in {', '.join(differ)}; choose another folder."
        raise _refused(path, words)
    if differ or not file.is_file():
        write_whole(file, json.dumps(plan, indent=1).encode())


def _unseal(path: Path) -> None:
    """Make sure that a calibration that was finished is as it was left, before it goes on."""
    if (path / SUMS).is_file():
        faults = Sums.read(path).faults()
        if faults:
            raise ScenarioError([Fault(each, key="--out", value=str(path)) for each in faults])
        (path / SUMS).unlink()


def _refused(path: Path, words: str) -> ScenarioError:
    return ScenarioError([Fault(words, key="--out", value=str(path))])
