"""An experiment's folder, read: its tables, its question, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import Any

from collabsim.experiment.experiment import Experiment
from collabsim.experiment.lock import only_here
from collabsim.experiment.manifest import experiment_in, read_manifest
from collabsim.experiment.runs import Runs
from collabsim.experiment.store import FAILED, FINISHED, Store, wanted
from collabsim.experiment.worked import faults_of
from collabsim.results.files import digest
from collabsim.results.sums import Sums, present

ANSWER = "answer/"
SUMMARIES = ("failures.csv", "summary.csv")
"""What is made of the runs once all of them are there."""


@dataclass(frozen=True)
class Finished:
    """What a folder holds; get one with ``Finished.read(folder)`` or from ``Experiment.run``.

    Attributes
    ----------
    folder : where it is.
    experiment : what was asked, as the folder has it.
    """

    folder: Path
    experiment: Experiment

    @classmethod
    def read(cls, folder: str | Path) -> Finished:
        """Read a folder, whether all of it has been run or not.

        Raises
        ------
        FolderError : if it holds no experiment, or a file it opens with is not as it was written.
        """
        return cls(Path(folder), experiment_in(Path(folder)))

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Question, versions, seed, how the design was made."""
        return read_manifest(self.folder)

    @cached_property
    def store(self) -> Store:
        """The state of every run."""
        return Store(self.folder, self.experiment)

    @cached_property
    def damaged(self) -> tuple[str, ...]:
        """A sentence for everything that is not as it was written."""
        store = self.store
        made = store.sums.faults(store.derived())
        listed = [] if not store.sums.fault else [store.sums.fault]
        found = [*store.damaged, *made[len(listed) :], *self._unlisted(), *faults_of(self.folder)]
        return tuple(found)

    def _unlisted(self) -> list[str]:
        """Return a sentence if what is made of the runs was not finished."""
        listed = self.store.sums.listed
        there = {name for name in present(self.folder) if name.startswith((ANSWER, *SUMMARIES))}
        odd = sorted(there - {*listed})
        if not odd or self.state()["missing"]:
            return []
        return [f"{odd[0]} was not finished; the command that started it makes it again."]

    @cached_property
    def runs(self) -> Runs:
        """The four tables, whatever is there."""
        return self.store.runs()

    def state(self) -> dict[str, int]:
        """Return how many runs are finished, failed and missing."""
        missing = self.store.left(wanted(self.store))
        counts = {"finished": self.store.count(FINISHED), "failed": self.store.count(FAILED)}
        return {**counts, "missing": missing}


@contextmanager
def answering(folder: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of an experiment's answer, whole, and is listed.

    Raises
    ------
    FolderError : if another process is working on the experiment.
    """
    with only_here(folder):
        sums, new = Sums.read(folder), folder / ".answer.partial"
        sums.drop([name for name in sums.listed if name.startswith(ANSWER)])
        sums.write()
        rmtree(new, ignore_errors=True)
        new.mkdir()
        try:
            yield new
        except BaseException:
            rmtree(new, ignore_errors=True)
            raise
        rmtree(folder / ANSWER, ignore_errors=True)
        new.rename(folder / ANSWER)
        made = [name for name in present(folder) if name.startswith(ANSWER)]
        sums.add({name: digest((folder / name).read_bytes()) for name in made})
        sums.write()
