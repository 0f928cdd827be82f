"""The summary of an experiment for a spreadsheet: every metric of every point and world."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, MultiIndex, concat

from collabsim.experiment.runs import Runs
from collabsim.intervals import t_interval

MOST = 1_000_000
"""Rows of the largest summary that is made: spreadsheets open no more."""


def fits(runs: Runs) -> bool:
    """Say whether a summary is small enough to be of use."""
    return len(runs.design) * len(runs.worlds) * len(runs.metrics) <= MOST


def summarise(runs: Runs) -> DataFrame:
    """Return mean, standard deviation and count of each metric, and its paired effect.

    The effect is the mean difference from *today* on the same luck in the same world; ``error``
    is its standard error. Replicates in which a metric is undefined are left out.
    """
    points, worlds = runs.design["point"], runs.worlds["world"]
    every = MultiIndex.from_product([worlds, points], names=["world", "point"])
    tables = []
    for metric in runs.metrics:
        wide = runs.runs.pivot(index="replicate", columns=["world", "point"], values=metric)
        wide = wide.reindex(columns=every)
        today = wide.xs(runs.reference, axis=1, level="point")
        found = t_interval((wide - np.repeat(today.to_numpy(float), len(points), axis=1)).T)
        made = DataFrame({"mean": wide.mean(), "std": wide.std(), "count": wide.count()})
        made["effect"], made["error"] = found.mean, found.error
        made = made.reset_index()
        made.insert(2, "metric", metric)
        tables.append(made)
    whole = concat(tables).sort_values(["world", "point"], kind="stable", ignore_index=True)
    names = runs.worlds.set_index("world")
    whole.insert(1, "structure", whole["world"].map(names["structure"]))
    whole.insert(2, "parameters", whole["world"].map(names["parameters"]))
    whole.insert(4, "label", whole["point"].map(runs.design.set_index("point")["label"]))
    whole["count"] = whole["count"].astype(int)
    return whole
