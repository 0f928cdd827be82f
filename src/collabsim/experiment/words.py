"""The words an experiment file may use for designs, analyses and figures."""

from __future__ import annotations

DESIGNS = (
    "list",
    "grid",
    "one_at_a_time",
    "orders",
    "factorial",
    "fractional",
    "latin_hypercube",
    "sobol",
    "morris",
)
"""Designs: which points of the space of factors are run."""

SAMPLED = ("latin_hypercube", "sobol", "morris")
"""Designs that draw points between a low and a high end."""

ANALYSES = (
    "differences",
    "levers",
    "interactions",
    "channels",
    "classes",
    "sobol",
    "morris",
    "robustness",
    "pareto",
    "discovery",
)
"""Analyses that a finished experiment may be asked for."""

FIGURES = (
    "effects",
    "ranking",
    "interactions",
    "response",
    "turning",
    "heatmap",
    "goodhart",
    "sobol",
    "morris",
    "robustness",
    "pareto",
    "discovery",
)
"""Figures that a finished experiment may be asked for."""

NEEDS = {
    "sobol": ("sobol",),
    "morris": ("morris",),
    "response": ("grid",),
    "turning": ("grid",),
    "heatmap": ("grid",),
    "goodhart": ("grid",),
}
"""Designs without which an analysis or a figure has nothing to say; others take several."""
