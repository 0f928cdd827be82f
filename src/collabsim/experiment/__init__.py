"""Experiments: points x variants x replicates, run once, kept, and never run again."""

from __future__ import annotations

from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.finished import Finished
from collabsim.experiment.runs import Runs

__all__ = ["Experiment", "Finished", "FolderError", "Runs", "StoppedError"]
