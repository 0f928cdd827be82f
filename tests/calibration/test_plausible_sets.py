"""Which of the plausible sets that ship an experiment takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from collabsim.experiment import parameter_sets


def test_experiments_take_sets_that_are_accepted_in_each_structure_they_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "weakest link,1,0.0,,True,",
        "weakest link,2,0.0,,False,P8b",
        "weakest link,3,0.0,,True,",
    ]
    rows += ["average,1,inf,,True,", "average,2,inf,,True,", "average,3,inf,,False,doac"]
    head = "structure,set,hazard.sigma,hazard.nu,accepted,ruled_out_by"
    table = tmp_path / "structures.csv"
    table.write_text("\n".join([head, *rows, ""]), "utf-8")
    monkeypatch.setattr(parameter_sets, "STRUCTURES", table)
    weakest, average = {"hazard.sigma": 0.0}, {"hazard.sigma": float("inf")}
    assert parameter_sets.plausible_in([weakest]) == {1, 3}
    assert parameter_sets.plausible_in([weakest, average]) == {1}
    assert parameter_sets.plausible_in([weakest, {"trust.kappa": 7.0}]) == {1, 3}
    assert parameter_sets.plausible_in([{"hazard.sigma": 0.0, "hazard.nu": 1.0}]) is None
    assert parameter_sets.plausible_in([]) is None
