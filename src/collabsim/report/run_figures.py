"""The figures of one scenario: adoption, what held it back, trust, the scorecard and the financial year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.composition import BARRIERS
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import BARRIER_LABELS, METRICS
from collabsim.report import style
from collabsim.report.charts import draw_intervals, name_rows
from collabsim.report.comparison import paired
from collabsim.report.financial_year import year
from collabsim.report.formats import capitalise, format_list, label_of
from collabsim.report.lettering import head, label_ends, name_axes
from collabsim.report.question import Unanswered
from collabsim.report.run import shares_by_run
from collabsim.report.source import ending, source_of
from collabsim.report.style import Chart, panels
from collabsim.report.titles import effect_title
from collabsim.results import Results, spread

ADOPTION = {
    "adoption_piloted": "Innovations that need a pilot",
    "adoption_medicines": "Medicines",
}
TRUST = ("trust_nhs", "trust_company", "permission_received")
SOFT = BARRIERS[6:]
LEADING = 2
"""Barriers named in a title."""


def over_replicates(metrics: DataFrame, columns: Iterable[str]) -> DataFrame:
    """Return median and range over replicates (as ``spread`` has it) of each column, a row a month.

    The first row is the month that ends today, if the run has one.
    """
    rows = metrics[metrics["month"] >= -1]
    years = rows.drop_duplicates("month").sort_values("month")["financial_year"]
    out = {}
    for column in columns:
        runs = rows.pivot_table(index="month", columns="replicate", values=column, dropna=False)
        ends = np.array([spread(month) for month in runs.to_numpy()])
        for n, name in enumerate(("median", "low", "high")):
            out[f"{column}_{name}"] = ends[:, n]
    months = {"month": sorted(rows["month"].unique()), "financial_year": [*years]}
    return DataFrame({**months, **out})


def _undefined(results: Results, lines: Mapping[str, str]) -> str:
    """Return which lines have no number at the end of some runs, or of any, if so."""
    metrics = results.tables["metrics"]
    last = metrics[metrics["month"] == metrics["month"].max()]
    out = ""
    for column, words in lines.items():
        known, every = int(last[column].notna().sum()), len(last)
        runs = f"{every - known} of {every} runs" if known else "any run"
        out += f"; {' '.join(words.split())}: not defined in {runs}" if known < every else ""
    return out


def _over_time(results: Results, heads: Mapping[str, str], title: str, what: str) -> Chart:
    """Return metrics over time, a panel each on an axis of its own, with the range over runs."""
    numbers = over_replicates(results.tables["metrics"], heads)
    ends = numbers.iloc[-1]
    says = tuple(
        f"{words} {METRICS[name].text(ends[f'{name}_median'])} "
        f"({METRICS[name].text(ends[f'{name}_low'])} to {METRICS[name].text(ends[f'{name}_high'])})"
        for name, words in heads.items()
        if not np.isnan(ends[f"{name}_median"])
    )
    band = f"{source_of(results).band}{_undefined(results, heads)}"
    subtitle = f"{results.scenarios[0]}: {what}; {band}"
    return Chart(title, subtitle, numbers, partial(_draw_over_time, numbers, heads), says)


def _draw_over_time(numbers: DataFrame, heads: Mapping[str, str], axes: Axes) -> None:
    row = panels(axes, 1, len(heads), wspace=0.75)[0]
    for panel, (name, words) in zip(row, heads.items(), strict=True):
        draw_band(panel, numbers, name)
        head(panel, words, 3)
        if panel is not row[0] and panel.get_ylabel() == row[0].get_ylabel():
            panel.set_ylabel("")


def draw_band(axes: Axes, numbers: DataFrame, name: str) -> None:
    """Draw one metric over time with its range, on an axis that suits it, its ends named."""
    metric = METRICS[name]
    scale = 100.0 if metric.is_share else 1.0
    style.line_with_band(axes, numbers, name, 0, scale)
    style.financial_years(axes, numbers)
    if metric.is_share:
        axes.set_ylim(bottom=0.0)
    else:
        widen(axes, 10.0 * scale * metric.matters)
    unit = f"% of {metric.unit.removeprefix('share of ')}" if metric.is_share else metric.unit
    name_axes(axes, up=unit[:1].upper() + unit[1:])
    last = numbers.iloc[-1]
    ends = {end: float(last[f"{name}_{end}"]) for end in ("median", "low", "high")}
    apart = {
        end: value
        for end, value in ends.items()
        if metric.text(value) != metric.text(ends["median"])
    }
    shown = {"median": ends["median"], **apart}
    label_ends(axes, [(scale * value, metric.text(value)) for value in shown.values()])


def widen(axes: Axes, least: float) -> None:
    """Make a vertical axis span so much, as what is flat should look flat."""
    low, high = axes.get_ylim()
    more = max(0.0, (least - (high - low)) / 2.0)
    axes.set_ylim(max(low - more, min(low, 0.0)), high + more)


def adoption(results: Results) -> Chart:
    """Return how far innovations of the two families are in use, with the range over runs."""
    numbers = over_replicates(results.tables["metrics"], ADOPTION)
    ends = {name: float(numbers[f"{name}_median"].iloc[-1]) for name in ADOPTION}
    known = {name: words for name, words in ADOPTION.items() if not np.isnan(ends[name])}
    what = "NHS trusts using an innovation, of those that could, from today on"
    return _over_time(results, known or ADOPTION, adoption_title(ends, ending(results)), what)


def adoption_title(ends: Mapping[str, float], end: str) -> str:
    """Return what the families reach; one that no trust could use has no number."""
    known = [
        f"{words[:1].lower()}{words[1:]} reach {_percent(ends[name])}"
        for name, words in ADOPTION.items()
        if not np.isnan(ends[name])
    ]
    if not known:
        return "No NHS trust could use any innovation"
    return capitalise(f"{'; '.join(known)} of the NHS trusts that could use them by {end}")


def _percent(share: float) -> str:
    """Return a share as a percentage of two digits: small ones would lose half of what they say."""
    return f"{100.0 * share:.{int(share < 0.1)}f}%"


def trust(results: Results) -> Chart:
    """Return trust both ways and permission received, with the range over runs."""
    what = "means over NHS trusts or companies, on model scales, from today on"
    heads = {name: METRICS[name].label for name in TRUST}
    return _over_time(results, heads, trust_title(results), what)


def trust_title(results: Results) -> str:
    """Return what became of NHS trusts' trust in companies since today, run by run."""
    metrics, by = results.tables["metrics"], f"by {ending(results)}"
    runs = metrics.pivot_table(index="month", columns="replicate", values="trust_nhs", dropna=False)
    if -1 not in runs.index:
        return f"{capitalise(label_of(METRICS['trust_nhs']))} {by}"
    last, first = (runs.loc[month].to_numpy(float) for month in (runs.index.max(), -1))
    claim = paired(METRICS["trust_nhs"], last, first, by, "today")
    if claim.verdict == "undefined":
        return f"{capitalise(label_of(claim.metric))} is not defined {by}"
    return effect_title([claim], f"the passing of time to {ending(results)}")


