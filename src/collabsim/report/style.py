"""House style: palette, sizes, bands, the finding as title, caveat as footer, and the files of a figure."""

from __future__ import annotations

import io
import logging
import math
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from pandas import DataFrame

from collabsim.report.lettering import SPACING, fitted
from collabsim.report.source import PRACTICE, Source
from collabsim.results import write_csv
from collabsim.results.files import write_whole

LOG = logging.getLogger("collabsim")

# Hues of the UK Government Analysis Function, its orange and turquoise darkened until every one
# stands out 3:1 from white on a projector whose black is a seventh of its white, for the three
# kinds of colour blindness too. Next to each other they do not, so lines, bars and marks
# also differ in dashes, marker or hatching.
BLUE, TURQUOISE, PINK, ORANGE = "#12436D", "#1B766F", "#801650", "#B5480A"
INK, GREY, FAINT = "#0B0C0C", "#595959", "#D9D9D9"
COLOURS = (BLUE, ORANGE, TURQUOISE, PINK)
MARKERS = ("o", "s", "^", "D")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)))

BAND = 0.25
"""Opacity of a band. Its edges are drawn in full, as a tint alone is too faint to see."""

DOT: Any = {
    "color": BLUE,
    "markersize": 7,
    "markerfacecolor": "white",
    "markeredgewidth": 2.5,
    "zorder": 3,
}
"""A mean on its interval: small and open, so that it hides neither the interval nor what lies below."""

HATCHED: Any = {"color": ORANGE, "hatch": "//", "edgecolor": "white"}
"""A bar that differs from a plain one by more than its colour."""

EDGE: Any = {"color": GREY, "linewidth": 2.0, "linestyle": (0, (4, 2))}
"""Where what is shaded ends: a tint alone is not seen on a projector."""

WIDE, HIGH, DPI = 12.8, 7.2, 200
TITLE, BODY = 23, 18
SMALL = 0.833 * BODY
"""Font sizes in points on a page that fills a 16:9 slide: read from the back of a room, and no
smaller than 8 points across a page of A4. Whatever is drawn on axes is "medium" or "small", so
that on axes of somebody else's figure it keeps the size of that figure's own text."""

EDGES, PASSES = (0.03, 0.085, 0.97), 4
"""Where all that is drawn begins and ends on a page (left, bottom, right), as shares of it, and how
often it is drawn until it does."""

STYLE: Any = {
    "font.size": BODY,
    "axes.labelsize": BODY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 3.0,
    "hatch.linewidth": 1.5,
    "svg.hashsalt": "collabsim",
    "svg.fonttype": "none",  # text that can be read, searched and edited
    "text.parse_math": False,  # what people wrote is no formula: "$5m to $6m" stays so
}


@dataclass(frozen=True)
class Chart:
    """A figure that is yet to be drawn, on a page of its own or on anybody's axes.

    Attributes
    ----------
    title : the finding; no more than may be claimed.
    subtitle : what is shown, with units and intervals, and what it is compared with.
    numbers : what is plotted.
    draw : draws it on axes. Several panels stand where the axes stood, and replace them.
    says : the numbers that matter most, each in words, for who cannot see the figure.
    """

    title: str
    subtitle: str
    numbers: DataFrame
    draw: Callable[[Axes], object]
    says: tuple[str, ...] = ()

    @property
    def alt(self) -> str:
        """The figure in words: the finding, what is shown, and the numbers."""
        numbers = f" {'; '.join(self.says)}." if self.says else ""
        return f"{self.title}. {self.subtitle}.{numbers}"

    def page(self, source: Source) -> Figure:
        """Draw it on a page, with the finding above and the caveat below."""
        stamp = f"{PRACTICE} · " if source.practice else ""
        return self.paged(f"{stamp}seed {source.seed} · replicates {source.replicates}")

    def paged(self, note: str) -> Figure:
        """Draw it on a page whose caveat ends with a note, as large as there is room for."""
        with house():
            figure = page(self.title, self.subtitle, note)
            return self._lay_out(figure, EDGES[1], figure.subplotpars.top)

    def bare(self, high: float) -> Figure:
        """Draw it so many inches high without its words, for a document that has them as text."""
        with house():
            figure = Figure(figsize=(WIDE, high), facecolor="white")
            return self._lay_out(figure, 0.02, 0.98)

    def _lay_out(self, figure: Figure, low: float, high: float) -> Figure:
        """Draw it anew until all that stands on its axes just fits between those heights."""
        figure.set_label(self.alt)
        room = frame = np.array([EDGES[0], low, EDGES[2], high])
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph")  # said once, when it is saved
            for _ in range(PASSES):
                for axes in [*figure.axes]:
                    axes.remove()
                left, bottom, right, top = frame
                figure.subplots_adjust(left=left, bottom=bottom, right=right, top=top)
                self.draw(figure.add_subplot())
                over = room - _extent(figure)
                if np.abs(over).max() < 0.004:
                    break
                frame = np.clip(frame + over, (0, 0, 0.55, 0.4), (0.45, 0.35, 1, 1))
        return figure

    def on(self, axes: Axes) -> Figure:
        """Draw it on axes that are there, under the finding; return their figure."""
        figure: Any = axes.get_figure(root=True)
        others = [each for each in figure.axes if each is not axes]
        box = axes.get_position()
        self.draw(axes)
        if axes in figure.axes:
            axes.set_title(self.title)
        else:  # several panels stand in their place, perhaps under titles of their own
            mine = [each for each in figure.axes if each not in others]
            figure.text(box.x0, _extent(figure, mine)[3] + 0.01, self.title)
        whole: Figure = figure
        return whole


