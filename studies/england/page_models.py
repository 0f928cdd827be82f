"""The page on models beside the full one: series held out, null models, structural variants."""

from __future__ import annotations

from typing import Any

from pandas import DataFrame

from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.targets import WITHIN, measured
from studies.england.markdown import percent, table
from studies.england.tables import Tables

MOST = 4
"""Causes named of each variant."""


def held_out_failure(tables: Tables) -> str:
    """State of how many series the others predict the course, for the list of failures."""
    if "held_out" not in tables:
        return ""
    found = tables["held_out"].dropna(subset=["within"])
    better = found["within"] - found["unchosen"]
    error = (found["unchosen"] * (1.0 - found["unchosen"]) / found["sets"]) ** 0.5
    return (
        f"**Series hardly predict each other**: of {len(found)} series held out in turn, "
        f"{int((better > 2.0 * error).sum())} are followed clearly more often by sets chosen with the "
        f"others than by any sets at all ({100 * better.min():+.0f} to {100 * better.max():+.0f} "
        "percentage points)."
    )


def held_out(tables: Tables) -> str:
    """Return what sets chosen without a series make of it."""
    if "held_out" not in tables:
        return ""
    titles = {series.name: series.title for series in measured()}
    columns = ("within", "unchosen", "inside")
    rows = [
        [titles[str(row["series"])], f"{row['sets']:.0f}"]
        + [percent(row[column]) if row["sets"] else "–" for column in columns]
        for _, row in tables["held_out"].iterrows()
    ]
    words = (
        "Each series was held out in turn: of the sets of the first wave, drawn before anything was "
        "known of any, those are chosen that every *other* series leaves plausible, and every fitted "
        "pattern that is not read from this one. Its one attribute is still fitted to it, on the same "
        "draws, so this tests the course of uptake and not its speed; and the defaults, near which sets "
        "are drawn, were set with all series in view. The others predict a series as far as more of the "
        "chosen sets are consistent with it than of all."
    )
    head = ("series held out", "sets chosen without it",
            f"of these within {WITHIN:g} × Bass or the noise", "of all sets of the wave",
            "points in their band")  # fmt: skip
    return f"## Each series held out\n\n{words}\n\n{table(head, rows)}"


def null_models(tables: Tables) -> str:
    """Return the null models and structural variants beside the full model."""
    if "null_models" not in tables:
        return "The null models were not run."
    models, series = tables["null_models"], measured()
    rows = [
        [
            row["rung"],
            row["says"],
            *(f"{row[each.name]:.1f}" for each in series),
            f"{row['within']:.0f} of {len(series)}",
            f"{row['patterns']:.0f} of {len(PATTERNS)}",
            " ".join(_describe(row["missed"])) or "none",
        ]
        for _, row in models.iterrows()
    ]
    head = ("model", "what it is", *(each.title for each in series), "series it is consistent with",
            "patterns held", "missed")  # fmt: skip
    words = (
        "Errors relative to a free Bass curve, on held-out draws, at the default of every other "
        "parameter, attributes fitted anew and the pull of piloted classes shifted so that joint working "
        "is as measured. A null model that does as well is not shown wrong by these data, so the "
        "mechanism it lacks is not shown right: it rests on judgement. Structural variants are carried "
        "as alternatives and never averaged. A pattern just outside its tolerance is missed like one far "
        "out: Monte Carlo error alone may do that."
    )
    return f"{words}\n\n{table(head, rows)}\n\n{verdict(models)}"


def verdict(models: DataFrame) -> str:
    """State which null models lose a series or a check, and which only what defaults were set with."""
    full = _missed(models[models["kind"] == "model"].iloc[0])
    nulls = models[models["kind"] == "null"]
    lost = {row["rung"]: _missed(row) - full for _, row in nulls.iterrows()}
    tests = {name: {each for each in ids if not _is_input(each)} for name, ids in lost.items()}
    lines = []
    as_well = ", ".join(f"*{name}*" for name, ids in tests.items() if not ids)
    if as_well:
        lines.append(
            f"As good as the full model on series and checks: {as_well}. What these lack rests on "
            "judgement."
        )
    lines += [f"*{name}* loses {', '.join(sorted(ids))}." for name, ids in tests.items() if ids]
    inputs = {name: sorted(ids - tests[name]) for name, ids in lost.items()}
    words = "; ".join(f"*{name}* {', '.join(ids)}" for name, ids in inputs.items() if ids)
    if words:
        lines.append(
            f"Of what defaults were set with in view, which is no test, are missed: {words}."
        )
    return " ".join(lines)


def _missed(row: Any) -> set[str]:
    """Return what a model misses: names of series and patterns."""
    return {s.name for s in measured() if not row[f"{s.name} within"]} | {*_describe(row["missed"])}


def _describe(cell: object) -> list[str]:
    return cell.split() if isinstance(cell, str) else []


def _is_input(name: str) -> bool:
    """Return whether it is a pattern with which in view a default was set."""
    return name in PATTERNS and PATTERNS[name].role != "check"


def structural_variants(tables: Tables) -> str:
    """Return how many plausible sets agree with the data in each structural variant as well."""
    if "structural_variants" not in tables:
        return ""
    rows = []
    for name, mine in tables["structural_variants"].groupby("structure", sort=False):
        causes = " ".join(mine["ruled_out_by"].dropna().astype(str)).split()
        often = sorted({(-causes.count(each), each) for each in causes})[:MOST]
        words = ", ".join(f"{cause} {-count}" for count, cause in often) or "–"
        rows.append([str(name), f"{len(mine)}", f"{mine['accepted'].sum():.0f}", words])
    words = (
        "Plausible sets in structural variants: so many, evenly spaced, were assessed anew, on held-out "
        "draws, with the variant laid over each as experiments do, the attribute of each series fitted "
        "in it and nothing else changed. On those draws not all of them are plausible in the model's own "
        "form either: the first row is what to compare with. Where an experiment names such a variant, "
        "it takes only sets that are plausible in it too."
    )
    head = ("variant", "sets tried", "plausible", "ruled out most by")
    return f"{words}\n\n{table(head, rows)}"
