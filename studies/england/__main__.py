"""Run the study of England, or go on with it: the same command resumes where it was stopped.

python -m studies.england [--out DIR] [--workers N] [--knock-outs]      from the top of the repository
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from collabsim.calibration.replicates import MOST_SETS
from collabsim.cli.command import BAD_INPUT, INTERRUPTED, TROUBLE
from collabsim.cli.options import LARGEST_SEED, whole
from collabsim.cli.progress import progress
from collabsim.experiment import StoppedError
from collabsim.results.sums import seal
from collabsim.scenario.faults import Fault, ScenarioError
from studies.england import alternatives, figures, knockouts, lever_ranking
from studies.england.folder import PLAN, Effort, opened
from studies.england.page import page
from studies.england.search import Plan, Search
from studies.england.tables import tables_of, write_tables


def main(words: list[str] | None = None) -> int:
    """Run the study with these arguments, or those of the command line, and return the exit code."""
    arguments = _parser().parse_args(words)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    out = Path(arguments.out)
    try:
        return run(*_checked(arguments), out, arguments)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        print(f"Stopped. {_kept(out)}", file=sys.stderr)
        return INTERRUPTED
    except (StoppedError, OSError) as error:
        print(f"{getattr(error, 'strerror', None) or error} {_kept(out)}", file=sys.stderr)
        return TROUBLE
    finally:
        signal.signal(signal.SIGTERM, before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m studies.england",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--out", metavar="DIR", default="results/england", help="folder (default: %(default)s)")
    add("--waves", metavar="N,N,...", default="240,240", help="sets in each wave (%(default)s)")
    add("--replicates", metavar="N", default="12", help="of each set (default %(default)s)")
    add("--seed", metavar="S", default="1", help="seed of all random draws (default %(default)s)")
    add("--workers", metavar="N", default="1", help="jobs at once (default %(default)s)")
    add("--search-only", action="store_true", help="neither variants, null models nor levers")
    add("--knock-outs", action="store_true", help="take out every term in turn as well: hours")
    return parser


def _checked(arguments: argparse.Namespace) -> tuple[Plan, int]:
    """Return the plan and how many jobs are done at once, or raise every fault."""
    faults: list[Fault] = []
    replicates = whole("--replicates", arguments.replicates, 2, 1000, faults)
    seed = whole("--seed", arguments.seed, 0, LARGEST_SEED, faults)
    workers = whole("--workers", arguments.workers, 1, 1000, faults)
    waves = tuple(whole("--waves", n, 2, 100_000, faults) for n in arguments.waves.split(","))
    if sum(waves) > MOST_SETS:
        words = f"expected at most {MOST_SETS:,} sets in all, found {sum(waves):,}."
        faults.append(Fault(words, key="--waves", value=arguments.waves))
    if faults:
        raise ScenarioError(dict.fromkeys(faults))
    return Plan(waves, replicates, seed=seed), workers


def run(plan: Plan, workers: int, out: Path, arguments: argparse.Namespace) -> int:
    """Do what is missing, then write tables, figures and page."""
    with opened(out, plan.described()) as folder, progress("job") as shown:
        search = Search(plan, folder)
        effort = Effort(workers, lambda stage, done, of: shown.tell(done, of, stage))
        search.run(effort)
        if not arguments.search_only:
            alternatives.run_variants(search, effort)
            alternatives.run_models(search, effort)
            lever_ranking.run(search, effort)
        if arguments.knock_outs:
            knockouts.run(search, effort)
        tables = tables_of(search)
        write_tables(tables, out)
        (out / "validation.md").write_text(page(tables, "figures"), "utf-8", newline="\n")
        figures.draw(tables, out / "figures")
        seal(out)
    sets = len(tables["plausible_sets"])
    print(f"{sets} of {sum(plan.waves)} parameter sets are consistent with what trusts really did.")
    print(f"Tables, figures and validation.md: {out}")
    if not sets:
        print("None is: validation.md shows what ruled them out.", file=sys.stderr)
    return 0


def _kept(out: Path) -> str:
    """State how much is kept and how to go on."""
    if not (out / PLAN).is_file():
        return "Nothing was written."
    return f"What was done is kept in {out}; the same command goes on with the rest."


if __name__ == "__main__":
    sys.exit(main())
