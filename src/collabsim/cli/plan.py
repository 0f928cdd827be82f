"""The command ``plan``."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from collabsim.cli.command import Answer, argument, command
from collabsim.cli.experiments import WHICH, load, size, warm, workers_of

if TYPE_CHECKING:
    from collabsim.experiment.precision import Noise


@command(
    *WHICH,
    argument("--workers", metavar="N", help="runs at once (default: all cores)"),
    examples=("plan lever_ranking.toml", "plan mine.toml --replicates 100"),
)
def plan(arguments: argparse.Namespace) -> Answer:
    """Say what an experiment takes (runs, time, disk) and what it will resolve, from a short pilot."""
    from collabsim.experiment.parameter_sets import describe_left_out
    from collabsim.experiment.precision import cost, noise

    found, workers = load(arguments), workers_of(arguments)
    warm()
    takes, known = cost(found, workers), noise(found, workers)
    lines = [found.question, *([describe_left_out(found.left_out)] if found.left_out else [])]
    lines += [size(found, takes)]
    lines.append(f"\nPaired effects after {found.replicates} replicates, 95 % interval:")
    head = ("metric", "known to within", "matters from", "replicates to resolve that")
    rows = [head, *(_row(name, each, found.replicates) for name, each in known.items())]
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = (word.ljust(width) for word, width in zip(row, wide, strict=True))
        lines.append("  ".join(cells).rstrip())
    if found.stop is not None:
        lines.append(f"\n{_end(known[found.stop.metric], found.stop.half_width, found.replicates)}")
    data = {"question": found.question, "runs": takes.runs, "seconds": takes.seconds}
    data |= {"workers": takes.workers, "bytes": takes.size, "replicates": found.replicates}
    data["half_widths"] = {name: each.half_width(found.replicates) for name, each in known.items()}
    return Answer("\n".join(lines), data)


def _end(noise: Noise, half_width: float, most: int) -> str:
    """Say at which look at precision it will stop."""
    from collabsim.experiment.precision import stops_at

    wanted = noise.needed(half_width)
    if not noise.sd:
        return "No effect varied in the pilot, so that it cannot be said when it stops."
    if wanted > most:
        return f"All {most:,} replicates will not bring the precision asked for."
    return f"It stops by precision, after about {stops_at(wanted, most):,} replicates."


def _row(name: str, noise: Noise, replicates: int) -> tuple[str, ...]:
    """Return what is said of a metric."""
    from collabsim.experiment.precision import REPLICATES
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
