"""What is read of a model when a term is taken out of it: patterns and levers.

Each reading is an array (replicates,), on the same luck whatever the term: two models are compared
replicate by replicate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from collabsim.calibration.patterns import PATTERNS
from studies.england.lever_ranking import LEFT_OUT
from collabsim.calibration.model_outputs import Seen
from collabsim.calibration.ahsn_support import gains
from collabsim.calibration.targets import measured
from collabsim.calibration.variants import long_run
from collabsim.calibration.series_runs import Attributes, follow, run_series, series_world
from collabsim.levers import LEVERS
from collabsim.metrics import final_metrics
from collabsim.record import Floats
from collabsim.scenario import Scenario

Readings = Mapping[str, Floats]
"""Arrays (replicates,) by what was read."""

READ = ("joint_working", "adoption_piloted", "adoption_medicines", "use_medicines", "benefit",
        "trust_nhs", "permission_received", "goodhart_gap", "company_effort", "share_scaling",
        "collapse", "equity_gini")  # fmt: skip
"""Metrics in which a lever's effect is read."""

EVERYTHING = "everything"
"""All levers at once."""

ALONE = tuple(name for name in LEVERS if name not in LEFT_OUT)
"""Levers that are pulled one at a time."""

STRONG = ("scorecard", EVERYTHING)
"""Levers whose effects most terms move: read before all others, to save the time of those."""

WEAK = tuple(name for name in ALONE if name not in STRONG)
"""All others."""

VARIANTS = ("P16", "P18", "P23")
"""Patterns that are read from variants of England: their levers, and I12, stand for them here."""


def patterns(england: Scenario, attributes: Attributes, replicates: int, seed: int) -> Readings:
    """Return the mean level and the error of every series, and every pattern."""
    series = measured()
    world = series_world(england, series)
    followed = follow(world, series, replicates, seed, attributes=attributes)
    out: dict[str, Floats] = {}
    for each in series:
        curves = followed.curves[each.name]
        out[f"series {each.name}"] = curves.mean(axis=1)
        out[f"error {each.name}"] = np.sqrt(((curves - each.values) ** 2).mean(axis=1))
    records = run_series(long_run(england), replicates, seed)
    supported = gains(england, replicates, seed)
    seen = Seen(england, followed, records, supported=supported)
    singles = [seen.one(r, seen.most) for r in range(replicates)]
    for name, pattern in PATTERNS.items():
        if name not in VARIANTS:
            out[name] = np.array([pattern.value(one) for one in singles], float)
    return out


def levers(england: Scenario, replicates: int, seed: int, chosen: Sequence[str]) -> Readings:
    """Return what each of these levers, or everything at once, adds to metrics after ten years."""
    world = ten_years(england)
    today = _metrics(world, replicates, seed)
    out: dict[str, Floats] = {}
    for name in chosen:
        pulled = ALONE if name == EVERYTHING else (name,)
        then = _metrics(world.with_levers(dict.fromkeys(pulled, 1.0)), replicates, seed)
        out |= {f"{name}: {metric}": then[metric] - today[metric] for metric in READ}
    return out


def levels(england: Scenario, replicates: int, seed: int) -> Readings:
    """Return metrics after ten years."""
    return _metrics(ten_years(england), replicates, seed)


def ten_years(england: Scenario) -> Scenario:
    """Return England without named innovations, for ten years from today."""
    return long_run(england).with_values({"world.months": 120.0})


def _metrics(world: Scenario, replicates: int, seed: int) -> Readings:
    found = [final_metrics(record) for record in run_series(world, replicates, seed)]
    return {name: np.array([each[name] for each in found], float) for name in READ}
