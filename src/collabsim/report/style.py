"""House style: palette, sizes, bands, direct labels, the finding as title, caveat as footer."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform, offset_copy
from pandas import DataFrame

from collabsim.results import ENOUGH_FOR_A_RANGE, Results, spread, write_csv
from collabsim.summary import PRACTICE

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

ROOM = 0.064
"""Height of a line of text beside a pair of axes, as a share of theirs."""

PANEL = 0.055
"""Height of a panel's title, as a share of the figure's: room to leave below the subtitle."""

WIDE, HIGH, DPI = 12.8, 7.2, 200
TITLE, BODY, SMALL = 24, 17, 15
"""Font sizes in points on a figure that fills a 16:9 slide: read from the back of a room."""

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


def house() -> AbstractContextManager[None]:
    """Return a context in which figures are made in house style, leaving no trace behind."""
    return mpl.rc_context(STYLE)


class Luck(Protocol):
    """Whatever knows the seed and the number of replicates that its numbers come from."""

    @property
    def seed(self) -> int:
        """Seed of all luck."""

    @property
    def replicates(self) -> int:
        """Simulated Englands."""

    @property
    def practice(self) -> bool:
        """Whether the places are not England's."""


def sheet(title: str, subtitle: str, luck: Luck) -> Figure:
    """Return an empty figure of runs, with their luck in its caveat."""
    stamp = f"{PRACTICE} · " if luck.practice else ""
    return page(title, subtitle, f"{stamp}seed {luck.seed} · replicates {luck.replicates}")


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


def bar(luck: Luck) -> str:
    """Return what a bar shows; one replicate has none."""
    return "Bar: 95% interval of the mean" if luck.replicates > 1 else "One replicate: no interval"


def of_all(panels: int, every: int, what: str = "structures") -> str:
    """Return that not everything has a panel, if so."""
    return f"; {panels} of {every} {what} shown" if panels < every else ""


def band(luck: Luck) -> str:
    """Return what a band over replicates shows."""
    if luck.replicates == 1:
        return "one run"
    few = luck.replicates < ENOUGH_FOR_A_RANGE
    return f"median and band of {f'all {luck.replicates}' if few else '9 in 10'} runs"


def left_out(results: Results, lines: Mapping[str, str]) -> str:
    """Return which lines have no number at the end of some runs, or of any, if so."""
    metrics = results.tables["metrics"]
    last = metrics[metrics["month"] == metrics["month"].max()]
    said = []
    for column, words in lines.items():
        known, every = int(last[column].notna().sum()), len(last)
        runs = "any run" if not known else f"{every - known} of {every} runs"
        if known < every:
            said.append(f"; {' '.join(words.split())}: not defined in {runs}")
    return "".join(said)


def over_replicates(metrics: DataFrame, columns: Iterable[str]) -> DataFrame:
    """Return median and range over replicates (as ``spread`` has it) of each column, a row a month.

    The first row is the month that ends today, if the run has one.
    """
    rows = metrics[metrics["month"] >= -1]
    out = {}
    for column in columns:
        runs = rows.pivot_table(index="month", columns="replicate", values=column, dropna=False)
        ends = np.array([spread(month) for month in runs.to_numpy()])
        for n, end in enumerate(("median", "low", "high")):
            out[f"{column}_{end}"] = ends[:, n]
    return DataFrame({"month": sorted(rows["month"].unique()), **out})


def line_with_band(axes: Axes, numbers: DataFrame, column: str, rank: int, scale: float) -> None:
    """Draw a median with the edges of its range, over years from today."""
    colour = COLOURS[rank]
    years = (numbers["month"] + 1) / 12.0
    low, median, high = (scale * numbers[f"{column}_{end}"] for end in ("low", "median", "high"))
    axes.fill_between(years, low, high, color=colour, alpha=BAND, linewidth=0)
    for edge in (low, high):
        axes.plot(years, edge, color=colour, linewidth=1.5)
    axes.plot(years, median, color=colour, linestyle=DASHES[rank])


def years_from_today(axes: Axes, numbers: DataFrame) -> None:
    """Set the axis of time: whole financial years from today."""
    last = (int(numbers["month"].max()) + 1) / 12.0
    axes.set_xlim(0.0, last)
    axes.set_xlabel("Years from today")
    step = max(1, round(last / 10))
    axes.set_xticks(np.arange(0, last + 0.01, step))


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
    height = top - bottom
    room = [(ROOM * (text.count("\n") + 1) + 0.02) * height for _, text in ends]
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


def written(table: DataFrame) -> DataFrame:
    """Return a table as its CSV has it: a mean effect is a ``change`` between two levels."""
    return table.rename(columns={"mean": "change"}) if "from" in table else table


def save(figure: Figure, numbers: DataFrame, path: Path) -> None:
    """Write the figure as SVG and PNG, and the numbers plotted as CSV, beside each other."""
    words = figure.get_suptitle()
    plain: dict[str, Any] = {"Title": words}
    with house():
        figure.savefig(path.with_suffix(".svg"), metadata={**plain, "Date": None})
        figure.savefig(path.with_suffix(".png"), dpi=DPI, metadata=plain)
    write_csv(numbers, path.with_suffix(".csv"))
