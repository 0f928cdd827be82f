"""Where the study keeps what it has found: a plan, and a store for every stage.

Stores, lock, checksums and workers are those of experiments: a job that is done is on disk and never
done again, whatever kills the rest. A folder of another plan is refused, unless all that the plan adds
is further waves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.pool import Spread
from collabsim.experiment.shards import Outcome, Rows
from collabsim.experiment.store import FAILED, FINISHED, LOCK, Store, only_here
from collabsim.results.files import digest, write_whole
from collabsim.results.sums import SUMS, Sums
from collabsim.scenario.faults import Fault, ScenarioError
from studies.england.workers import workers

PLAN = "plan.json"
MOST = 1_000_000
"""Jobs that a stage may have."""

Job = TypeVar("Job")
Row = tuple[float, ...]


class Effort(NamedTuple):
    """How many jobs are done at once, and who is told: called with stage, jobs done, jobs in all."""

    workers: int = 1
    progress: Callable[[str, int, int], None] = lambda stage, done, of: None  # noqa: ARG005


class StudyFolder:
    """Stages of numbered jobs, in a folder that this process holds alone."""

    def __init__(self, path: Path, plan: Mapping[str, Any]) -> None:
        self.path = path
        deciding = {key: value for key, value in plan.items() if key != "waves"}
        self._identity = digest(json.dumps(deciding, sort_keys=True).encode())
        self._done: dict[str, dict[int, Row]] = {}

    def done(self, stage: str, columns: tuple[str, ...]) -> dict[int, Row]:
        """Return the rows of the jobs of a stage that are done, by number."""
        if stage not in self._done:
            there = (self.path / stage).is_dir()
            store = self._store(stage, columns) if there else None
            numbers = store.numbers(FINISHED) if store else []
            self._done[stage] = {number: store.row(number) for number in numbers if store}
        return self._done[stage]

    def run(
        self,
        stage: str,
        columns: tuple[str, ...],
        jobs: Mapping[int, Job],
        work: Callable[[Job], Row],
        effort: Effort,
    ) -> None:
        """Do the jobs of a stage that are not done; ``work`` returns a value a column.

        Raises
        ------
        StoppedError : if a job fails, or no worker can be started.
        """
        done = self.done(stage, columns)
        left = {number: job for number, job in jobs.items() if number not in done}
        if not left:
            return
        store, count = self._store(stage, columns), len(left)

        def describe(numbers: tuple[int, ...]) -> list[tuple[int, Job]]:
            return [(number, left[number]) for number in numbers]

        def keep(outcomes: list[Outcome]) -> None:
            store.add(outcomes)
            done.update((n, what) for n, what in outcomes if not isinstance(what, str))
            effort.progress(stage, sum(n in done for n in left), count)

        with workers(effort.workers) as pool:
            each = partial(_carry_out, work)
            Spread(pool, iter(left), describe, each, keep, lambda: None, patience=0.0).run()
        store.close()
        if store.count(FAILED):
            raise StoppedError(f"A job failed: {store.tables([])[1]['reason'].iloc[0]}.")

    def _store(self, stage: str, columns: tuple[str, ...]) -> Store:
        folder = self.path / stage
        folder.mkdir(exist_ok=True)
        if not (folder / SUMS).exists():
            Sums(folder, {}).write()
        store = Store(folder, Rows(f"{self._identity} {stage}", MOST, columns))
        store.mend()
        store.forget_failures()
        return store


def _carry_out(work: Callable[[Job], Row], jobs: list[tuple[int, Job]]) -> list[Outcome]:
    """Do some jobs: what a worker does."""
    return [(number, work(job)) for number, job in jobs]


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
