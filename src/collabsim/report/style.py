"""House style: palette, sizes, bands, direct labels, the finding as title, caveat as footer."""

from __future__ import annotations

import logging
import math
import re
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform, offset_copy
from pandas import DataFrame

from collabsim.report.source import PRACTICE, Source
from collabsim.results import write_csv

LOG = logging.getLogger("collabsim")

# Palette of the UK Government Analysis Function. Neighbours in this order differ in lightness by
# at least 3:1, others do not, so a line or bar also differs in dashes, marker or hatching.
BLUE, TURQUOISE, PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
INK, GREY, FAINT = "#0B0C0C", "#595959", "#D9D9D9"
COLOURS = (BLUE, ORANGE, TURQUOISE, PINK)
MARKERS = ("o", "s", "^", "D")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)))

BAND = 0.25
"""Opacity of a band. Its edges are drawn in full, as a tint alone is too faint to see."""

DOT: Any = {
    "color": BLUE,
    "markersize": 6,
    "markerfacecolor": "white",
    "markeredgewidth": 2.0,
    "zorder": 3,
}
"""A mean on its interval: small and open, so that it hides neither the interval nor what lies below."""

HATCHED: Any = {"color": ORANGE, "hatch": "//", "edgecolor": "white"}
"""A bar that differs from a plain one by more than its colour."""

SPACING = 1.2
"""Height of a line of text, in font sizes."""

PANEL = 0.07
"""Height of a panel's title, as a share of the page's: room to leave below the subtitle."""

WIDE, HIGH, DPI = 12.8, 7.2, 200
TITLE, BODY, SMALL = 24, 17, 14
"""Font sizes in points on a page that fills a 16:9 slide: read from the back of a room. Whatever is
drawn on axes is in ``BODY`` (matplotlib's "medium") or near ``SMALL`` ("small"), so that on axes
of somebody else's figure it keeps the size of that figure's own text."""

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
    "text.parse_math": False,  # what people wrote is no formula: "$5m to $6m" stays so
}


@dataclass(frozen=True)
class Chart:
    """A figure that is yet to be drawn, on a page of its own or on anybody's axes.

    Attributes
    ----------
    title : the finding; no more than may be claimed.
    subtitle : what is shown, with units and intervals.
    numbers : what is plotted.
    draw : draws it on axes. Several panels stand where the axes stood, and replace them.
    left, right : where the axes begin and end on a page, as shares of its width.
    headed : whether panels have titles of their own.
    """

    title: str
    subtitle: str
    numbers: DataFrame
    draw: Callable[[Axes], object]
    left: float = 0.09
    right: float = 0.76
    headed: bool = False

    def page(self, source: Source) -> Figure:
        """Draw it on a page, with the finding above and the caveat below."""
        stamp = f"{PRACTICE} · " if source.practice else ""
        note = f"{stamp}seed {source.seed} · replicates {source.replicates}"
        with house():
            figure = page(self.title, self.subtitle, note)
            top = figure.subplotpars.top - (PANEL if self.headed else 0.0)
            figure.subplots_adjust(left=self.left, right=self.right, top=top)
            self.draw(figure.add_subplot())
        return figure

    def on(self, axes: Axes) -> Figure:
        """Draw it on axes that are there, under the finding; return their figure."""
        figure: Any = axes.get_figure(root=True)
        box = axes.get_position()
        line = _line_height(axes) * box.height
        self.draw(axes)
        if axes in figure.axes:
            axes.set_title(self.title)
        else:  # several panels stand in their place, perhaps under titles of two lines
            figure.text(box.x0, box.y1 + (2.6 if self.headed else 0.6) * line, self.title)
        whole: Figure = figure
        return whole


def house() -> AbstractContextManager[None]:
    """Return a context in which figures are made in house style, leaving no trace behind."""
    return mpl.rc_context(STYLE)


