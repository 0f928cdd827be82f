"""Structures side by side: which effects turn with them, and how far the largest ones range.

No evidence decides between structures, so a finding is never a mean over them: its numbers are
of the base's; what turns with structure is said first, and how far means range last.
"""

from __future__ import annotations

import tomllib
from typing import Any

from pandas import DataFrame

from collabsim.answer.asked import Asked
from collabsim.answer.words import row_told
from collabsim.claims import Claim, listed, signed
from collabsim.experiment import Finished
from collabsim.experiment.parameter_sets import PLAUSIBLE_SETS, describe_left_out, plausible_in
from collabsim.report.about import said, variant

FEW = 3
"""Effects that turn, and effects that range, which are told."""

APART = frozenset({"channels", "discovery", "morris", "sobol"})
"""Analyses that tell of every variant themselves."""


def table(asked: Asked) -> DataFrame:
    """Return the leading effects in every structure, each averaged over its parameter sets."""
    return asked.by_structure(asked.leading)


def turns(asked: Asked) -> list[str]:
    """Say which effects change sign with structure: what has to be known before anything else."""
    found, base = _known(asked)
    return [] if base.empty else _turns(found)


def ranges(asked: Asked) -> list[str]:
    """Say how far the largest effects range over structures."""
    found, base = _known(asked)
    if base.empty:
        return []
    order = base["mean"].abs().sort_values(ascending=False, kind="stable").index
    top = base.loc[order[:FEW], "name"]
    each = (_span(found[found["name"] == name], asked.metric) for name in top)
    return [f"Means of structures: {'; '.join(each)}."]


def whose(asked: Asked) -> str:
    """Say whose numbers those without a structure's name are; nothing if there is but one."""
    if asked.runs.variants["structure"].nunique() < 2:
        return ""
    sets = f", means of {asked.about.sets} parameter sets" if asked.about.sets > 1 else ""
    return f" Numbers are of the base's structure{sets}, if no other is named."


def accepted_of(finished: Finished) -> str:
    """Say which of the parameter sets were held to data, and to whose; nothing if none was."""
    return ", the base's and others that were accepted in England" if _accepted(finished) else ""


def left_out(finished: Finished) -> str:
    """Say which columns of the sets the base's own values stand in for; nothing if none."""
    told = describe_left_out(finished.experiment.left_out)
    if told and _accepted(finished):
        told += " The sets were accepted together with them."
    return f" {told}" if told else ""


def untried(finished: Finished) -> str:
    """Say in which structures accepted sets were never held to the data; nothing if in none."""
    named = _accepted(finished).get("structures", {})
    values = {
        name: {f"{group}.{key}": x for group in groups for key, x in groups[group].items()}
        for name, groups in named.items()
    }
    names = [variant(name) for name in named if plausible_in([values[name]]) is None]
    return f" In {listed(names)} the accepted sets were never held to the data." if names else ""


def _accepted(finished: Finished) -> dict[str, Any]:
    """Return ``[variants]`` of the file if it takes accepted sets, else nothing."""
    variants: dict[str, Any] = tomllib.loads(finished.experiment.text).get("variants", {})
    return variants if variants.get("parameters") == PLAUSIBLE_SETS else {}


def _known(asked: Asked) -> tuple[DataFrame, DataFrame]:
    """Return the leading effects by structure and those of the base's; none if there is but one."""
    found = table(asked).dropna(subset=["mean"])
    several = found["structure"].nunique() > 1
    own = str(asked.runs.variants["structure"].iloc[0])
    return found, found[(found["structure"] == own) & several]


def _turns(found: DataFrame) -> list[str]:
    """Say which effects are surely up in one structure and surely down in another."""
    turning = []
    for _, rows in found.groupby("name", sort=False):
        sure = rows[[Claim.of(row).signed for _, row in rows.iterrows()]]
        if len(sure) and sure["mean"].min() < 0.0 < sure["mean"].max():
            turning.append((sure["mean"].max() - sure["mean"].min(), sure))
    if not turning:
        return []
    turning.sort(key=lambda each: -each[0])
    words = "; ".join(_range(rows) for _, rows in turning[:FEW])
    more = f"; so do {len(turning) - FEW} more" if len(turning) > FEW else ""
    return [f"The structure decides the sign: {words}{more}."]


def _span(rows: DataFrame, metric: str) -> str:
    """Return between which structures' means an effect lies: a range, and no claim of a sign."""
    least, most = (rows.loc[at] for at in (rows["mean"].idxmin(), rows["mean"].idxmax()))
    shown = [signed(metric, row["mean"]) for row in (least, most)]
    if shown[0] == shown[1]:
        return f"{said(str(least['name']))}, {shown[0]} in each"
    ends = [
        f"{size} in {variant(str(row['structure']))}"
        for size, row in zip(shown, (least, most), strict=True)
    ]
    return f"{said(str(least['name']))}, {' to '.join(ends)}"


def _range(rows: DataFrame) -> str:
    least, most = (rows.loc[at] for at in (rows["mean"].idxmin(), rows["mean"].idxmax()))
    each = [f"in {variant(str(row['structure']))} {row_told(row)}" for row in (least, most)]
    return f"{said(str(least['name']))} is {'; '.join(each)}"
