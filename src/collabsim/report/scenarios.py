"""Scenarios side by side: their curves, what stops attempts before and after, and what is reported and not real."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.metrics import BARRIER_LABELS, METRICS
from collabsim.report import style
from collabsim.report.charts import name_rows, write_beside
from collabsim.report.comparison import defined
from collabsim.report.formats import capitalise, format_list, label_of, scale_of
from collabsim.report.lettering import head, label_ends
from collabsim.report.ordering import clearest
from collabsim.report.question import Unanswered
from collabsim.report.run import shares_by_run
from collabsim.report.run_figures import leading, over_replicates, shares_with_interval
from collabsim.report.source import ending, source_of
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.titles import effect_title
from collabsim.results import Results

PANELS, COLUMNS = 9, 3
CURVE, GAP = "adoption_piloted", "goodhart_gap"

BEFORE: Any = {"color": style.GREY, "markerfacecolor": "white", "markeredgewidth": 2.5}
"""A share before anything is changed."""


def curves(results: Results) -> Chart:
    """Return the adoption curve of every other scenario, a panel each, the first's in grey in all."""
    first, *others = results.scenarios
    metric, metrics = METRICS[CURVE], results.tables["metrics"]
    shown = others[:PANELS]
    each = [
        over_replicates(metrics[metrics["scenario"] == name], [CURVE]).assign(scenario=name)
        for name in (first, *shown)
    ]
    claims = [each for each in defined(metrics, CURVE) if each.name in shown]
    if not claims:
        raise Unanswered(f"{label_of(metric)} is not defined.")
    title = effect_title(claims)
    return Chart(
        f"{title}, by {ending(results)}",
        f"{capitalise(label_of(metric))}, {scale_of(metric)[1]}; {source_of(results).band}. Dashed grey: "
        f"{first}{shown_of(len(shown), len(others), 'scenarios')}",
        concat(each, ignore_index=True),
        partial(_draw_curves, each),
        tuple(
            f"{c.name} {metric.text(c.start + c.mean)}, {first} {metric.text(c.start)}"
            for c in claims
        ),
    )


