"""The command ``calibrate``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.cli.command import INTERRUPTED, Answer, TroubleError, argument, command
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.cli.predict import REPLICATES, SETS, carry_out
from collabsim.cli.progress import progress
from collabsim.scenario.faults import Fault, ScenarioError

if TYPE_CHECKING:  # slow to import
    from collabsim.calibration.waves import Plan


WAVES = "240,240"

OF_ENGLAND = {"waves": "--waves", "workers": "--workers", "no_extras": "--no-extras",
              "knock_outs": "--knock-outs"}  # fmt: skip
"""Options that say nothing where a series of one's own is fitted."""


@command(
    argument("series", metavar="SERIES.toml", nargs="?", help="a series of your own: fit it alone"),
    argument(
        "--out",
        metavar="DIR",
        help="folder (default: results/calibration; none for a series of your own)",
    ),
    argument("--waves", metavar="N,N,...", help=f"sets in each wave (default {WAVES})"),
    argument(
        "--replicates", metavar="N", default=REPLICATES, help=f"of each set (default {REPLICATES})"
    ),
    argument("--seed", metavar="S", default="1", help="seed of all luck (default 1)"),
    argument("--workers", metavar="N", help="sets judged at once (default 1)"),
    argument(
        "--sets", metavar="N", help=f"accepted sets for a series of your own (default {SETS})"
    ),
    argument("--no-extras", action="store_true", help="neither structures, null ladder nor levers"),
    argument(
        "--knock-outs", action="store_true", help="take out every term in turn as well: hours"
    ),
    examples=("calibrate", "calibrate inhaler.toml --out results/inhaler"),
)
def calibrate(arguments: argparse.Namespace) -> Answer:
    """Hold the model to what NHS trusts really did; or fit a series of your own. The same command goes on."""
    if arguments.series:
        others = _without_say(arguments, OF_ENGLAND, "without a series of your own")
        return carry_out(arguments, Path(arguments.series), None, fitting=True, faults=others)
    faults = _without_say(arguments, {"sets": "--sets"}, "with a series of your own")
    replicates = whole("--replicates", arguments.replicates, 2, 1000, faults)
    seed = whole("--seed", arguments.seed, 0, LARGEST_SEED, faults)
    workers = whole("--workers", arguments.workers or "1", 1, 1000, faults)
    sizes = (arguments.waves or WAVES).split(",")
    from collabsim.calibration.replicates import MOST_SETS

    waves = tuple(whole("--waves", n, 2, 100_000, faults) for n in sizes)
    if sum(waves) > MOST_SETS:
        said = f"expected at most {MOST_SETS:,} sets in all, found {sum(waves):,}."
        faults.append(Fault(said, key="--waves", value=arguments.waves))
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    from collabsim.calibration.waves import Plan
    from collabsim.experiment import StoppedError

    out = Path(arguments.out or "results/calibration")
    extras = (not arguments.no_extras, arguments.knock_outs)
    try:
        return _calibrate(Plan(waves, replicates, seed=seed), workers, out, *extras)
    except StoppedError as error:
        raise TroubleError(f"{error} {_kept(out)}") from None
    except KeyboardInterrupt:
        raise TroubleError(f"Stopped. {_kept(out)}", INTERRUPTED) from None
    except OSError as error:
        raise TroubleError(f"{error.strerror or error}. {_kept(out)}") from None


def _without_say(
    arguments: argparse.Namespace, options: Mapping[str, str], when: str
) -> list[Fault]:
    """Return a fault for every option that was given and has no say here."""
    given = [option for name, option in options.items() if getattr(arguments, name)]
    return [Fault(f"has a say only {when}.", key=option) for option in given]


def _calibrate(plan: Plan, workers: int, out: Path, extras: bool, knock_outs: bool) -> Answer:
    from collabsim.calibration.extras import (
        finish,
        run_ladder,
        run_levers,
        take_everything_out,
    )
    from collabsim.calibration.page import page
    from collabsim.calibration.structures import run_structures
    from collabsim.calibration.waves import calibrate
    from collabsim.report import validation
    from collabsim.results.sums import seal

    with progress("set") as shown:

        def tell(stage: str, done: int, of: int) -> None:
            shown.tell(done, of, stage)

        calibrate(plan, out, workers=workers, progress=tell)
        if extras:
            run_structures(plan, out, workers, tell)
            run_ladder(plan, out, workers, tell)
            run_levers(plan, out, workers, tell)
        if knock_outs:
            take_everything_out(plan, out, workers, tell)
    tables = finish(plan, out)
    (out / "validation.md").write_text(page(tables, "figures"), "utf-8", newline="\n")
    validation.draw(tables, out / "figures")
    seal(out)
    kept, made = len(tables["accepted"]), sum(plan.waves)
    lines = [f"{kept} of {made} parameter sets follow what trusts really did."]
    lines += [] if kept else ["None does: validation.md says what ruled them out."]
    lines.append(f"Tables, figures and validation.md: {out}")
    return Answer("\n".join(lines), {"accepted": kept, "of": made}, folder=out)


def _kept(out: Path) -> str:
    """Say how much is kept and how to go on."""
    from collabsim.calibration.store import PLAN, judgements

    if not (out / PLAN).is_file():
        return "Nothing was written."
    kept = f"Sets judged and kept in {out}: {judgements(out):,}"
    return f"{kept}; the same command goes on with the rest."
