"""Tables of effects as analyses give them, made up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from handmade import effect
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS
from collabsim.report.formats import label_of
from collabsim.report.source import Source
from collabsim.report.style import Chart

ADOPTION = "adoption_piloted"  # a difference of 0.01 or more matters
NONE = float("nan")
WHAT, GAP = (label_of(METRICS[name]) for name in (ADOPTION, "goodhart_gap"))


def source(replicates: int = 12, variants: int = 1) -> Source:
    return Source("England by 2035/36", 1, replicates, variants)


def table(*bars: tuple[str, float, float], metric: str = ADOPTION, **more: object) -> DataFrame:
    """Return bars as an analysis gives them, with columns that are the same in every row.

    Each from 10 % of something, over twelve replicates, under no alternatives.
    """
    rows = [effect(name, metric, low, high) for name, low, high in bars]
    return DataFrame(rows).assign(**more)


def words(chart: Chart) -> str:
    """Return all that stands around a figure."""
    return f"{chart.title} {chart.subtitle}"


def levers(**questions: Sequence[tuple[str, float, float]]) -> DataFrame:
    """Return bars by question, ranked: behind all that are higher from end to end."""
    frames = [
        table(*bars, question=name).assign(
            rank=[1 + sum(b + c > low + high for _, b, c in bars) for _, low, high in bars],
            rank_low=[1 + sum(low > end for _, low, _ in bars) for _, _, end in bars],
        )
        for name, bars in questions.items()
    ]
    return DataFrame([row for frame in frames for row in frame.to_dict("records")])


def ranks(**tops: tuple[float, float]) -> DataFrame:
    """Return a table of ranks: of each lever the share of variants at the top, and its least by luck."""
    place = np.arange(1.0, len(tops) + 1.0)
    shares = np.array(list(tops.values()))
    return DataFrame(
        {
            "metric": ADOPTION,
            "name": list(tops),
            "median_rank": place,
            "rank_low": place,
            "rank_high": place,
            "top": shares[:, 0],
            "top_low": shares[:, 1],
            "variants": 20,
        }
    )


def along(*bars: tuple[float, float], metric: str = ADOPTION, **more: object) -> DataFrame:
    """Return effects along the values 0, 1, 2 ... of slack, each beside a level from 10 %."""
    found = table(*(("", low, high) for low, high in bars), metric=metric)
    fixed = {"factor": "slack", "applied": "permission", "line": "", "level": 0.0, "held": ""}
    variant = {"variant": 0, "structure": OWN, "applied_from": 0.0, "applied_to": 1.0}
    found = found.assign(value=np.arange(float(len(found))), **{**fixed, **variant, **more})
    return found.assign(level_mean=found["to"])


def points(**columns: Sequence[float]) -> DataFrame:
    count = len(next(iter(columns.values())))
    labels = [f"p{n}" for n in range(count)]
    return DataFrame({"label": labels, **columns, "pareto": True, "share": 1.0})
