"""Writes the report of some runs: one HTML file and, if wanted, slides and a page to hand out."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from collabsim.experiment import Finished
from collabsim.report.answer import Answer
from collabsim.report.answering import answer
from collabsim.report.document import document, handout_page
from collabsim.report.figures import runs_of
from collabsim.report.picture import FLAT, pictures
from collabsim.report.provenance import (
    Provenance,
    of_experiment,
    of_prediction,
    of_run,
    of_search,
)
from collabsim.results import REPORT, Results, kind_of
from collabsim.results.files import write_whole
from collabsim.results.sums import SUMS, Sums

if TYPE_CHECKING:
    from collabsim.report.figures import Reported

WITHOUT_RUNS = {"prediction": of_prediction, "calibration": of_search}
"""By the kind of a folder that holds no runs where its answer comes from."""


def write_report(
    of: Reported, out: str | Path = "", *, slides: bool = False, handout: bool = False
) -> tuple[Path, ...]:
    """Write the report of some runs as one HTML file, and return the files that were written.

    Parameters
    ----------
    of : what ``Experiment.run`` or ``simulate`` returned, some results, or a folder of any kind.
    out : the file; ``report.html`` in the folder it is made of, if not given.
    slides : write slides for PowerPoint beside it; needs ``collabsim[slides]``.
    handout : write one A4 page beside it.

    Raises
    ------
    FolderError, ValueError : if a folder holds no results, or was damaged; if no file is given
        for what is in no folder.
    ImportError : if there is nothing to make slides with.
    """
    folder = of.folder if isinstance(of, Finished) else None
    folder = Path(of) if isinstance(of, (str, Path)) else folder
    if not out and folder is None:
        raise ValueError("expected a file for the report: what it is made of is in no folder.")
    path = Path(out) if out or folder is None else folder / REPORT
    found, source = _made(of, folder)
    return write_pages(found, source, path, folder, slides=slides, handout=handout)


def write_pages(
    found: Answer,
    source: Provenance,
    path: Path,
    folder: Path | None = None,
    *,
    slides: bool = False,
    handout: bool = False,
) -> tuple[Path, ...]:
    """Write the report of an answer that is there, and what is wanted beside it.

    ``folder`` is where its figure stands, of a prediction.
    """
    shown = pictures(found, folder)
    files = {path: document(found, source, shown).encode()}
    if handout:
        first = replace(found, charts=dict(islice(found.charts.items(), 1)))
        page = handout_page(found, source, pictures(first, folder, FLAT))
        files[path.with_name(f"{path.stem}-handout.html")] = page.encode()
    if slides:
        from collabsim.report.slides import presentation

        files[path.with_suffix(".pptx")] = presentation(found, source, shown)
    path.parent.mkdir(parents=True, exist_ok=True)
    for file, data in files.items():
        write_whole(file, data)
    return tuple(files)


def _made(of: Reported, folder: Path | None) -> tuple[Answer, Provenance]:
    """Return an answer, and where it comes from."""
    kind = kind_of(folder) if folder else ""
    if folder and kind in WITHOUT_RUNS:
        faults = Sums.read(folder).faults() if (folder / SUMS).is_file() else []
        if faults:
            raise ValueError("\n".join(f"{folder}: {each}" for each in faults))
        return answer(folder), WITHOUT_RUNS[kind](folder)
    held = runs_of(of)
    source = of_run(held, folder) if isinstance(held, Results) else of_experiment(held)
    return answer(of), source
