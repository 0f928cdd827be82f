"""Scenario discovery: under which assumptions does something fail, as a sentence.

A shallow classification tree (Breiman et al. 1984, by scikit-learn) finds boxes in the space of
assumptions in which failures gather; the box with the best balance of *coverage* (failures
inside / all failures) and *density* (failures inside / cases inside) is told (Bryant & Lempert
2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.cube import Floats

DEPTH = 3
"""Splits a box may have: more than this no one remembers."""

FEWEST = 5
"""Cases a box must hold, so that it is no accident."""


@dataclass(frozen=True)
class Box:
    """A part of the space of assumptions.

    Attributes
    ----------
    limits : for each assumption that matters, its least and greatest value inside (infinite
        where it has none).
    coverage : failures inside / all failures.
    density : failures inside / cases inside.
    cases, failures : how many there are in all.
    """

    limits: Mapping[str, tuple[float, float]]
    coverage: float
    density: float
    cases: int
    failures: int

    def sentence(self, what: str) -> str:
        """Return the box in English; ``what`` is what fails, such as "the package fails"."""
        share = f"{what} in {self.failures} of {self.cases} cases"
        if not self.failures or self.failures == self.cases:
            return f"{_capital(share)}."
        if not self.limits:
            return f"{_capital(share)}, and no assumption tells which."
        where = " and ".join(_limit(name, *ends) for name, ends in self.limits.items())
        return (
            f"{_capital(share)}: mostly when {where} (coverage {100 * self.coverage:.0f}%: of all "
            f"such cases, those that this describes; density {100 * self.density:.0f}%: of the "
            "cases that it describes, those)."
        )


def discover(cases: DataFrame, failed: NDArray[np.bool_]) -> Box:
    """Return the box in which failures gather; ``cases`` has a column an assumption.

    Raises
    ------
    ValueError : if there are no cases.
    """
    if not len(cases):
        raise ValueError("no cases to discover anything in.")
    total, bad = len(failed), int(failed.sum())
    boxes = _boxes(cases, failed) if 0 < bad < total else []
    found = [
        Box(limits, float(failed[inside].sum() / bad), float(failed[inside].mean()), total, bad)
        for limits, inside in boxes
        if failed[inside].any()
    ]
    base = Box({}, 1.0, bad / total, total, bad)
    return max([base, *found], key=_balance)


def _balance(box: Box) -> float:
    """Return the harmonic mean of coverage and density, less for every limit."""
    if box.coverage + box.density == 0.0:
        return 0.0
    harmonic = 2.0 * box.coverage * box.density / (box.coverage + box.density)
    return harmonic - 0.02 * len(box.limits)


def _boxes(
    cases: DataFrame, failed: NDArray[np.bool_]
) -> list[tuple[dict[str, tuple[float, float]], NDArray[np.bool_]]]:
    """Return limits and members of every node of a tree grown on the cases, root left out."""
    from sklearn.tree import DecisionTreeClassifier

    values: Floats = cases.to_numpy(np.float64)
    fewest = max(1, min(FEWEST, len(values) // 10))
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=fewest, class_weight="balanced", random_state=0
    ).fit(values, failed)
    grown, names = tree.tree_, list(cases.columns)
    out = []
    waiting: list[tuple[int, dict[str, tuple[float, float]], NDArray[np.bool_]]]
    waiting = [(0, {}, np.ones(len(values), bool))]
    while waiting:
        node, limits, inside = waiting.pop()
        if limits:
            out.append((limits, inside))
        if grown.children_left[node] < 0:
            continue
        column, cut = int(grown.feature[node]), float(grown.threshold[node])
        low, high = limits.get(names[column], (-np.inf, np.inf))
        left = {**limits, names[column]: (low, min(high, cut))}
        right = {**limits, names[column]: (max(low, cut), high)}
        below = values[:, column] <= cut
        waiting.append((int(grown.children_left[node]), left, inside & below))
        waiting.append((int(grown.children_right[node]), right, inside & ~below))
    return out


def _limit(name: str, low: float, high: float) -> str:
    if np.isinf(low):
        return f"{name} is at most {high:.3g}"
    if np.isinf(high):
        return f"{name} is above {low:.3g}"
    return f"{name} is between {low:.3g} and {high:.3g}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
