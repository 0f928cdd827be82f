"""docs/extending.md runs as it stands, in both engines, and each example does what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the page, one block after the other, and return all that it named."""
    folder = tmp_path_factory.mktemp("extending")
    space: dict[str, Any] = {"__name__": "extending", "here": folder}
    with pytest.MonkeyPatch.context() as patch:
        (folder / "configs").symlink_to(ROOT / "configs")
        patch.chdir(folder)
        for block in BLOCKS:
            exec(compile(block, "extending.md", "exec"), space)
    return space


def test_every_example_is_short() -> None:
    assert max(len(block.strip().split("\n")) for block in BLOCKS) < 20


def test_the_barrier_and_the_rule_are_at_work(said: dict[str, Any]) -> None:
    records = said["runs"].records["today"]
    assert records[0].barriers[-1] == "regulation"
    assert sum(record.whole()["stopped_piloted_own"].sum() for record in records) > 0.0
    assert sum(record.whole()["stopped_piloted_trust"].sum() for record in records) > 0.0


def test_the_metric_is_in_the_tables(said: dict[str, Any]) -> None:
    ends = said["runs"].final()
    assert ends["bans"].tolist() == pytest.approx(ends["share_forbidden"].tolist())


def test_the_question_is_run_with_what_is_ones_own(said: dict[str, Any]) -> None:
    assert said["finished"].state() == {"finished": 24, "failed": 0, "missing": 0}
    assert set(said["question"].own.sources) == {
        "rule trust.gate", "barrier regulation", "metric bans",
    }  # fmt: skip


def test_it_is_answered_drawn_and_written(said: dict[str, Any]) -> None:
    found, folder = said["found"], Path("results")
    (effect,) = found.findings[-1].effects
    assert (effect.name, effect.metric) == ("permission", said["metric"])
    assert "boards that forbid" in found.text
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(said["here"])
        assert (folder / "bans_answer" / "finding.txt").read_text("utf-8") == f"{found.text}\n"
        assert (folder / "bans_answer" / "figure_effects.png").is_file()
        assert (folder / "effects.svg").is_file()
        again = said["cs"].answer(folder / "bans")  # which holds what a metric is, and no function
    assert again.text == found.text


def test_bold_trusts_are_not_stopped_by_barriers(said: dict[str, Any]) -> None:
    (record,) = said["bold"].records["Small"]
    assert record.whole()["starts"].sum() > 0.0
    assert record.whole()["attempts_piloted"].sum() == 0.0


def test_the_compiled_engine_refuses_an_agent_of_ones_own(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r'cannot run BoldModel: say engine="mesa"'):
        said["cs"].simulate(said["small"], 1, model=said["BoldModel"])
