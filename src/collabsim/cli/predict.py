"""The command ``predict``, and what it shares with ``calibrate``."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.cli.command import Answer, argument, command
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.cli.progress import progress
from collabsim.scenario.faults import Fault, ScenarioError

if TYPE_CHECKING:  # slow to import
    from collabsim.calibration.outlook import Outlook
    from collabsim.calibration.own import Own

SETS, REPLICATES, MONTHS = "8", "12", "60"
"""What is taken when nobody says."""


@command(
    argument(
        "file", metavar="FILE.toml", help="what the innovation is; a series in it is held aside"
    ),
    argument(
        "--months",
        metavar="N",
        help=f"months from launch (default {MONTHS}), where no series says them",
    ),
    argument("--sets", metavar="N", default=SETS, help=f"accepted parameter sets (default {SETS})"),
    argument("--replicates", metavar="N", default=REPLICATES, help="innovations drawn a set"),
    argument("--seed", metavar="S", default="1", help="seed of all luck (default 1)"),
    argument("--out", metavar="DIR", help="folder for the finding, and the band as CSV and figure"),
    examples=("predict my_innovation.toml --out results/mine",),
)
def predict(arguments: argparse.Namespace) -> Answer:
    """Predict the uptake of an innovation of a stated class that nobody has seen, with its interval."""
    return carry_out(arguments, Path(arguments.file), arguments.months, fitting=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of one's own series, checked."""

    own: Own
    sets: int
    replicates: int
    seed: int
    out: Path | None


def carry_out(
    arguments: argparse.Namespace,
    file: Path,
    months: str | None,
    *,
    fitting: bool,
    faults: Iterable[Fault] = (),
) -> Answer:
    """Fit or foretell one's own series and say what came out; ``faults`` are those found before.

    Raises
    ------
    ScenarioError : for faults of options and files, a series to fit that is missing, or a folder
        that holds something else.
    """
    from collabsim.calibration.judge import base
    from collabsim.calibration.predict import chosen_sets, fit_own, predict_own
    from collabsim.calibration.told import sentences

    asked = _checked(arguments, file, months, fitting, list(faults))
    sets = chosen_sets(asked.sets)
    work = fit_own if fitting else predict_own
    with progress("set") as shown:
        found = work(
            asked.own, base(), sets, asked.replicates, asked.seed, shown.tell,
        )  # fmt: skip
    lines = sentences(found)
    data = {"finding": lines, "sets": list(sets)}
    if asked.out is None:
        print("Illustrative: explores candidate mechanisms, not a forecast.", file=sys.stderr)
        return Answer("\n".join(lines), data)
    _write(asked.out, asked, tuple(sets), found, arguments.words)
    lines = [*lines, f"Finding, band and figure: {asked.out}"]
    return Answer("\n".join(lines), data, folder=asked.out)


def _checked(
    arguments: argparse.Namespace,
    file: Path,
    months: str | None,
    fitting: bool,
    faults: list[Fault],
) -> Asked:
    """Return what was asked, or raise every fault of the options and of the files."""
    from collabsim.calibration.judge import base
    from collabsim.calibration.own import read_own
    from collabsim.calibration.tables import accepted
    from collabsim.results import refusal

    horizon = whole("--months", months or MONTHS, 1, 600, faults)
    sets = whole("--sets", arguments.sets or SETS, 1, len(accepted()), faults)
    replicates = whole("--replicates", arguments.replicates, 2, 10_000, faults)
    seed = whole("--seed", arguments.seed, 0, LARGEST_SEED, faults)
    out = Path(arguments.out) if arguments.out else None
    refused = refusal(out) if out else ""
    if refused:
        faults.append(Fault(refused, key="--out", value=str(out)))
    own = None
    try:
        own = read_own(file, base(), horizon)
    except ScenarioError as error:
        faults += error.faults
    if own and fitting and not own.measured:
        said = "expected series = a CSV file with time and value: there is nothing to fit."
        faults.append(Fault(said, str(file), key="series"))
    if own and own.measured and months is not None:
        said = f"the series of {file} says the months; expected this without a series alone."
        faults.append(Fault(said, key="--months", value=months))
    if faults or own is None:
        raise ScenarioError(dict.fromkeys(faults))
    return Asked(own, sets, replicates, seed, out)


def _points(own: Own) -> dict[str, list[float]]:
    return {"time": own.series.months.tolist(), "value": own.series.values.tolist()}


def _write(
    out: Path, asked: Asked, sets: tuple[int, ...], found: Outlook, words: list[str]
) -> None:
    """Write what was found, and all that is needed to find it again."""
    from collabsim.calibration.told import sentences
    from collabsim.experiment.accepted import SHIPPED
    from collabsim.report import validation
    from collabsim.report.source import ILLUSTRATIVE
    from collabsim.results import results_version, versions, writing
    from collabsim.results.files import json_of

    own = asked.own
    manifest = {
        "kind": "prediction",
        **versions(),
        "results_version": results_version(),
        "command": words,
        "seed": asked.seed,
        "replicates": asked.replicates,
        "sets": list(sets),
        "attributes": dict(zip(sets, found.attributes, strict=False)),
        "accepted_sha256": hashlib.sha256(SHIPPED.read_bytes()).hexdigest(),
        "file": own.text,
        "series": None if not own.measured else _points(own),
    }
    text = "\n".join([*sentences(found), "", ILLUSTRATIVE])
    with writing(out) as folder:
        (folder / "finding.txt").write_text(f"{text}\n", "utf-8", newline="\n")
        (folder / "manifest.json").write_bytes(json_of(manifest))
        validation.draw_one(own.series, found.band, folder / "band", found.how)
