"""Say what an experiment takes (runs, time, disk) and what it will resolve, from a short pilot."""

from __future__ import annotations

import argparse

from collabsim.cli import experiment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="an experiment file, or one that ships")
    experiment.add_workers(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Run the pilot."""
    from collabsim.cli.sweep import load, size, workers_of
    from collabsim.experiment.pilot import cost, precision
    from collabsim.metrics import METRICS

    workers = workers_of(arguments)
    found, _ = load(arguments.file)
    print(found.question)
    print(size(found, cost(found, workers)))
    print(f"\nPaired effects after {found.replicates} replicates, 95 % interval:")
    rows = [("metric", "known to within", "matters from", "replicates to resolve that")]
    for name, each in precision(found, workers).items():
        metric = METRICS[name]
        number = f"{each.needed:,.0f}" if each.needed < 1e9 else "never defined in the pilot"
        width = "?" if each.half_width != each.half_width else metric.change(each.half_width)
        rows.append((name, width, metric.change(each.matters), number))
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(word.ljust(width) for word, width in zip(row, wide, strict=True)).rstrip())
    return 0
