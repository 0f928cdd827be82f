"""The words an experiment file may use, and the numbers it may hold with their bounds."""

from __future__ import annotations

from dataclasses import dataclass

from collabsim.evidence import PRICE_YEAR
from collabsim.parameters import Param

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
    "priced": "priced",
    "discovery": "discovery",
}
"""Analyses that a finished experiment may be asked for, and the file of ``report`` with each."""

FIGURES = {
    "effects": "differences",
    "ranking": "lever_figure",
    "interactions": "interactions",
    "response": "factor_figures",
    "turning": "factor_figures",
    "heatmap": "heatmap",
    "goodhart": "factor_figures",
    "sobol": "screening",
    "morris": "screening",
    "robustness": "robustness",
    "pareto": "goals",
    "channels": "channels",
    "priced": "priced",
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

MOST_POINTS = 1_000_000
"""Points of the largest design that is written down."""

MOST_STRUCTURES = 1_000
"""Structures that an experiment may name."""

MOST_TRAJECTORIES = 10_000
"""Trajectories of the largest Morris design: a few dozen screen, and thousands add nothing."""

# fmt: off
REPLICATES = Param("Simulated Englands of every point in every variant; with [stop], the most there may be", "replicates", 20.0, (1.0, 100_000.0), (10.0, 200.0), "J", "T4", whole=True)
SEED = Param("Seed of all random draws", "seed", 1.0, (0.0, 2.0**53), (0.0, 100.0), "J", "T4", whole=True)
SIZE = Param("Points of a Latin hypercube, base sample of Sobol' (a power of two), trajectories of Morris, orders of applying levers", "points", 64.0, (2.0, 65536.0), (16.0, 1024.0), "J", "T4", whole=True)
LEVELS = Param("Levels of each factor in Morris", "levels", 4.0, (2.0, 64.0), (4.0, 8.0), "J", "T4", whole=True)
RESOLUTION = Param("Resolution of a fractional factorial", "resolution", 4.0, (3.0, 5.0), (3.0, 5.0), "J", "T4", whole=True)
HALF_WIDTH = Param("Largest half-width of the 95 % interval of a paired effect", "unit of the metric", 1.0, (1e-9, 1e9), (1e-4, 1.0), "J", "T4")
SETS = Param("Parameter sets taken from the table, evenly spaced, or drawn where [variants.vary] says between what", "sets", 1.0, (1.0, 100_000.0), (5.0, 100.0), "J", "T4", whole=True)
BUDGET = Param("Most that a package may cost over the run, at central prices", f"million pounds of {PRICE_YEAR}", 500.0, (0.0, 1e8), (10.0, 50_000.0), "J", "T4")
ATTENTION = Param("Most staff time that a package may take over the run", "whole-time equivalents times years", 1000.0, (0.0, 1e8), (10.0, 50_000.0), "J", "T4")
# fmt: on


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop once every point's paired effect on a metric is known to within a half-width.

    The half-width is that of the 95 % interval of the mean difference from *today* on the same
    random draws, in every variant, at two looks that follow each other. Looks are fixed beforehand, so
    neither workers nor interruptions change where an experiment stops.
    """

    metric: str
    half_width: float
