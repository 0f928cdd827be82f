"""Say what an experiment takes (runs, time, disk) and what it will resolve, from a short pilot."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collabsim.experiment.pilot import Noise


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="an experiment file, or one that ships")
    parser.add_argument(
        "--replicates", metavar="N", help="simulated Englands instead of those the file asks for"
    )
    parser.add_argument(
        "--small", action="store_true", help="of a try-out: the small world, two replicates"
    )
    parser.add_argument("--workers", metavar="N", help="runs at once (default: all cores)")


def execute(arguments: argparse.Namespace) -> int:
    """Run the pilot."""
    from dataclasses import replace

    from collabsim.cli.sweep import MOST_REPLICATES, load, size, warm, whole, workers_of
    from collabsim.experiment.pilot import cost, noise
    from collabsim.experiment.sets import left_out_told

    workers = workers_of(arguments)
    replicates = whole("--replicates", arguments.replicates, MOST_REPLICATES)
    found, _ = load(arguments.file, small=arguments.small)
    if replicates is not None:
        found = replace(found, replicates=replicates)
    print(found.question)
    if found.left_out:
        print(left_out_told(found.left_out))
    warm()
    print(size(found, cost(found, workers)))
    known = noise(found, workers)
    print(f"\nPaired effects after {found.replicates} replicates, 95 % interval:")
    head = ("metric", "known to within", "matters from", "replicates to resolve that")
    rows = [head, *(_row(name, each, found.replicates) for name, each in known.items())]
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join(word.ljust(width) for word, width in zip(row, wide, strict=True)).rstrip())
    if found.stop is not None:
        print(f"\n{_end(known[found.stop.metric], found.stop.half_width, found.replicates)}")
    return 0


def _end(noise: Noise, half_width: float, most: int) -> str:
    """Say at which look at precision it will stop."""
    from collabsim.experiment.stop import stops_at

    wanted = noise.needed(half_width)
    if not noise.sd:
        return "No effect varied in the pilot, so that it cannot be said when it stops."
    if wanted > most:
        return f"All {most:,} replicates will not bring the precision asked for."
    return f"It stops by precision, after about {stops_at(wanted, most):,} replicates."


def _row(name: str, noise: Noise, replicates: int) -> tuple[str, ...]:
    """Return what is said of a metric."""
    from collabsim.experiment.pilot import REPLICATES
    from collabsim.metrics import METRICS
    from collabsim.report.wording import FEWEST

    metric = METRICS[name]
    needed, width = noise.needed(metric.matters), noise.half_width(replicates)
    if not noise.sd:
        agreed = f"not known: all {REPLICATES} of the pilot agree"
        return name, "?", metric.change(metric.matters), agreed
    if math.isinf(needed):
        return name, "?", metric.change(metric.matters), "undefined in the pilot"
    within = "?" if math.isnan(width) else metric.change(width)
    return name, within, metric.change(metric.matters), f"{max(FEWEST, needed):,}"
