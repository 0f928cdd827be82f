"""How sure the finding is: luck, parameters and structure apart; and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Effects, doubt
from collabsim.answer.asked import Asked
from collabsim.claims import FEWEST, Claim, listed, missed
from collabsim.claims import change as told_size
from collabsim.experiment import Finished
from collabsim.metrics import METRICS
from collabsim.report.about import label, plain, said

MOST = 100_000
"""More replicates than this are not worth naming."""


SCREENED = {"morris", "sobol"}
"""Analyses that ask about factors over their ranges."""


def table(asked: Asked) -> DataFrame:
    """Return the standard deviations behind each leading effect."""
    return doubt(asked.runs, asked.leading)


def sentences(asked: Asked, found: DataFrame) -> list[str]:
    """Say what luck, parameters and structure each leave open."""
    if {*asked.analyses} <= SCREENED:
        return _screened(asked)
    known = found.dropna(subset=["mean"])
    if known.empty:
        return ["No effect is known in every alternative."]
    top = known.loc[known["mean"].abs().idxmax()]
    row = asked.overall(asked.leading).loc[known["mean"].abs().idxmax()]
    who = said(str(top["name"]))
    return [
        _luck(asked, Claim.of(row), who),
        _spread("Parameters", top["parameters"], "parameter sets", asked, who),
        _spread("Structure", top["structure"], "structures", asked, who),
    ]


def _luck(asked: Asked, top: Claim, who: str) -> str:
    """Say how well the largest effect is known, and what would make every effect known enough."""
    largest = (
        "the largest effect" if asked.about.variants == 1 else "the largest effect in the base"
    )
    start = f"Luck: {largest} ({who})"
    if top.replicates < 2:
        return "Luck: 1 replicate, so no interval; run more with --replicates."
    if top.case == "constant":
        return f"{start} is the same in all {top.replicates} replicates: {missed(top.replicates)}."
    effects = asked.leading
    interval = effects.interval()
    reach = (interval.high - interval.low) / 2.0
    place = effects.names.index(top.name)
    orders = "" if effects.orders is None else f" and {len(effects.orders)} independent orders"
    sets = f" and {top.sets} parameter sets" if effects.pooled().sets is not None else ""
    size = told_size(asked.metric, reach[place])
    mean = f"{asked.about.replicates} replicates{orders}{sets}"
    return (
        f"{start} is known to ± {size} (95% interval of a mean over {mean})"
        f"{_more(effects, float(np.nanmax(reach)), top.replicates)}."
    )


def _screened(asked: Asked) -> list[str]:
    """Say where doubt stands if factors are what is asked about, and no effect of a point."""
    structures = asked.runs.variants["structure"].nunique()
    told = (
        "told as a range over alternatives" if structures > 1 else "not asked; only the base's own"
    )
    return [
        f"Luck: the ± of every number (95% interval; {asked.about.replicates} replicates).",
        "Parameters: they are what is varied, each over its range.",
        f"Structure: {told}.",
    ]


def _more(effects: Effects, widest: float, count: int) -> str:
    """Say what would bring every effect to the smallest difference that matters.

    Where the interval carries the scatter of parameter sets, replicates narrow only the rest.
    """
    metric = METRICS[effects.metric]
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


def missing(finished: Finished, asked: Asked, unanswered: Mapping[str, str]) -> list[str]:
    """Say which runs failed or are still to be run, what that does, and what was not answered."""
    state, said_so = finished.state(), []
    if state["failed"]:
        reason = str(asked.runs.failures["reason"].value_counts().index[0])
        said_so.append(
            f"{_runs(state['failed'])} failed, mostly: {reason}. Effects are of the replicates that have all "
            "the runs they need; collabsim rerun tries the others again."
        )
    if state["missing"]:
        said_so.append(f"Still missing: {_runs(state['missing'])}; the same command runs them.")
    said_so += [f"{plain(name)} could not be worked out: {why}" for name, why in unanswered.items()]
    undefined = [name for name in asked.runs.metrics if asked.runs.runs[name].isna().all()]
    if undefined:
        said_so.append(f"Undefined in every run: {listed(label(name) for name in undefined)}.")
    return said_so


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"


def _spread(what: str, deviation: float, kinds: str, asked: Asked, who: str) -> str:
    column = what.lower()
    count = asked.runs.variants[column].nunique()
    if count < 2:
        return f"{what}: not asked; only the base's own."
    if np.isnan(deviation):
        return f"{what}: {count} {kinds}, too few runs to tell how far they differ."
    if deviation == 0.0:
        return (
            f"{what}: {asked.about.replicates} replicates do not tell that the effect of {who} "
            f"differs between {count} {kinds}."
        )
    size = told_size(asked.metric, deviation)
    return f"{what}: the effect of {who} differs by {size} (standard deviation) between {count} {kinds}."
