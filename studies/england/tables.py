"""The tables that a calibration leaves behind, and those of the one that is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pandas import DataFrame, read_csv

from collabsim.calibration.bands import bands, coverage
from collabsim.calibration.goodness_of_fit import Assessment
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.plausible_sets import plausible_in_variants, plausible_sets
from collabsim.calibration.prior import prior
from collabsim.calibration.targets import measured
from studies.england import alternatives, held_out, knockouts, lever_ranking
from studies.england.identifiability import identified, ridges
from studies.england.search import CONFIRM, Found, Search

Tables = Mapping[str, "DataFrame"]

PUBLISHED = Path(__file__).parent / "tables"

LATER: Mapping[str, Callable[[Search], DataFrame]] = {
    "held_out": held_out.table,
    "null_models": alternatives.models_table,
    "levers": lever_ranking.table,
    "structural_variants": alternatives.variants_table,
    "knockouts": knockouts.table,
}
"""Tables beside those of the search itself; but for the first they need runs of their own."""

FIT, KNOCKOUTS = "fit", "knockouts"
"""What the table of versions distinguishes: knock-outs take hours, and need not be run with every fit."""

VERSION = "results_version"
"""Column of that table: by which rules others were made."""

CONFIRMATION, HELD_OUT = "confirmation", "held-out draws"
"""The last two rows of the table of waves."""


def tables_of(search: Search) -> dict[str, DataFrame]:
    """Return every table that can be made of what was assessed."""
    sets = search.reported()
    points, found = search.assessed()
    curves = [each.assessment.curves for each in sets]
    band = bands(curves, measured())
    out = {
        "plausible_sets": _sets(sets),
        "attributes": _attributes(sets),
        "scores": _scores(sets),
        "patterns": _patterns(sets),
        "bands": band,
        "coverage": coverage(band, curves, measured()),
        "waves": _waves(search, sets),
    }
    if len(sets) > 2:
        chosen = points[[each.number for each in sets]]
        out["identifiability"] = identified(chosen, points, found)
        out["ridges"] = ridges(chosen)
    out |= {name: made for name, table in LATER.items() if len(made := table(search))}
    made_by = [name for name in (FIT, KNOCKOUTS) if name == FIT or name in out]
    version = search.plan.described()[VERSION]
    out["version"] = DataFrame([(name, version) for name in made_by], columns=["of", VERSION])
    return out


def made_by(tables: Tables, of: str = FIT) -> str:
    """Return the results version that tables were made by; nothing if they do not state it."""
    if "version" not in tables:
        return ""
    return str(tables["version"].set_index("of")[VERSION].get(of, ""))


def _sets(sets: Sequence[Found]) -> DataFrame:
    names = prior().names
    return _table(
        ("set", *names), ((n, *(float(f"{v[name]:.6g}") for name in names)) for n, v, _ in sets)
    )


def _attributes(sets: Sequence[Found]) -> DataFrame:
    fitted = {series.name: series.fitted for series in measured()}
    return _table(
        ("set", "series", "attribute", "value"),
        (
            (n, name, fitted[name], round(value, 5))
            for n, _, found in sets
            for name, value in found.attributes.items()
        ),
    )


def _scores(sets: Sequence[Found]) -> DataFrame:
    return _table(
        ("set", "series", "rmse", "bass", "noise", "ratio", "within", "implausibility"),
        (
            (
                n,
                name,
                s.rmse,
                s.series.bass.rmse,
                s.series.noise,
                s.ratio,
                s.within,
                found.implausibility[name],
            )
            for n, _, found in sets
            for name, s in found.scores.items()
        ),
    )


def _patterns(sets: Sequence[Found]) -> DataFrame:
    return _table(
        ("set", "pattern", "value", "holds"),
        (
            (n, name, value, PATTERNS[name].holds(value))
            for n, _, found in sets
            for name, value in found.readings.items()
        ),
    )


def _table(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> DataFrame:
    return DataFrame(list(rows), columns=list(columns))


def _waves(search: Search, sets: Sequence[Found]) -> DataFrame:
    """Return, stage by stage, how many sets were assessed and what ruled them out."""
    rows = [
        _stage(f"wave {wave + 1}", [search.of(f"wave-{wave + 1}", n) for n in range(size)])
        for wave, size in enumerate(search.plan.waves)
    ]
    again = [search.of(CONFIRM, each.number) for each in search.plausible()]
    rows.append(_stage(CONFIRMATION, again) | {"plausible": len(sets)})
    rows.append(_stage(HELD_OUT, [each.assessment for each in sets]))
    return DataFrame(rows).fillna(0)


def _stage(name: str, found: Sequence[Assessment]) -> dict[str, Any]:
    out = [cause for each in found for cause in each.ruled_out_by]
    row = {"stage": name, "sets": len(found), "plausible": sum(each.plausible for each in found)}
    causes = [*(series.name for series in measured()), *PATTERNS]
    return row | {cause: out.count(cause) for cause in causes if cause in out}


def write_tables(tables: Tables, folder: Path) -> None:
    """Write tables as CSV, numbers to six digits."""
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n", encoding="utf-8")


@cache
def published() -> Tables:
    """Return the tables of the calibration that is published; two of them ship as evidence."""
    # "null" is a word of the table of null models, not a missing value
    words = {"keep_default_na": False, "na_values": [""], "dtype": {VERSION: str}}
    here = {path.stem: read_csv(path, **words) for path in sorted(PUBLISHED.glob("*.csv"))}
    evidence = {
        "plausible_sets": plausible_sets(),
        "structural_variants": plausible_in_variants(),
    }
    return here | evidence
