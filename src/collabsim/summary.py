"""The summary of some results in plain English, with ranges."""

from __future__ import annotations

import math

from pandas import DataFrame, Series

from collabsim.comparison import Difference, differences
from collabsim.composition import BARRIERS
from collabsim.metrics import BARRIER_LABELS, GOALS, METRICS, YEAR
from collabsim.results import Results, spread

ILLUSTRATIVE = "Illustrative: explores candidate mechanisms, not a forecast."

ENOUGH_FOR_A_RANGE = 10
"""Below this many replicates, nine in ten of them is not a thing to speak of."""

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
    return "\n".join([*told, "", ILLUSTRATIVE])


def stopped_by(account: DataFrame) -> Series:
    """Return each barrier's share of the piloted classes' attempts since today, largest first.

    Shares are means over replicates of the table ``account``; what is missing to 1 is the
    share of attempts that went ahead.
    """
    rows = account[(account["family"] == "piloted") & (account["month"] >= 0)]
    sums = rows.groupby("replicate")[["attempts", *BARRIERS]].sum()
    shares = sums[list(BARRIERS)].div(sums["attempts"].where(sums["attempts"] > 0), axis=0)
    return shares.mean().sort_values(ascending=False)


def verdict(difference: Difference) -> str:
    """Return a difference in words that claim no more than its interval allows."""
    metric = METRICS[difference.metric]
    size = metric.change(difference.mean)
    if difference.verdict in ("adds", "costs"):
        return f"{difference.verdict} {size} ({interval(difference)})"
    if difference.verdict == "little":
        return f"makes little difference ({interval(difference)})"
    return f"too few runs to tell ({interval(difference)}{_wanted(difference)})"


def interval(difference: Difference) -> str:
    """Return the ends of a difference's interval with their signs."""
    if math.isnan(difference.low):
        return "no interval from fewer than two runs"
    metric = METRICS[difference.metric]
    scale, places = (100.0, 1) if metric.is_share else (1.0, 2)
    low, high = (f"{scale * end:+.{places}f}".replace("-", "−") for end in _ends(difference))
    return f"{low} to {high}"


def period(results: Results) -> str:
    """Return how long the run went on after today, in words."""
    months = int(results.tables["metrics"]["month"].max()) + 1
    return f"{months // YEAR} years" if months % YEAR == 0 else f"{months} months"


def _ends(difference: Difference) -> tuple[float, float]:
    return difference.low, difference.high


def _wanted(difference: Difference) -> str:
    needed = difference.replicates_needed()
    return f"; about {needed:,.0f} replicates would" if needed <= 10_000 else ""


def _story(results: Results) -> list[str]:
    metrics = results.tables["metrics"]
    return [
        f"{results.scenarios[0]}: {period(results)} from today, {_englands(results)} "
        f"(seed {results.manifest['seed']}).",
        "",
        f"What adoption reached (after {period(results)}; today in brackets)",
        *(_line(metrics, name) for name in ("adoption_piloted", "adoption_medicines")),
        *(_line(metrics, name) for name in ("share_to_half", "months_to_half")),
        "",
        *_held_back(results.tables["account"]),
        "",
        "Three goals, side by side and never added up, and equity",
        *_goals(metrics),
        "",
        _meaning(results.replicates),
    ]


def _englands(results: Results) -> str:
    return "1 simulated England" if results.replicates == 1 else f"{results.replicates} simulated Englands"


def _meaning(replicates: int) -> str:
    if replicates >= ENOUGH_FOR_A_RANGE:
        return "Each line gives the median and, after the colon, the range in 9 of 10 simulated Englands."
    return f"Only {replicates} simulated Englands were run: ranges are rough. Ten or more give better ones."


def _line(metrics: DataFrame, name: str) -> str:
    metric = METRICS[name]
    ends = metrics[metrics["month"] == metrics["month"].max()][name]
    now = metrics[metrics["month"] == -1][name]
    median, low, high = spread(ends)
    if math.isnan(median):
        return f"  {metric.label:<36} not defined: nothing to measure it on"
    unit = "" if metric.is_share else f" {metric.unit}"
    before = spread(now)[0] if len(now) else math.nan
    today = "" if math.isnan(before) else f" (today {metric.text(before)})"
    reach = f"{metric.text(low)} to {metric.text(high)}"
    return f"  {metric.label:<36} {metric.text(median)}{unit}{today}: {reach}"


def _held_back(account: DataFrame) -> list[str]:
    shares = stopped_by(account)
    if shares.isna().all():
        return ["What held it back: nothing was attempted."]
    worst = [f"{BARRIER_LABELS[name]} {100.0 * shares[name]:.0f}%" for name in shares.index]
    return [
        f"What held it back: {100.0 * shares.sum():.0f}% of attempts at piloted innovations were stopped",
        f"  Most by {', '.join(worst[:3])};",
        f"  then {', '.join(worst[3:])}.",
        "  This is what the loss is made of, not what removing a barrier would gain.",
    ]


def _goals(metrics: DataFrame) -> list[str]:
    lines = []
    for goal, names in HEADLINES.items():
        lines.append(f"  {GOALS[goal]}")
        lines.extend(f"  {_line(metrics, name)}" for name in names)
    return lines


def _comparison(results: Results) -> list[str]:
    first, *others = results.scenarios
    names = [name for group in HEADLINES.values() for name in group]
    found = differences(results.tables["metrics"], names)
    lines = [
        f"Compared with {first} after {period(results)}, in {_englands(results)} on the same luck "
        f"(seed {results.manifest['seed']}).",
    ]
    for scenario in others:
        lines += ["", scenario]
        mine = [each for each in found if each.scenario == scenario]
        lines += [f"  {METRICS[each.metric].label:<36} {verdict(each)}" for each in mine]
    return [
        *lines,
        "",
        "In brackets: 95% interval of the mean difference between pairs of simulated Englands.",
    ]
