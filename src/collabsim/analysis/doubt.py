"""Where doubt about an effect comes from: luck, parameters, structure.

Luck (Monte Carlo error) shrinks with replicates; doubt about parameters and about structure
does not. What is luck in the spread of an effect between variants can be told from replicates, and
is taken off: structures share their draws, parameter sets have their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from collabsim.analysis.effects import Effects
from collabsim.analysis.variance import between
from collabsim.experiment import Runs


def doubt(runs: Runs, effects: Effects) -> DataFrame:
    """Return the standard deviations behind every effect, a row each, in the metric's unit.

    ``luck`` is the standard error of the mean over replicates (and over sampled orders, if they
    were), ``parameters`` the standard deviation between parameter sets of one structure,
    ``structure`` that between structures of one parameter set, both with Monte Carlo noise
    removed; NaN where the experiment varies neither, or has one replicate. What the two do
    jointly is in both. ``mean`` is that of the base's structure.
    """
    table = effects.overall()[["metric", "name", "mean", "error", "from", "to", "relative"]]
    table = table.rename(columns={"error": "luck"})
    for column, same in (("parameters", "structure"), ("structure", "parameters")):
        groups = _groups(runs, same)
        table[column] = [
            _pooled([between(values[group]) for group in groups]) for values in effects.values
        ]
    return table


def _groups(runs: Runs, same: str) -> list[NDArray[np.int64]]:
    """Return the variants that share a structure, or a parameter set, where there are several."""
    grouped = runs.variants.groupby(same, sort=False)["variant"]
    return [np.asarray(variants, np.int64) for _, variants in grouped if len(variants) > 1]


def _pooled(variances: list[float]) -> float:
    known = [each for each in variances if not np.isnan(each)]
    return max(0.0, float(np.mean(known))) ** 0.5 if known else float("nan")
