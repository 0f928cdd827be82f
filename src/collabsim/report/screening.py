"""Screening: which factors drive the result, by Sobol' indices and by Morris's elementary effects.

Of every model variant; the figures *sobol* and *morris* show the baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.analysis import morris, sobol, sobol_pairs
from collabsim.analysis.cube import cube, over_replicates
from collabsim.intervals import quantile, strict, widened
from collabsim.metrics import METRICS, Metric
from collabsim.parameters import TIERS, described
from collabsim.report import style
from collabsim.report.charts import MOST, draw_intervals, name_rows, write_beside
from collabsim.report.claims import Metrics, first_metric, metric_of
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
from collabsim.report.lettering import inches
from collabsim.report.openings import of_moves, of_shares
from collabsim.report.question import Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of
from collabsim.report.titles import format_amount, too_close
from collabsim.scenario.groups import GROUPS

FEW, MORE = 3, 4
"""Factors and pairs named of Sobol', and of Morris; so many variants are named, more are counted."""


WORDS = 175.0
"""Points that are left for words beyond the end of a bar."""


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


def sobol_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return what drives most of the variance."""
    names, what = foremost(found, "total"), label_of(metric_of(found, metrics))
    if len(names) > 1:
        return too_close(names, "one of {} assumptions", f"moves {what} most")
    share = 100.0 * found["total"].max()
    return capitalise(f"{name_of(names[0])} drives {share:.0f}% of the variance of {what}")


def morris_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return what moves the result most, of what is certain to move it by more than matters."""
    metric = metric_of(found, metrics)
    what = label_of(metric)
    sure = found[found["size_least"] > metric.matters].sort_values("size", ascending=False)
    if sure.empty:
        size = format_amount(metric, metric.matters)
        return f"Too few runs to tell which assumption moves {what} by {size} or more"
    names = foremost(sure, "size")
    if len(names) > 1:
        return too_close(names, "one of {} assumptions", f"moves {what} most")
    size = format_amount(metric, sure["size"].iloc[0])
    return capitalise(f"{name_of(names[0])} moves {what} most, by {size}")


def foremost(found: DataFrame, column: str) -> list[str]:
    """Return the names whose bar reaches back as far as that of the largest, the largest first.

    ``column`` is drawn with its ``..._half_width`` each way, here widened for being one of many;
    one whose width is unknown is near.
    """
    ordered = found.sort_values(column, ascending=False)
    half = widened(len(found)) * ordered[f"{column}_half_width"]
    edge = ordered[column].iloc[0] - half.iloc[0]
    near = ordered[~(ordered[column] + half < edge)]
    return [str(name) for name in near["name"]]


def sobol_chart(found: DataFrame, source: Source) -> Chart:
    """Return total and first-order indices as bars with 95 % intervals."""
    metric, every = first_metric(found[found["variant"] == 0], source.metrics)
    mine = _drawn(every, "total")
    subtitle = (
        f"{source.setting}, the baseline: share of the variance of {label_of(metric)} between points. "
        f"Line: 95% bootstrap interval{shown_of(len(mine), len(every), 'assumptions')}"
    )
    says = tuple(
        f"{name_of(str(row['name']))} {_percent(row, 'total')}" for _, row in mine.iterrows()
    )
    title = sobol_title(every, source.metrics)
    return Chart(title, subtitle, found, partial(_draw_sobol, mine), says)


def _drawn(every: DataFrame, column: str) -> DataFrame:
    """Return the rows of the largest: as many as can be read, and all that the title may name."""
    return every.nlargest(min(MOST, len(every)), column)


def _draw_sobol(mine: DataFrame, axes: Axes) -> None:
    rows = np.arange(len(mine))
    name_rows(axes, mine["name"])
    looks: Any = {"total": (-0.2, style.HATCHED), "first": (0.2, {"color": style.BLUE})}
    tip = 0.0
    for name, (shift, look) in looks.items():
        values, reach = 100.0 * mine[name], 100.0 * mine[f"{name}_half_width"]
        axes.barh(rows + shift, values, 0.38, **look)
        draw_intervals(axes, rows + shift, values - reach, values + reach)
        end = float((values + reach.fillna(0.0)).iloc[0])
        tip = max(tip, end)
        words = "with interactions" if name == "total" else "alone"
        where: Any = {
            "xytext": (6, 0),
            "textcoords": "offset points",
            "size": "small",
            "va": "center",
        }
        axes.annotate(words, (end, shift), **where)
    axes.axvline(0.0, color=style.INK, linewidth=1.5)
    room = 1.0 - WORDS / (72.0 * inches(axes)[0])
    axes.set_xlim(right=max(axes.get_xlim()[1], tip / max(room, 0.3)))
    axes.set_xlabel("% of the variance")
    write_beside(axes, map(_tier, mine["name"]), "rests on")


def _tier(name: str) -> str:
    """Return what kind of evidence a parameter's value rests on, in a few words."""
    group, _, key = name.partition(".")
    tier = described(GROUPS[group])[key].tier if key else "T4"
    return f"{tier} {TIERS[tier].partition(':')[0]}"


def morris_chart(found: DataFrame, source: Source) -> Chart:
    """Return mean sizes of elementary effects as bars, hatched where they bend or interact."""
    metric, every = first_metric(found[found["variant"] == 0], source.metrics)
    mine = _drawn(every, "size")
    subtitle = (
        f"{source.setting}, the baseline: mean change in {label_of(metric)}, either way, as an "
        "assumption moves over its range. Line: 95% interval; hatched: the change depends on "
        f"others or bends{shown_of(len(mine), len(every), 'assumptions')}"
    )
    says = tuple(
        f"{name_of(str(row['name']))} {format_change(metric, row['size'])}"
        for _, row in mine.iterrows()
    )
    draw = partial(_draw_morris, mine, metric)
    return Chart(morris_title(mine, source.metrics), subtitle, found, draw, says)


def _draw_morris(mine: DataFrame, metric: Metric, axes: Axes) -> None:
    scale, _, unit = scale_of(metric)
    rows, sizes = np.arange(len(mine)), scale * mine["size"]
    name_rows(axes, mine["name"])
    bars = axes.barh(rows, sizes, 0.7, color=style.BLUE)
    for bar, bends in zip(bars, mine["spread"] > mine["size"], strict=True):
        if bends:
            bar.set(hatch="//", edgecolor="white", facecolor=style.ORANGE)
    reach = scale * mine["size_half_width"]
    draw_intervals(axes, rows, sizes - reach, sizes + reach)
    axes.axvline(scale * metric.matters, **style.EDGE)
    where: Any = {"transform": axes.get_xaxis_transform(), "size": "small", "va": "bottom"}
    axes.text(scale * metric.matters, 1.01, "what matters", ha="center", color=style.GREY, **where)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(unit)
    write_beside(axes, map(_tier, mine["name"]), "rests on")


ANALYSES = {"sobol": sobol_answer, "morris": morris_answer}
FIGURES = {"sobol": (sobol_table, sobol_chart), "morris": (morris_table, morris_chart)}
