"""Foretell the uptake of an innovation never seen, of a stated class, with its band."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from collabsim.cli import bars
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.scenario.faults import Fault, ScenarioError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "file", metavar="FILE.toml", help="what the innovation is; a series in it is held aside"
    )
    parser.add_argument(
        "--months", metavar="N", default="60", help="months from launch (default 60)"
    )
    parser.add_argument(
        "--sets", metavar="N", default="8", help="accepted parameter sets (default 8)"
    )
    parser.add_argument("--replicates", metavar="N", default="12", help="innovations drawn a set")
    parser.add_argument("--seed", metavar="S", default="1", help="seed of all luck (default 1)")
    parser.add_argument("--out", metavar="DIR", help="folder for the band as CSV and figure")


def execute(arguments: argparse.Namespace) -> int:
    """Foretell it."""
    faults: list[Fault] = []
    months = whole("--months", arguments.months, 1, 600, faults)
    sets = whole("--sets", arguments.sets, 1, 10_000, faults)
    replicates = whole("--replicates", arguments.replicates, 2, 10_000, faults)
    seed = whole("--seed", arguments.seed, 0, LARGEST_SEED, faults)
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    out = Path(arguments.out) if arguments.out else None
    return carry_out(Path(arguments.file), sets, replicates, seed, out, months=months)


def carry_out(
    file: Path,
    sets: int,
    replicates: int,
    seed: int,
    out: Path | None,
    *,
    fitting: bool = False,
    months: int = 60,
) -> int:
    """Fit or foretell one's own series and say what came out.

    Raises
    ------
    ScenarioError : for faults of the files, a series to fit that is missing, or a full folder.
    """
    from collabsim.calibration.judge import base
    from collabsim.calibration.own import read_own
    from collabsim.calibration.predict import chosen_sets, fit_own, predict_own
    from collabsim.plots import validation

    england = base()
    own = read_own(file, england, months)
    if fitting and not own.measured:
        said = "expected series = a CSV file with time and value: there is nothing to fit."
        raise ScenarioError([Fault(said, str(file), key="series")])
    if out is not None and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ScenarioError([Fault("is not an empty folder.", key="--out", value=str(out))])
    work = fit_own if fitting else predict_own
    with bars.stages("set") as told:
        found = work(
            own, england, chosen_sets(sets), replicates, seed,
            lambda done, of: told("sets", done, of),
        )  # fmt: skip
    print("\n".join(found.sentences(own.series)))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        found.band.to_csv(out / "band.csv", index=False, float_format="%.6g")
        validation.draw_one(own.series, found.band, out / "band")
        print(f"Band and figure: {out}")
    else:
        print("Illustrative: explores candidate mechanisms, not a forecast.", file=sys.stderr)
    return 0
