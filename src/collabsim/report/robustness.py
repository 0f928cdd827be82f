"""Robustness: whether a ranking holds under other parameters and structures; the figure *robustness*."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.analysis import agreement, agreement_range, rank_table, regret
from collabsim.intervals import strict
from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.report.charts import MOST, name_rows, write_beside
from collabsim.report.claims import Metrics, metric_of
from collabsim.report.formats import capitalise, format_list, format_tau, label_of, name_of
from collabsim.report.question import Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, shown_of
from collabsim.report.titles import list_names

NAMED = 3
"""Points that are best alike which are named."""

MOSTLY = 0.5
"""A lever is safely at the top if other replicates would not bring it below this share of variants."""

OF = {
    "alone": "alone",
    "removed": "when added last",
    "shapley": "by Shapley share",
    "average": "on average over the other levers",
    "differences": "against today",
}
"""Which effect is ranked, by the ranking that the table says was asked."""


def table(question: Question) -> DataFrame:
    """Return how the leading effects rank over model variants."""
    if len(question.runs.variants) < 2:
        raise Unanswered("it needs other alternatives: structural ones, or parameter sets.")
    return rank_table(question.leading).assign(question=question.leading_ranking)


def answer(question: Question) -> Part:
    """Return ranks and regrets, and how safe the first is."""
    if question.metric.better == "neither":
        raise Unanswered(f"neither more nor less {label_of(question.metric)} is better.")
    worst = regret(question.runs, question.metric.name)
    tables, ranks = {"regret": worst}, ""
    if len(question.runs.variants) > 1:
        tables["ranks"] = table(question)
        ranks = _ranks(tables["ranks"], question)
    return Part.of(tables, ranks, _best(worst, question) if len(worst) else "")


def _best(worst: DataFrame, question: Question) -> str:
    """Say which point falls least short of the best, or which do so alike."""
    metric, best = question.metric, worst.iloc[0]
    several = len(question.runs.variants) > 1
    where = "in every alternative" if several else "in the one alternative that was run"
    alike = (worst[["worst", "mean"]] == best[["worst", "mean"]]).all(axis=1)
    who, verb, by = name_of(str(best["label"])), "is", f"By mean {label_of(question.metric)}, "
    if alike.all() and len(worst) > 1:
        return f"{by}all {len(worst):,} settings come out alike {where}: none is best."
    if alike.sum() > 1:
        names = [name_of(str(name)) for name in worst["label"][alike][:NAMED]]
        more = int(alike.sum()) - len(names)
        who = format_list([*names, f"{more:,} more"] if more else names)
        verb = "come out alike and are"
    change = metric.change(best["worst"])
    short = f"{verb} at most {change} short of the best" if best["worst"] else f"{verb} best"
    rivals = int((~(worst["worst_low"][~alike] > metric.matters)).sum())
    others = "1 other is" if rivals == 1 else f"{rivals:,} others are"
    unsure = f", but {others} not distinguishable from the best" if rivals else ""
    return f"{by}{who} {short} {where}{unsure}."


def _ranks(ranked: DataFrame, question: Question) -> str:
    """Say which effects are at the top over model variants, and how far rankings agree."""
    known = ranked.dropna(subset=["median_rank"])
    if known.empty:
        return "No alternative ranks all effects: runs are missing."
    words = "; ".join(filter(None, (_top(known), _agreement(question))))
    of, count = OF[str(ranked["question"].iloc[0])], int(ranked["variants"].iloc[0])
    return f"Ranked {of} over {count} alternatives, {words}." if words else ""


def _top(known: DataFrame) -> str:
    if known["top"].isna().all():  # so few effects that most are among the first three
        return ""
    first = known[known["top"] > 0.0].head(4)
    if first.empty:
        return "of no effect can it be claimed that it is among the first three"
    each = (
        f"{name_of(str(row['name']))} in {100 * row['top']:.0f}%" for _, row in first.iterrows()
    )
    return f"among the first three and certain to be a gain: {format_list(each)} of alternatives"


def _agreement(question: Question) -> str:
    """Say how far the ranking of the model variant that agrees least is that of the baseline.

    Which variant that is Monte Carlo error leaves open too, so the range is that of all together.
    """
    effects = question.leading
    means = effects.by_variant()
    taus = {n: agreement(means[:, 0], means[:, n]) for n in range(1, means.shape[1])}
    known = {n: tau for n, tau in taus.items() if not np.isnan(tau)}
    if not known:
        return ""
    base, level = effects.variant(0), strict(len(known))
    ranges = [agreement_range(base, effects.variant(n), level) for n in known]
    low, high = (min(ends) for ends in zip(*ranges, strict=True))
    tau = format_tau(min(known.values()), low, high)
    if not tau:
        return "too few can be distinguished to say how far rankings agree with the baseline's"
    return f"rankings agree with the baseline's at {tau} or more"


def title(ranked: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return which stay at the top in most model variants, whichever replicates are drawn."""
    metric, known = metric_of(ranked, metrics), ranked.dropna(subset=["median_rank"])
    what = f"{'lower' if metric.better == 'lower' else 'raise'} {label_of(metric)}"
    safe = known[known["top_low"] >= MOSTLY]
    if safe.empty:
        return f"None is certain to be among the three that {what} most"
    who, least = [str(name) for name in safe["name"]], safe["top"].min()
    count = int(ranked["variants"].iloc[0])
    more = " or more" if len(safe) > 1 else ""
    where = f"all {count}" if least == 1.0 else f"{100.0 * least:.0f}%{more} of {count}"
    verb = "is" if len(safe) == 1 else "are"
    names = list_names(who, "{} of these", "and")
    return f"{capitalise(names)} {verb} among the three that {what} most in {where} alternatives"


