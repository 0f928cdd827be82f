"""Analysis *robustness*: whether the ranking survives other parameters and structures."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis import agreement, rank_table, regret
from collabsim.analysis.cube import over_luck
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import listed
from collabsim.metrics import METRICS
from collabsim.plots.about import capital, label, said


def table(asked: Asked) -> DataFrame:
    """Return how the leading effects rank over worlds."""
    if len(asked.runs.worlds) < 2:
        raise Unanswered("it needs other worlds: structures or parameter sets.")
    return rank_table(asked.leading)


def part(asked: Asked) -> Part:
    """Return ranks and regrets, and how safe the first is."""
    if METRICS[asked.metric].better == "neither":
        raise Unanswered(f"neither more nor less {label(asked.metric)} is better.")
    worst = regret(asked.runs, asked.metric)
    finding = []
    tables = {"regret": worst}
    if len(asked.runs.worlds) > 1:
        tables["ranks"] = table(asked)
        finding.append(_ranks(tables["ranks"], asked))
    if len(worst):
        best = worst.iloc[0]
        change = METRICS[asked.metric].change(best["worst"])
        short = f"never falls more than {change} short of the best" if best["worst"] else "is best"
        worlds = "in every world" if len(asked.runs.worlds) > 1 else "in the one world asked"
        finding.append(
            f"{capital(said(str(best['label'])))} {short} {worlds} ({label(asked.metric)})."
        )
    return Part(tables, tuple(finding))


def _ranks(ranked: DataFrame, asked: Asked) -> str:
    count = int(ranked["worlds"].iloc[0])
    known = ranked.dropna(subset=["median_rank"])
    if known.empty:
        return "No world ranks all effects: runs are missing."
    each = (
        f"{said(str(row['name']))} in {100 * row['top']:.0f}%"
        for _, row in known.head(4).iterrows()
    )
    means = over_luck(asked.leading.values)
    taus = [agreement(means[:, 0], means[:, n]) for n in range(1, means.shape[1])]
    known_taus = [tau for tau in taus if not np.isnan(tau)]
    agree = (
        f"; rankings agree with the base's own at Kendall's tau {min(known_taus):.2f} or more"
        if known_taus
        else ""
    )
    return f"Over {count} worlds, among the first three: {listed(each)} of worlds{agree}."
