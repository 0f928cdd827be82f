"""The summary of an experiment for a spreadsheet: every metric of every point and world."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.experiment.runs import Runs


def summarise(runs: Runs) -> DataFrame:
    """Return mean, standard deviation and count of each metric, and its paired effect.

    The effect is the mean difference from *today* on the same luck in the same world; ``error``
    is its standard error. Replicates in which a metric is undefined are left out.
    """
    labels = runs.design.set_index("point")["label"]
    structures = runs.worlds.set_index("world")
    tables = []
    for metric in runs.metrics:
        wide = runs.runs.pivot(index="replicate", columns=["world", "point"], values=metric)
        made = wide.agg(["mean", "std", "count"]).T
        gaps = wide - wide.xs(runs.reference, axis=1, level="point").reindex(
            columns=wide.columns.get_level_values("world")
        ).to_numpy(float)
        made["effect"] = gaps.mean()
        made["error"] = gaps.std() / np.sqrt(gaps.count())
        made = made.reset_index()
        made.insert(2, "metric", metric)
        tables.append(made)
    whole = _stacked(tables)
    whole.insert(1, "structure", whole["world"].map(structures["structure"]))
    whole.insert(2, "parameters", whole["world"].map(structures["parameters"]))
    whole.insert(4, "label", whole["point"].map(labels))
    whole["count"] = whole["count"].astype(int)
    return whole


def _stacked(tables: list[DataFrame]) -> DataFrame:
    from pandas import concat

    return concat(tables, ignore_index=True).sort_values(
        ["world", "point"], kind="stable", ignore_index=True
    )