def page(title: str, subtitle: str, note: str) -> Figure:
    """Return an empty figure with the finding, what is shown, and the caveat around it."""
    figure = Figure(figsize=(WIDE, HIGH), facecolor="white")
    finding, shown = textwrap.fill(title, 62), textwrap.fill(subtitle, 96)
    below = 0.895 - 0.06 * finding.count("\n")
    figure.suptitle(finding, x=0.03, y=0.965, ha="left", va="top", size=TITLE, weight="bold")
    figure.text(0.03, below, shown, size=BODY, color=GREY, va="top")
    figure.text(0.03, 0.02, f"Illustrative model, not a forecast · {note}", size=SMALL, color=GREY)
    top = below - 0.05 - 0.04 * shown.count("\n") - 0.03
    figure.subplots_adjust(left=0.09, right=0.76, top=top, bottom=0.17)
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
    colour = COLOURS[rank]
    years = (numbers["month"] + 1) / 12.0
    low, median, high = (scale * numbers[f"{column}_{end}"] for end in ("low", "median", "high"))
    axes.fill_between(years, low, high, color=colour, alpha=BAND, linewidth=0)
    for edge in (low, high):
        axes.plot(years, edge, color=colour, linewidth=1.5)
    axes.plot(years, median, color=colour, linestyle=DASHES[rank], linewidth=3.0)


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


def label_ends(
    axes: Axes,
    ends: Sequence[tuple[float, str]],
    looks: Sequence[tuple[str, str]] = (),
    at: Sequence[float] = (),
) -> None:
    """Write what each line is to the right of its end, moved apart where they would overlap.

    ``looks`` are colour and marker of each line, shown beside its label; an empty marker shows
    none. ``at`` is where each is to be pointed at along the axis, if not at its end. What has no
    end, since its number is not defined, has no label.
    """
    known = [n for n, (value, _) in enumerate(ends) if np.isfinite(value)]
    ends = [ends[n] for n in known]
    looks, at = [looks[n] for n in known if looks], [at[n] for n in known if len(at)]
    bottom, top = axes.get_ylim()
    line = _line_height(axes) * (top - bottom)
    room = [line * (text.count("\n") + 1.3) for _, text in ends]
    order = sorted(range(len(ends)), key=lambda n: ends[n][0])
    places = apart([ends[n][0] for n in order], [room[n] for n in order], bottom, top)
    for n, place in zip(order, places, strict=True):
        colour, marker = looks[n] if looks else (GREY, "")
        axes.annotate(
            "",
            xy=(at[n] if at else 1.0, ends[n][0]),
            xytext=(1.0, place),
            xycoords="data" if at else axes.get_yaxis_transform(),
            textcoords=_right_of(axes, 14.0 if marker else 10.0),
            arrowprops={"arrowstyle": "-", "linewidth": 1.5, "color": colour, "shrinkB": 0},
        )
        words = _right_of(axes, 26.0 if marker else 12.0)
        axes.text(1.0, place, ends[n][1], va="center", transform=words)
        if marker:
            where: Any = {"transform": _right_of(axes, 16.0), "clip_on": False, "linewidth": 0.0}
            axes.plot(1.0, place, marker, color=colour, markersize=9, **where)


def _line_height(axes: Axes) -> float:
    """Return the height of a line of text beside the axes, as a share of theirs."""
    figure: Any = axes.get_figure(root=True)
    points = axes.bbox.height / figure.dpi * 72.0
    return SPACING * float(mpl.rcParams["font.size"]) / float(points)


def _right_of(axes: Axes, points: float) -> Transform:
    """Return where x is a share of the axis, moved so many points to the right, and y is data."""
    return offset_copy(
        axes.get_yaxis_transform(), fig=axes.get_figure(root=True), x=points, units="points"
    )


def apart(wanted: Sequence[float], room: Sequence[float], bottom: float, top: float) -> list[float]:
    """Return places for labels, as near as can be to where they are wanted, lowest first.

    Each takes its room; all stay between bottom and top if they fit there at all.
    """
    places = list(wanted)
    for n, each in enumerate(room):
        floor = places[n - 1] + (room[n - 1] + each) / 2 if n else bottom + each / 2
        places[n] = max(places[n], floor)
    for n in reversed(range(len(room))):
        above = n + 1 < len(room)
        roof = places[n + 1] - (room[n + 1] + room[n]) / 2 if above else top - room[n] / 2
        places[n] = min(places[n], roof)
    return places


def save(figure: Figure, numbers: DataFrame, path: Path) -> None:
    """Write the figure as SVG and PNG, and the numbers plotted as CSV, beside each other."""
    plain: dict[str, Any] = {"Title": figure.get_suptitle()}
    with house(), _describe_lacking(path.name):
        figure.savefig(path.with_suffix(".svg"), metadata={**plain, "Date": None})
        figure.savefig(path.with_suffix(".png"), dpi=DPI, metadata=plain)
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
