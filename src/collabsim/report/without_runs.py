"""Answers of folders that hold no runs: a search for parameter sets, and a prediction with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from pandas import DataFrame, read_csv

from collabsim.report.answer import Answer
from collabsim.report.question import Finding
from collabsim.report.source import Source
from collabsim.report.summary import Summary
from collabsim.results.sums import SUMS

QUESTION = "Which parameter sets agree with what NHS trusts really took up?"
APART = (
    "The sets differ from each other: an answer that takes them says how far it ranges over them."
)
CAUTION = "Do not read agreement as proof: what the measured series cannot distinguish stays as open as before."


def answer_of_search(folder: Path) -> Answer:
    """Return the answer of a calibration's folder, finished or not."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    tables = {path.stem: read_csv(path) for path in sorted(folder.glob("*.csv"))}
    tried, sets = sum(plan["waves"]), len(tables.get("plausible_sets", ()))
    said = f"{sets} of {tried} parameter sets that were tried agree with all that was measured."
    missing = () if (folder / SUMS).is_file() else ("The search is not finished.",)
    if missing:
        said = "The search is not finished, so which parameter sets agree is not known yet."
    coverage = tables.get("coverage", DataFrame())
    return Answer(
        QUESTION,
        Source("England", plan["seed"], plan["replicates"], sets=max(sets, 1)),
        Summary(said, APART, CAUTION),
        _ranking(coverage) if len(coverage) else DataFrame(),
        findings=tuple(map(Finding, _waves(tables.get("waves", DataFrame())))),
        missing=missing,
        tables=tables,
    )


def _ranking(coverage: DataFrame) -> DataFrame:
    """Return how much of every measured series lies in the band of the sets that agree."""
    shares = coverage["inside"].map("{:.0%}".format)
    names = ("Measured series", "Points", "Points in the band")
    columns = (coverage["series"].str.replace("_", " "), coverage["points"].map(str), shares)
    rows = DataFrame(dict(zip(names, columns, strict=True)))
    rows.attrs["caption"] = "Measured uptake against the band of all sets that agree"
    return rows


def _waves(waves: DataFrame) -> list[str]:
    """Say of every stage how many sets it looked at, and how many it left."""
    return [
        f"{row.stage}: {row.plausible} of {row.sets} parameter sets agree."
        for row in waves.itertuples()
    ]


def answer_of_prediction(folder: Path) -> Answer:
    """Return the answer of a folder of ``collabsim calibrate`` or ``predict``: band and sentences.

    Its figure stands there as ``band.svg`` and ``band.png``.
    """
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    band = read_csv(folder / "band.csv")
    ends = band.iloc[[-1]].drop(columns=["month", "draws"], errors="ignore")
    rows = (100.0 * ends).T.dropna().round(1).astype(str).reset_index()
    rows.columns = ["", f"Month {band['month'].iloc[-1]:.0f} (%)"]
    return Answer(
        told["question"],
        Source("England", told["seed"], told["replicates"], sets=len(told["sets"])),
        Summary(*told["summary"]),
        rows,
        cautions=(told["summary"][-1],),
        findings=tuple(map(Finding, told["finding"])),
        tables={"band": band},
    )


WITHOUT_RUNS: Mapping[str, Callable[[Path], Answer]] = {
    "prediction": answer_of_prediction,
    "calibration": answer_of_search,
}
"""By the kind of a folder how it is answered."""
