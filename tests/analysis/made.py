"""Runs made of a function instead of the model, through the designs that experiments use."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.experiment import Runs
from collabsim.experiment.designs import Design, listed, points, table
from collabsim.experiment.factors import Factor
from collabsim.levers import LEVERS

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]
METRIC = "adoption_piloted"


def made(
    kind: Design | Sequence[Sequence[float]],
    factors: int,
    function: Function,
    replicates: int = 1,
    structures: Sequence[str] = ("own",),
    sets: Sequence[int] = (-1,),
    noise: Callable[[int, int, int], float] = lambda point, variant, replicate: 0.0,
) -> Runs:
    """Run a function of (points, factors) over a design; luck is what ``noise`` says it is."""
    names = list(LEVERS)[:factors]
    varied = [Factor(name, (0.0, 1.0)) for name in names]
    today = dict.fromkeys(names, 0.0)
    if isinstance(kind, Design):
        every = points(kind, varied, seed=1)
    else:
        rows = [(f"p{n}", dict(zip(names, row, strict=True))) for n, row in enumerate(kind)]
        every = listed(rows, today)
    design, reference = table(every, today)
    variants = [(name, number) for name in structures for number in sets]
    values = function(design[names].to_numpy(float))
    rows = [
        {"point": p, "variant": w, "replicate": r, METRIC: values[p] + noise(p, w, r)}
        for p in range(len(design))
        for w in range(len(variants))
        for r in range(replicates)
    ]
    about = DataFrame(variants, columns=["structure", "parameters"])
    about.insert(0, "variant", range(len(variants)))
    failures = DataFrame({"point": [], "variant": [], "replicate": [], "reason": []})
    return Runs(design, about, DataFrame(rows), failures, reference)
