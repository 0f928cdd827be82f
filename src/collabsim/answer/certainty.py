"""How sure the finding is: luck, parameters and structure apart; and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame

from collabsim.analysis import Effects, doubt
from collabsim.answer.asked import Asked
from collabsim.answer.words import ALIKE, FEW, listed
from collabsim.experiment import Finished
from collabsim.metrics import METRICS
from collabsim.plots.about import change as told_size
from collabsim.plots.about import label, said

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
    count, effects = asked.about.replicates, asked.leading
    known = found.dropna(subset=["mean"])
    if known.empty:
        return ["No effect is known in every world."]
    top = known.loc[known["mean"].abs().idxmax()]
    who = said(str(top["name"]))
    largest = "the largest effect" if asked.about.worlds == 1 else "the largest effect in the base"
    place = effects.names.index(str(top["name"]))
    interval = effects.interval()
    reach = (interval.high - interval.low) / 2.0
    if np.isnan(reach[place]):
        luck = f"Luck: {count} replicate, so no interval; run more with --replicates."
    elif count < FEW and reach[place] <= ALIKE * abs(top["mean"]):
        luck = f"Luck: {largest} ({who}) is the same in {count} replicates: too few to know it by."
    else:
        orders = "" if effects.orders is None else f" and {len(effects.orders)} independent orders"
        luck = (
            f"Luck: {largest} ({who}) is known to ± {told_size(asked.metric, reach[place])} (95% interval of a mean over "
            f"{count} replicates{orders}){_more(effects, float(np.nanmax(reach)), count)}."
        )
    return [
        luck,
        _spread("Parameters", top["parameters"], "parameter sets", asked, who),
        _spread("Structure", top["structure"], "structures", asked, who),
    ]


def _screened(asked: Asked) -> list[str]:
    """Say where doubt stands if factors are what is asked about, and no effect of a point."""
    structures = asked.runs.worlds["structure"].nunique()
    told = "told as a range over worlds" if structures > 1 else "not asked; only the base's own"
    return [
        f"Luck: the ± of every number (95% interval; {asked.about.replicates} replicates).",
        "Parameters: they are what is varied, each over its range.",
        f"Structure: {told}.",
    ]


def _more(effects: Effects, widest: float, count: int) -> str:
    """Say what would bring every effect to the smallest difference that matters."""
    metric = METRICS[effects.metric]
    wanted = f"bring every effect to ± {metric.change(metric.matters)}"
    needed = effects.replicates_needed()
    if needed > count:
        return f"; {needed:,.0f} would {wanted}" if needed <= MOST else ""
    return f", enough to {wanted}" if widest <= metric.matters else f"; more orders would {wanted}"


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
    said_so += [f"{said(name)} could not be worked out: {why}" for name, why in unanswered.items()]
    undefined = [name for name in asked.runs.metrics if asked.runs.runs[name].isna().all()]
    if undefined:
        said_so.append(f"Undefined in every run: {listed(label(name) for name in undefined)}.")
    return said_so


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"


def _spread(what: str, deviation: float, kinds: str, asked: Asked, who: str) -> str:
    column = what.lower()
    count = asked.runs.worlds[column].nunique()
    if count < 2:
        return f"{what}: not asked; only the base's own."
    if np.isnan(deviation):
        return f"{what}: {count} {kinds}, too few runs to tell how far they differ."
    if deviation == 0.0:
        return f"{what}: the effect of {who} differs by no more than luck between {count} {kinds}."
    size = told_size(asked.metric, deviation)
    return f"{what}: the effect of {who} differs by {size} (standard deviation) between {count} {kinds}."