def scorecard(results: Results) -> Chart:
    """Return how much of the effort on the scorecard is real, of 100 that are reported.

    Raises
    ------
    Unanswered : if all of it is, or next to all.
    """
    metric = METRICS["goodhart_gap"]
    numbers = over_replicates(results.tables["metrics"], [metric.name])
    middle, low, high = (
        float(numbers[f"{metric.name}_{e}"].iloc[-1]) for e in ("median", "low", "high")
    )
    if not high >= metric.matters:
        raise Unanswered(f"less than {metric.text(metric.matters)} of reported effort is not real.")
    reach = f"{metric.text(low)} to {metric.text(high)}"
    return Chart(
        f"{metric.text(middle)} ({reach}) of the effort on innovation that is reported is not real",
        f"{results.scenarios[0]}: of 100 units of effort reported to the scorecard, those that are real, from "
        f"today on; {source_of(results).band}",
        numbers,
        partial(_draw_scorecard, numbers),
        (f"not real by {ending(results)} {metric.text(middle)} ({reach})",),
    )


def _draw_scorecard(numbers: DataFrame, axes: Axes) -> None:
    real = {
        f"real_{end}": 1.0 - numbers[f"goodhart_gap_{end}"] for end in ("low", "median", "high")
    }
    shown = numbers.assign(**real)
    style.line_with_band(axes, shown, "real", 0, 100.0)
    axes.axhline(100.0, color=style.ORANGE, linestyle=style.DASHES[1])
    style.financial_years(axes, numbers)
    axes.set_ylim(0.0, 110.0)
    axes.set_ylabel("Units of effort, per 100 reported")
    last = 100.0 * float(shown["real_median"].iloc[-1])
    label_ends(axes, [(100.0, "reported: 100"), (last, f"real: {last:.1f}")])


