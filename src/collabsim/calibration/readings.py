"""What is read for each pattern: a number taken from model outputs or from the rules themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from collabsim.barriers import trust
from collabsim.calibration.model_outputs import ModelOutputs
from collabsim.calibration.physician_network import named_correlation
from collabsim.population import incomes, organisations
from collabsim.record import Floats, Record

TEN_YEARS = 120

CARRIED = ("mandated_medicine", "biosimilar", "upgrade")
"""Classes that a national programme or an existing product carries."""

WINDOWS = {"tofacitinib": 24, "mepolizumab_pen": 15, "infliximab_sc": 9, "adalimumab": 26}
"""Months from launch in which the trusts' first use was watched."""

CLINICAL = tuple(combinations(("tofacitinib", "mepolizumab_pen", "infliximab_sc"), 2))
SWITCH = tuple(("adalimumab", name) for name in ("tofacitinib", "mepolizumab_pen", "infliximab_sc"))
"""Pairs of products whose first use is compared: clinical ones, and these with a biosimilar switch."""


# P1 to P3: the shape and speed of national use


def s_shaped(outputs: ModelOutputs) -> float:
    """P1: share of curves that a Bass curve fits with R2 of 0.95 or more."""
    return float(np.mean([fit.r2 >= 0.95 for _, fit in outputs.fits]))


def _years(outputs: ModelOutputs, share: float, *, carried: bool) -> Floats:
    """Return years to this share of its own ceiling, of what a programme carries or of the rest."""
    kept = [c for c in outputs.curves if (c.kind in CARRIED) == carried]
    return np.array([curve.years_to(share) for curve in kept])


def median_years(outputs: ModelOutputs) -> float:
    """P2: median years to half of its own ceiling, of what no programme carries."""
    return float(np.median(_years(outputs, 0.5, carried=False)))


def spread_of_years(outputs: ModelOutputs) -> float:
    """P2: upper over lower quartile of these years."""
    low, high = np.quantile(_years(outputs, 0.5, carried=False), (0.25, 0.75))
    return float(high / max(low, 1.0 / 12.0))


def programme_years(outputs: ModelOutputs) -> float:
    """P2: median years to nine tenths of its own ceiling, of what a programme carries."""
    return float(np.median(_years(outputs, 0.9, carried=True)))


def contagion(outputs: ModelOutputs) -> float:
    """P3: share of medicines in whose national use imitation outweighs outside pull (q > p)."""
    return float(np.mean([fit.q > fit.p for c, fit in outputs.fits if c.family == "medicine"]))


# P6, P14, P15, P22: joint projects


def _after_ten_years(outputs: ModelOutputs) -> Floats:
    """Return adopters of local innovations ten years after launch and trusts they are for, pooled."""
    found = [
        (record.ever[int(record.launch[k]) + TEN_YEARS, k], record.eligible[k])
        for record in outputs.england
        for k, kind in enumerate(record.innovation_class)
        if record.families[kind] == "piloted"
    ]
    return np.array(found, float).reshape(-1, 2).T


def reach_half(outputs: ModelOutputs) -> float:
    """P6: share of local innovations that half of eligible trusts have adopted in ten years."""
    adopted, eligible = _after_ten_years(outputs)
    return float(np.mean(adopted >= 0.5 * eligible))


def top_tenth(outputs: ModelOutputs) -> float:
    """P6: share of all adoptions that the top tenth of local innovations hold after ten years."""
    adopted = np.sort(_after_ten_years(outputs)[0])[::-1]
    top = round(0.1 * len(adopted))
    return float(adopted[:top].sum() / adopted.sum()) if adopted.sum() > 0.0 else np.nan


def _shares(record: Record) -> Floats:
    """Return each trust's share of piloted innovations in use, ten years from today."""
    month = record.today + TEN_YEARS - 1
    return np.asarray(record.using[month] / np.maximum(record.offered[month], 1))


def clustering(outputs: ModelOutputs) -> float:
    """P14: intra-class correlation of adoption within AHSNs (one-way analysis of variance)."""
    home = {each.code: each.ahsn for each in organisations(outputs.scenario)}
    return outputs.mean(lambda r: intraclass(_shares(r), [home[code] for code in r.trusts]))


