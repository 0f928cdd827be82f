"""Figures: results in, figures out, one figure a file, all in one house style."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from collabsim.caches import lend_to_matplotlib

lend_to_matplotlib()  # before anything imports it

from collabsim.report import (
    adoption,
    barriers,
    comparison,
    discovery,
    effects,
    goodhart,
    heatmap,
    morris,
    pairs,
    pareto,
    ranking,
    response,
    robustness,
    sobol,
    trust,
    turning,
    year,
)
from collabsim.report.style import save
from collabsim.results import Results

STORY = {"adoption": adoption, "barriers": barriers, "trust": trust, "year": year}
"""The figures of one scenario."""

ANSWERS: dict[str, ModuleType] = {
    "effects": effects,
    "ranking": ranking,
    "interactions": pairs,
    "response": response,
    "turning": turning,
    "heatmap": heatmap,
    "goodhart": goodhart,
    "sobol": sobol,
    "morris": morris,
    "robustness": robustness,
    "pareto": pareto,
    "discovery": discovery,
}
"""The figures of an experiment, by the word that an experiment file has for each."""


def draw(results: Results, folder: Path) -> None:
    """Draw every figure that suits the results, each as SVG, PNG and the CSV of its numbers.

    One scenario gets its story; of several, their differences from the first are drawn.
    """
    folder.mkdir()
    if len(results.scenarios) > 1:
        save(comparison.figure(results), comparison.numbers(results), folder / "comparison")
        return
    for name, module in STORY.items():
        save(module.figure(results), module.numbers(results), folder / name)
