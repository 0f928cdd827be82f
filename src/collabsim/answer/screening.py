"""Analyses *sobol* and *morris*: which factors drive the result, in every variant."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import morris, sobol, sobol_pairs
from collabsim.analysis.cube import cube, over_luck
from collabsim.answer.asked import Asked, Part, Unanswered, by_variant
from collabsim.claims import change as told_size
from collabsim.claims import listed, worth
from collabsim.intervals import quantile, strict, widened
from collabsim.metrics import METRICS
from collabsim.report.about import label, pair, said, variant

FEW, MORE = 3, 4
"""Factors and pairs told of Sobol', and of Morris; so many variants are named, more are counted."""


def sobol_table(asked: Asked) -> DataFrame:
    """Return Sobol' indices of every metric that varies, variant by variant."""
    return _each(asked, sobol)


def morris_table(asked: Asked) -> DataFrame:
    """Return Morris's elementary effects on every metric, variant by variant."""
    return _each(asked, morris)


def sobol_part(asked: Asked) -> Part:
    """Return the indices, what drives most of the variance, and what pairs add to it."""
    found = sobol_table(asked)
    mine = found[found["metric"] == asked.metric]
    each = (
        f"{said(str(row['name']))} {_percent(row, 'total')}{_range(mine, row['name'], 'total', _hundredths)}"
        for _, row in mine[mine["variant"] == 0].nlargest(FEW, "total").iterrows()
    )
    finding = [f"Of the variance of {label(asked.metric)}, interactions included: {listed(each)}."]
    finding += _slight(asked)
    tables = {"sobol": found}
    with suppress(Unanswered):
        tables["sobol_pairs"] = _each(asked, sobol_pairs)
        finding.append(_pairs(tables["sobol_pairs"], asked))
    return Part(tables, (*finding, *_order(mine, "total", asked)))


def morris_part(asked: Asked) -> Part:
    """Return the effects, and what moves the result most."""
    found = morris_table(asked)
    change = partial(told_size, asked.metric)
    mine = found[found["metric"] == asked.metric]
    own = mine[mine["variant"] == 0]
    least = METRICS[asked.metric].matters
    sure = own[own["size_least"] > least]
    each = (
        f"{said(str(row['name']))} by {change(row['size'])} (± {change(row['size_half_width'])})"
        f"{_range(mine, row['name'], 'size', change)}"
        for _, row in sure.nlargest(MORE, "size").iterrows()
    )
    what = label(asked.metric)
    by = f"by more than {worth(asked.metric)}"
    first = f"Over their ranges, {len(sure)} of {len(own)} assumptions move {what} {by}: {listed(each)}."
    if sure.empty:
        first = f"Of no assumption can it be claimed that it moves {what} {by}."
    return Part({"morris": found}, (first, *_order(mine, "size", asked)))


def _slight(asked: Asked) -> list[str]:
    """Say so if all that was tried moves the metric by too little to matter."""
    means = over_luck(cube(asked.runs, asked.metric)[:, 0])
    reach = float(np.nanmax(means) - np.nanmin(means))
    if reach >= METRICS[asked.metric].matters:
        return []
    size = told_size(asked.metric, reach)
    return [f"All of it is a range of {size} between points, less than {worth(asked.metric)}."]


def _pairs(found: DataFrame, asked: Asked) -> str:
    """Say which pairs have a share of the variance that neither factor has alone."""
    mine = found[(found["metric"] == asked.metric) & (found["variant"] == 0)]
    sure = mine[mine["second"] > widened(len(mine)) * mine["second_half_width"]]
    sure = sure.nlargest(FEW, "second")
    if sure.empty:
        return "Of no pair can it be claimed that it has a share of its own."
    each = (f"{pair(str(row['name']))} {_percent(row, 'second')}" for _, row in sure.iterrows())
    return f"What two do only together: {listed(each)}."


def _percent(row: DataFrame, column: str) -> str:
    return f"{100 * row[column]:.0f}% ± {100 * row[f'{column}_half_width']:.0f}"


def _hundredths(share: float) -> str:
    return f"{100 * share:.0f}%"


def _range(mine: DataFrame, name: str, column: str, words: Callable[[float], str]) -> str:
    """Return the least and the most that a factor has in any variant, if there are several."""
    values = mine.loc[mine["name"] == name, column].dropna()
    if len(values) < 2:
        return ""
    return f" ({words(values.min())} to {words(values.max())} over {len(values)} alternatives)"


def _order(mine: DataFrame, column: str, asked: Asked) -> list[str]:
    """Say in which variants another factor than in the base surely comes first."""
    sizes = mine.pivot_table(index="name", columns="variant", values=column)
    errors = mine.pivot_table(index="name", columns="variant", values=f"{column}_half_width")
    leader = sizes[0].idxmax()
    family = (len(sizes) - 1) * (len(sizes.columns) - 1)
    # Sobol' half-widths are of a bootstrap, Morris's of few trajectories
    freedom = mine["blocks"].min() - 1.0 if column == "size" else np.inf
    wider = float(quantile(freedom, strict(family)) / quantile(freedom))
    turned: dict[str, list[int]] = {}
    for number in sizes.columns[1:]:
        first = sizes[number].idxmax()
        gap = sizes[number][first] - sizes[number][leader]
        if gap > wider * np.hypot(errors[number][first], errors[number][leader]):
            turned.setdefault(first, []).append(int(number))
    if turned:
        each = (
            f"{said(str(name))} {_variants(variants, asked)}" for name, variants in turned.items()
        )
        return [f"The order turns: first comes {'; '.join(each)}."]
    if len(sizes.columns) > 1:
        return [f"In no alternative is another told to be ahead of {said(str(leader))}."]
    return []


def _variants(variants: list[int], asked: Asked) -> str:
    if len(variants) > FEW:
        return f"in {len(variants)} of {len(asked.runs.variants)} alternatives"
    rows = asked.runs.variants.set_index("variant").loc[variants]
    names = [
        variant(str(row["structure"]))
        + ("" if row["parameters"] < 0 else f" (set {row['parameters']})")
        for _, row in rows.iterrows()
    ]
    return f"in {listed(names)}"


def _each(asked: Asked, of: Callable[..., DataFrame]) -> DataFrame:
    """Return a table of every metric in every variant in which it varies."""
    tables = []
    for metric in asked.runs.metrics:
        for number in range(len(asked.runs.variants)):
            try:
                found = of(asked.runs, metric, variant=number)
            except ValueError as error:
                if metric == asked.metric and number == 0:
                    raise Unanswered(str(error)) from None
                continue
            found.insert(2, "variant", number)
            tables.append(found)
    return by_variant(asked, concat(tables, ignore_index=True))
