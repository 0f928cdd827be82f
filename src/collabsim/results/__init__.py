"""The results folder: what a simulation is written to, and read back from."""

from __future__ import annotations

from collabsim.results.csvs import write_csv
from collabsim.results.folder import free_folder, refusal, writing
from collabsim.results.results import Results, versions
from collabsim.results.tables import ENOUGH_FOR_A_RANGE, Tabulation, spread
from collabsim.results.version import results_version

__all__ = [
    "ENOUGH_FOR_A_RANGE",
    "Results",
    "Tabulation",
    "free_folder",
    "refusal",
    "results_version",
    "spread",
    "versions",
    "write_csv",
    "writing",
]
