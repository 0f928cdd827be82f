"""Structural variants side by side: which effects change sign, and how far the largest ones range.

No evidence decides between them, so a finding is never a mean over them: its numbers are of the
baseline; what changes sign is said first, and how far means range last.
"""

from __future__ import annotations

from pandas import DataFrame

from collabsim.analysis import Effects, rank_table
from collabsim.metrics import Metric
from collabsim.report.claims import Claim
from collabsim.report.formats import format_signed, name_of, variant_name
from collabsim.report.question import Finding, Question
from collabsim.report.ranking import Places
from collabsim.report.wording import describe

FEW = 3
"""Effects that change sign, and effects that range, which are named."""

SEPARATE = frozenset({"channels", "discovery", "morris", "sobol"})
"""Analyses that tell of every model variant themselves."""


def table(question: Question) -> DataFrame:
    """Return the leading effects in every structural variant, each averaged over its parameter sets."""
    return question.by_structure(question.leading)


def claims(question: Question, effects: Effects) -> list[tuple[str, Claim]]:
    """Return what may be claimed of effects in every structural variant, with its name."""
    found = question.by_structure(effects).dropna(subset=["mean"])
    return [(str(row["structure"]), question.claim(row)) for _, row in found.iterrows()]


def among_first(question: Question) -> Places:
    """Return in how many of the alternatives each leading effect is among the first three."""
    if len(question.runs.variants) < 2:
        return {}
    rows = rank_table(question.leading).dropna(subset=["top"])
    return {
        str(row["name"]): (round(row["top"] * row["variants"]), int(row["variants"]))
        for _, row in rows.iterrows()
    }


def sign_changes(question: Question) -> Finding | None:
    """Say which effects are certainly up in one structural variant and certainly down in another.

    That has to be known before anything else.
    """
    turning = []
    for _, rows in _known(question).groupby("name", sort=False):
        sure = rows[[question.claim(row).sign != 0 for _, row in rows.iterrows()]]
        if len(sure) and sure["mean"].min() < 0.0 < sure["mean"].max():
            turning.append(sure)
    if not turning:
        return None
    turning.sort(key=lambda rows: rows["mean"].min() - rows["mean"].max())
    words = "; ".join(_opposed(rows, question) for rows in turning[:FEW])
    more = f"; so does that of {len(turning) - FEW} more" if len(turning) > FEW else ""
    claims = [question.claim(row) for rows in turning for _, row in _ends(rows)]
    return Finding(f"The sign depends on the structural variant: {words}{more}.", tuple(claims))


def ranges(question: Question) -> str:
    """Say how far the largest effects range over structural variants."""
    found = _known(question)
    if found.empty:
        return ""
    own = found[found["structure"] == str(question.runs.variants["structure"].iloc[0])]
    order = own["mean"].abs().sort_values(ascending=False, kind="stable").index
    top = own.loc[order[:FEW], "name"]
    each = (_span(found[found["name"] == name], question.metric) for name in top)
    return f"Means of structural variants: {'; '.join(each)}." if len(top) else ""


def whose(question: Question) -> str:
    """Say whose numbers those without a variant's name are; nothing if there is but one."""
    if question.structures < 2:
        return ""
    sets = question.source.sets
    means = f", means of {sets} parameter sets" if sets > 1 else ""
    return f" Numbers are of the baseline{means}, if no other variant is named."


def _known(question: Question) -> DataFrame:
    """Return the leading effects by structural variant; none if there is but one, or no baseline."""
    found = table(question).dropna(subset=["mean"])
    own = str(question.runs.variants["structure"].iloc[0])
    several = found["structure"].nunique() > 1 and (found["structure"] == own).any()
    return found if several else found.iloc[:0]


def _ends(rows: DataFrame) -> list[tuple[str, DataFrame]]:
    """Return the rows with the smallest and the largest mean, each with its variant's name."""
    ends = (rows.loc[at] for at in (rows["mean"].idxmin(), rows["mean"].idxmax()))
    return [(variant_name(str(row["structure"])), row) for row in ends]


def _span(rows: DataFrame, metric: Metric) -> str:
    """Return between which variants' means an effect lies: a range, and no claim of a sign."""
    shown = [(format_signed(metric, row["mean"]), where) for where, row in _ends(rows)]
    name = name_of(str(rows["name"].iloc[0]))
    if shown[0][0] == shown[1][0]:
        return f"{name}, {shown[0][0]} in each"
    return f"{name}, {' to '.join(f'{size} in {where}' for size, where in shown)}"


def _opposed(rows: DataFrame, question: Question) -> str:
    each = (f"in {where} {describe(question.claim(row))}" for where, row in _ends(rows))
    return f"{name_of(str(rows['name'].iloc[0]))} is {'; '.join(each)}"
