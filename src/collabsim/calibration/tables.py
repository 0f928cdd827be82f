"""The tables a calibration leaves behind, and those of the fit that ships with the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from collabsim.calibration.identify import identified, ridges
from collabsim.calibration.judge import CUTOFF, Judgement
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.space import space
from collabsim.calibration.store import read_judged
from collabsim.calibration.targets import Series, measured
from collabsim.calibration.waves import (
    Found,
    Plan,
    accepted_sets,
    judged,
    plausible,
    reported_sets,
)
from collabsim.record import Floats

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

NAMES = (
    "accepted", "attributes", "scores", "patterns", "bands", "coverage", "waves", "identified",
    "ridges", "version", "aside", "ladder", "levers", "structures", "knockouts",
)  # fmt: skip
"""Every table of a calibration; those from the ladder on need runs of their own."""

VERSION = "results_version"
"""Column of the table that says by which rules others were made."""

FIT, KNOCKOUTS = "fit", "knockouts"
"""What that table tells apart: knock-outs take hours, and need not be run again with every fit."""

LAST = "luck that chose nothing"
"""The last row of the table of waves."""


def tables_of(plan: Plan, folder: Path) -> dict[str, DataFrame]:
    """Return the tables that can be made of what was judged."""
    sets = reported_sets(plan, folder)
    points, found = judged(plan, folder)
    out = {
        "accepted": _accepted(sets),
        "attributes": _attributes(sets),
        "scores": _scores(sets),
        "patterns": _patterns(sets),
        "bands": bands([each.curves for _, _, each in sets], measured()),
        "waves": _waves(plan, folder),
        "version": version_table(FIT, plan.described()[VERSION]),
    }
    out["coverage"] = coverage(out["bands"], [each.curves for _, _, each in sets], measured())
    if len(sets) > 2:
        chosen = points[[number for number, _, _ in sets]]
        out["identified"], out["ridges"] = identified(chosen, points, found), ridges(chosen)
    return out


def version_table(of: str, version: str) -> DataFrame:
    """Return the table that says by which rules others were made, with one row."""
    from pandas import DataFrame

    return DataFrame([{"of": of, VERSION: version}])


def made_by(tables: Tables, of: str = FIT) -> str:
    """Return the results version that tables were made by; nothing if they do not say."""
    if "version" not in tables:
        return ""
    return str(tables["version"].set_index("of")[VERSION].get(of, ""))


def _accepted(sets: Sequence[Found]) -> DataFrame:
    from pandas import DataFrame

    names = space().names
    rows = [[n, *(f"{settings[name]:.6g}" for name in names)] for n, settings, _ in sets]
    table = DataFrame(rows, columns=["set", *names])
    return table.astype(dict.fromkeys(names, float))


def _attributes(sets: Sequence[Found]) -> DataFrame:
    from pandas import DataFrame

    fitted = {series.name: series.fitted for series in measured()}
    rows = [
        {"set": n, "series": name, "attribute": fitted[name], "value": round(value, 5)}
        for n, _, each in sets
        for name, value in each.attributes.items()
    ]
    return DataFrame(rows, columns=["set", "series", "attribute", "value"])


def _scores(sets: Sequence[Found]) -> DataFrame:
    from pandas import DataFrame

    rows = [
        {
            "set": n,
            "series": name,
            "rmse": score.rmse,
            "bass": score.bass,
            "noise": score.noise,
            "ratio": score.ratio,
            "within": score.within,
            "implausibility": each.implausibility[name],
        }
        for n, _, each in sets
        for name, score in each.scores.items()
    ]
    columns = ["set", "series", "rmse", "bass", "noise", "ratio", "within", "implausibility"]
    return DataFrame(rows, columns=columns)


def _patterns(sets: Sequence[Found]) -> DataFrame:
    from pandas import DataFrame

    rows = [
        {"set": n, "pattern": name, "value": value, "holds": PATTERNS[name].holds(value)}
        for n, _, each in sets
        for name, value in each.readings.items()
    ]
    return DataFrame(rows, columns=["set", "pattern", "value", "holds"])


def bands(curves: Sequence[Mapping[str, Floats]], series: Sequence[Series]) -> DataFrame:
    """Return the band that nine in ten simulated Englands stay in, point by point; few stay in all of it.

    Parameters
    ----------
    curves : of each set, an array (replicates, points) for each series; sets are pooled, and
        ``draws`` counts what was pooled.
    """
    from pandas import DataFrame

    from collabsim.results import spread

    rows = []
    for each in series:
        pooled = [curve[each.name] for curve in curves if each.name in curve]
        if not pooled:
            continue
        draws = np.concatenate(pooled)
        for n, month in enumerate(each.months):
            middle, low, high = spread(draws[:, n])
            rows.append(
                {
                    "series": each.name,
                    "month": int(month),
                    "measured": float(each.values[n]),
                    "low": low,
                    "median": middle,
                    "high": high,
                    "draws": len(draws),
                }
            )
    columns = ["series", "month", "measured", "low", "median", "high", "draws"]
    return DataFrame(rows, columns=columns)


def coverage(
    band: DataFrame, curves: Sequence[Mapping[str, Floats]], series: Sequence[Series]
) -> DataFrame:
    """Return the share of each series' points inside the band of all sets, and of one set alone.

    One set's band is luck alone. Neither holds the error of measurement.
    """
    from pandas import DataFrame

    inside = (band["low"] <= band["measured"]) & (band["measured"] <= band["high"])
    rows = []
    for each in series:
        mine = band["series"] == each.name
        alone = [_covered(curve[each.name], each) for curve in curves if each.name in curve]
        if mine.any():
            rows.append(
                {
                    "series": each.name,
                    "points": int(mine.sum()),
                    "inside": float(inside[mine].mean()),
                    "inside_one_set": float(np.mean(alone)),
                }
            )
    return DataFrame(rows, columns=["series", "points", "inside", "inside_one_set"])


def _covered(curves: Floats, series: Series) -> float:
    from collabsim.results import spread

    ends = np.array([spread(draws) for draws in curves.T])
    return float(np.mean((ends[:, 1] <= series.values) & (series.values <= ends[:, 2])))


def _waves(plan: Plan, folder: Path) -> DataFrame:
    """Return, wave by wave and then on fresh luck, how many sets were judged and what was against them."""
    from pandas import DataFrame

    _, found = judged(plan, folder)
    rows, start = [], 0
    for wave, size in enumerate(plan.waves):
        rows.append(_wave(f"wave {wave + 1}", found[start : start + size]))
        start += size
    again = [read_judged(folder, "fresh", number) for number, _, _ in plausible(plan, folder)]
    rows.append(_wave("fresh luck", again) | {"plausible": len(accepted_sets(plan, folder))})
    rows.append(_wave(LAST, [found for _, _, found in reported_sets(plan, folder)]))
    return DataFrame(rows).fillna(0)


def _wave(stage: str, found: Sequence[Judgement]) -> dict[str, object]:
    row: dict[str, object] = {"stage": stage, "sets": len(found)}
    row["plausible"] = sum(each.plausible for each in found)
    for name in [*(series.name for series in measured()), *FITTED]:
        out = sum(_out(each, name) for each in found)
        if out:
            row[name] = out
    return row


def _out(found: Judgement, name: str) -> bool:
    if name in found.scores and not found.scores[name].within:
        return True
    return name in found.implausibility and found.implausibility[name] >= CUTOFF


def write_tables(tables: Tables, folder: Path) -> None:
    """Write tables as CSV, numbers to six digits."""
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8")


def read_tables(folder: Path) -> dict[str, DataFrame]:
    """Return those tables that are in a folder."""
    from pandas import read_csv

    paths = {name: folder / f"{name}.csv" for name in NAMES}
    there = {name: path for name, path in paths.items() if path.is_file()}
    # "null" is a word of the ladder, not a missing value
    words = {"keep_default_na": False, "na_values": [""], "dtype": {VERSION: str}}
    return {n: read_csv(p, **words) for n, p in there.items()}


@cache
def shipped() -> Tables:
    """Return the tables of the fit that ships with the package."""
    return read_tables(Path(str(files("collabsim.calibration").joinpath("fit"))))


def accepted() -> DataFrame:
    """Return the parameter sets that follow what NHS trusts really did, a row each.

    Column ``set`` numbers them; every other column is a ``group.parameter``. Experiments take
    them with ``parameters = "plausible"``.
    """
    return shipped()["accepted"].copy()
