"""Experiments on a variant so small that a run takes milliseconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from questions import GRID, Written, text

from collabsim.experiment import Experiment


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(rest: str = GRID, replicates: int = 4) -> Path:
        path = tmp_path / "question.toml"
        path.write_text(text(rest, replicates), encoding="utf-8")
        return path

    return write


@pytest.fixture
def grid(written: Written) -> Experiment:
    return Experiment.load(written())
