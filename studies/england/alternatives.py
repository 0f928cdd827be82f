"""Alternatives to the model: structural variants of it, and null models that lack a mechanism.

No evidence decides between structural variants, and they are never averaged. A set that is plausible
in the model's own form need not be so in another. So each variant is laid over plausible sets, as
experiments do; the attribute of every series is fitted anew in it, and the set is assessed on the
held-out replicates that it has in the model's own form.

Beside the full model at its defaults stand null models and the same variants, each with its attributes
fitted anew and the pull of piloted classes shifted so that joint working is as measured (P22): a null
model that is left with the pulls of the full one would lose for want of a constant. What still fits as
well is not shown wrong by these data, and what the null model leaves out is not shown right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from pandas import DataFrame

from collabsim.calibration.goodness_of_fit import Assessment, assess, measured_england
from collabsim.calibration.model_outputs import ModelOutputs, ten_years
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.readings import joint_working
from collabsim.calibration.replicates import Draws, Purpose, draws_of
from collabsim.calibration.series_runs import SeriesRuns, run_series, series_scenario, simulate
from collabsim.calibration.targets import measured
from collabsim.scenario import Scenario
from studies.england.folder import Effort, Row
from studies.england.search import (
    REPORT,
    Found,
    Plan,
    Search,
    assessment_of,
    columns,
    evenly,
    row_of,
)

SETS = 30
"""Plausible sets that are tried in every variant, evenly spaced among all."""

AS_IT_IS = "as it is"
"""The model's own form, to compare with."""

JOINT_WORKING = 0.3
"""Joint projects a trust-year to which the pull of piloted classes is shifted (P22: 0.24 to 0.30)."""

NULL_MODELS = "null-models"
"""The stage of all models beside the full one."""

INFINITE = float("inf")

VARIANTS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "weakest link": {"hazard.sigma": 0.0},
        "half-way": {"hazard.sigma": 0.5},
        "average": {"hazard.sigma": INFINITE},
        "additive": {"hazard.sigma": INFINITE, "hazard.nu": 1.0, "hazard.pull": -2.0},
        "symmetric trust": {"trust.kappa": 1.0},
        "trust by company alone": {"trust.category": 0.0},
    }
)
"""Variants by name, as experiments lay them over a set.

The pull of the additive form is lower, and takes the place of the set's own: where barriers only
add up, all of them let more through, and joint working would be far above what is measured.
"""


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


def run_variants(search: Search, effort: Effort) -> None:
    """Assess some plausible sets in every variant in which they have not been."""
    for name, over in VARIANTS.items():
        jobs = {n: (n, {**settings, **over}) for n, settings, _ in _tried(search)}
        search.assess(_stage(name), jobs, partial(_assess_set, search.plan), effort)


def _tried(search: Search) -> list[Found]:
    return evenly(search.confirmed(), SETS)


def _stage(name: str) -> str:
    return REPORT if name == AS_IT_IS else f"variant-{name.replace(' ', '-')}"


def _assess_set(plan: Plan, job: tuple[int, Mapping[str, float]]) -> Row:
    number, settings = job
    return row_of(_assess(measured_england(plan.config).with_values(settings), plan, number))


def _assess(england: Scenario, plan: Plan, number: int, **patterns: Any) -> Assessment:
    """Fit the series of a set on its search replicates and assess it on its held-out ones."""
    search, report = (
        draws_of(number, purpose, plan.replicates, plan.seed)
        for purpose in (Purpose.SEARCH, Purpose.REPORT)
    )
    fitted = simulate(series_scenario(england, measured()), measured(), search).attributes
    return assess(england, report, attributes=fitted, **patterns)


def variants_table(search: Search) -> DataFrame:
    """Return a row a variant and set: what the variant states, whether the set is plausible, why not."""
    keys = dict.fromkeys(key for over in VARIANTS.values() for key in over)
    rows, tried = [], _tried(search)
    for name in (AS_IT_IS, *VARIANTS):
        over, done = VARIANTS.get(name, {}), search.done(_stage(name))
        for number in (n for n, _, _ in tried if n in done):
            found = assessment_of(done[number])
            row: dict[str, object] = {"structure": name, "set": number}
            row |= {key: over.get(key) for key in keys}
            rows.append(
                row | {"accepted": found.plausible, "ruled_out_by": " ".join(found.ruled_out_by)}
            )
    return DataFrame(rows)


def run_models(search: Search, effort: Effort) -> None:
    """Assess every model that has not been, each at the default of every other parameter.

    All are run on the replicates of the default, and so stay paired.
    """
    jobs, work = dict(enumerate(MODELS)), partial(_assess_model, search.plan)
    search.folder.run(NULL_MODELS, _columns(search), jobs, work, effort)


def _columns(search: Search) -> tuple[str, ...]:
    return ("shift", *columns(search.plan.replicates))


def _assess_model(plan: Plan, model: Model) -> Row:
    made = measured_england(plan.config).with_values(dict(model.settings))
    few = draws_of(0, Purpose.SEARCH, max(2, plan.replicates // 3), plan.seed)
    shift = matched_pull(made, few)
    made = made.with_values({"hazard.pull": shift})
    return (shift, *row_of(_assess(made, plan, 0, patterns=tuple(PATTERNS))))


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


def models_table(search: Search) -> DataFrame:
    """Return a row a model: its error relative to a free Bass curve, and the patterns that it misses."""
    rows = []
    for n, (shift, *kept) in sorted(search.folder.done(NULL_MODELS, _columns(search)).items()):
        model, found = MODELS[n], assessment_of(tuple(kept))
        row: dict[str, object] = {"rung": model.name, "kind": model.kind, "says": model.says}
        row["shift"] = shift
        for name, score in found.scores.items():
            row |= {name: score.ratio, f"{name} within": score.within}
        row["within"] = sum(score.within for score in found.scores.values())
        read = {name: found.readings.get(name, float("nan")) for name in PATTERNS}
        missed = [name for name, value in read.items() if not PATTERNS[name].holds(value)]
        rows.append(row | {"patterns": len(PATTERNS) - len(missed), "missed": " ".join(missed)})
    return DataFrame(rows)
