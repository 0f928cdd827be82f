"""The summary of some results in plain English, with ranges."""

from __future__ import annotations

import math
from textwrap import fill

import numpy as np
from pandas import DataFrame, Series

from collabsim.claims import levels, missed, size, verb, worth, would_tell
from collabsim.comparison import Difference, differences
from collabsim.composition import BARRIERS
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS, YEAR
from collabsim.results import ENOUGH_FOR_A_RANGE, Results, spread

PRACTICE = "Practice world, not England"
"""What is said wherever the places of a scenario are not England's."""

ILLUSTRATIVE = "Illustrative: explores candidate mechanisms, not a forecast."

MEDIANS = "Levels are medians over the simulated Englands; a comparison tells their means."
"""What is said below levels that another command tells otherwise."""

HEADLINES = {
    "working": ("joint_working", "share_scaling", "trust_nhs"),
    "assets": ("company_effort",),
    "outcomes": ("adoption_piloted", "adoption_medicines", "benefit"),
    "equity": ("equity_cv", "equity_gini"),
}
"""The metrics that speak for each goal. They are never added up."""


def summary(results: Results) -> str:
    """Return what came out: of one scenario, or of several against the first."""
    told = _story(results) if len(results.scenarios) == 1 else _comparison(results)
    stamp = [f"{PRACTICE}: no number here is one of England.", ""] if results.practice else []
    return "\n".join([*stamp, *told, "", *_conditions(results), ILLUSTRATIVE])


def _conditions(results: Results) -> list[str]:
    """Say in what each scenario differs from the shipped England; nothing of what does not."""
    told = filter(None, results.manifest["differences"].values())
    return [f"{fill(each, 100, subsequent_indent='  ')}\n" for each in told]


def stopped_by(account: DataFrame) -> Series:
    """Return each barrier's share of the piloted classes' attempts since today, largest first.

    Shares are means over replicates of the table ``account``; what is missing to 1 is the
    share of attempts that went ahead.
    """
    return shares_by_run(account).mean().sort_values(ascending=False)


def shares_by_run(account: DataFrame) -> DataFrame:
    """Return the same in every replicate, a row each; not a number where nothing was attempted."""
    rows = account[(account["family"] == "piloted") & (account["month"] >= 0)]
    sums = rows.groupby("replicate")[["attempts", *BARRIERS]].sum()
    return sums[list(BARRIERS)].div(sums["attempts"].where(sums["attempts"] > 0), axis=0)


def verdict(difference: Difference) -> str:
    """Return a difference in words that claim no more than may be claimed of it."""
    claim, metric = difference.claim, METRICS[difference.metric]
    seen = f"{size(claim)}{levels(claim)}"
    match claim.case:
        case "undefined":
            return "not defined"
        case "up" | "down":
            return f"{verb(metric, up=claim.sign > 0)} {seen.lstrip('+−')}"
        case "rises" | "falls":
            runs = would_tell(claim)
            more = f"; {runs}" if runs else ""
            return f"{claim.case}: {seen}, perhaps less than {worth(metric.name)}{more}"
        case "little":
            return f"less than {worth(metric.name)}: {seen}"
        case "constant":
            return f"{seen}; {missed(claim.replicates)}"
    runs = would_tell(claim)
    return f"too few replicates to say: {seen}{f'; {runs}' if runs else ''}"