def _extent(figure: Figure, drawn: Sequence[Axes] = ()) -> np.ndarray:
    """Return where all that stands on some axes, or on all, begins and ends, as shares of a figure."""
    boxes = [axes.get_tightbbox() for axes in drawn or figure.axes]
    known = [box for box in boxes if box is not None]
    return np.array(Bbox.union(known).transformed(figure.transFigure.inverted()).extents)


def house() -> AbstractContextManager[None]:
    """Return a context in which figures are made in house style, leaving no trace behind."""
    return mpl.rc_context(STYLE)


def page(title: str, subtitle: str, note: str) -> Figure:
    """Return an empty figure with the finding, what is shown, and the caveat around it."""
    figure = Figure(figsize=(WIDE, HIGH), facecolor="white")
    line, wide = SPACING / (72.0 * HIGH), 72.0 * WIDE * (EDGES[2] - EDGES[0])
    finding = fitted(title, wide, TITLE, 3, weight="bold")
    shown = fitted(subtitle, wide, BODY, 4)
    below = 0.965 - line * (TITLE * (finding.count("\n") + 1) + 0.4 * BODY)
    figure.suptitle(finding, x=EDGES[0], y=0.965, ha="left", va="top", size=TITLE, weight="bold")
    figure.text(EDGES[0], below, shown, size=BODY, color=GREY, va="top", linespacing=SPACING)
    caveat = fitted(f"Illustrative model, not a forecast · {note}", wide, SMALL, 1)
    figure.text(EDGES[0], 0.02, caveat, size=SMALL, color=GREY)
    figure.subplots_adjust(top=below - line * BODY * (shown.count("\n") + 1.9))
    return figure


def panels(axes: Axes, rows: int, columns: int, **layout: Any) -> Any:
    """Return an array of panels laid where the axes stand, which they replace.

    ``layout`` is what matplotlib's GridSpec knows, such as ``wspace``, and ``sharex``, ``sharey``.
    """
    box, figure = axes.get_position(), axes.get_figure()
    assert figure is not None
    share = {name: layout.pop(name, False) for name in ("sharex", "sharey")}
    edges = {"left": box.x0, "right": box.x1, "bottom": box.y0, "top": box.y1}
    axes.remove()
    return figure.add_gridspec(rows, columns, **edges, **layout).subplots(squeeze=False, **share)


def shown_of(drawn: int, every: int, what: str = "structural variants") -> str:
    """Return that not everything is drawn, if so."""
    return f"; {drawn} of {every} {what} shown" if drawn < every else ""


def line_with_band(axes: Axes, numbers: DataFrame, column: str, rank: int, scale: float) -> None:
    """Draw a median with the edges of its range, over years from today."""
    ends = [scale * numbers[f"{column}_{end}"] for end in ("low", "median", "high")]
    line_in_band(axes, (numbers["month"] + 1) / 12.0, ends, rank)


def line_in_band(axes: Axes, across: Any, ends: Sequence[Any], rank: int = 0) -> None:
    """Draw the low end, the median and the high end of a range as a line in its band."""
    low, median, high = ends
    axes.fill_between(across, low, high, color=COLOURS[rank], alpha=BAND, linewidth=0)
    for edge in (low, high):
        axes.plot(across, edge, color=COLOURS[rank], linewidth=1.5)
    axes.plot(across, median, color=COLOURS[rank], linestyle=DASHES[rank], linewidth=3.0)


def financial_years(axes: Axes, numbers: DataFrame) -> None:
    """Set the axis of time, drawn in years from today: a tick each April, years by name between them.

    As many are named as there is room for.
    """
    spans = numbers[numbers["month"] >= 0].groupby("financial_year")["month"].agg(["min", "max"])
    starts, ends = spans["min"].to_numpy() / 12.0, (spans["max"].to_numpy() + 1) / 12.0
    axes.set_xlim(0.0, ends[-1])
    figure: Any = axes.get_figure(root=True)
    points = 72.0 * axes.bbox.width / figure.dpi
    step = math.ceil(len(spans) * 5.0 * mpl.rcParams["font.size"] / points)
    named = slice(step // 2, None, step)
    axes.set_xticks(starts, [""] * len(starts))
    axes.set_xticks(((starts + ends) / 2.0)[named], [*spans.index[named]], minor=True)
    axes.tick_params(axis="x", which="minor", length=0, pad=8)
    axes.set_xlabel("Financial year")


def save(figure: Figure, numbers: DataFrame, path: Path) -> None:
    """Write the figure as SVG and PNG, and the numbers plotted as CSV, beside each other.

    The SVG says in words what it shows, as the figure's label has it.
    """
    plain: dict[str, Any] = {"Title": " ".join(figure.get_suptitle().split())}
    drawn = io.StringIO()
    with house(), _describe_lacking(path.name):
        figure.savefig(drawn, format="svg", metadata={**plain, "Date": None})
        figure.savefig(path.with_suffix(".png"), dpi=DPI, metadata=plain)
    told = f"</title>\n <desc>{escape(str(figure.get_label()))}</desc>"
    svg = drawn.getvalue().replace("</title>", told, 1).replace("<svg ", '<svg role="img" ', 1)
    write_whole(path.with_suffix(".svg"), svg.encode())
    write_csv(numbers, path.with_suffix(".csv"))


@contextmanager
def _describe_lacking(name: str) -> Iterator[None]:
    """Say once of a figure, in plain words, which characters its typeface cannot draw."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        yield
    lacking = ""
    for each in seen:
        code = re.match(r"Glyph (\d+) .* missing from", str(each.message))
        if code is None:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
        elif (character := chr(int(code[1]))) not in lacking:
            lacking += character
    if lacking:
        LOG.warning("%s: boxes stand for what its typeface lacks, %s", name, lacking)
