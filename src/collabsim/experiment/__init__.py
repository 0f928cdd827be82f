"""Experiments: points x variants x replicates, run once, kept, and never run again."""

from __future__ import annotations

from collabsim.experiment.errors import FolderError, StoppedError
from collabsim.experiment.experiment import Experiment
from collabsim.experiment.finished import Finished, Runs
from collabsim.experiment.question import KEYS, Question

__all__ = ["KEYS", "Experiment", "Finished", "FolderError", "Question", "Runs", "StoppedError"]
