"""NHS-industry collaboration as an agent-based model: exploration of mechanisms, not prediction."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collabsim.experiment import Experiment
    from collabsim.metrics import METRICS, Metric
    from collabsim.model import CollaborationModel
    from collabsim.record import Record
    from collabsim.report.answer import Answer
    from collabsim.report.answering import answer
    from collabsim.report.claims import Claim
    from collabsim.report.comparison import paired_difference
    from collabsim.report.figures import figure
    from collabsim.report.question import Finding
    from collabsim.report.write import write_report
    from collabsim.rules import Barrier, Scene
    from collabsim.scenario import Scenario, ScenarioError
    from collabsim.simulation import Simulation, simulate
    from collabsim.tracing import Which, Why, why

__version__ = "0.1.0"

__all__ = [
    "METRICS",
    "Answer",
    "Barrier",
    "Claim",
    "CollaborationModel",
    "Experiment",
    "Finding",
    "Metric",
    "Record",
    "Scenario",
    "ScenarioError",
    "Scene",
    "Simulation",
    "Which",
    "Why",
    "answer",
    "figure",
    "paired_difference",
    "simulate",
    "why",
    "write_report",
]

_HOMES = {
    "METRICS": "metrics",
    "Barrier": "rules",
    "CollaborationModel": "model",
    "Answer": "report.answer",
    "Claim": "report.claims",
    "Finding": "report.question",
    "answer": "report.answering",
    "figure": "report.figures",
    "Experiment": "experiment",
    "Metric": "metrics",
    "Record": "record",
    "Scenario": "scenario",
    "ScenarioError": "scenario",
    "Scene": "rules",
    "Simulation": "simulation",
    "Which": "tracing",
    "Why": "tracing",
    "paired_difference": "report.comparison",
    "simulate": "simulation",
    "why": "tracing",
    "write_report": "report.write",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import collabsim`` stays quick."""
    if name in _HOMES:
        return getattr(import_module(f"collabsim.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'collabsim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return [*__all__, "__version__"]
