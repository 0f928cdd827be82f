"""What matters on a figure stands out: for the colour-blind, and on a projector in a lit room.

Matrices are those of Machado, Oliveira and Fernandes (2009, severity 1), in linear RGB. The projector is
the worst that is fit for showing pictures at all: white is seven times as light as its black.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from handmade import MakeResults
from matplotlib.colors import to_hex, to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from numpy.typing import NDArray

from collabsim.report import style
from collabsim.report.figures import charts_of
from collabsim.report.heatmap import BLUES, DARK
from collabsim.report.source import source_of

Floats = NDArray[np.float64]
BLIND = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip
FLARE = 1.0 / 6.0
"""Light of the room that the screen throws back, as a share of the projector's white."""

MARKS = (*style.COLOURS, style.GREY, style.INK)
TINTS = {style.FAINT.lower(), "#ffffff", "#000000"}
"""Grids, ticks, and fills whose edges are drawn in a colour of their own."""

PAIRS = ((style.BLUE, style.ORANGE), (style.BLUE, style.GREY))
"""Colours that stand side by side."""


def seen(colour: str, blind: str) -> Floats:
    """Return a colour in linear RGB as it reaches the eye."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.clip(BLIND[blind] @ linear, 0.0, 1.0)


def contrast(one: str, other: str, blind: str = "none", flare: float = FLARE) -> float:
    """Return the contrast of two colours as WCAG has it, on a washed-out projector."""
    lights = [
        (float(seen(c, blind) @ [0.2126, 0.7152, 0.0722]) + flare) / (1.0 + flare)
        for c in (one, other)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.parametrize("blind", BLIND)
@pytest.mark.parametrize("colour", MARKS)
def test_marks_stand_out_from_paper_for_everyone_and_everywhere(colour: str, blind: str) -> None:
    assert contrast(colour, "white", blind) >= 3.0
    assert contrast(colour, "white", blind, flare=0.0) >= 4.5


@pytest.mark.parametrize("blind", BLIND)
def test_colours_side_by_side_are_distinct_hues(blind: str) -> None:
    """Or differ in lightness; markers, dashes and hatching tell them too."""
    for pair in PAIRS:
        one, other = (np.cbrt(seen(each, blind)) for each in pair)
        assert float(np.abs(one - other).max()) > 0.08, pair


def test_series_differ_by_more_than_colour() -> None:
    for one, other in combinations(range(len(style.COLOURS)), 2):
        assert style.MARKERS[one] != style.MARKERS[other]
        assert style.DASHES[one] != style.DASHES[other]


def test_numbers_in_tiles_can_be_read() -> None:
    for shade in np.linspace(0.0, 1.0, 101):
        words = "white" if shade > DARK else "black"
        assert contrast(words, to_hex(BLUES(shade)), flare=0.0) >= 4.5, shade


def test_figures_use_no_other_colours(make_results: MakeResults) -> None:
    known = {colour.lower() for colour in MARKS} | TINTS
    for names in (("England",), ("Today", "A", "B")):
        results = make_results(4, **{name: 0.1 * n for n, name in enumerate(names)})
        for name, chart in charts_of(results).items():
            page = chart.page(source_of(results))
            found = {to_hex(each.get_color()) for each in page.findobj(Line2D)}
            found |= {to_hex(each.get_color()) for each in page.findobj(Text)}
            found |= {
                to_hex(each.get_facecolor())
                for each in page.findobj(Patch)
                if each.get_alpha() is None
            }
            assert found <= known, name