def barriers(results: Results) -> Chart:
    """Return the account of the piloted classes since today: what stopped attempts, with its interval."""
    runs = shares_by_run(results.tables["account"])
    numbers = shares_with_interval(runs)
    subtitle = (
        f"{results.scenarios[0]} from today to {ending(results)}: attempts at innovations that need a pilot, by "
        "the barrier that stopped them (hatched: soft). Line: 95% interval of the mean. Not what removing one would gain"
    )
    says = tuple(
        f"{BARRIER_LABELS[str(row['barrier'])]} {100 * row['share']:.0f}%"
        for row in numbers.to_dict("records")
    )
    return Chart(barriers_title(runs), subtitle, numbers, partial(_draw_bars, numbers), says)


def shares_with_interval(runs: DataFrame) -> DataFrame:
    """Return each barrier's share of attempts, the largest first, with its 95 % interval."""
    found = t_interval(runs.to_numpy(float).T)
    made = DataFrame(
        {"barrier": runs.columns, "share": found.mean, "low": found.low, "high": found.high}
    )
    return made.sort_values("share", ascending=False, ignore_index=True)


def barriers_title(runs: DataFrame) -> str:
    """Return which barriers stopped most, if that is certain, and how many attempts were stopped."""
    shares = runs.mean().sort_values(ascending=False)
    whole = 100.0 * shares.sum(skipna=False)
    if not whole > 0.0:
        return "No attempt was stopped" if whole == 0.0 else "Nothing was attempted"
    first = leading(runs)
    if not first:
        return f"{whole:.0f}% of attempts are stopped; which barrier stops most cannot be told"
    each = format_list(f"{BARRIER_LABELS[name]} ({100.0 * shares[name]:.0f}%)" for name in first)
    verb = "stops" if len(first) == 1 else "stop"
    return capitalise(f"{each} {verb} most attempts; {whole:.0f}% are stopped in all")


def leading(runs: DataFrame) -> list[str]:
    """Return the one or two barriers that stop more than every other for certain; perhaps none."""
    order = list(runs.mean().sort_values(ascending=False).index)
    for count in range(1, LEADING + 1):
        gap = (runs[order[count - 1]] - runs[order[count]]).to_numpy(float)
        held = t_interval(gap, strict(len(order) * (len(order) - 1) // 2))
        if held.low > 0.0 and not alike(gap, 1.0):
            return order[:count]
    return []


def _draw_bars(numbers: DataFrame, axes: Axes) -> None:
    name_rows(axes, [BARRIER_LABELS[str(name)] for name in numbers["barrier"]])
    shares, rows = 100.0 * numbers["share"].fillna(0.0), np.arange(len(numbers))
    for bar, name in zip(
        axes.barh(rows, shares, 0.7, color=style.BLUE), numbers["barrier"], strict=True
    ):
        if name in SOFT:
            bar.set(hatch="//", edgecolor="white", facecolor=style.ORANGE)
    ends = [100.0 * numbers[end] for end in ("low", "high")]
    draw_intervals(axes, rows, *ends)
    for row, end in enumerate(np.fmax(ends[1], shares)):
        words = "" if np.isnan(numbers["share"][row]) else f"{shares[row]:.0f}%"
        axes.annotate(
            words, (end, row), (6, 0), textcoords="offset points", va="center", size="small"
        )
    axes.set_xlim(left=0.0)
    axes.set_xlabel("% of attempts since today")


RUN_FIGURES = {
    "adoption": adoption,
    "barriers": barriers,
    "trust": trust,
    "scorecard": scorecard,
    "year": year,
}
"""The figures of one scenario, by name."""
