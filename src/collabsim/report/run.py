"""What came out of a run, in plain English and with ranges; a comparison scenario by scenario."""

from __future__ import annotations

import math
from textwrap import fill

from pandas import DataFrame, Series

from collabsim.composition import BARRIERS
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS, YEAR
from collabsim.report.comparison import describe_difference, differences
from collabsim.report.formats import format_count
from collabsim.report.source import ILLUSTRATIVE, PRACTICE, ending
from collabsim.results import ENOUGH_FOR_A_RANGE, Results, spread

MEDIANS = "Levels are medians over the simulated Englands; a comparison gives their means."
"""What is said below levels that another command gives otherwise."""

HEADLINES = {
    "working": ("joint_working", "share_scaling", "trust_nhs"),
    "assets": ("company_effort",),
    "outcomes": ("adoption_piloted", "adoption_medicines", "benefit"),
    "equity": ("equity_cv", "equity_gini"),
}
"""The metrics that speak for each goal. They are never added up."""

FAMILIES = {
    "adoption_piloted": "Innovations that need a pilot",
    "adoption_medicines": "Medicines",
}


def summary(results: Results) -> str:
    """Return what came out: of one scenario, or of several against the first."""
    lines = _one(results) if len(results.scenarios) == 1 else _several(results)
    stamp = [f"{PRACTICE}: no number here is one of England.", ""] if results.practice else []
    differs = filter(None, results.manifest["differences"].values())
    conditions = (f"{fill(each, 100, subsequent_indent='  ')}\n" for each in differs)
    return "\n".join([*stamp, *lines, "", *conditions, ILLUSTRATIVE])


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


def _one(results: Results) -> list[str]:
    """Return the lines that say what came out of one scenario."""
    metrics, by = results.tables["metrics"], f"by {ending(results)}"
    few = results.replicates < ENOUGH_FOR_A_RANGE
    reach = "smallest to largest" if few else "9 in 10 Englands"
    lines = [f"{results.scenarios[0]} {by}, {_runs(results)}.", ""]
    lines += [*_adoption(metrics, results.replicates), ""]
    lines += [*_held_back(results.tables["account"]), ""]
    lines += ["Three goals, side by side and never added up, and equity"]
    lines += [_row("", "today", by, reach)]
    for goal, names in HEADLINES.items():
        lines += [f"  {GOALS[goal]}", *(_row(*_cells(metrics, name)) for name in names)]
    return [*lines, "", MEDIANS] if results.replicates > 1 else lines


def _several(results: Results) -> list[str]:
    """Return the lines that compare every scenario with the first."""
    first, *others = results.scenarios
    names = [name for group in HEADLINES.values() for name in group]
    found = differences(results.tables["metrics"], names)
    when = f"Compared with {first} by {ending(results)}, paired by common random numbers"
    lines = [f"{when}: {_runs(results)} each."]
    for scenario in others:
        mine = [each for each in found if each.name == scenario]
        words = (f"  {each.metric.label:<30}  {describe_difference(each)}" for each in mine)
        lines += ["", scenario, *words]
    brackets = (
        "In brackets: 95% interval of the mean difference between pairs of simulated Englands."
    )
    return [*lines, "", f"{brackets} Levels are means."]


def _runs(results: Results) -> str:
    return f"{format_count(results.replicates, 'simulated England')} (seed {results.seed})"


def _adoption(metrics: DataFrame, replicates: int) -> list[str]:
    """Return the lines that say how far innovations came into use."""
    lines = ["What adoption reached"]
    for name, words in FAMILIES.items():
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


def _cells(metrics: DataFrame, name: str) -> tuple[str, str, str, str]:
    metric = METRICS[name]
    (median, low, high), before = _ends(metrics, name)
    if math.isnan(median):
        return metric.label, "", "not defined", ""
    today = "" if math.isnan(before) else metric.text(before)
    unit = "" if metric.is_share else f"  {metric.unit}"
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
    before = spread(metrics.loc[month == -1, name])[0] if -1 in month.values else math.nan
    return spread(metrics.loc[month == month.max(), name]), before
