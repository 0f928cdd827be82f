"""Null models and structural variants: the same data without a mechanism, or in another form.

Every one has its attributes fitted anew, and the pull of piloted classes shifted so that joint
working is as measured (P22): a null model that is left with the pulls of the full one would lose
for want of a constant. What still fits as well is not shown wrong by these data, and what the null
model leaves out is not shown right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from collabsim.calibration.goodness_of_fit import measured_england
from collabsim.calibration.model_outputs import ModelOutputs, ten_years
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.readings import joint_working
from collabsim.calibration.replicates import Draws, Purpose, draws_of
from collabsim.calibration.series_runs import SeriesRuns, run_series
from collabsim.calibration.targets import measured
from collabsim.scenario import Scenario
from studies.england.folder import Effort, Row
from studies.england.rows import assessment_of, columns, row_of
from studies.england.search import Plan, Search
from studies.england.structural_variants import VARIANTS, fit_and_assess

if TYPE_CHECKING:
    from pandas import DataFrame

JOINT_WORKING = 0.3
"""Joint projects a trust-year to which the pull of piloted classes is shifted (P22: 0.24 to 0.30)."""

STAGE = "null-models"


@dataclass(frozen=True, slots=True)
class Model:
    """A model to set beside the full one: a null model or a structural variant."""

    name: str
    kind: Literal["model", "null", "structure"]
    says: str
    settings: Mapping[str, float]


_PLAIN = dict.fromkeys(
    ("hazard.gates", "incentives.value_weight", "incentives.mandate_pull", "incentives.copying",
     "scaling.evidence_pull", "scaling.proof", "permission.encouragement_pull", "clarity.match",
     "ahsns.effect", "budget.rush", "leadership.board_effect"), 0.0)  # fmt: skip

# fmt: off
MODELS: tuple[Model, ...] = (
    Model("full model", "model", "all ten barriers, geometric mean", {}),
    Model("plain threshold Bass", "null", "heterogeneous pull, awareness and peers alone; no gate, value, mandate or evidence", _PLAIN),
    Model("no gates", "null", "every gate open; appeal as it is", {"hazard.gates": 0.0}),
    Model("no trust", "null", "trust is no barrier, and no evidence about companies is kept", {"barriers.trust": 0.0}),
    Model("no permission", "null", "permission is no barrier", {"barriers.permission": 0.0}),
    Model("no leadership", "null", "leadership is no barrier", {"barriers.leadership": 0.0}),
    Model("no budget", "null", "the in-year budget is no barrier", {"barriers.budget": 0.0}),
    Model("weakest link", "structure", "sigma 0: the worst barrier decides", VARIANTS["weakest link"]),
    Model("half-way", "structure", "sigma 0.5", VARIANTS["half-way"]),
    Model("average", "structure", "sigma infinite, nu matched", VARIANTS["average"]),
    Model("additive", "structure", "sigma infinite, nu 1: barriers add up", VARIANTS["additive"]),
    Model("symmetric trust", "structure", "bad news weighs as much as good (kappa 1)", VARIANTS["symmetric trust"]),
    Model("trust by company alone", "structure", "evidence about one company says nothing of others", VARIANTS["trust by company alone"]),
)
# fmt: on


def run(search: Search, effort: Effort) -> None:
    """Assess every model that has not been, each at the default of every other parameter.

    All are run on the replicates of the default, and so stay paired.
    """
    jobs = dict(enumerate(MODELS))
    search.folder.run(STAGE, _columns(search), jobs, partial(_assess, search.plan), effort)


def _columns(search: Search) -> tuple[str, ...]:
    return ("shift", *columns(search.plan.replicates))


def _assess(plan: Plan, model: Model) -> Row:
    made = measured_england(plan.config).with_values(dict(model.settings))
    few = draws_of(0, Purpose.SEARCH, max(2, plan.replicates // 3), plan.seed)
    shift = matched_pull(made, few)
    made = made.with_values({"hazard.pull": shift})
    return (shift, *row_of(fit_and_assess(made, plan, 0, patterns=tuple(PATTERNS))))


def matched_pull(england: Scenario, draws: Draws) -> float:
    """Return the shift of piloted classes' pull at which joint working is as measured."""
    nothing = SeriesRuns({}, {}, (), np.zeros((0, 0), np.int64))

    def short(pull: float) -> float:
        made = ten_years(england).with_values({"hazard.pull": pull})
        found = joint_working(ModelOutputs(made, nothing, run_series(made, draws)))
        return float(np.log(max(found, 1e-3) / JOINT_WORKING))

    return _root(short, england.parameters.hazard.pull)


def _root(short: Callable[[float], float], start: float) -> float:
    """Return where a rising function is near 0, by five secant steps inside the bounds of pull."""
    tried, slope = [(start, short(start))], 0.35
    for _ in range(5):
        x, y = tried[-1]
        if abs(y) < 0.1:
            break
        if len(tried) > 1 and tried[-2][0] != x:
            slope = max(0.1, (y - tried[-2][1]) / (x - tried[-2][0]))
        x = float(np.clip(x - np.clip(y / slope, -3.0, 3.0), -10.0, 10.0))
        tried.append((x, short(x)))
    return min(tried, key=lambda each: abs(each[1]))[0]


def table(search: Search) -> DataFrame:
    """Return a row a model: its error relative to a free Bass curve, and the patterns that it misses."""
    from pandas import DataFrame

    rows = []
    for n, (shift, *kept) in sorted(search.folder.done(STAGE, _columns(search)).items()):
        model, found = MODELS[n], assessment_of(tuple(kept))
        row: dict[str, object] = {"rung": model.name, "kind": model.kind, "says": model.says}
        row["shift"] = shift
        for series in measured():
            row[series.name] = found.scores[series.name].ratio
            row[f"{series.name} within"] = found.scores[series.name].within
        row["within"] = sum(score.within for score in found.scores.values())
        read = {name: found.readings.get(name, float("nan")) for name in PATTERNS}
        missed = [name for name, value in read.items() if not PATTERNS[name].holds(value)]
        rows.append(row | {"patterns": len(PATTERNS) - len(missed), "missed": " ".join(missed)})
    return DataFrame(rows)
