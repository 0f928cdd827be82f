"""What ``run`` asks besides, where no config is named: which levers speed adoption in England."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from collabsim.cli.progress import progress
from collabsim.levers import LEVERS

if TYPE_CHECKING:  # slow to import
    from collabsim.experiment import Finished
    from collabsim.scenario import Scenario

REPLICATES = 20
"""Simulated Englands under every lever: about 500 runs, a quarter of a minute on two cores."""

LEFT_OUT = "deleted_checks"
"""A reckless form of another lever, which it would take the place of where all are applied."""


def ask(base: Scenario, replicates: int, seed: int, out: Path) -> Finished:
    """Run every lever alone and all together on the same random draws as today, into a folder."""
    from collabsim.experiment import Experiment
    from collabsim.report.answering import answer_folder

    asked = Experiment.of(_tables(min(replicates, REPLICATES), seed), base)
    with progress("run") as shown:
        found = asked.run(
            out, progress=lambda done, total, failed: shown.tell(done, total, failed=failed)
        )
    answer_folder(out)
    return found


def _tables(replicates: int, seed: int) -> dict[str, Any]:
    names = [name for name in LEVERS if name != LEFT_OUT]
    points = [{"label": name, "levers": {name: 1}} for name in names]
    everything = {"label": "everything", "levers": dict.fromkeys(names, 1)}
    return {
        "question": "Which levers speed adoption, each alone and all together?",
        "replicates": replicates,
        "seed": seed,
        "metrics": [
            "adoption_piloted",
            "joint_working",
            "company_effort",
            "benefit",
            "equity_gini",
        ],
        "analyses": ["levers"],
        "figures": ["ranking"],
        "points": [*points, everything],
    }
