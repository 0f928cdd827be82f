"""Screening: which factors drive the result, by Sobol' indices and by Morris's elementary effects.

Of every model variant; the figures *sobol* and *morris* show the baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.analysis import morris, sobol, sobol_pairs
from collabsim.analysis.cube import cube, over_replicates
from collabsim.intervals import quantile, strict, widened
from collabsim.metrics import METRICS, Metric
from collabsim.report import style
from collabsim.report.charts import MOST, name_rows
from collabsim.report.claims import Metrics, metric_of
from collabsim.report.formats import (
    capitalise,
    format_change,
    format_list,
    format_threshold,
    label_of,
    name_of,
    pair_name,
    scale_of,
    variant_name,
)
from collabsim.report.levers import few, foremost
from collabsim.report.openings import of_moves, of_shares
from collabsim.report.question import Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of

FEW, MORE = 3, 4
"""Factors and pairs named of Sobol', and of Morris; so many variants are named, more are counted."""


def _table(question: Question, of: Callable[..., DataFrame] = sobol) -> DataFrame:
    """Return indices of every metric that varies, by model variant."""
    tables = []
    for metric in question.runs.metrics:
        for variant in range(len(question.runs.variants)):
            try:
                found = of(question.runs, metric, variant=variant)
            except ValueError as error:
                if metric == question.metric.name and variant == 0:
                    raise Unanswered(str(error)) from None
                continue
            found.insert(2, "variant", variant)
            tables.append(found)
    return question.by_variant(concat(tables, ignore_index=True))


sobol_table = partial(_table, of=sobol)
morris_table = partial(_table, of=morris)


def sobol_answer(question: Question) -> Part:
    """Return the indices, what drives most of the variance, and what pairs add to it."""
    found = sobol_table(question)
    mine = question.first(found)
    shown = "{:.0%}".format
    each = (
        f"{name_of(str(row['name']))} {_percent(row, 'total')}{_range(mine, row['name'], 'total', shown)}"
        for _, row in mine[mine["variant"] == 0].nlargest(FEW, "total").iterrows()
    )
    first = f"Of the variance of {label_of(question.metric)}, interactions included: {format_list(each)}."
    tables, pairs = {"sobol": found}, ""
    with suppress(Unanswered):
        tables["sobol_pairs"] = _table(question, sobol_pairs)
        pairs = _pairs(tables["sobol_pairs"], question)
    order = _order(mine, "total", question)
    level = len(foremost(mine[mine["variant"] == 0], "total")) > 1
    opening = of_shares(question, mine, order, level=level)
    return Part.of(tables, first, _slight(question), pairs, order, opening=opening)


def morris_answer(question: Question) -> Part:
    """Return the elementary effects, and what moves the result most."""
    found = morris_table(question)
    change = partial(format_change, question.metric)
    mine = question.first(found)
    own = mine[mine["variant"] == 0]
    sure = own[own["size_least"] > question.metric.matters]
    each = (
        f"{name_of(str(row['name']))} by {change(row['size'])} (± {change(row['size_half_width'])})"
        f"{_range(mine, row['name'], 'size', change)}"
        for _, row in sure.nlargest(MORE, "size").iterrows()
    )
    what = f"{label_of(question.metric)} by more than {format_threshold(question.metric)}"
    first = (
        f"Over their ranges, {len(sure)} of {len(own)} factors move {what}: {format_list(each)}."
    )
    if sure.empty:
        first = f"Of no factor can it be claimed that it moves {what}."
    order = _order(mine, "size", question)
    return Part.of({"morris": found}, first, order, opening=of_moves(question, mine, order, sure))


def _slight(question: Question) -> str:
    """Say so if all that was tried moves the metric by too little to matter."""
    means = over_replicates(cube(question.runs, question.metric.name)[:, 0])
    reach = float(np.nanmax(means) - np.nanmin(means))
    if reach >= question.metric.matters:
        return ""
    size = format_change(question.metric, reach)
    threshold = format_threshold(question.metric)
    return f"The whole range between points is {size}, less than {threshold}."


def _pairs(found: DataFrame, question: Question) -> str:
    """Say which pairs have a share of the variance that neither factor has alone."""
    mine = question.first(found[found["variant"] == 0])
    sure = mine[mine["second"] > widened(len(mine)) * mine["second_half_width"]]
    sure = sure.nlargest(FEW, "second")
    if sure.empty:
        return "Of no pair can it be claimed that it has a share of its own."
    each = (
        f"{pair_name(str(row['name']))} {_percent(row, 'second')}" for _, row in sure.iterrows()
    )
    return f"Due to two factors only together: {format_list(each)}."


def _percent(row: DataFrame, column: str) -> str:
    return f"{100 * row[column]:.0f}% ± {100 * row[f'{column}_half_width']:.0f}"


def _range(mine: DataFrame, name: str, column: str, words: Callable[[float], str]) -> str:
    """Return the least and the most that a factor has in any model variant, if there are several."""
    values = mine.loc[mine["name"] == name, column].dropna()
    ends = f"{words(values.min())} to {words(values.max())}"
    return f" ({ends} over {len(values)} alternatives)" if len(values) > 1 else ""


