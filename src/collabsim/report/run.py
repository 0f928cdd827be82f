"""What came out of a run, in plain English and with ranges; a comparison scenario by scenario."""

from __future__ import annotations

import math

from pandas import DataFrame, Series

from collabsim.composition import BARRIERS
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS, YEAR
from collabsim.report.formats import capitalise, format_count, format_list
from collabsim.report.source import ending
from collabsim.report.summary import FORECAST, SOLE, Summary, sentence
from collabsim.results import ENOUGH_FOR_A_RANGE, Results, spread

NOTHING = "No innovation was on offer, so nothing could come into use."

HEADLINES = {
    "working": ("joint_working", "share_scaling", "trust_nhs"),
    "assets": ("company_effort",),
    "outcomes": ("adoption_piloted", "adoption_medicines", "benefit"),
    "equity": ("equity_cv", "equity_gini"),
}
"""The metrics that speak for each goal. They are never added up."""

FAMILIES = {
    "adoption_piloted": "innovations that need a pilot",
    "adoption_medicines": "medicines",
}


def question(results: Results) -> str:
    """Return what a run, or a comparison, was to answer."""
    first, *others = results.scenarios
    if others:
        return f"How {'do' if others[1:] else 'does'} {format_list(others)} differ from {first}?"
    return f"How far do innovations come into use in {first}, and what holds them back?"


def summarise(results: Results) -> Summary:
    """Return how far adoption got in one scenario and what held it back, in three sentences."""
    said = "; ".join(filter(None, (reached(results), held_back(results))))
    return Summary(sentence(said) if said else NOTHING, SOLE, FORECAST)


def reached(results: Results) -> str:
    """Return how far adoption got, as a clause; nothing if nothing was on offer."""
    metrics = results.tables["metrics"]
    families = " and ".join(
        f"{what} are in use in {METRICS[name].text(_ends(metrics, name)[0][0])}"
        for name, what in FAMILIES.items()
        if not math.isnan(_ends(metrics, name)[0][0])
    )
    after = f"of the NHS trusts that could use them by {ending(results)}"
    return f"{families} {after}" if families else ""


def held_back(results: Results) -> str:
    """Return what stops most attempts, as a clause; nothing if nothing was attempted."""
    shares = stopped_by(results.tables["account"])
    if not shares.sum() > 0.0:
        return ""
    most = format_list(BARRIER_LABELS[str(name)] for name in shares.index[:3])
    part = shares.iloc[:3].sum() / shares.sum()
    return f"{most} make up {100.0 * part:.0f}% of what stops attempts"


def mean_reached(results: Results) -> str:
    """Return the mean adoption that needs a pilot at the end, over all replicates."""
    metrics, (name, *_) = results.tables["metrics"], FAMILIES
    return METRICS[name].text(metrics.loc[metrics["month"] == metrics["month"].max(), name].mean())


def headlines(results: Results) -> DataFrame:
    """Return the metrics that speak for each goal as people read them: today, the end, the range."""
    metrics, by = results.tables["metrics"], f"By {ending(results)}"
    few = results.replicates < ENOUGH_FOR_A_RANGE
    reach = "Smallest to largest" if few else "Range of 9 in 10 simulated Englands"
    rows = [
        dict(
            zip(
                ("Goal", "Measure", "Today", by, reach),
                (GOALS[goal], *_cells(metrics, name)),
                strict=True,
            )
        )
        for goal, names in HEADLINES.items()
        for name in names
    ]
    found = DataFrame(rows)
    found.attrs["caption"] = "Three goals, side by side and never added up, and equity"
    return found


def findings(results: Results) -> list[str]:
    """Return what came out of one scenario beyond the table, in sentences."""
    metrics = results.tables["metrics"]
    return [*_adoption(metrics, results.replicates), _held_back(results.tables["account"])]


def conditions(results: Results) -> str:
    """Return of what the numbers hold: runs, seed, what levels are, and how each scenario differs."""
    names, runs = (
        format_list(results.scenarios),
        format_count(results.replicates, "simulated England"),
    )
    several = len(results.scenarios) > 1
    levels = "Levels are medians over the simulated Englands; a comparison gives their means."
    if several:
        levels = (
            "Levels are means; intervals are of the mean difference between pairs of simulated "
            "Englands that share their random draws."
        )
    said = (
        f"{names} by {ending(results)}, {runs}{' each' if several else ''} (seed {results.seed})."
    )
    levels = levels if results.replicates > 1 or several else ""
    return " ".join(filter(None, (said, levels, *results.manifest["differences"].values())))


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


def _adoption(metrics: DataFrame, replicates: int) -> list[str]:
    """Return the lines that say how far innovations came into use."""
    lines = []
    for name, words in FAMILIES.items():
        text = METRICS[name].text
        (median, low, high), before = _ends(metrics, name)
        if math.isnan(median):
            lines.append(f"{capitalise(words)}: none on offer.")
            continue
        now = "" if math.isnan(before) else f" (today {text(before)})"
        where = f"{capitalise(words)} are in use in {text(median)} of the NHS trusts that could use them{now}"
        lines.append(f"{where}, {text(low)} to {text(high)} {_range(replicates)}.")
    half = metrics.loc[metrics["month"] == metrics["month"].max(), "share_to_half"].mean()
    (months, _, _), _ = _ends(metrics, "months_to_half")
    after = "" if math.isnan(months) else f", typically after {months / YEAR:.1f} years"
    if not math.isnan(half):
        share = METRICS["share_to_half"].text(half)
        lines.append(f"Of those that need a pilot, {share} reached half of their trusts{after}.")
    return lines


def _range(replicates: int) -> str:
    if replicates >= ENOUGH_FOR_A_RANGE:
        return "in 9 of 10 simulated Englands"
    if replicates == 1:
        return "in the one run"
    return f"over {replicates} runs ({ENOUGH_FOR_A_RANGE} or more give a range to rely on)"


def _held_back(account: DataFrame) -> str:
    shares = stopped_by(account)
    if shares.isna().all():
        return "What held it back: nothing was attempted."
    each = (f"{BARRIER_LABELS[name]} {100.0 * shares[name]:.0f}%" for name in shares.index)
    return (
        f"What held it back: {100.0 * shares.sum():.0f}% of attempts at those that need a pilot were "
        f"stopped, by {', '.join(each)}. This is what the loss is made of, not what removing a barrier "
        "would gain."
    )


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


def _ends(metrics: DataFrame, name: str) -> tuple[tuple[float, float, float], float]:
    """Return median and range at the end, and the median of the month before today."""
    month = metrics["month"]
    before = spread(metrics.loc[month == -1, name])[0] if -1 in month.values else math.nan
    return spread(metrics.loc[month == month.max(), name]), before
