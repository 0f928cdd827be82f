"""Analysis *pareto*: the goals side by side, never added up."""

from __future__ import annotations

from pandas import DataFrame

from collabsim.analysis import pareto, rivals
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.claims import FEWEST
from collabsim.metrics import METRICS
from collabsim.report.about import label, said


def table(asked: Asked) -> DataFrame:
    """Return every point's means on all metrics with a better side, and whether any beats it.

    A metric that no run defines, such as a quality of which there were too few events, is left out.
    """
    compared = [name for name in asked.runs.metrics if METRICS[name].better != "neither"]
    names = tuple(name for name in compared if asked.runs.runs[name].notna().any())
    if not names:
        raise Unanswered("it needs a metric of which more or less is better, with numbers.")
    found = pareto(asked.runs, names)
    whole = tuple(name for name in names if found[name].notna().any())
    return found if whole in (names, ()) else pareto(asked.runs, whole)


def part(asked: Asked) -> Part:
    """Return the table, how many points are beaten by none, and which is best on what."""
    found = table(asked)
    names = [name for name in found.columns if name in METRICS]
    best: dict[str, list[str]] = {}
    for name in names:
        if found[name].notna().any():
            lower = METRICS[name].better == "lower"
            place = found[name].idxmin() if lower else found[name].idxmax()
            others = rivals(asked.runs, name)
            doubt = f"not told from {others:,} other{'s' * (others > 1)}"
            doubt = f" ({doubt if others else 'told from every other'})"
            best.setdefault(str(found["label"][place]), []).append(f"{label(name)}{doubt}")
    count = int(found["pareto"].sum())
    always = int((found["structures"] == 1.0).sum())
    several = asked.runs.variants["structure"].nunique()
    more = f"; in each of {several} structures, {_are(always)}" if several > 1 else ""
    each = (f"{', '.join(goals)}: {said(who)}" for who, goals in best.items())
    return Part(
        {"pareto": found},
        (
            f"Of {len(found):,} settings {_are(count)} beaten by no other on all goals{more}{_luck(found, asked.about.replicates)}.",
            f"Best mean on {'; on '.join(each)}.",
        ),
    )


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _luck(found: DataFrame, replicates: int) -> str:
    """Say how many points would be unbeaten as a rule, and how many might be, on other luck."""
    if found["share"].isna().all():
        return ", by means of these replicates alone"
    if replicates < FEWEST:
        return f", by means of {replicates} replicates: too few to say what others would give"
    if (found["share"].isin((0.0, 1.0))).all():
        return ", whatever the luck"
    often, ever = int((found["share"] >= 0.9).sum()), int((found["share"] >= 0.1).sum())
    return (
        f"; were luck drawn again, {often:,} would be at least nine times in ten, "
        f"and {ever:,} at least one time in ten"
    )
