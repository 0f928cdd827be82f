"""What a calibration runs once sets are accepted: ladder of nulls, levers set by set, knock-outs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studies.england.held_out import aside_table
from collabsim.calibration.goodness_of_fit import Judgement, scenario_of
from studies.england.knockouts import Trial, knockouts_table, run_knockouts
from studies.england.null_models import LADDER, climb
from collabsim.calibration.patterns import PATTERNS
from studies.england.pool import spread
from studies.england.lever_ranking import REPLICATES, SETS, lever_gains
from studies.england.folder import (
    AGAIN,
    missing,
    opened,
    read_json,
    read_judged,
    write_judged,
    write_text,
)
from studies.england.structural_variants import structures_table
from studies.england.fit_tables import KNOCKOUTS, VERSION, tables_of, version_table, write_tables
from collabsim.calibration.targets import measured
from studies.england.search import JUDGES, Plan, accepted_sets, evenly

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Progress = Callable[[str, int, int], None]


TRIED_BY = (
    *JUDGES,
    *(f"calibration/{name}.py" for name in ("conclusions", "identify", "knockouts", "mechanisms")),
)
"""What knock-outs come from beside the model."""

SHIFT = "hazard.pull"


def run_ladder(
    plan: Plan, folder: Path, workers: int = 1, progress: Progress | None = None
) -> None:
    """Climb every rung that is missing, each on the default of every parameter."""
    with opened(folder, plan.described()):
        left = missing(folder, "ladder", range(len(LADDER)))
        for done, (n, found) in enumerate(spread(partial(_climb, plan), left, workers)):
            write_judged(folder, "ladder", n, found)
            if progress is not None:
                progress("ladder", done + 1, len(left))


def _climb(plan: Plan, n: int) -> Judgement:
    shift, found = climb(scenario_of(plan.config), LADDER[n], plan.replicates, plan.seed)
    return replace(found, attributes={**found.attributes, SHIFT: shift})


def run_levers(
    plan: Plan, folder: Path, workers: int = 1, progress: Progress | None = None
) -> None:
    """Run every lever under the default and some accepted sets, those that are missing."""
    sets = [each for each in accepted_sets(plan, folder) if each[0] > 0]  # 0 is the default
    default: tuple[int, Mapping[str, float]] = (-1, {})
    chosen = [default, *((n, settings) for n, settings, _ in evenly(sets, SETS))]
    with opened(folder, plan.described()):
        left = [each for each in chosen if not _levers_file(folder, each[0]).is_file()]
        for done, (each, table) in enumerate(spread(partial(_pull, plan), left, workers)):
            rows = json.dumps({"rows": table.to_dict(orient="records")})
            write_text(_levers_file(folder, each[0]), rows)
            if progress is not None:
                progress("levers", done + 1, len(left))


def _levers_file(folder: Path, number: int) -> Path:
    return folder / "levers" / f"{number + 1:05d}.json"


def _pull(plan: Plan, each: tuple[int, Mapping[str, float]]) -> DataFrame:
    return lever_gains(scenario_of(plan.config), [each], REPLICATES, plan.seed)


def take_everything_out(
    plan: Plan, folder: Path, workers: int, progress: Progress | None = None
) -> None:
    """Take out every term and parameter that has not been, at the default of all others."""
    default = read_judged(folder, "wave-1", 0)
    from collabsim.results import results_version  # with it comes pandas: slow

    trial = Trial(tuple(default.attributes.items()), plan.replicates, plan.seed)
    rules = {"waves": [], "judged_by": results_version(*TRIED_BY)}
    with opened(folder, plan.described()), opened(folder / KNOCKOUTS, rules):
        run_knockouts(folder / KNOCKOUTS, trial, workers, progress)


def ladder_table(folder: Path) -> DataFrame:
    """Return a row a rung and series, and one a rung for patterns: what it reached on fresh luck."""
    from pandas import DataFrame

    rows = []
    for n, rung in enumerate(LADDER):
        if missing(folder, "ladder", range(n, n + 1)):
            continue
        found = read_judged(folder, "ladder", n)
        row: dict[str, object] = {"rung": rung.name, "kind": rung.kind, "says": rung.says}
        row["shift"] = found.attributes[SHIFT]
        for series in measured():
            row[series.name] = found.scores[series.name].ratio
            row[f"{series.name} within"] = found.scores[series.name].within
        row["within"] = sum(score.within for score in found.scores.values())
        read = {name: found.readings.get(name, float("nan")) for name in PATTERNS}
        missed = [name for name, value in read.items() if not PATTERNS[name].holds(value)]
        row["patterns"] = len(PATTERNS) - len(missed)
        row["missed"] = " ".join(missed)
        rows.append(row)
    return DataFrame(rows)


def levers_table(folder: Path) -> DataFrame:
    """Return what each lever adds under each set that was run; set -1 is the default."""
    from pandas import DataFrame

    rows = [
        row
        for path in sorted((folder / "levers").glob("*.json"))
        for row in read_json(path, AGAIN)["rows"]
    ]
    return DataFrame(rows)


def finish(plan: Plan, folder: Path) -> dict[str, DataFrame]:
    """Write and return every table that can be made of a calibration's folder."""
    tables = tables_of(plan, folder)
    for name, table in (
        ("aside", aside_table(plan, folder)),
        ("ladder", ladder_table(folder)),
        ("levers", levers_table(folder)),
        ("structures", structures_table(plan, folder)),
        ("knockouts", knockouts_table(folder / KNOCKOUTS)),
    ):
        if len(table):
            tables[name] = table
    if KNOCKOUTS in tables:
        from pandas import concat

        taken_out = version_table(KNOCKOUTS, plan.described()[VERSION])
        tables["version"] = concat([tables["version"], taken_out], ignore_index=True)
    write_tables(tables, folder)
    return tables
