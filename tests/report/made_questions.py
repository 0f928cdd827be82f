"""Questions about runs whose numbers are made up, asked as a folder's are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment import Runs
from collabsim.experiment.designs import Design, listed, points, table
from collabsim.experiment.factors import Factor
from collabsim.levers import LEVERS
from collabsim.report import uncertainty
from collabsim.report.question import Question
from collabsim.report.source import Source

Floats = NDArray[np.float64]
METRIC = "adoption_piloted"
BASE = (("own", -1),)


def asked(
    design: Design | Sequence[Sequence[float]],
    factors: int,
    values: Floats,
    analyses: Sequence[str],
    variants: Sequence[tuple[str, int]] | DataFrame = BASE,
    metric: str = METRIC,
) -> Question:
    """Ask levers from 0 to 1; ``values`` is broadcast to (points, variants, replicates).

    A design may be points, each with a level a lever, of which the first is today.
    """
    names = list(LEVERS)[:factors]
    today = dict.fromkeys(names, 0.0)
    levers = [Factor(name, (0.0, 1.0)) for name in names]
    kind = design.kind if isinstance(design, Design) else "list"
    if isinstance(design, Design):
        every = points(design, levers, seed=1)
    else:
        rows = [
            (f"package {n}", dict(zip(names, row, strict=True))) for n, row in enumerate(design)
        ]
        every = listed(rows, today)
    made, reference = table(every, today)
    about = variants
    if not isinstance(about, DataFrame):
        about = DataFrame(list(variants), columns=["structure", "parameters"])
        about.insert(0, "variant", np.arange(len(about)))
    shape = np.broadcast_shapes(values.shape, (len(made), len(about), 1))
    point, variant, replicate = (each.ravel() for each in np.indices(shape))
    kept: dict[str, Any] = {"point": point, "variant": variant, "replicate": replicate}
    kept[metric] = np.broadcast_to(values, shape).ravel()
    failures = DataFrame({"point": [], "variant": [], "replicate": [], "reason": []})
    runs = Runs(made, about, DataFrame(kept), failures, reference)
    levels = {} if kind == "list" else {lever.name: lever.levels for lever in levers}
    sets = int((about["structure"] == "own").sum())
    told = Source("England by 2035/36", 1, shape[2], len(about), sets)
    return Question(runs, levels, kind, tuple(analyses), told)


def how_sure(of: Question) -> list[str]:
    """Return what is said of the certainty of the findings."""
    return [each.sentence for each in uncertainty.findings(of, uncertainty.table(of))]


def along(design: Design, factors: int) -> Floats:
    """Return the levels of the levers at the points of a design, (points, factors)."""
    names = list(LEVERS)[:factors]
    levers = [Factor(name, (0.0, 1.0)) for name in names]
    made, _ = table(points(design, levers, seed=1), dict.fromkeys(names, 0.0))
    levels: Floats = made[names].to_numpy(float)
    return levels
