"""A figure of a report: its words are text of the page, and the rest a picture with a description."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from collabsim.report import style
from collabsim.report.answer import Answer
from collabsim.report.style import Chart


@dataclass(frozen=True)
class Picture:
    """A figure with its words apart.

    Attributes
    ----------
    title : the finding.
    note : what is shown.
    description : the same for who does not see it.
    svg, png : make it as vectors, and as dots enough for paper and a projector.
    """

    title: str
    note: str
    description: str
    svg: Callable[[], bytes]
    png: Callable[[], bytes]


TALL, FLAT = 0.8 * style.HIGH, 0.7 * style.HIGH
"""Heights of a picture in inches, for a page or a slide, and for a page that holds much else."""


def pictures(
    found: Answer, folder: Path | None = None, high: float = TALL
) -> Mapping[str, Picture]:
    """Return the figures of an answer by name; of what has no runs those that stand in its folder."""
    if not found.charts and folder:
        files = sorted([*folder.glob("band.svg"), *folder.glob("figures/*.svg")])
        return {file.stem: _kept(file, found) for file in files}
    return {name: _drawn(chart, found, high) for name, chart in found.charts.items()}


def _kept(file: Path, found: Answer) -> Picture:
    """Return a figure that stands in a folder, its words with it."""
    titled = re.search("<title>(.*?)</title>", file.read_text("utf-8"), re.DOTALL)
    title = " ".join(unescape(titled[1]).split()) if titled else file.stem
    png = file.with_suffix(".png")
    return Picture(title, "", f"{title}. {found.summary.answer}", file.read_bytes, png.read_bytes)


def _drawn(chart: Chart, found: Answer, high: float) -> Picture:
    """Draw a figure without its words."""
    figure = chart.bare(high)
    seed = f"Seed {found.source.seed}, replicates: {found.source.replicates}."
    return Picture(
        chart.title,
        f"{chart.subtitle.rstrip('.')}. {seed}",
        chart.alt,
        lambda: _saved(figure, format="svg", metadata={"Date": None}),
        lambda: _saved(figure, format="png", dpi=style.DPI),
    )


def _saved(figure: Figure, **how: Any) -> bytes:
    stream = io.BytesIO()
    with style.house(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # whoever reads vectors may have the typeface
        figure.savefig(stream, **how)
    return stream.getvalue()
