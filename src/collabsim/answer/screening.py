"""Analyses *sobol* and *morris*: which factors drive the result."""

from __future__ import annotations

from collections.abc import Callable

from pandas import DataFrame, concat

from collabsim.analysis import morris, sobol
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import listed
from collabsim.experiment import Runs
from collabsim.metrics import METRICS
from collabsim.plots.about import label, said


def sobol_table(asked: Asked) -> DataFrame:
    """Return Sobol' indices of every metric that varies."""
    return _each(asked, sobol)


def morris_table(asked: Asked) -> DataFrame:
    """Return Morris's elementary effects on every metric."""
    return _each(asked, morris)


def sobol_part(asked: Asked) -> Part:
    """Return the indices, and what drives most of the variance."""
    found = sobol_table(asked)
    top = found[found["metric"] == asked.metric].nlargest(3, "total")
    each = (
        f"{said(str(row['name']))} {100 * row['total']:.0f}% ± {100 * row['total_half_width']:.0f}"
        for _, row in top.iterrows()
    )
    return Part(
        {"sobol": found},
        (f"Of the variance of {label(asked.metric)}, interactions included: {listed(each)}.",),
    )


def morris_part(asked: Asked) -> Part:
    """Return the effects, and what moves the result most."""
    found = morris_table(asked)
    change = METRICS[asked.metric].change
    mine = found[found["metric"] == asked.metric]
    each = (
        f"{said(str(row['name']))} by {change(row['size'])} (± {change(row['size_half_width'])})"
        for _, row in mine.nlargest(4, "size").iterrows()
    )
    least = listed(said(str(name)) for name in mine.nsmallest(3, "size")["name"])
    return Part(
        {"morris": found},
        (
            f"Over its range, {label(asked.metric)} is moved most by {listed(each)}; least by {least}.",
        ),
    )


def _each(asked: Asked, of: Callable[[Runs, str], DataFrame]) -> DataFrame:
    tables, reason = [], "no metric varies."
    for metric in asked.runs.metrics:
        try:
            tables.append(of(asked.runs, metric))
        except ValueError as error:
            reason = str(error)
            if metric == asked.metric:
                break
    if not tables:
        raise Unanswered(reason)
    return concat(tables, ignore_index=True)
