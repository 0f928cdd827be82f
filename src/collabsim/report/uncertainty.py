"""How certain the finding is: Monte Carlo error, parameter and structural uncertainty apart."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Effects, uncertainty
from collabsim.report.claims import Claim
from collabsim.report.formats import format_change, format_count, name_of
from collabsim.report.question import Finding, Question
from collabsim.report.wording import FEWEST, describe_identical

MOST = 100_000
"""More replicates than this are not worth naming."""

SCREENED = {"morris", "sobol"}
"""Analyses that ask about factors over their ranges."""


def table(question: Question) -> DataFrame:
    """Return the standard deviations behind each leading effect."""
    return uncertainty(question.runs, question.leading)


def findings(question: Question, found: DataFrame) -> list[Finding]:
    """Say what Monte Carlo error, parameters and structure each leave open."""
    if {*question.analyses} <= SCREENED:
        return _screened(question)
    known = found.dropna(subset=["mean"])
    if known.empty:
        return [Finding("No effect is known in every alternative.")]
    at = known["mean"].abs().idxmax()
    top, claim = known.loc[at], question.claim(question.overall(question.leading).loc[at])
    return [
        Finding(_monte_carlo(question, claim), (claim,)),
        Finding(_spread("Parameters", top, "parameter sets", question)),
        Finding(_spread("Structure", top, "structural variants", question)),
    ]


def _monte_carlo(question: Question, top: Claim) -> str:
    """Say how well the largest effect is known, and what would make every effect known enough."""
    if top.replicates < 2:
        return "Monte Carlo error: 1 replicate, so no interval; run more with --replicates."
    where = "" if question.source.variants == 1 else " in the baseline"
    start = f"Monte Carlo error: the largest effect{where} ({name_of(top.name)})"
    if top.verdict == "constant":
        same = describe_identical(top.replicates)
        return f"{start} is the same in all {top.replicates} replicates: {same}."
    effects = question.leading
    interval = effects.interval()
    reach = (interval.high - interval.low) / 2.0
    orders = f" and {len(effects.orders)} independent orders" if effects.orders is not None else ""
    sets = f" and {top.sets} parameter sets" if effects.pooled().sets is not None else ""
    size = format_change(question.metric, reach[effects.names.index(top.name)])
    mean = f"{format_count(question.source.replicates, 'replicate')}{orders}{sets}"
    more = _more(effects, float(np.nanmax(reach)), top.replicates)
    return f"{start} is known to ± {size} (95% interval of a mean over {mean}){more}."


def _screened(question: Question) -> list[Finding]:
    """Say what is uncertain if factors are what is asked about, and no effect of a point."""
    several = question.structures > 1
    structure = "given as a range over alternatives" if several else "only that of the baseline"
    replicates = format_count(question.source.replicates, "replicate")
    return [
        Finding(f"Monte Carlo error: the ± of every number (95% interval; {replicates})."),
        Finding("Parameters: they are what is varied, each over its range."),
        Finding(f"Structure: {structure}."),
    ]


def _more(effects: Effects, widest: float, count: int) -> str:
    """Say what would bring every effect to the smallest difference that matters.

    Where the interval carries the scatter of parameter sets, replicates narrow only the rest.
    """
    metric = effects.metric
    size = f"to ± {metric.change(metric.matters)}"
    needed = max(effects.replicates_needed(), FEWEST)
    scattered = effects.pooled().sets is not None
    if needed > count:
        what = "the Monte Carlo error of every effect" if scattered else "every effect"
        return f"; {needed:,.0f} replicates would bring {what} {size}" if needed <= MOST else ""
    if widest <= metric.matters:
        return f", enough to bring every effect {size}"
    more = effects.orders is not None and not scattered
    return f"; more orders would bring every effect {size}" if more else ""


def _spread(what: str, top: DataFrame, kinds: str, question: Question) -> str:
    """Say how far the largest effect differs between parameter sets, or structural variants."""
    count, deviation = question.runs.variants[what.lower()].nunique(), top[what.lower()]
    who = name_of(str(top["name"]))
    if count < 2:
        return f"{what}: only those of the baseline were run."
    if np.isnan(deviation):
        return f"{what}: {count} {kinds}, too few runs to tell how far they differ."
    if deviation == 0.0:
        replicates = format_count(question.source.replicates, "replicate")
        return f"{what}: {replicates} do not show that the effect of {who} differs between {count} {kinds}."
    size = format_change(question.metric, deviation)
    return f"{what}: the effect of {who} differs by {size} (standard deviation) between {count} {kinds}."
