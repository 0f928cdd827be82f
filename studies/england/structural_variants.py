"""Accepted sets, tried in every structure: which of them follow the data there as well.

Structures are alternatives that no evidence decides between, and are never averaged. A set that
was accepted in the model's own structure need not follow the data in another. So the structure is
laid over the set, as experiments do; the attribute of every series is fitted anew in it, and the
set is judged on replicates of its own that have chosen nothing, the same as in the model's own structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from collabsim.calibration.goodness_of_fit import (
    CUTOFF,
    Judgement,
    judge,
    scenario_of,
    with_settings,
)
from collabsim.calibration.patterns import FITTED
from studies.england.pool import spread
from collabsim.calibration.replicates import Purpose, first_replicate
from studies.england.folder import missing, opened, read_judged, write_judged
from collabsim.calibration.targets import measured
from studies.england.search import REPORT, Found, Plan, accepted_sets, evenly
from collabsim.calibration.series_runs import follow, series_world

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Progress = Callable[[str, int, int], None]
Job = tuple[str, int, Mapping[str, float]]
"""A structure's name, a set's number and its settings, the structure's laid over them."""

INFINITE = float("inf")

SETS = 30
"""Accepted sets that are tried in every structure, evenly spaced among all."""

OWN = "as it is"
"""The model's own structure, to compare with."""

NOTHING: Mapping[str, float] = {}

STRUCTURES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "weakest link": {"hazard.sigma": 0.0},
        "half-way": {"hazard.sigma": 0.5},
        "average": {"hazard.sigma": INFINITE},
        "additive": {"hazard.sigma": INFINITE, "hazard.nu": 1.0, "hazard.pull": -2.0},
        "symmetric trust": {"trust.kappa": 1.0},
        "trust by company alone": {"trust.category": 0.0},
    }
)
"""Alternatives by name, as experiments lay them over a set.

The pull of the additive form is lower, and takes the place of the set's own: where barriers only
add up, all of them let more through, and joint working would be far above what is measured.
"""


def run_structures(
    plan: Plan, folder: Path, workers: int = 1, progress: Progress | None = None
) -> None:
    """Judge every accepted set in every structure in which it has not been judged."""
    with opened(folder, plan.described()):
        tried = _tried(plan, folder)
        left: list[Job] = [
            (name, number, {**settings, **over})
            for name, over in STRUCTURES.items()
            for number, settings, _ in tried
            if missing(folder, _stage(name), [number])
        ]
        work = partial(_judge, plan)
        for done, ((name, number, _), found) in enumerate(spread(work, left, workers)):
            write_judged(folder, _stage(name), number, found)
            if progress is not None:
                progress("structures", done + 1, len(left))


def _tried(plan: Plan, folder: Path) -> list[Found]:
    return evenly(accepted_sets(plan, folder), SETS)


def _judge(plan: Plan, job: Job) -> Judgement:
    """Judge a set in a structure, on the replicates that it has in the model's own."""
    world, series = with_settings(scenario_of(plan.config), job[2]), measured()
    often = plan.replicates, plan.seed
    search, tell = (first_replicate(job[1], each) for each in (Purpose.SEARCH, Purpose.TELL))
    fitted = follow(series_world(world, series), series, *often, first=search).attributes
    return judge(world, *often, attributes=fitted, first=tell, patterns=FITTED)


def structures_table(plan: Plan, folder: Path) -> DataFrame:
    """Return a row a structure and set: what the structure says, whether it is accepted, why not."""
    from pandas import DataFrame

    rows, tried = [], _tried(plan, folder)
    for name, over in {OWN: NOTHING, **STRUCTURES}.items():
        stage = REPORT if name == OWN else _stage(name)
        for number, _, _ in tried:
            if missing(folder, stage, [number]):
                continue
            found = read_judged(folder, stage, number)
            row: dict[str, object] = {"structure": name, "set": number}
            row |= {key: over.get(key) for key in _keys()}
            rows.append(row | {"accepted": found.plausible, "ruled_out_by": _against(found)})
    return DataFrame(rows)


def _stage(name: str) -> str:
    return f"structure-{name.replace(' ', '-')}"


def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for over in STRUCTURES.values() for key in over))


def _against(found: Judgement) -> str:
    """Return what rules a set out, the names of series and patterns."""
    beyond = [name for name, score in found.scores.items() if not score.within]
    beyond += [
        name
        for name, far in found.implausibility.items()
        if far >= CUTOFF and name not in beyond and (name in found.scores or name in FITTED)
    ]
    return " ".join(beyond)
