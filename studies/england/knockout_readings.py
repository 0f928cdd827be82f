"""What is read of a model when a term is taken out of it: patterns and levers.

Each reading is an array (replicates,), on the same draws whatever the term: two models are compared
replicate by replicate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from collabsim.calibration.ahsn_support import gains
from collabsim.calibration.goodness_of_fit import OF_VARIANTS
from collabsim.calibration.model_outputs import ModelOutputs, long_run, ten_years
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.replicates import Draws
from collabsim.calibration.series_runs import Attributes, run_series, series_scenario, simulate
from collabsim.calibration.targets import measured
from collabsim.metrics import final_metrics
from collabsim.record import Floats
from collabsim.scenario import Scenario
from studies.england.lever_ranking import ALONE

Readings = Mapping[str, Floats]
"""Arrays (replicates,) by what was read."""

READ = ("joint_working", "adoption_piloted", "adoption_medicines", "use_medicines", "benefit",
        "trust_nhs", "permission_received", "goodhart_gap", "company_effort", "share_scaling",
        "collapse", "equity_gini")  # fmt: skip
"""Metrics in which a lever's effect is read."""

EVERYTHING = "everything"
"""All levers at once."""

STRONG = ("scorecard", EVERYTHING)
"""Levers whose effects most terms move: read before all others, to save the time of those."""

WEAK = tuple(name for name in ALONE if name not in STRONG)
"""All others."""


def names_of_readings() -> tuple[str, ...]:
    """Return the names of all readings but those of interactions and loops."""
    series = [f"{word} {each.name}" for each in measured() for word in ("series", "error")]
    added = [f"{lever}: {metric}" for lever in (*STRONG, *WEAK) for metric in READ]
    return (*series, *(name for name in PATTERNS if name not in OF_VARIANTS), *added, *READ)


def patterns(england: Scenario, attributes: Attributes, draws: Draws) -> Readings:
    """Return the mean level and the error of every series, and every pattern.

    Not those of variants of England: their levers, and I12, stand for them here.
    """
    series = measured()
    runs = simulate(series_scenario(england, series), series, draws, attributes)
    out: dict[str, Floats] = {}
    for each in series:
        curves = runs.curves[each.name]
        out[f"series {each.name}"] = curves.mean(axis=1)
        out[f"error {each.name}"] = np.sqrt(((curves - each.values) ** 2).mean(axis=1))
    records = run_series(long_run(england), draws)
    outputs = ModelOutputs(england, runs, records, supported=gains(england, draws))
    singles = [outputs.one(r, outputs.most) for r in range(draws.replicates)]
    for name, pattern in PATTERNS.items():
        if name not in OF_VARIANTS:
            out[name] = np.array([pattern.value(one) for one in singles], float)
    return out


def levers(england: Scenario, draws: Draws, chosen: Sequence[str]) -> Readings:
    """Return what each of these levers, or everything at once, adds to metrics after ten years."""
    scenario = ten_years(england)
    today = _metrics(scenario, draws)
    out: dict[str, Floats] = {}
    for name in chosen:
        applied = dict.fromkeys(ALONE if name == EVERYTHING else (name,), 1.0)
        then = _metrics(scenario.with_levers(applied), draws)
        out |= {f"{name}: {metric}": then[metric] - today[metric] for metric in READ}
    return out


def levels(england: Scenario, draws: Draws) -> Readings:
    """Return metrics after ten years."""
    return _metrics(ten_years(england), draws)


def _metrics(scenario: Scenario, draws: Draws) -> Readings:
    found = [final_metrics(record) for record in run_series(scenario, draws)]
    return {name: np.array([each[name] for each in found], float) for name in READ}
