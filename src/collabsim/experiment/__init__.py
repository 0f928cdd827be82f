"""Experiments: points x worlds x replicates, run once, kept, and never run again."""

from __future__ import annotations

from collabsim.experiment.runs import Runs

__all__ = ["Runs"]
