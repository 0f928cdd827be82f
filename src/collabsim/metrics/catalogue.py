"""Every metric of the model, and the functions that only one of them needs."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from collabsim.composition import BARRIERS, OWN
from collabsim.metrics.arithmetic import (
    YEAR,
    at_year_end,
    gini,
    last_year,
    median,
    ratio,
    since_today,
)
from collabsim.metrics.classes import Catalogue
from collabsim.metrics.metric import Metric, View
from collabsim.record import PLACE_ITEMS, Floats, Integers, Record

ADOPTED_AND_ELIGIBLE = [PLACE_ITEMS.index(f"{what}_piloted") for what in ("adopted", "eligible")]

FEWEST_EVENTS = 10
"""An odds ratio of fewer events than this says nothing and is not defined."""


def months_to_share(record: Record, share: float) -> Integers:
    """Return, for each innovation, months from launch until this share of its trusts had adopted.

    An innovation that did not get there, or that no trust is eligible for, is -1.
    """
    reached = (record.ever >= share * record.eligible) & (record.eligible > 0)
    return np.where(reached.any(axis=0), reached.argmax(axis=0) - record.launch, -1)


def piloted(record: Record) -> NDArray[np.bool_]:
    """Return which innovations are of a piloted class, as a mask."""
    return np.array([record.families[kind] == "piloted" for kind in record.innovation_class], bool)


def _spend(view: View) -> Floats:
    return view["routine"] + view["innovation"]


def benefit(monthly: Floats, trusts: Floats, today: int) -> Floats:
    """Return net benefit per trust since today in innovation-years, from that of each month."""
    return ratio(since_today(monthly / YEAR, today), trusts)


def _year_end_quality(view: View) -> Floats:
    names = ("rush_failures", "rush_pilots", "other_failures", "other_pilots")
    bad, rushed, failed, others = (since_today(view[name], view.record.today) for name in names)
    odds = ratio(ratio(bad, rushed - bad), ratio(failed, others - failed))
    return np.where((rushed >= FEWEST_EVENTS) & (others >= FEWEST_EVENTS), odds, np.nan)


def _finished(view: View) -> Floats:
    return last_year(view["successes"] + view["failures"] + view["collapses"])


def _attempts_stopped(view: View) -> Floats:
    stopped = sum(
        (view[f"stopped_piloted_{b}"] for b in (*BARRIERS, OWN)), np.zeros(view.record.months)
    )
    return ratio(last_year(stopped), last_year(view["attempts_piloted"]))


def _between_ahsns(view: View) -> Floats:
    homes = np.array([ahsn for _, ahsn in view.record.places])
    counted = view.record.place[view.since :, :, ADOPTED_AND_ELIGIBLE]
    ahsns = [counted[:, homes == name].sum(axis=1) for name in dict.fromkeys(homes)]
    shares = np.array([ratio(ahsn[:, 0], ahsn[:, 1]) for ahsn in ahsns])
    served = ~np.isnan(shares).any(axis=0)
    return np.where(served, ratio(shares.std(axis=0), shares.mean(axis=0)), np.nan)


def _between_trusts(view: View) -> Floats:
    record = view.record
    using, offered = record.using[view.since :], record.offered[view.since :]
    return gini(ratio(using.astype(np.float64), offered.astype(np.float64)))


def _spread_so_far(record: Record) -> tuple[Integers, Integers]:
    """Return months to half and launch months of the piloted innovations that anyone may use."""
    chosen = piloted(record) & (record.eligible > 0)
    return months_to_share(record, 0.5)[chosen], record.launch[chosen]


def _median_to_half(view: View) -> Floats:
    taken, launch = _spread_so_far(view.record)
    months = np.arange(view.record.months)[view.since :, None]
    return median(np.where((taken >= 0) & (launch + taken <= months), taken, np.nan))


def _share_to_half(view: View) -> Floats:
    taken, launch = _spread_so_far(view.record)
    months = np.arange(view.record.months)[:, None]
    done = ((taken >= 0) & (launch + taken <= months)).sum(axis=1)
    return ratio(done.astype(np.float64), (launch <= months).sum(axis=1).astype(np.float64))


PAIRS = "share of the NHS trusts that could use them"

# fmt: off
_ALL = (
    Metric("adoption_piloted", "Adoption of piloted innovations", PAIRS,
           "Pairs of NHS trust and launched innovation that needs a pilot in which it is in use: in use / eligible.",
           "outcomes", "higher", 0.01, lambda v: ratio(v["adopted_piloted"], v["eligible_piloted"])),
    Metric("adoption_medicines", "Adoption of medicines", PAIRS,
           "The same for medicines, which need a decision but no pilot: in use / eligible.",
           "outcomes", "higher", 0.01, lambda v: ratio(v["adopted_medicine"], v["eligible_medicine"])),
    Metric("use_piloted", "Use of piloted innovations", "share of all eligible use",
           "Mean intensity of use over all eligible pairs of the piloted classes: sum of intensities / eligible.",
           "outcomes", "higher", 0.01, lambda v: ratio(v["use_piloted"], v["eligible_piloted"])),
    Metric("use_medicines", "Use of medicines", "share of all eligible use",
           "Mean intensity of use over all eligible pairs of medicines: sum of intensities / eligible.",
           "outcomes", "higher", 0.01, lambda v: ratio(v["use_medicine"], v["eligible_medicine"])),
    Metric("joint_working", "Joint working", "projects a year per NHS trust",
           "Joint projects of the piloted classes begun in the last twelve months, per NHS trust.",
           "working", "higher", 0.03, lambda v: ratio(last_year(v["starts"]), v["trusts"])),
    Metric("pilots", "Pilots begun", "pilots a year per NHS trust",
           "Pilots begun in the last twelve months, per NHS trust.",
           "working", "neither", 0.03, lambda v: ratio(last_year(v["pilots"]), v["trusts"])),
    Metric("share_scaling", "Pilots that succeed", "share of pilots ended",
           "Of the pilots that ended in the last twelve months, those evaluated as a success: successes / (successes + failures + collapses).",
           "working", "higher", 0.03, lambda v: ratio(last_year(v["successes"]), _finished(v))),
    Metric("collapse", "Pilots that collapse", "share of pilots ended",
           "Of the pilots that ended in the last twelve months, those that collapsed: collapses / (successes + failures + collapses).",
           "working", "lower", 0.03, lambda v: ratio(last_year(v["collapses"]), _finished(v))),
    Metric("trust_nhs", "NHS trusts' trust in companies", "index 0 to 1",
           "Mean trust of NHS trusts in companies (a model scale, not a survey).",
           "working", "higher", 0.02, lambda v: ratio(v["trust_nhs"], v["trusts"])),
    Metric("trust_company", "Companies' trust in NHS trusts", "index 0 to 1",
           "Mean trust of companies in NHS trusts (a model scale, not a survey).",
           "working", "higher", 0.02, lambda v: ratio(v["trust_company"], v["trusts"])),
    Metric("permission_received", "Permission received by boards", "index 0 to 1",
           "Mean strength of the national signal of permission as it reaches NHS trusts' boards.",
           "mechanism", "higher", 0.02, lambda v: ratio(v["permission"], v["trusts"])),
    Metric("share_forbidden", "Boards that forbid work with industry", "share of NHS trusts",
           "NHS trusts whose board instructs its staff not to deal with industry: forbidding / trusts.",
           "mechanism", "lower", 0.01, lambda v: ratio(v["forbidding"], v["trusts"])),
    Metric("spend_routine", "Routine investment", "£ million a month per NHS trust",
           "Routine investment of the month, per NHS trust.",
           "mechanism", "neither", 0.01, lambda v: ratio(v["routine"], v["trusts"])),
    Metric("spend_innovation", "Spend on innovations", "£ million a month per NHS trust",
           "Money spent on innovations in the month, per NHS trust.",
           "mechanism", "neither", 0.01, lambda v: ratio(v["innovation"], v["trusts"])),
    Metric("march_ratio", "March spend", "times the mean month",
           "Routine and innovation spend in March / mean month of the same financial year; held until the next March.",
           "mechanism", "lower", 0.1, lambda v: at_year_end(_spend(v), lambda year: float(year[-1] / year.mean()))),
    Metric("q4_share", "Spend in January to March", "share of the year",
           "Routine and innovation spend in the last quarter / in the financial year; held until the next March.",
           "mechanism", "lower", 0.01, lambda v: at_year_end(_spend(v), lambda year: float(year[-3:].sum() / year.sum()))),
    Metric("year_end_quality", "Failure of year-end purchases", "odds ratio",
           "Odds that an evaluation fails for year-end purchases / for all others, since today; not defined below ten of either.",
           "mechanism", "lower", 0.2, _year_end_quality),
    Metric("company_effort", "Companies' UK effort", "index 0 to 1",
           "Mean effort in the UK of companies with an innovation on offer, 1 being all they could give.",
           "assets", "higher", 0.02, lambda v: v["company_effort"], local=False),
    Metric("benefit", "Net benefit", "innovation-years per NHS trust",
           "Net value of use since today: sum over months of value x use x what survives replication / 12, per NHS trust of mean size; 1 is a year's full use of an innovation of value 1. Harm counts as negative.",
           "outcomes", "higher", 0.1, lambda v: benefit(v["benefit"], v["trusts"], v.record.today)),
    Metric("goodhart_gap", "Reported effort that is not real", "share of reported effort",
           "Reported innovation effort that is not real: 1 - real / reported.",
           "mechanism", "lower", 0.01, lambda v: 1.0 - ratio(v["real_effort"], v["reported_effort"])),
    Metric("equity_cv", "Inequality between AHSNs", "coefficient of variation",
           "Standard deviation / mean over AHSNs of adoption of the piloted classes.",
           "equity", "lower", 0.02, _between_ahsns, local=False),
    Metric("equity_gini", "Inequality between NHS trusts", "Gini coefficient",
           "Gini coefficient over NHS trusts of the share in use of the piloted innovations offered to them.",
           "equity", "lower", 0.01, _between_trusts, local=False),
    Metric("attempts_stopped", "Attempts stopped", "share of attempts",
           "Attempts at an innovation of the piloted classes in the last twelve months that a barrier stopped: stopped / attempts.",
           "mechanism", "lower", 0.01, _attempts_stopped),
    Metric("months_to_half", "Time until half of NHS trusts adopt", "months",
           "Median months from launch until half of eligible trusts had adopted, over the piloted innovations that got there.",
           "outcomes", "lower", 3.0, _median_to_half, local=False),
    Metric("share_to_half", "Innovations that reach half of NHS trusts", "share of innovations",
           "Launched piloted innovations that half of their eligible trusts have adopted: reached / launched.",
           "outcomes", "higher", 0.02, _share_to_half, local=False),
)
# fmt: on

METRICS: Mapping[str, Metric] = Catalogue(_ALL)
"""Every metric by name; those of one class are found in it and not listed."""


def shipped(name: str) -> Metric:
    """Return a metric of the catalogue."""
    return METRICS[name]


def made_again(metric: Metric) -> tuple[Callable[..., Metric], tuple[Any, ...]]:
    """Say how a metric is made again in another process: one of the catalogue by its name."""
    ours = METRICS.get(metric.name)
    alike = ours is not None and getattr(metric.of, "__code__", None) is getattr(
        ours.of, "__code__", 0
    )
    if ours is not None and alike and replace(metric, of=ours.of) == ours:
        return shipped, (metric.name,)
    return Metric, tuple(getattr(metric, each.name) for each in fields(metric))


copyreg.pickle(Metric, made_again)
