"""The null ladder and structural alternatives: the same data without a mechanism, or in another form.

Every rung has its attributes fitted anew, and the pull of piloted classes shifted so that joint
working is as measured (P22): a null that is left with the pulls of the full model would lose for
want of a constant. What still fits as well is not shown wrong by these data, and what the rung
leaves out is not shown right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from collabsim.calibration.goodness_of_fit import Judgement, judge
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.readings import joint_working
from collabsim.calibration.replicates import Purpose, first_replicate
from collabsim.calibration.model_outputs import Seen
from studies.england.structural_variants import STRUCTURES
from collabsim.calibration.targets import measured
from collabsim.calibration.variants import long_run
from collabsim.calibration.series_runs import Followed, follow, run_series, series_world
from collabsim.scenario import Scenario

ALL = tuple(PATTERNS)
JOINT_WORKING = 0.3
"""Joint projects a trust-year to which the pull of piloted classes is shifted (P22: 0.24 to 0.30)."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A model to set beside the full one: a null or a structural alternative."""

    name: str
    kind: Literal["model", "null", "structure"]
    says: str
    settings: Mapping[str, float]


_PLAIN = {
    "hazard.gates": 0.0,
    "incentives.value_weight": 0.0,
    "incentives.mandate_pull": 0.0,
    "incentives.copying": 0.0,
    "scaling.evidence_pull": 0.0,
    "scaling.proof": 0.0,
    "permission.encouragement_pull": 0.0,
    "clarity.match": 0.0,
    "ahsns.effect": 0.0,
    "budget.rush": 0.0,
    "leadership.board_effect": 0.0,
}

# fmt: off
LADDER: tuple[Rung, ...] = (
    Rung("full model", "model", "all ten barriers, geometric mean", {}),
    Rung("plain threshold Bass", "null", "heterogeneous pull, awareness and peers alone; no gate, value, mandate or evidence", _PLAIN),
    Rung("no gates", "null", "every gate open; appeal as it is", {"hazard.gates": 0.0}),
    Rung("no trust", "null", "trust is no barrier, and no evidence about companies is kept", {"barriers.trust": 0.0}),
    Rung("no permission", "null", "permission is no barrier", {"barriers.permission": 0.0}),
    Rung("no leadership", "null", "leadership is no barrier", {"barriers.leadership": 0.0}),
    Rung("no budget", "null", "the in-year budget is no barrier", {"barriers.budget": 0.0}),
    Rung("weakest link", "structure", "sigma 0: the worst barrier decides", STRUCTURES["weakest link"]),
    Rung("half-way", "structure", "sigma 0.5", STRUCTURES["half-way"]),
    Rung("average", "structure", "sigma infinite, nu matched", STRUCTURES["average"]),
    Rung("additive", "structure", "sigma infinite, nu 1: barriers add up", STRUCTURES["additive"]),
    Rung("symmetric trust", "structure", "bad news weighs as much as good (kappa 1)", STRUCTURES["symmetric trust"]),
    Rung("trust by company alone", "structure", "evidence about one company says nothing of others", STRUCTURES["trust by company alone"]),
)
# fmt: on


def climb(england: Scenario, rung: Rung, replicates: int, seed: int) -> tuple[float, Judgement]:
    """Return the shift of pull and the judgement of a rung, its attributes fitted anew.

    All rungs are run on the replicates of the default of every parameter, and so stay paired.
    """
    search, tell = (first_replicate(0, each) for each in (Purpose.SEARCH, Purpose.TELL))
    made = england.with_values(dict(rung.settings))
    shift = matched_pull(made, max(2, replicates // 3), seed, search)
    made = made.with_values({"hazard.pull": shift})
    series = measured()
    world = series_world(made, series)
    fitted = follow(world, series, replicates, seed, first=search).attributes
    found = judge(made, replicates, seed, attributes=fitted, first=tell, patterns=ALL)
    return shift, found


def matched_pull(england: Scenario, replicates: int, seed: int, first: int) -> float:
    """Return the shift of piloted classes' pull at which joint working is as measured."""
    nothing = Followed({}, {}, (), np.zeros((0, 0), np.int64))

    def short(pull: float) -> float:
        world = long_run(england).with_values({"world.months": 120.0, "hazard.pull": pull})
        seen = Seen(world, nothing, run_series(world, replicates, seed, first))
        return float(np.log(max(joint_working(seen), 1e-3) / JOINT_WORKING))

    return _root(short, england.parameters.hazard.pull)


def _root(short: Callable[[float], float], start: float) -> float:
    """Return where a rising function is near 0, by five secant steps inside the bounds of pull."""
    tried = [(start, short(start))]
    slope = 0.35
    for _ in range(5):
        x, y = tried[-1]
        if abs(y) < 0.1:
            break
        if len(tried) > 1 and tried[-2][0] != x:
            slope = max(0.1, (y - tried[-2][1]) / (x - tried[-2][0]))
        tried.append((float(np.clip(x - np.clip(y / slope, -3.0, 3.0), -10.0, 10.0)), 0.0))
        tried[-1] = (tried[-1][0], short(tried[-1][0]))
    return min(tried, key=lambda each: abs(each[1]))[0]
