"""A metric over every combination of two factors, a panel a structural variant: the figure *heatmap*."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.report.claims import Metrics, claims_of, first_metric, metric_of
from collabsim.report.factor_response import response
from collabsim.report.formats import (
    capitalise,
    format_level,
    label_of,
    name_of,
    scale_of,
    variant_name,
)
from collabsim.report.lettering import head, name_axes
from collabsim.report.question import Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.titles import effect_title

PANELS, COLUMNS = 6, 3
BLUES = LinearSegmentedColormap.from_list("blues", ["#FFFFFF", "#6BACE6", "#2073BC", style.BLUE])

DARK = 0.625
"""Share of the scale from which a number is written in white."""


def table(question: Question) -> DataFrame:
    """Return the metric at every combination of the two factors."""
    if not question.axes[1]:
        raise Unanswered("it needs two factors.")
    return response(question)


def title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return how far the metric ranges over the baseline's panel, if it certainly moves at all."""
    mine = found[found["structure"] == OWN]
    metric = metric_of(found, metrics)
    known = claims_of(mine[mine["value"] > mine["value"].min()], metrics)
    if not known:
        raise Unanswered("it is not defined along the factor.")
    factors = [name_of(str(mine[name].iloc[0])) for name in ("factor", "applied")]
    if not any(each.sign for each in known):
        return effect_title(known, f"{factors[0]}, whatever {factors[1]} is,")
    ends = (mine["level_mean"].min(), mine["level_mean"].max())
    least, most = (format_level(metric, float(end)) for end in ends)
    unit = "" if metric.is_share else f" {metric.unit}"
    return capitalise(
        f"{label_of(metric)} ranges from {least} to {most}{unit} over {' and '.join(factors)}"
    )


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the first metric, with its number in every cell.

    Raises
    ------
    Unanswered : if it is not defined.
    """
    metric, mine = first_metric(found, source.metrics)
    every = list(mine["structure"].unique())
    shown = every[:PANELS]
    cells = mine[mine["structure"] == OWN].dropna(subset=["level_mean"])
    ends = (
        cells.loc[[cells["level_mean"].idxmin(), cells["level_mean"].idxmax()]]
        if len(cells)
        else cells
    )
    return Chart(
        title(mine, source.metrics),
        f"{source.setting}: {label_of(metric)}, {scale_of(metric)[1]}{source.over}; the darker, the "
        f"more{shown_of(len(shown), len(every))}",
        found,
        partial(_draw, mine[mine["structure"].isin(shown)], scale_of(metric)[0]),
        tuple(
            f"{format_level(metric, row['level_mean'])} at {row['value']:g} and {row['level']:g}"
            for row in ends.to_dict("records")
        ),
    )


def _draw(mine: DataFrame, scale: float, axes: Axes) -> None:
    """Draw a panel a structural variant; all share one scale and one precision, to be comparable."""
    values = scale * mine["level_mean"].dropna().to_numpy(float)
    low, high = (float(end(values)) if len(values) else 0.0 for end in (np.min, np.max))
    places = max(0, 1 - int(np.floor(np.log10(high - low or abs(high) or 1.0))))
    every = list(mine.groupby("structure", sort=False))
    columns = min(COLUMNS, len(every))
    grid = panels(axes, -(-len(every) // columns), columns, hspace=0.95, wspace=0.25)
    for panel in grid.flat[len(every) :]:
        panel.set_axis_off()
    for panel, (structure, rows) in zip(grid.flat, every, strict=False):
        cells = scale * rows.pivot_table(
            index="level", columns="value", values="level_mean", dropna=False
        )
        most = high if high > low else low + 1.0
        panel.imshow(cells, cmap=BLUES, origin="lower", aspect="auto", vmin=low, vmax=most)
        for (y, x), value in np.ndenumerate(cells.to_numpy()):
            colour = "white" if (value - low) / (most - low) > DARK else "black"
            words = "?" if np.isnan(value) else f"{value:.{places}f}"
            panel.text(x, y, words, ha="center", va="center", color=colour)
        _name(panel, cells, rows)
        if panel not in grid[:, 0]:
            panel.set_ylabel("")
        head(panel, variant_name(str(structure)))


def _name(panel: Axes, cells: DataFrame, rows: DataFrame) -> None:
    """Name the factors and their values along the sides of a panel."""
    panel.set_xticks(range(cells.shape[1]), [f"{value:g}" for value in cells.columns], size="small")
    panel.set_yticks(range(cells.shape[0]), [f"{value:g}" for value in cells.index], size="small")
    factor, applied = (name_of(str(rows[name].iloc[0])) for name in ("factor", "applied"))
    name_axes(panel, factor, applied, "small")
    panel.tick_params(length=0)
    panel.grid(visible=False)


FIGURES = {"heatmap": (table, chart)}
