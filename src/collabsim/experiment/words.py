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

ANALYSES = {
    "differences": "differences",
    "levers": "levers",
    "interactions": "interactions",
    "channels": "channels",
    "classes": "classes",
    "sobol": "screening",
    "morris": "screening",
    "robustness": "robustness",
    "pareto": "goals",
    "discovery": "discovery",
}
"""Analyses that a finished experiment may be asked for, and the file of ``report`` with each."""

FIGURES = {
    "effects": "differences",
    "ranking": "levers",
    "interactions": "interactions",
    "response": "factor_response",
    "turning": "factor_response",
    "heatmap": "heatmap",
    "goodhart": "factor_response",
    "sobol": "screening",
    "morris": "screening",
    "robustness": "robustness",
    "pareto": "goals",
    "discovery": "discovery",
}
"""Figures that a finished experiment may be asked for, and the file of ``report`` with each."""

NEEDS = {
    "sobol": ("sobol",),
    "morris": ("morris",),
    "response": ("grid",),
    "turning": ("grid",),
    "heatmap": ("grid",),
    "goodhart": ("grid",),
}
"""Designs without which an analysis or a figure has nothing to say; others take several."""
