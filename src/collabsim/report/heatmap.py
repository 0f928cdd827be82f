"""A phase diagram: a metric over every combination of two factors, a panel a structure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import claims, level, open_to
from collabsim.experiment.variants import OWN
from collabsim.record import Floats
from collabsim.report import style
from collabsim.report.about import About, capital, label, said, scale_of, variant

PANELS = 6
SEQUENTIAL = LinearSegmentedColormap.from_list(
    "blues", ["#FFFFFF", "#6BACE6", "#2073BC", "#12436D"]
)


def title(table: DataFrame) -> str:
    """Return how far the metric ranges over the base's panel, if it surely moves at all."""
    mine = table[table["structure"] == OWN]
    metric = str(table["metric"].iloc[0])
    what = capital(label(metric).split(",")[0])
    known = claims(mine[mine["value"] > mine["value"].min()])
    if not any(each.signed for each in known):
        return f"{what}: {open_to(known) if known else 'not defined'}"
    least, most = (
        level(metric, float(end)) for end in (mine["level_mean"].min(), mine["level_mean"].max())
    )
    return f"{what}: from {least} to {most} over these values"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the first metric, with its number in every cell."""
    metric = str(table["metric"].iloc[0])
    mine = table[table["metric"] == metric]
    every = list(mine["structure"].unique())
    variants = every[:PANELS]
    shown = mine[mine["structure"].isin(variants)]
    look = _Look.of(scale_of(metric)[0] * shown["level_mean"].to_numpy(float))
    columns = min(3, len(variants))
    rows = -(-len(variants) // columns)
    scale, unit, _ = scale_of(metric)
    with style.house():
        sheet = style.sheet(
            title(mine),
            f"{about.setting}: {label(metric)}, {unit}{about.over}; the darker, the more"
            f"{style.of_all(len(variants), len(every))}",
            about,
        )
        panels = sheet.subplots(rows, columns, squeeze=False)
        sheet.subplots_adjust(
            left=0.1, right=0.97, top=sheet.subplotpars.top - style.PANEL, hspace=0.75, wspace=0.25
        )
        for axes in panels.flat[len(variants) :]:
            axes.set_axis_off()
        for axes, structure in zip(panels.flat, variants, strict=False):
            _panel(axes, mine[mine["structure"] == structure], scale, look)
            axes.set_title(variant(structure), size=style.BODY, loc="left")
    return sheet


@dataclass(frozen=True)
class _Look:
    """What cells of all panels share, so that they can be compared: one scale, one precision."""

    low: float
    high: float
    places: int

    @classmethod
    def of(cls, values: Floats) -> _Look:
        known = values[~np.isnan(values)] if not np.isnan(values).all() else np.zeros(1)
        low, high = float(known.min()), float(known.max())
        gap = high - low or abs(high) or 1.0
        return cls(low, high, max(0, 1 - int(np.floor(np.log10(gap)))))

    def dark(self, value: float) -> bool:
        return self.high > self.low and (value - self.low) / (self.high - self.low) > 0.55


def _panel(axes: Axes, table: DataFrame, scale: float, look: _Look) -> None:
    grid = scale * _grid(table)
    most = look.high if look.high > look.low else look.low + 1.0
    axes.imshow(grid, cmap=SEQUENTIAL, origin="lower", aspect="auto", vmin=look.low, vmax=most)
    for place, value in np.ndenumerate(grid.to_numpy()):
        axes.text(
            place[1],
            place[0],
            "?" if np.isnan(value) else f"{value:.{look.places}f}",
            ha="center",
            va="center",
            size=style.BODY,
            color="white" if look.dark(value) else style.INK,
        )
    axes.set_xticks(
        range(grid.shape[1]), [f"{value:g}" for value in grid.columns], size=style.SMALL
    )
    axes.set_yticks(range(grid.shape[0]), [f"{value:g}" for value in grid.index], size=style.SMALL)
    axes.set_xlabel(said(str(table["factor"].iloc[0])), size=style.SMALL)
    axes.set_ylabel(said(str(table["pulled"].iloc[0])), size=style.SMALL)
    axes.tick_params(length=0)
    axes.grid(visible=False)


def _grid(table: DataFrame) -> DataFrame:
    """Return rows of the pulled factor's levels, columns of the other's."""
    return table.pivot_table(index="level", columns="value", values="level_mean", dropna=False)