def size_gradient(outputs: ModelOutputs) -> float:
    """P15: rank correlation of income and adoption of piloted innovations."""
    income = incomes(outputs.scenario, organisations(outputs.scenario))
    return outputs.mean(lambda r: rank_correlation(income, _shares(r)))


def joint_working(outputs: ModelOutputs) -> float:
    """P22: joint projects begun per trust-year in the ten years from today."""
    return outputs.mean(
        lambda r: float(_by_year(r, r.whole()["starts"]).sum()) / len(r.trusts) / 10.0
    )


# P8, P9, P12: money and trust over ten years


def _by_year(record: Record, item: Floats) -> Floats:
    return item[record.today : record.today + TEN_YEARS].reshape(10, 12)


def _share_of_spend(record: Record, months: slice, times: float) -> float:
    """Return a year's spend in these months over all, times a number; without money, not a number."""
    items = record.whole()
    spent = _by_year(record, items["routine"] + items["innovation"])
    if not spent.sum(axis=1).all():
        return np.nan
    return float(times * (spent[:, months].sum(axis=1) / spent.sum(axis=1)).mean())


def march(outputs: ModelOutputs) -> float:
    """P8: spend in March over the mean month of its financial year."""
    return outputs.mean(lambda r: _share_of_spend(r, slice(11, 12), 12.0))


def last_quarter(outputs: ModelOutputs) -> float:
    """P8: share of the year's spend that falls in its last quarter."""
    return outputs.mean(lambda r: _share_of_spend(r, slice(9, 12), 1.0))


def rushed(outputs: ModelOutputs) -> float:
    """P9: odds that a year-end purchase fails its evaluation over the odds of others, pooled."""
    names = ("rush_failures", "rush_pilots", "other_failures", "other_pilots")
    wholes = [record.whole() for record in outputs.england]
    bad, all_rushed, failed, others = (float(sum(w[n].sum() for w in wholes)) for n in names)
    if min(all_rushed - bad, failed, others - failed) < 10.0:
        return float("nan")
    return bad / (all_rushed - bad) / (failed / (others - failed))


def trust_drift(outputs: ModelOutputs) -> float:
    """P12: change a year of mean trust in industry (index) over ten years."""

    def drift(record: Record) -> float:
        mean = record.whole()["trust_nhs"] / len(record.trusts)
        return float(mean[record.today + TEN_YEARS - 1] - mean[record.today]) / 10.0

    return outputs.mean(drift)


# P10, P11: the rules alone


def lost_before_gained(outputs: ModelOutputs) -> float:
    """P10: months of good news that gain 0.2 of trust, less months of bad news that lose it."""
    p = outputs.scenario.at(0).trust

    def months(good: float, bad: float) -> int:
        r = s = 0.0
        for month in range(1, 241):
            r, s = p.memory * r + good, p.memory * s + bad
            if abs(trust.belief(0.5, p.prior, r, s) - 0.5) >= 0.2:
                return month
        return 241

    return float(months(1.0, 0.0) - months(0.0, p.kappa))


def recovery(outputs: ModelOutputs) -> float:
    """P11: months until a company has recovered nine tenths of what its scandal cost it.

    None, unless the fall is largest for itself, smaller for its sector, none elsewhere.
    """
    now = outputs.scenario.at(0)
    p = now.trust
    own, similar = (trust.scandal_evidence(of, 1.0, p, now.loops) for of in (1.0, 0.0))
    if not own > similar > 0.0:
        return 0.0

    def fall(months: int) -> float:
        return p.initial - trust.belief(p.initial, p.prior, 0.0, trust.faded(own, months, p))

    return float(next((m for m in range(241) if fall(m) <= 0.1 * fall(0)), 241))


# P13, F1 to F3: the measured series


def between_places(outputs: ModelOutputs) -> float:
    """P13: use of anticoagulants at the 90th over the 10th percentile of places, three dates."""
    ratios = []
    for record in outputs.series.records:
        k = record.innovations.index("doac")
        for month in (35, 59, 83):
            use = record.named_use[int(record.launch[k]) + month, :, k]
            low, high = np.quantile(use[_could(record, k)], (0.1, 0.9))
            ratios.append(np.log(max(high, 1e-3) / max(low, 1e-3)))
    return float(np.exp(np.mean(ratios))) if ratios else np.nan


