"""Analysis *discovery*: under which assumptions the best package fails.

Cases are the parameter sets of the base's structure, each once. Crossed with structures a set
would be many cases that are one, and a box would be found in chance; what other structures make
of the same box is told beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Box, differences, discover
from collabsim.analysis.cube import Floats, direction
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.claims import listed, missed
from collabsim.experiment.variants import OWN
from collabsim.intervals import alike
from collabsim.metrics import METRICS
from collabsim.report.about import label, said, variant

ENOUGH = 10
"""Parameter sets without which there is nothing to discover."""


@dataclass(frozen=True)
class Found:
    """What fails, in which cases of each structure, and the box of the base's."""

    fails: str
    cases: DataFrame
    box: Box


def table(asked: Asked) -> DataFrame:
    """Return a row a case: structure, assumptions, whether it failed, and is in the box."""
    return _table(_found(asked))


def _table(found: Found) -> DataFrame:
    made = found.cases.copy()
    for name, (low, high) in found.box.limits.items():
        made[f"{name}:low"], made[f"{name}:high"] = low, high
    return made


def part(asked: Asked) -> Part:
    """Return the cases, the box in which failures gather, and what other structures make of it."""
    found = _found(asked)
    count = asked.about.replicates
    by = "1 replicate" if count == 1 else f"means of {count} replicates"
    finding = [f"By {by} a case: {found.box.sentence(found.fails)}"]
    others = found.cases[found.cases["structure"] != OWN]
    each = [
        _beside(str(name), rows, found.box)
        for name, rows in others.groupby("structure", sort=False)
    ]
    if each:
        finding.append(f"The same fails {listed(each)}.")
    return Part({"discovery": _table(found)}, tuple(finding))


def fails(asked: Asked) -> str:
    """Return what counts as failing, in words."""
    return _best(asked)[1]


def _beside(structure: str, rows: DataFrame, box: Box) -> str:
    words = f"in {rows['failed'].sum()} of {len(rows)} cases in {variant(structure)}"
    inside = rows.loc[rows["inside"], "failed"]
    if not box.limits or inside.empty:
        return words
    return f"{words} ({100 * inside.mean():.0f}% of those in this box)"


def _found(asked: Asked) -> Found:
    gains, what = _best(asked)
    by_structure = asked.runs.variants.groupby("structure", sort=False)
    cases = {str(name): _cases(asked, gains, rows) for name, rows in by_structure}
    own = cases[OWN]
    if len(own) < ENOUGH:
        raise Unanswered(f"it needs {ENOUGH} parameter sets; here are {len(own)}.")
    varied = [name for name in own if name != "failed" and own[name].nunique() > 1]
    box = discover(own[varied], own["failed"].to_numpy(bool))
    kept = [
        rows[[*varied, "failed"]].assign(structure=name, inside=partial(_inside, box=box))
        for name, rows in cases.items()
    ]
    return Found(what, concat(kept, ignore_index=True), box)


def _best(asked: Asked) -> tuple[Floats, str]:
    """Return what the best package of the base's structure gains in every variant; what fails means.

    It fails where it does not improve the metric by what matters.
    """
    metric = METRICS[asked.metric]
    if metric.better == "neither":
        raise Unanswered(f"neither more nor less {label(asked.metric)} is better.")
    effects = differences(asked.runs, asked.metric)
    means = direction(asked.metric) * effects.overall()["mean"].to_numpy(float)
    if np.isnan(means).all():
        raise Unanswered("no package has runs in every parameter set.")
    best = int(np.nanargmax(means))
    if alike(effects.values[best].ravel(), metric.matters):
        raise Unanswered(f"every case and replicate is the same; {missed(asked.about.replicates)}.")
    short = f"less than {metric.change(metric.matters)}"
    does = f"adds {short} to" if metric.better == "higher" else f"takes {short} off"
    what = f"{said(effects.names[best])} {does} {label(asked.metric)}"
    return direction(asked.metric) * effects.by_variant()[best], what


def _cases(asked: Asked, gains: Floats, variants: DataFrame) -> DataFrame:
    """Return the assumptions of these variants, and whether the package failed in each."""
    gained = gains[variants["variant"]]
    made = variants.drop(columns=["variant", "structure", "parameters"])
    made = made.assign(failed=gained < METRICS[asked.metric].matters)
    return made[~np.isnan(gained)].reset_index(drop=True)


def _inside(cases: DataFrame, box: Box) -> np.ndarray:
    inside = np.ones(len(cases), bool)
    for name, (low, high) in box.limits.items():
        values = cases[name].to_numpy(float)
        inside &= (values > low) & (values <= high)
    return inside
