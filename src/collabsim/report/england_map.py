"""A map of England in equal tiles, by AHSN and by region: where adoption is ahead.

Equal tiles, as on a true map the large and thinly peopled areas would win. They were laid by hand
(``tiles.csv``). Places are England's, what happens in them is simulated.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from pandas import DataFrame, read_csv

from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.report.formats import format_count, label_of, scale_of
from collabsim.report.heatmap import BLUES, DARK
from collabsim.report.lettering import SPACING, fitted, inches, points_of
from collabsim.report.question import Unanswered
from collabsim.report.source import ending
from collabsim.report.style import Chart
from collabsim.results import Results

TILES = Path(__file__).with_name("tiles.csv")
SHOWN = "adoption_piloted"
WITHIN = 0.94
"""Size of a tile, as a share of the room it has."""


def chart(results: Results) -> Chart:
    """Return adoption of the piloted classes in every AHSN's area and every region.

    Raises
    ------
    Unanswered : if the places are not England's, or it is not defined in one.
    """
    places, metric = results.tables["places"], METRICS[SHOWN]
    last = places[places["month"] == places["month"].max()]
    runs = last.pivot_table(index="replicate", columns=["level", "place"], values=SHOWN)
    tiles = read_csv(TILES)
    mine = list(zip(tiles["level"], tiles["place"], strict=True))
    if {*mine} != {*runs.columns}:
        raise Unanswered("its places are not those of England's map, or some have no number.")
    tiles["mean"] = runs[mine].mean().to_numpy()
    ahsns = tiles[tiles["level"] == "ahsn"].sort_values("mean")
    ends = [ahsns.iloc[-1], ahsns.iloc[0]]
    return Chart(
        title(runs["ahsn"]),
        f"{results.scenarios[0]} by {ending(results)}: {label_of(metric)}, {scale_of(metric)[1]}, mean of "
        f"{format_count(len(runs), 'replicate')}; the darker, the more. Equal tiles; areas are England's, what happens "
        "there is simulated",
        tiles,
        partial(_draw, tiles),
        tuple(f"{each['place']} {metric.text(each['mean'])}" for each in ends),
    )


def title(runs: DataFrame) -> str:
    """Return which area is furthest ahead of which, if that is certain (columns: areas)."""
    means, metric = runs.mean().sort_values(), METRICS[SHOWN]
    low, high = str(means.index[0]), str(means.index[-1])
    gap = (runs[high] - runs[low]).to_numpy(float)
    pairs = len(means) * (len(means) - 1) // 2
    ahead = t_interval(gap, strict(pairs)).low
    if not ahead > 0.0 or alike(gap, metric.matters):
        return f"{format_count(len(runs), 'replicate')} are too few to distinguish the {len(means)} areas in {label_of(metric)}"
    ends = [f"{name} ({metric.text(float(means[name]))})" for name in (high, low)]
    small = "" if ahead > metric.matters else ", perhaps by too little to matter"
    return f"{ends[0]} is ahead of {ends[1]} in {label_of(metric)}{small}"


def _draw(tiles: DataFrame, axes: Axes) -> None:
    right, bottom = tiles["column"].max() + 1.0, tiles["row"].max() + 1.0
    wide, high = (72.0 * size for size in inches(axes))
    # what is too small to matter looks alike: the scale spans twice what matters, or more
    low = tiles["mean"].min()
    span = max(float(np.ptp(tiles["mean"])), 2.0 * METRICS[SHOWN].matters)
    for tile in tiles.to_dict("records"):
        shade = (tile["mean"] - low) / span
        where = (tile["column"] + 0.03, tile["row"] + 0.03)
        box = Rectangle(
            where, WITHIN, WITHIN, facecolor=BLUES(shade), edgecolor=style.GREY, linewidth=1.5
        )
        axes.add_patch(box)
        lines = 2 if high / bottom > 3.0 * SPACING * points_of("small") else 1
        words = fitted(tile["short"], 0.92 * wide / right, points_of("small"), lines)
        number = METRICS[SHOWN].text(tile["mean"])
        look: Any = {
            "size": "small",
            "ha": "center",
            "va": "center",
            "color": "white" if shade > DARK else "black",
        }
        axes.text(tile["column"] + 0.5, tile["row"] + 0.5, f"{words}\n{number}", **look)
    axes.set_xlim(0.0, right)
    axes.set_ylim(bottom, 0.0)
    axes.set_axis_off()
    for level, words in (
        ("ahsn", "Areas of AHSNs (now Health Innovation Networks)"),
        ("region", "Regions"),
    ):
        mine = tiles[tiles["level"] == level]
        top = float(mine["row"].min()) if level == "region" else 0.0
        axes.text(float(mine["column"].min()), top - 0.06, words, va="bottom", size="small")