def chart(ranked: DataFrame, source: Source) -> Chart:
    """Return the median rank, the range of 8 in 10 variants, and the share of them in the top three.

    Raises
    ------
    Unanswered : if there are so few effects, or replicates, that ranks say little.
    """
    known = ranked.dropna(subset=["median_rank"])
    if known["top_low"].isna().all():
        raise Unanswered(
            "too few effects or replicates are ranked for a top three to say anything."
        )
    mine = known[:MOST]
    of = OF[str(ranked["question"].iloc[0])]
    subtitle = (
        f"{source.setting}: rank by effect on {label_of(metric_of(ranked, source.metrics))}, {of}. Dot: "
        "median of the alternatives; bar: 8 in 10 of them"
        f"{shown_of(len(mine), len(ranked), 'effects')}"
    )
    says = tuple(
        f"{name_of(str(row['name']))} rank {row['median_rank']:g} ({row['rank_low']:g} to "
        f"{row['rank_high']:g})"
        for row in mine.to_dict("records")
    )
    draw = partial(_draw, mine, len(ranked))
    return Chart(title(mine, source.metrics), subtitle, ranked, draw, says)


def _draw(mine: DataFrame, every: int, axes: Axes) -> None:
    rows, safe = np.arange(len(mine)), mine.loc[mine["top_low"] >= MOSTLY, "name"]
    name_rows(axes, mine["name"], set(safe))
    axes.axvspan(0.5, 3.5, color=style.FAINT, linewidth=0, alpha=0.6)
    axes.axvline(3.5, **style.EDGE)
    axes.hlines(rows, mine["rank_low"], mine["rank_high"], color=style.BLUE, linewidth=6.0)
    axes.plot(mine["median_rank"], rows, "o", **style.DOT)
    shares = ("" if np.isnan(top) else f"{100.0 * top:.0f}%" for top in mine["top"])
    write_beside(axes, shares, "in the top three")
    where: Any = {"size": "small", "va": "bottom", "color": style.GREY}
    axes.text(0.0, 1.01, "top three", transform=axes.transAxes, **where)
    axes.set_xlim(0.5, every + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("Rank by effect (1: largest)")


ANALYSES = {"robustness": answer}
FIGURES = {"robustness": (table, chart)}
