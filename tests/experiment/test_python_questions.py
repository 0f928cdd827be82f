"""A question put together in Python, with rules, a barrier and a metric of its author's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import collabsim as cs
from collabsim import simulate
from collabsim.cli.main import main
from collabsim.experiment import Experiment, Finished, FolderError
from collabsim.scenario.shipped import config_path

TINY = {
    "world.months": 12,
    "world.months_before": 6,
    "world.today": "2026-10",
    "world.companies": 3,
    "world.innovations": 6,
}
TABLES = {
    "question": "Does permission need slack?",
    "design": {"kind": "factorial"},
    "vary": {"levers": ("permission", "slack")},
    "variants": {"structures": {"weakest_link": {"hazard": {"sigma": np.int64(0)}}}},
    "metrics": ["trust_nhs"],
    "replicates": 2,
}


@pytest.fixture(scope="module")
def base() -> cs.Scenario:
    return cs.Scenario.load(config_path("small.toml")).with_values(TINY)


def wary(trust: float, stake: float, p: Any) -> float:
    """Return the gate of trust of an author who thinks it counts for half."""
    return 0.5 + 0.5 * trust


def queue(scene: cs.Scene) -> float:
    """Return the gate of a barrier that ours do not have."""
    return 0.9 if scene.slack > 0.0 else 0.5


SHARE = cs.Metric(
    "half_trust", "Half of trust", "index", "Half of trust.", "mechanism", "higher", 0.01,
    lambda view: 0.5 * view["trust_nhs"] / view["trusts"],
)  # fmt: skip


def test_it_is_the_question_that_a_file_would_ask(base: cs.Scenario, tmp_path: Path) -> None:
    asked = Experiment.of(TABLES, base)
    path = tmp_path / "asked.toml"
    values = "".join(f"{name} = {json.dumps(value)}\n" for name, value in TINY.items())
    path.write_text(f'{asked.text}[base]\nextends = "small.toml"\n{values}', "utf-8")
    loaded = Experiment.load(path)
    for name in ("question", "metrics", "replicates", "reference", "seed", "how"):
        assert getattr(asked, name) == getattr(loaded, name)
    assert asked.design.equals(loaded.design)
    assert asked.variants.equals(loaded.variants)


def test_all_that_is_wrong_with_it_is_said_at_once(base: cs.Scenario) -> None:
    with pytest.raises(cs.ScenarioError) as error:
        Experiment.of({**TABLES, "vary": {"levers": ["permision"]}, "replicas": 3}, base)
    assert 'Did you mean "permission"?' in str(error.value)
    assert 'Did you mean "replicates"?' in str(error.value)
    with pytest.raises(TypeError, match="expected a Scenario"):
        Experiment.of(TABLES, "england.toml")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no rule"):
        Experiment.of(TABLES, base, rules={"trust.gates": wary})


def own(base: cs.Scenario, **others: Any) -> Experiment:
    barrier = cs.Barrier("queue", queue, {base.classes[0].name: 1.0})
    return Experiment.of(TABLES, base, barrier=barrier, metrics=[SHARE], **others)


def test_own_rules_are_in_force_named_and_not_mixed_with_others(
    base: cs.Scenario, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    found = own(base).run(folder, workers=1)
    assert found.state() == {"finished": 16, "failed": 0, "missing": 0}
    row = found.runs.runs.query("point == 3 and variant == 0 and replicate == 1").iloc[0]
    barrier = cs.Barrier("queue", queue, {base.classes[0].name: 1.0})
    both = base.with_levers({"permission": 1.0, "slack": 1.0})
    same = simulate(both, 2, seed=1, barrier=barrier, metrics=[SHARE]).final().iloc[1]
    assert row["trust_nhs"] == same["trust_nhs"]
    assert row["half_trust"] == same["half_trust"]

    held = json.loads((folder / "manifest.json").read_text("utf-8"))["own"]
    assert set(held["sources"]) == {"barrier queue", "metric half_trust"}
    assert held["metrics"]["half_trust"]["label"] == "Half of trust"
    read = Finished.read(folder)
    assert read.experiment.own == own(base).own
    assert read.experiment.own.metrics["half_trust"].unit == "index"
    with pytest.raises(FolderError, match="author's own functions \\(barrier queue"):
        Experiment.of({**TABLES, "metrics": ["trust_nhs"]}, base, metrics=[SHARE]).run(folder)
    assert own(base).run(folder).state()["missing"] == 0
    assert main(["status", str(folder)]) == 0
    assert main(["rerun", str(folder)]) == 2
    assert main(["verify", str(folder)]) == 0
    told = capsys.readouterr()
    assert "barrier queue" in told.err
    assert "cannot be run again here" in told.out
