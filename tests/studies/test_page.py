"""The validation page: made of tables alone, failures first; and what a parameter is identified by."""

from __future__ import annotations

import re

import numpy as np

from collabsim.calibration import measured
from collabsim.calibration.prior import prior
from studies.england.identifiability import holm, identified
from studies.england.page import page, uptake
from studies.england.page_failures import failures
from studies.england.tables import published

PER_SET = ("plausible_sets", "attributes", "scores", "patterns", "bands", "coverage")


def test_if_no_set_is_plausible_the_page_says_what_ruled_them_out() -> None:
    tables = {
        name: table.iloc[:0] if name in PER_SET else table for name, table in published().items()
    }
    del tables["identifiability"], tables["ridges"]
    said = page(tables)
    assert "None of the " in said
    assert "| stage | sets | plausible | ruled out most by |" in said
    assert re.search(r"\bnan\b", said) is None


def test_the_page_says_failures_first_and_nothing_that_tables_do_not() -> None:
    tables = dict(published())
    worse = tables["patterns"].copy()
    worse.loc[worse["pattern"] == "P22", ["value", "holds"]] = [9.0, False]
    assert "P22 is missed" in failures({**tables, "patterns": worse})
    assert "P22 is missed" not in failures(tables)
    assert all(series.title in uptake(tables) for series in measured())


def test_holm_keeps_only_what_survives_so_many_tests() -> None:
    assert holm([0.04, 0.0001, 0.5]) == [False, True, False]
    assert holm([0.04]) == [True]


def test_identification_finds_the_parameter_that_was_chosen_and_no_other() -> None:
    rng = np.random.default_rng(3)
    points = rng.random((60, len(prior().names)))
    points[:, 5] = 0.1 * points[:, 5]
    table = identified(points, points, [])
    assert table.loc[table["speaks"], "parameter"].tolist() == [prior().names[5]]