def _draw_curves(each: list[DataFrame], axes: Axes) -> None:
    first, *others = each
    columns = min(COLUMNS, len(others)) if len(others) != 4 else 2
    rows = -(-len(others) // columns)
    grid = panels(axes, rows, columns, sharex=True, sharey=True, hspace=0.45, wspace=0.35)
    for panel in grid.flat[len(others) :]:
        panel.set_axis_off()
    for panel, mine in zip(grid.flat, others, strict=False):
        grey: Any = {"color": style.GREY, "linestyle": style.DASHES[1], "linewidth": 2.5}
        panel.plot((first["month"] + 1) / 12.0, 100.0 * first[f"{CURVE}_median"], **grey)
        style.line_with_band(panel, mine, CURVE, 0, 100.0)
        style.financial_years(panel, mine)
        head(panel, str(mine["scenario"].iloc[0]), 1)
        if panel not in grid[-1]:
            panel.set_xlabel("")
    grid[0, 0].set_ylim(bottom=0.0)  # once all are drawn, whose axis they share
    for panel, mine in zip(grid.flat, others, strict=False):
        label_ends(panel, [(100.0 * float(mine[f"{CURVE}_median"].iloc[-1]), _end(mine))])
    for panel in grid[:, 0]:
        panel.set_ylabel("%")


def _end(numbers: DataFrame) -> str:
    return METRICS[CURVE].text(float(numbers[f"{CURVE}_median"].iloc[-1]))


def barriers(results: Results) -> Chart:
    """Return what stops attempts in the first scenario, and in the one that changes adoption most.

    Raises
    ------
    Unanswered : if nothing was attempted in either.
    """
    first, *others = results.scenarios
    known = defined(results.tables["metrics"], CURVE)
    other = clearest(known).name if known else others[0]
    account = results.tables["account"]
    runs = [shares_by_run(account[account["scenario"] == name]) for name in (first, other)]
    before, after = (shares_with_interval(each) for each in runs)
    if after["share"].isna().all() or before["share"].isna().all():
        raise Unanswered("nothing was attempted.")
    numbers = after.merge(before, on="barrier", suffixes=("_after", "_before"))
    return Chart(
        next_title(runs[0], runs[1], other),
        f"Attempts at innovations that need a pilot, by the barrier that stopped them, from today to "
        f"{ending(results)}. Ring: {first}; dot: {other}; line: 95% interval of the mean",
        numbers,
        partial(_draw_barriers, numbers),
        tuple(
            f"{BARRIER_LABELS[str(row['barrier'])]} {100 * row['share_before']:.0f}% to {100 * row['share_after']:.0f}%"
            for row in numbers.to_dict("records")
        ),
    )


def next_title(before: DataFrame, after: DataFrame, scenario: str) -> str:
    """Return which barrier binds next, if that is certain, and what it stopped before."""
    shares = [each.mean() for each in (before, after)]
    whole = " to ".join(f"{100.0 * each.sum():.0f}%" for each in shares)
    first = leading(after)
    if not first:
        return f"With {scenario}, {whole} of attempts are stopped; what binds next cannot be told"
    names = format_list(BARRIER_LABELS[name] for name in first)
    was, now = (format_list(f"{100.0 * each[name]:.0f}%" for name in first) for each in shares)
    verb = "binds" if len(first) == 1 else "bind"
    return f"With {scenario}, {names} {verb} next: {now} of attempts are stopped ({was} before)"


def _draw_barriers(numbers: DataFrame, axes: Axes) -> None:
    name_rows(axes, [BARRIER_LABELS[str(name)] for name in numbers["barrier"]])
    rows = np.arange(len(numbers))
    before, after = (100.0 * numbers[f"share_{kind}"] for kind in ("before", "after"))
    axes.hlines(rows, before, after, color=style.GREY, linewidth=2.0)
    for kind, look in (("before", BEFORE), ("after", {"color": style.BLUE})):
        low, high = (100.0 * numbers[f"{end}_{kind}"] for end in ("low", "high"))
        axes.hlines(rows, low, high, color=look["color"], linewidth=5.0)
        axes.plot(100.0 * numbers[f"share_{kind}"], rows, "o", markersize=11, **look)
    shares = (f"{one:.0f}% to {other:.0f}%" for one, other in zip(before, after, strict=True))
    write_beside(axes, shares, "ring to dot")
    axes.set_xlim(left=0.0)
    axes.set_xlabel("% of attempts since today")


def gap(results: Results) -> Chart:
    """Return what is reported to the scorecard, and what of it is real, a row a scenario.

    Raises
    ------
    Unanswered : if next to all of it is real everywhere.
    """
    first, metric, metrics = results.scenarios[0], METRICS[GAP], results.tables["metrics"]
    each = [
        over_replicates(metrics[metrics["scenario"] == name], [GAP]).iloc[-1]
        for name in results.scenarios
    ]
    numbers = DataFrame(each)[[f"{GAP}_{end}" for end in ("low", "median", "high")]]
    numbers.insert(0, "scenario", results.scenarios)
    if not numbers[f"{GAP}_high"].max() >= metric.matters:
        raise Unanswered(f"less than {metric.text(metric.matters)} of reported effort is not real.")
    claims = defined(metrics, GAP)
    return Chart(
        effect_title(claims) if claims else "Reported effort is not defined",
        f"Of 100 units of effort reported to the scorecard by {ending(results)}, those that are real, compared with "
        f"{first}; {source_of(results).band}",
        numbers,
        partial(_draw_gap, numbers),
        tuple(
            f"{row['scenario']} {metric.text(row[f'{GAP}_median'])} not real"
            for row in numbers.to_dict("records")
        ),
    )


def _draw_gap(numbers: DataFrame, axes: Axes) -> None:
    name_rows(axes, list(numbers["scenario"]))
    rows = np.arange(len(numbers))
    low, real, high = (100.0 - 100.0 * numbers[f"{GAP}_{end}"] for end in ("high", "median", "low"))
    axes.barh(rows, real, 0.6, color=style.BLUE)
    axes.barh(rows, 100.0 - real, 0.6, left=real, **style.HATCHED)
    axes.hlines(rows, low, high, color=style.INK, linewidth=3.0)
    for row, value in enumerate(real):
        words = (
            f"{value:.0f} real, {100.0 - value:.0f} not"
            if row == 0
            else f"{value:.0f}, {100.0 - value:.0f}"
        )
        axes.annotate(
            words, (100.0, row), (6, 0), textcoords="offset points", va="center", size="small"
        )
    axes.set_xlim(0.0, 100.0)
    axes.set_xlabel("Units of effort, per 100 reported (hatched: not real)")


SCENARIO_FIGURES = {"curves": curves, "barriers": barriers, "gap": gap}
"""The figures of several scenarios, beside that of their differences, by name."""