def _could(record: Record, k: int) -> NDArray[np.bool_]:
    """Return the trusts that ever used an innovation: those it is for, as far as a record tells."""
    ever = record.named_use[:, :, k].max(axis=0) > 0.0
    short = int(record.eligible[k]) - int(ever.sum())
    if short > 0:
        ever[np.nonzero(~ever)[0][:short]] = True
    return np.asarray(ever)


def _first_use(record: Record, name: str) -> Floats:
    """Return the month in which each trust first used an innovation, no later than it was watched."""
    k = record.innovations.index(name)
    reached = record.named_use[:, :, k] > (0.5 if name == "adalimumab" else 0.0)
    first = np.where(reached.any(axis=0), reached.argmax(axis=0), record.months).astype(float)
    return np.asarray(np.minimum(first, int(record.launch[k]) + WINDOWS[name]))


def _users(record: Record, name: str) -> NDArray[np.bool_]:
    """Return the trusts an innovation is for: all but of the pen, whose users in the end count."""
    k = record.innovations.index(name)
    ever = record.named_use[:, :, k].max(axis=0) > 0.0
    wide = int(record.eligible[k]) > 0.8 * len(ever)
    return np.ones_like(ever) if wide else np.asarray(ever)


def _rank_mean(record: Record, pairs: Sequence[tuple[str, str]]) -> float:
    out = []
    for one, other in pairs:
        both = _users(record, one) & _users(record, other)
        if both.sum() > 10:
            first, second = _first_use(record, one), _first_use(record, other)
            out.append(rank_correlation(first[both], second[both]))
    return float(np.mean(out)) if out else np.nan


def clinical_ranks(outputs: ModelOutputs) -> float:
    """F1: mean rank correlation of NHS trusts' first use between clinical products."""
    return float(np.nanmean([_rank_mean(r, CLINICAL) for r in outputs.series.records]))


def switch_ranks(outputs: ModelOutputs) -> float:
    """F2: the same between the biosimilar switch and clinical products."""
    return float(np.nanmean([_rank_mean(r, SWITCH) for r in outputs.series.records]))


def named_colleagues(outputs: ModelOutputs) -> float:
    """F3: correlation of a physician's month with those of named colleagues."""
    return float(np.mean([named_correlation(row) for row in outputs.series.physicians]))


# P16, P18, P23: variants of England


def goodhart(outputs: ModelOutputs) -> float:
    """P16: share of reported effort that is not real once innovation is on the scorecard."""

    def gap(record: Record) -> float:
        real, reported = (record.whole()[f"{word}_effort"][-12:] for word in ("real", "reported"))
        return 1.0 - float(real.sum() / reported.sum())

    return outputs.mean(gap, "scorecard")


def _adoption(record: Record) -> float:
    items = record.whole()
    return float(items["adopted_piloted"][-1] / items["eligible_piloted"][-1])


def money_alone(outputs: ModelOutputs) -> float:
    """P18: what a ring-fenced fund alone adds to adoption of piloted innovations (share)."""
    return outputs.mean(_adoption, "ring_fence") - outputs.mean(_adoption, "today")


def effort_lost(outputs: ModelOutputs) -> float:
    """P23: companies' UK effort where approval takes half as long again, over today's."""
    slow, today = (
        outputs.mean(lambda r: float(r.whole()["company_effort"][-1]), name)
        for name in ("slow_approval", "today")
    )
    return slow / today


# Correlations within groups and of ranks


def intraclass(values: Floats, groups: Sequence[str]) -> float:
    """Return the intra-class correlation of values in groups of unequal size."""
    names, inside = np.unique(groups, return_inverse=True)
    count = np.bincount(inside).astype(float)
    means = np.bincount(inside, values) / count
    n, a = len(values), len(names)
    between = float((count * (means - values.mean()) ** 2).sum()) / (a - 1)
    within = float(((values - means[inside]) ** 2).sum()) / (n - a)
    size = (n - (count**2).sum() / n) / (a - 1)
    total = between + (size - 1.0) * within
    return (between - within) / total if total > 0.0 else 0.0


def rank_correlation(one: Floats, other: Floats) -> float:
    """Return Spearman's correlation, ties at their mean rank."""
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])