def _order(mine: DataFrame, column: str, question: Question) -> str:
    """Say in which model variants another factor than in the baseline comes first, if it is certain."""
    sizes = mine.pivot_table(index="name", columns="variant", values=column)
    errors = mine.pivot_table(index="name", columns="variant", values=f"{column}_half_width")
    leader = sizes[0].idxmax()
    family = (len(sizes) - 1) * (len(sizes.columns) - 1)
    # Sobol' half-widths are of a bootstrap, Morris's of few trajectories
    freedom = mine["blocks"].min() - 1.0 if column == "size" else np.inf
    wider = float(quantile(freedom, strict(family)) / quantile(freedom))
    turned: dict[str, list[int]] = {}
    for variant in sizes.columns[1:]:
        first = sizes[variant].idxmax()
        gap = sizes[variant][first] - sizes[variant][leader]
        if gap > wider * np.hypot(errors[variant][first], errors[variant][leader]):
            turned.setdefault(first, []).append(int(variant))
    if turned:
        each = (f"{name_of(str(name))} {_where(found, question)}" for name, found in turned.items())
        return f"The order differs between alternatives: first comes {'; '.join(each)}."
    if len(sizes.columns) > 1:
        return f"Under none of the {len(sizes.columns)} structures that were tried is another certain to be ahead of {name_of(str(leader))}."
    return ""


def _where(variants: list[int], question: Question) -> str:
    if len(variants) > FEW:
        return f"in {len(variants)} of {len(question.runs.variants)} alternatives"
    rows = question.runs.variants.set_index("variant").loc[variants]
    sets = (
        "" if row["parameters"] < 0 else f" (set {row['parameters']})" for _, row in rows.iterrows()
    )
    names = (variant_name(str(name)) for name in rows["structure"])
    return f"in {format_list(name + which for name, which in zip(names, sets, strict=True))}"


def sobol_title(found: DataFrame) -> str:
    """Return what drives most of the variance."""
    names = foremost(found, "total")
    if len(names) > 1:
        return f"{capitalise(few(names, 'factors'))} drive it most, too close to distinguish"
    return f"{capitalise(few(names))} drives {100.0 * found['total'].max():.0f}% of the variance"


def morris_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return what moves the result most, of what is certain to move it by more than matters."""
    metric = metric_of(found, metrics)
    sure = found[found["size_least"] > metric.matters].sort_values("size", ascending=False)
    if sure.empty:
        return f"No factor certainly moves it by {format_threshold(metric)}"
    names = foremost(sure, "size")
    if len(names) > 1:
        return f"{capitalise(few(names, 'factors'))} move it most, too close to distinguish"
    return (
        f"{capitalise(few(names))} moves it most, by {format_change(metric, sure['size'].iloc[0])}"
    )


def sobol_chart(found: DataFrame, source: Source) -> Chart:
    """Return total and first-order indices as bars with 95 % intervals."""
    metric = metric_of(found, source.metrics)
    mine = found[(found["metric"] == metric.name) & (found["variant"] == 0)].nlargest(MOST, "total")
    subtitle = (
        f"{source.setting}, the baseline: share of the variance of {label_of(metric)}. Blue: alone; "
        "hatched: with interactions; line: 95% bootstrap interval"
    )
    return Chart(sobol_title(mine), subtitle, found, partial(_draw_sobol, mine), 0.34, 0.96)


def _draw_sobol(mine: DataFrame, axes: Axes) -> None:
    rows = np.arange(len(mine))
    axes.barh(rows + 0.2, 100.0 * mine["first"], 0.38, color=style.BLUE)
    axes.barh(rows - 0.2, 100.0 * mine["total"], 0.38, **style.HATCHED)
    for name, shift in (("first", 0.2), ("total", -0.2)):
        reach = 100.0 * mine[f"{name}_half_width"]
        axes.errorbar(100.0 * mine[name], rows + shift, xerr=reach, fmt="none", ecolor=style.INK)
    axes.set_xlabel("% of variance")
    name_rows(axes, mine["name"])


def morris_chart(found: DataFrame, source: Source) -> Chart:
    """Return mean sizes of elementary effects as bars, hatched where they bend or interact."""
    metric = metric_of(found, source.metrics)
    every = found[(found["metric"] == metric.name) & (found["variant"] == 0)]
    mine = every.nlargest(MOST, "size")
    subtitle = (
        f"{source.setting}, the baseline: mean size of the effect on {label_of(metric)} of moving a factor "
        f"over its range{shown_of(len(mine), len(every), 'factors')}. Line: 95% interval; hatched: "
        "it interacts or bends"
    )
    return Chart(
        morris_title(every, source.metrics),
        subtitle,
        found,
        partial(_draw_morris, mine, metric),
        0.34,
        0.96,
    )


def _draw_morris(mine: DataFrame, metric: Metric, axes: Axes) -> None:
    scale, _, unit = scale_of(metric)
    rows, sizes = np.arange(len(mine)), scale * mine["size"]
    bars = axes.barh(rows, sizes, 0.7, color=style.BLUE)
    for bar, bends in zip(bars, mine["spread"] > mine["size"], strict=True):
        if bends:
            bar.set(hatch="//", edgecolor="white", facecolor=style.ORANGE)
    reach = scale * mine["size_half_width"]
    axes.errorbar(sizes, rows, xerr=reach, fmt="none", ecolor=style.INK, elinewidth=2)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(unit)
    name_rows(axes, mine["name"])


ANALYSES = {"sobol": sobol_answer, "morris": morris_answer}
FIGURES = {"sobol": (sobol_table, sobol_chart), "morris": (morris_table, morris_chart)}
