"""Which figure is drawn from which table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pandas import DataFrame

from collabsim.answer import (
    along,
    discovery,
    effects,
    goals,
    interactions,
    levers,
    robustness,
    screening,
)
from collabsim.answer.asked import Asked, Unanswered
from collabsim.report.about import label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TABLES: Mapping[str, Callable[[Asked], DataFrame]] = MappingProxyType(
    {
        "effects": effects.table,
        "ranking": levers.table,
        "interactions": interactions.table,
        "response": along.response,
        "turning": along.turning,
        "heatmap": along.response,
        "goodhart": along.response,
        "sobol": screening.sobol_table,
        "morris": screening.morris_table,
        "robustness": robustness.table,
        "pareto": goals.table,
        "discovery": discovery.table,
    }
)
"""The table behind every figure."""


SIDE_BY_SIDE = ("goodhart", "pareto")
"""Figures that do not stand on the first metric alone."""


def drawn(name: str, asked: Asked) -> tuple[Figure, DataFrame]:
    """Return a figure and the numbers in it.

    Raises
    ------
    Unanswered : if the runs do not allow it.
    """
    from collabsim import report

    if name not in SIDE_BY_SIDE and asked.runs.runs[asked.metric].isna().all():
        raise Unanswered(f"{label(asked.metric)} is not defined in any run.")
    table = TABLES[name](asked)
    if name == "goodhart" and not {*report.goodhart.SHOWN} <= {*asked.runs.metrics}:
        raise Unanswered(f"it needs the metrics {' and '.join(report.goodhart.SHOWN)}.")
    if name == "heatmap" and not table["pulled"].iloc[0]:
        raise Unanswered("it needs two factors.")
    if name == "discovery":
        return report.discovery.figure(table, asked.about, discovery.fails(asked)), table
    return report.ANSWERS[name].figure(table, asked.about), table
