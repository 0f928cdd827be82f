"""Words on a figure: how wide they are, how they are fitted, and labels that keep out of each other's way."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.transforms import Transform, offset_copy

SPACING = 1.2
"""Height of a line of text, in font sizes."""

NAMES = 260.0
"""How wide a line of a point's name may be, in points."""

POINTER = "#595959"
"""Colour of a line from a label to what it names."""


def points_of(size: str) -> float:
    """Return a size of letters by its name, in points, in the style that is set."""
    return float(FontProperties(size=size).get_size_in_points())


def width(words: str, size: float, weight: str = "normal") -> float:
    """Return how wide words are, in points."""
    font = get_font(findfont(FontProperties(weight=weight)))
    font.set_size(size, 72.0)
    font.set_text(words)
    return float(font.get_width_height()[0]) / 64.0


def fitted(words: str, wide: float, size: float, lines: int = 2, weight: str = "normal") -> str:
    """Return words on as few lines as keep within so many points; what is too long is cut short."""
    words = " ".join(words.split())
    for letters in range(max(4, min(len(words), int(3.0 * wide / size))), 3, -1):
        made = textwrap.wrap(words, letters, max_lines=lines, placeholder=" …")
        if all(width(line, size, weight) <= wide for line in made):
            return "\n".join(made)
    return words[:3]


def head(axes: Axes, words: str, lines: int = 2) -> None:
    """Write above a panel what it shows, no wider than the panel."""
    wide = inches(axes)[0] * 72.0
    axes.set_title(fitted(words, wide, points_of("medium"), lines), size="medium", loc="left")


def name_axes(
    axes: Axes, across: str = "", up: str = "", size: str = "medium", panels: float = 1.0
) -> None:
    """Name the axes in words that keep within them; the horizontal one's within so many panels."""
    wide, high = (72.0 * each for each in inches(axes))
    if across:
        axes.set_xlabel(fitted(across, panels * wide, points_of(size), 1), size=size)
    if up:
        axes.set_ylabel(fitted(up, high, points_of(size)), size=size)


def inches(axes: Axes) -> tuple[float, float]:
    """Return how wide and how high axes are, in inches."""
    figure: Any = axes.get_figure(root=True)
    return axes.bbox.width / figure.dpi, axes.bbox.height / figure.dpi


def label_points(
    axes: Axes, across: Iterable[float], up: Iterable[float], names: Sequence[str]
) -> None:
    """Write to the right of the axes what points are, each on two lines if there is room for them."""
    for lines in (2, 1):
        words = [fitted(name, NAMES, points_of("medium"), lines) for name in names]
        if sum(map(_lines_of, words)) * _line_height(axes) <= 1.0:
            break
    label_ends(axes, list(zip(up, words, strict=True)), at=list(across))


def _lines_of(label: str) -> float:
    """Return how many lines a label takes with what keeps it apart from others."""
    return label.count("\n") + 1.3


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
    room = [line * _lines_of(text) for _, text in ends]
    order = sorted(range(len(ends)), key=lambda n: ends[n][0])
    places = apart([ends[n][0] for n in order], [room[n] for n in order], bottom, top)
    for n, place in zip(order, places, strict=True):
        colour, marker = looks[n] if looks else (POINTER, "")
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
    return SPACING * points_of("medium") / (72.0 * inches(axes)[1])


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
