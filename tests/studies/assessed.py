"""Assessments made up, and searches that have found them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from collabsim.calibration import Assessment, Score, measured
from collabsim.calibration.patterns import FITTED, PATTERNS
from studies.england.folder import Effort, opened
from studies.england.search import Plan, Search, row_of

SERIES = {series.name: series for series in measured()}


def made(wide: float = 0.01, far: str = "", patterns: tuple[str, ...] = FITTED) -> Assessment:
    """An assessment that is consistent with all series but one, this closely."""
    curves = {n: s.values + wide * np.array([[-1.0], [1.0]]) for n, s in SERIES.items()}
    if far:
        curves[far] = 0.0 * curves[far]
    return Assessment(
        attributes=dict.fromkeys(SERIES, 1.0),
        scores={n: Score(SERIES[n], 9.0 if n == far else 0.0) for n in SERIES},
        readings={n: PATTERNS[n].low for n in patterns},
        implausibility=dict.fromkeys((*SERIES, *patterns), 0.0) | ({far: 9.0} if far else {}),
        curves=curves,
    )


@contextmanager
def found(folder: Path, plan: Plan, **stages: list[Assessment]) -> Iterator[Search]:
    """A search that has found this, of the first sets of every stage."""
    with opened(folder, plan.described()) as kept:
        search = Search(plan, kept)
        for stage, each in stages.items():
            search.assess(stage.replace("_", "-"), dict(enumerate(each)), row_of, Effort())
        yield search
