"""An experiment's folder, read: its tables, its question, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from collabsim.experiment.experiment import Experiment
from collabsim.experiment.manifest import experiment_in, read_manifest
from collabsim.experiment.runs import Runs
from collabsim.experiment.store import FAILED, FINISHED, Store, wanted


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
        FolderError : if it holds no experiment, or a file of it was damaged.
        """
        return cls(Path(folder), experiment_in(Path(folder)))

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Question, versions, seed, how the design was made, hashes."""
        return read_manifest(self.folder)

    @cached_property
    def store(self) -> Store:
        """The state of every run."""
        return Store(self.folder, self.experiment)

    @cached_property
    def runs(self) -> Runs:
        """The four tables, whatever is there."""
        return self.store.runs()

    def state(self) -> dict[str, int]:
        """Return how many runs are finished, failed and missing."""
        missing = sum(1 for _ in self.store.missing(wanted(self.store)))
        counts = {"finished": self.store.count(FINISHED), "failed": self.store.count(FAILED)}
        return {**counts, "missing": missing}
