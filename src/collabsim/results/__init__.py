"""The results folder: what a simulation is written to, and read back from."""

from __future__ import annotations

from collabsim.results.files import csv_of, write_csv
from collabsim.results.folder import free_folder, identity, kind_of, refusal, reserved, writing
from collabsim.results.results import Results, versions
from collabsim.results.sums import REPORT
from collabsim.results.tables import ENOUGH_FOR_A_RANGE, Tabulation, spread
from collabsim.results.version import results_version

__all__ = [
    "ENOUGH_FOR_A_RANGE",
    "REPORT",
    "Results",
    "Tabulation",
    "csv_of",
    "free_folder",
    "identity",
    "kind_of",
    "refusal",
    "reserved",
    "results_version",
    "spread",
    "versions",
    "write_csv",
    "writing",
]