def period(results: Results) -> str:
    """Return how long the run went on after today, in words."""
    months = int(results.tables["metrics"]["month"].max()) + 1
    count, unit = (months, "month") if months % YEAR else (months // YEAR, "year")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _story(results: Results) -> list[str]:
    metrics = results.tables["metrics"]
    lines = [f"{results.scenarios[0]} after {period(results)}, {_runs(results)}.", ""]
    lines += [*_reached(metrics, results.replicates), ""]
    lines += [*_held_back(results.tables["account"]), ""]
    lines += ["Three goals, side by side and never added up, and equity", _row(*_heads(results))]
    for goal, names in HEADLINES.items():
        lines.append(f"  {GOALS[goal]}")
        lines += [_row(*_cells(metrics, name)) for name in names]
    if results.replicates > 1:
        lines += ["", MEDIANS]
    return lines


def _runs(results: Results) -> str:
    englands = "England" if results.replicates == 1 else "Englands"
    return f"{results.replicates} simulated {englands} (seed {results.manifest['seed']})"


def _reached(metrics: DataFrame, replicates: int) -> list[str]:
    lines = ["What adoption reached"]
    groups = {
        "adoption_piloted": "Innovations that need a pilot",
        "adoption_medicines": "Medicines",
    }
    for name, words in groups.items():
        text = METRICS[name].text
        (median, low, high), before = _ends(metrics, name)
        if math.isnan(median):
            lines.append(f"  {words}: none on offer.")
            continue
        now = "" if math.isnan(before) else f" (today {text(before)})"
        where = f"{words} are in use in {text(median)} of the NHS trusts that could use them{now}"
        lines.append(f"  {where},\n    {text(low)} to {text(high)} {_range(replicates)}.")
    half = metrics.loc[metrics["month"] == metrics["month"].max(), "share_to_half"].mean()
    (months, _, _), _ = _ends(metrics, "months_to_half")
    after = "" if math.isnan(months) else f", typically after {months / YEAR:.1f} years"
    if not math.isnan(half):
        share = METRICS["share_to_half"].text(half)
        lines.append(f"  Of those that need a pilot, {share} reached half of their trusts{after}.")
    return lines


def _range(replicates: int) -> str:
    if replicates >= ENOUGH_FOR_A_RANGE:
        return "in 9 of 10 simulated Englands"
    if replicates == 1:
        return "in the one run"
    return f"over {replicates} runs ({ENOUGH_FOR_A_RANGE} or more give a range to rely on)"


def _held_back(account: DataFrame) -> list[str]:
    shares = stopped_by(account)
    if shares.isna().all():
        return ["What held it back: nothing was attempted"]
    each = [f"{BARRIER_LABELS[name]} {100.0 * shares[name]:.0f}%" for name in shares.index]
    return [
        f"What held it back: {100.0 * shares.sum():.0f}% of attempts at those that need a pilot were stopped",
        f"  by {', '.join(each[:5])},",
        f"  {', '.join(each[5:])}.",
        "  This is what the loss is made of, not what removing a barrier would gain.",
    ]


def _heads(results: Results) -> tuple[str, str, str, str]:
    few = results.replicates < ENOUGH_FOR_A_RANGE
    return (
        "",
        "today",
        f"after {period(results)}",
        "smallest to largest" if few else "9 in 10 Englands",
    )


def _cells(metrics: DataFrame, name: str) -> tuple[str, str, str, str]:
    metric = METRICS[name]
    (median, low, high), before = _ends(metrics, name)
    if math.isnan(median):
        return metric.label, "", "not defined", ""
    unit = "" if metric.is_share else f"  {metric.unit}"
    today = "" if math.isnan(before) else metric.text(before)
    return (
        metric.label,
        today,
        metric.text(median),
        f"{metric.text(low)} to {metric.text(high)}{unit}",
    )


def _row(label: str, today: str, end: str, reach: str) -> str:
    return f"    {label:<30}{today:>8}{end:>16}   {reach}".rstrip()


def _ends(metrics: DataFrame, name: str) -> tuple[tuple[float, float, float], float]:
    """Return median and range at the end, and the median of the month before today."""
    month = metrics["month"]
    before = spread(metrics.loc[month == -1, name])[0] if -1 in month.values else np.nan
    return spread(metrics.loc[month == month.max(), name]), before


def _comparison(results: Results) -> list[str]:
    first, *others = results.scenarios
    names = [name for group in HEADLINES.values() for name in group]
    found = differences(results.tables["metrics"], names)
    lines = [
        f"Compared with {first} after {period(results)}, on the same luck: {_runs(results)} each."
    ]
    for scenario in others:
        lines += ["", scenario]
        mine = [each for each in found if each.scenario == scenario]
        lines += [f"  {METRICS[each.metric].label:<30}  {verdict(each)}" for each in mine]
    words = "In brackets: 95% interval of the mean difference between pairs of simulated Englands."
    return [*lines, "", f"{words} Levels are means."]
