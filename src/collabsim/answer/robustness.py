"""Analysis *robustness*: whether the ranking survives other parameters and structures."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame

from collabsim.analysis import agreement, agreement_range, rank_table, regret
from collabsim.answer.asked import Asked, Part, Unanswered
from collabsim.answer.words import agreed
from collabsim.claims import listed
from collabsim.intervals import strict
from collabsim.metrics import METRICS
from collabsim.report.about import label, said
from collabsim.report.robustness import OF

MOST_NAMED = 3
"""Points that are best alike which are named."""


def table(asked: Asked) -> DataFrame:
    """Return how the leading effects rank over variants."""
    if len(asked.runs.variants) < 2:
        raise Unanswered("it needs other alternatives: structures or parameter sets.")
    ranked = rank_table(asked.leading)
    return ranked.assign(question=asked.leading_question)


def part(asked: Asked) -> Part:
    """Return ranks and regrets, and how safe the first is."""
    if METRICS[asked.metric].better == "neither":
        raise Unanswered(f"neither more nor less {label(asked.metric)} is better.")
    worst = regret(asked.runs, asked.metric)
    finding: list[str] = []
    tables = {"regret": worst}
    if len(asked.runs.variants) > 1:
        tables["ranks"] = table(asked)
        finding += filter(None, [_ranks(tables["ranks"], asked)])
    if len(worst):
        finding.append(_best(worst, asked))
    return Part(tables, tuple(finding))


def _best(worst: DataFrame, asked: Asked) -> str:
    """Say which point falls least short of the best, or which do so alike."""
    metric, best = METRICS[asked.metric], worst.iloc[0]
    variants = "in every alternative" if len(asked.runs.variants) > 1 else "in the one asked"
    alike = (worst[["worst", "mean"]] == best[["worst", "mean"]]).all(axis=1)
    rivals = int((~(worst["worst_low"][~alike] > metric.matters)).sum())
    who, verb, by = said(str(best["label"])), "is", f"By mean {label(asked.metric)}, "
    if alike.sum() > 1:
        if alike.all():
            return f"{by}all {len(worst):,} settings come out alike {variants}: none is best."
        names = [said(str(name)) for name in worst["label"][alike][:MOST_NAMED]]
        more = int(alike.sum()) - len(names)
        who = listed([*names, f"{more:,} more"] if more else names)
        verb = "come out alike and are"
    change = metric.change(best["worst"])
    short = f"{verb} at most {change} short of the best" if best["worst"] else f"{verb} best"
    return f"{by}{who} {short} {variants}{_doubt(rivals)}."


def _doubt(rivals: int) -> str:
    """Say how many other points are not told from the best."""
    if not rivals:
        return ""
    one = rivals == 1
    return f", but {rivals:,} other{'' if one else 's'} {'is' if one else 'are'} not told from the best"


def _ranks(ranked: DataFrame, asked: Asked) -> str:
    """Say which effects are at the top over variants, and how far rankings agree."""
    count = int(ranked["variants"].iloc[0])
    known = ranked.dropna(subset=["median_rank"])
    if known.empty:
        return "No alternative ranks all effects: runs are missing."
    said_so = [_top(known), _agreement(asked)]
    of = OF[str(ranked["question"].iloc[0])]
    return (
        f"Ranked {of} over {count} alternatives, {'; '.join(filter(None, said_so))}."
        if any(said_so)
        else ""
    )


def _top(known: DataFrame) -> str:
    if known["top"].isna().all():  # so few effects that most are among the first three
        return ""
    first = known[known["top"] > 0.0].head(4)
    if first.empty:
        return "of no effect can it be claimed that it is among the first three"
    each = (f"{said(str(row['name']))} in {100 * row['top']:.0f}%" for _, row in first.iterrows())
    return f"among the first three and surely a gain: {listed(each)} of alternatives"


def _agreement(asked: Asked) -> str:
    """Say how far the ranking of the variant that agrees least is that of the base's own.

    Which variant that is luck leaves open too, so the range is that of all of them together.
    """
    effects, means = asked.leading, asked.leading.by_variant()
    taus = {n: agreement(means[:, 0], means[:, n]) for n in range(1, means.shape[1])}
    known = {n: tau for n, tau in taus.items() if not np.isnan(tau)}
    if not known:
        return ""
    base, level = effects.variant(0), strict(len(known))
    ranges = [agreement_range(base, effects.variant(n), level) for n in known]
    low, high = (min(ends) for ends in zip(*ranges, strict=True))
    tau = agreed(min(known.values()), low, high)
    if not tau:
        return "too few are told apart to say how far rankings agree with the base's own"
    return f"rankings agree with the base's own at {tau} or more"
