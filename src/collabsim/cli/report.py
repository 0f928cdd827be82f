"""The command ``report``: a results folder as one page to read, to print and to present."""

from __future__ import annotations

import argparse
from pathlib import Path

from collabsim.cli.command import Answer, TroubleError, argument, command
from collabsim.cli.status import kind, readable
from collabsim.scenario.faults import refused


@command(
    argument("folder", metavar="DIR", help="a results folder of any kind"),
    argument("--slides", action="store_true", help="slides for PowerPoint too (collabsim[slides])"),
    argument("--handout", action="store_true", help="one A4 page to hand out too"),
    argument("--out", metavar="FILE", help="the page (default: report.html in the folder)"),
    examples=(
        "report results/lever_ranking",
        "report results/england-1 --slides --handout --out paper.html",
    ),
)
def report(arguments: argparse.Namespace) -> Answer:
    """Write what a results folder says as one HTML file that opens anywhere, prints and needs no network."""
    from collabsim.report.write import write_report

    folder, out = Path(arguments.folder), Path(arguments.out or "")
    kind(folder)
    if arguments.out and (out.suffix not in (".html", ".htm") or out.is_dir()):
        raise refused("expected a file that ends in .html.", key="--out", value=arguments.out)
    try:
        with readable():
            files = write_report(
                folder, arguments.out or "", slides=arguments.slides, handout=arguments.handout
            )
    except (ImportError, ValueError) as error:
        raise TroubleError(str(error)) from None
    written = ", ".join(map(str, files))
    return Answer(f"Written: {written}", {"files": list(files)})
