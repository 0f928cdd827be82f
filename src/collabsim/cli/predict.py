"""The commands ``predict`` and ``calibrate``: what the model says of a user's innovation."""

from __future__ import annotations

import argparse
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.cli.command import Answer, argument, command
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.cli.progress import progress
from collabsim.scenario.faults import Fault, ScenarioError

if TYPE_CHECKING:  # slow to import
    from collabsim.calibration.prediction import Prediction
    from collabsim.calibration.user_series import UserSeries

SETS, REPLICATES, MONTHS = "8", "12", "60"
"""What is taken where an option is not given."""


SHARED = (
    argument(
        "--sets", metavar="N", default=SETS, help=f"plausible parameter sets (default {SETS})"
    ),
    argument(
        "--replicates",
        metavar="N",
        default=REPLICATES,
        help=f"under each set (default {REPLICATES})",
    ),
    argument("--seed", metavar="S", default="1", help="seed of all random draws (default 1)"),
    argument("--out", metavar="DIR", help="folder for the finding, and the band as CSV and figure"),
)


@command(
    argument("file", metavar="SERIES.toml", help="what the innovation is, and its series"),
    *SHARED,
    examples=("calibrate inhaler.toml --out results/inhaler",),
)
def calibrate(arguments: argparse.Namespace) -> Answer:
    """Fit one attribute of an innovation to a measured series of your own, under plausible parameter sets."""
    return carry_out(arguments, None, fitting=True)


@command(
    argument(
        "file", metavar="FILE.toml", help="what the innovation is; a series in it is held out"
    ),
    argument(
        "--months",
        metavar="N",
        help=f"months from launch (default {MONTHS}), where no series states them",
    ),
    *SHARED,
    examples=("predict my_innovation.toml --out results/mine",),
)
def predict(arguments: argparse.Namespace) -> Answer:
    """Predict the uptake of an innovation of a stated class that nobody has seen, with its interval."""
    return carry_out(arguments, arguments.months, fitting=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of a user's series, checked."""

    series: UserSeries
    sets: int
    replicates: int
    seed: int
    out: Path | None


def carry_out(arguments: argparse.Namespace, months: str | None, *, fitting: bool) -> Answer:
    """Fit or predict a user's series and return what came out.

    Raises
    ------
    ScenarioError : for faults of options and files, a series to fit that is missing, or a folder
        that holds something else.
    """
    from collabsim.calibration import predict as predicting
    from collabsim.calibration.describe_prediction import describe
    from collabsim.calibration.goodness_of_fit import measured_england
    from collabsim.calibration.plausible_sets import choose_sets

    asked = _checked(arguments, months, fitting)
    sets = choose_sets(asked.sets)
    with progress("set") as shown:
        found = (predicting.fit if fitting else predicting.predict)(
            asked.series, measured_england(), sets, asked.replicates, asked.seed, shown.tell
        )
    told = describe(found)
    lines = [told["question"], "", *told["summary"], "", *told["finding"]]
    data = {**told, "sets": list(sets)}
    if asked.out is None:
        print("Illustrative: explores candidate mechanisms, not a forecast.", file=sys.stderr)
        return Answer("\n".join(lines), data)
    _write(asked.out, asked, tuple(sets), found, arguments.words)
    lines = [*lines, f"A page to read and to print, finding, band and figure: {asked.out}"]
    return Answer("\n".join(lines), data, folder=asked.out)


def _checked(arguments: argparse.Namespace, months: str | None, fitting: bool) -> Request:
    """Return what was asked, or raise every fault of the options and of the files."""
    from collabsim.calibration.goodness_of_fit import measured_england
    from collabsim.calibration.plausible_sets import plausible_sets
    from collabsim.calibration.user_series import read_user_series
    from collabsim.results import refusal

    file, faults = Path(arguments.file), list[Fault]()
    horizon = whole("--months", months or MONTHS, 1, 600, faults)
    sets = whole("--sets", arguments.sets, 1, len(plausible_sets()), faults)
    replicates = whole("--replicates", arguments.replicates, 2, 10_000, faults)
    seed = whole("--seed", arguments.seed, 0, LARGEST_SEED, faults)
    out = Path(arguments.out) if arguments.out else None
    refused = refusal(out) if out else ""
    if refused:
        faults.append(Fault(refused, key="--out", value=str(out)))
    series = None
    try:
        series = read_user_series(file, measured_england(), horizon)
    except ScenarioError as error:
        faults += error.faults
    if series and fitting and not series.measured:
        said = "expected series = a CSV file with time and value: there is nothing to fit."
        faults.append(Fault(said, str(file), key="series"))
    if series and series.measured and months is not None:
        said = f"the series of {file} states the months; expected this without a series alone."
        faults.append(Fault(said, key="--months", value=months))
    if faults or series is None:
        raise ScenarioError(dict.fromkeys(faults))
    return Request(series, sets, replicates, seed, out)


def _write(
    out: Path, asked: Request, sets: tuple[int, ...], found: Prediction, words: list[str]
) -> None:
    """Write what was found, and all that is needed to find it again."""
    from collabsim.calibration.describe_prediction import describe
    from collabsim.experiment.parameter_sets import SHIPPED
    from collabsim.report.provenance import of_prediction
    from collabsim.report.uptake import draw_series
    from collabsim.report.without_runs import answer_of_prediction
    from collabsim.report.write import write_pages
    from collabsim.results import REPORT, results_version, versions, write_csv, writing
    from collabsim.results.dictionary import dictionary_of
    from collabsim.results.files import json_of

    own = asked.series
    points = {"time": own.series.months.tolist(), "value": own.series.values.tolist()}
    manifest = {
        "kind": "fit" if found.attributes else "prediction",
        **versions(),
        "results_version": results_version(),
        "command": words,
        "seed": asked.seed,
        "replicates": asked.replicates,
        "sets": list(sets),
        "attributes": dict(zip(sets, found.attributes, strict=False)),
        "plausible_sets_sha256": hashlib.sha256(SHIPPED.read_bytes()).hexdigest(),
        "file": own.text,
        "series": points if own.measured else None,
        **describe(found),
    }
    with writing(out) as folder:
        (folder / "manifest.json").write_bytes(json_of(manifest))
        draw_series(own.series, found.band, folder / "band", found.how)
        write_csv(dictionary_of(found.band), folder / "dictionary.csv")
        made = answer_of_prediction(folder)
        (folder / "finding.txt").write_text(f"{made.text}\n", "utf-8", newline="\n")
        write_pages(made, of_prediction(folder, out.name), folder / REPORT, folder)
