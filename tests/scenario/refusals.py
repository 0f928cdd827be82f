"""What a file that somebody wrote is refused with."""

from __future__ import annotations

from pathlib import Path

import pytest

from collabsim.scenario import Scenario, ScenarioError


def said(path: Path) -> str:
    """Return what a file is refused with."""
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    return str(caught.value)


def refusal(folder: Path, content: str | bytes) -> str:
    """Return what ``bad.toml`` of this content is refused with."""
    path = folder / "bad.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return said(path)
