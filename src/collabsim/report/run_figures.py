"""The figures of one scenario: adoption, what held it back, trust, and the financial year."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame, Series

from collabsim.composition import BARRIERS
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import BARRIER_LABELS, METRICS, YEAR
from collabsim.report import style
from collabsim.report.comparison import paired
from collabsim.report.formats import capitalise, format_change
from collabsim.report.run import shares_by_run, stopped_by
from collabsim.report.source import ending, source_of
from collabsim.report.style import Chart, panels
from collabsim.report.wording import caveat, why_open
from collabsim.results import Results, spread
from collabsim.scenario.dates import season_of

ADOPTION = {
    "adoption_medicines": "medicines",
    "adoption_piloted": "innovations\nthat need a pilot",
}
TRUST = {
    "trust_nhs": "NHS trusts' trust\nin companies",
    "trust_company": "companies' trust\nin NHS trusts",
    "permission_received": "permission\nreceived",
}
SOFT = BARRIERS[6:]
LINES = 4
"""Barriers drawn over time: more lines than this cannot be kept apart."""

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
SPEND = ("spend_routine", "spend_innovation")


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


def _over_time(results: Results, lines: Mapping[str, str], title: str, what: str) -> Chart:
    """Return metrics over time, each with its range over runs; the axis is all that they can be."""
    numbers = over_replicates(results.tables["metrics"], lines)
    band = f"{source_of(results).band}{_undefined(results, lines)}"
    subtitle = f"{results.scenarios[0]}: {what}; {band}"
    return Chart(title, subtitle, numbers, partial(_draw_over_time, numbers, lines))


def _draw_over_time(numbers: DataFrame, lines: Mapping[str, str], axes: Axes) -> None:
    metric = METRICS[next(iter(lines))]
    scale = 100.0 if metric.is_share else 1.0
    for rank, name in enumerate(lines):
        style.line_with_band(axes, numbers, name, rank, scale)
    style.financial_years(axes, numbers)
    axes.set_ylim(0.0, scale)
    unit = f"% of {metric.unit.removeprefix('share of ')}" if metric.is_share else "Index, 0 to 1"
    axes.set_ylabel(unit)
    ends = [(words, float(numbers[f"{name}_median"].iloc[-1])) for name, words in lines.items()]
    number = _percent if metric.is_share else "{:.2f}".format
    labels = [(scale * end, f"{words}: {number(end)}") for words, end in ends]
    style.label_ends(axes, labels, [(colour, "") for colour in style.COLOURS])


def _percent(share: float) -> str:
    """Return a share as a percentage of two digits: small ones would lose half of what they say."""
    return f"{100.0 * share:.{int(share < 0.1)}f}%"


def adoption(results: Results) -> Chart:
    """Return how far innovations of the two families are in use, with the range over runs."""
    numbers = over_replicates(results.tables["metrics"], ADOPTION)
    ends = {name: float(numbers[f"{name}_median"].iloc[-1]) for name in ADOPTION}
    what = "NHS trusts using an innovation they could use"
    return _over_time(results, ADOPTION, adoption_title(ends), what)


def adoption_title(ends: Mapping[str, float]) -> str:
    """Return what the families reach; one that no trust could use has no number."""
    piloted, medicines = (ends[f"adoption_{who}"] for who in ("piloted", "medicines"))
    if np.isnan(piloted) and np.isnan(medicines):
        return "No NHS trust could use any innovation"
    if np.isnan(piloted):
        return f"Medicines reach {_percent(medicines)} of eligible pairs"
    also = "" if np.isnan(medicines) else f", medicines {_percent(medicines)}"
    return f"Innovations that need a pilot reach {_percent(piloted)}{also}"


def trust(results: Results) -> Chart:
    """Return trust both ways and permission received, with the range over runs."""
    what = "means over NHS trusts, on model scales"
    return _over_time(results, TRUST, trust_title(results), what)


def trust_title(results: Results) -> str:
    """Return what became of NHS trusts' trust in companies since today, run by run."""
    metrics, by = results.tables["metrics"], f"by {ending(results)}"
    runs = metrics.pivot_table(index="month", columns="replicate", values="trust_nhs", dropna=False)
    if -1 not in runs.index:
        return f"Trust in companies {by}"
    last, first = (runs.loc[month].to_numpy(float) for month in (runs.index.max(), -1))
    claim = paired(METRICS["trust_nhs"], last, first, by, "today")
    if claim.verdict == "undefined":
        return f"Trust in companies is not defined {by}"
    if not claim.sign:
        return f"Trust in companies, change {by}: {why_open([claim])}"
    way, size = "rises" if claim.sign > 0 else "falls", format_change(claim.metric, claim.mean)
    return f"Trust in companies {way} by {size} from today to {ending(results)}{caveat(claim)}"


def barriers(results: Results) -> Chart:
    """Return the account of the piloted classes: bars since today, and the largest over time."""
    account = results.tables["account"]
    piloted = account[account["family"] == "piloted"]
    months = piloted.groupby(["month", "financial_year"], sort=False)
    yearly = months[["attempts", *BARRIERS]].sum().rolling(YEAR).sum()
    shares = yearly[list(BARRIERS)].div(yearly["attempts"].where(yearly["attempts"] > 0), axis=0)
    numbers = shares.reset_index().query("month >= 0", engine="python")
    subtitle = (
        f"{results.scenarios[0]}: attempts at innovations that need a pilot, by the barrier that stopped "
        "them; soft barriers hatched. Not what removing one would gain"
    )
    draw = partial(_draw_barriers, numbers, stopped_by(account))
    return Chart(barriers_title(account), subtitle, numbers, draw, 0.255, 0.82)


def barriers_title(account: DataFrame) -> str:
    """Return which barriers stopped most, if that is certain, and how many attempts were stopped."""
    shares, runs = stopped_by(account), shares_by_run(account)
    whole, worst = 100.0 * shares.sum(skipna=False), list(shares.index)
    if not whole > 0.0:
        return "No attempt was stopped" if whole == 0.0 else "Nothing was attempted"
    gap = (runs[worst[1]] - runs[worst[2]]).to_numpy(float)
    held = t_interval(gap, strict(len(worst) * (len(worst) - 1) // 2))
    if not held.low > 0.0 or alike(gap, 1.0):
        return f"{whole:.0f}% of attempts stopped; which barriers stop most is open"
    first, second = (BARRIER_LABELS[name] for name in worst[:2])
    return f"{capitalise(first)} and {second} stop most; {whole:.0f}% stopped in all"


def _draw_barriers(numbers: DataFrame, shares: Series, axes: Axes) -> None:
    left, right = panels(axes, 1, 2, width_ratios=(1.0, 1.1), wspace=0.35)[0]
    _draw_bars(left, 100.0 * shares)
    _draw_worst(right, numbers, list(shares.index[:LINES]))


def _draw_bars(axes: Axes, shares: Series) -> None:
    colours = [*style.COLOURS[:LINES], *[style.GREY] * (len(shares) - LINES)]
    drawn = axes.barh(list(shares.index), shares, color=colours, height=0.7)
    for bar, name in zip(drawn, shares.index, strict=True):
        if name in SOFT:
            bar.set(hatch="//", edgecolor="white")
    words = ["" if np.isnan(value) else f"{value:.0f}%" for value in shares]
    axes.bar_label(drawn, words, padding=4, size="small")
    axes.set_yticks(range(len(shares)), [BARRIER_LABELS[name] for name in shares.index])
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xlim(0.0, 1.2 * np.nanmax([*shares, 1.0]))
    axes.set_xlabel("% of attempts since today")
    axes.tick_params(axis="y", length=0)


def _draw_worst(axes: Axes, numbers: DataFrame, names: list[str]) -> None:
    years = (numbers["month"] + 1) / YEAR
    looks = list(zip(style.COLOURS, style.MARKERS, style.DASHES, strict=True))
    for rank, (name, (colour, marker, dashes)) in enumerate(zip(names, looks, strict=True)):
        marks: Any = {"marker": marker, "markersize": 9, "markevery": (3 * rank, YEAR)}
        line: Any = {"color": colour, "linestyle": dashes, "linewidth": 3.0}
        axes.plot(years, 100.0 * numbers[name], **line, **marks)
    style.financial_years(axes, numbers)
    axes.set_ylim(0.0, 110.0 * np.nanmax([0.01, *numbers[names].to_numpy(float).ravel()]))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel("% of attempts, last 12 months")
    words = [textwrap.fill(BARRIER_LABELS[name], 14) for name in names]
    ends = [100.0 * float(numbers[name].iloc[-1]) for name in names]
    style.label_ends(axes, list(zip(ends, words, strict=True)), [look[:2] for look in looks])


def year(results: Results) -> Chart:
    """Return routine and innovation spend by month of the financial year, March apart.

    The numbers are mean spend a trust in each month since today (£ million).
    """
    metrics = results.tables["metrics"]
    rows = metrics[metrics["month"] >= 0]
    seasons = rows["month"].map(lambda month: season_of(month, results.today))
    means = rows.groupby(seasons)[list(SPEND)].mean()
    means = means.reindex(range(YEAR)).rename_axis("season").reset_index()
    means.insert(0, "name", MONTHS)
    months = means[list(SPEND)].fillna(0.0).sum(axis=1)
    mean, march = float(months.mean()), float(months.iloc[-1])
    title = (
        f"March spend is {march / mean:.1f} times the mean month" if mean else "Nothing is spent"
    )
    subtitle = (
        f"{results.scenarios[0]}: mean spend of an NHS trust out of its discretionary pot, by month "
        "of the financial year, over all years from today and all runs"
    )
    return Chart(title, subtitle, means, partial(_draw_year, means.fillna(0.0)))


def _draw_year(means: DataFrame, axes: Axes) -> None:
    routine, innovation = (means[name] for name in SPEND)
    months = routine + innovation
    mean, highest = float(months.mean()), max(float(months.max()), 1e-9)
    axes.bar(MONTHS, routine, color=[*[style.GREY] * (YEAR - 1), style.BLUE], width=0.75)
    axes.bar(MONTHS, innovation, bottom=routine, width=0.75, **style.HATCHED)
    axes.axhline(mean, color=style.INK, linewidth=2.0, linestyle=style.DASHES[1])
    axes.set_xlim(-0.6, YEAR - 0.4)
    axes.set_ylim(0.0, 1.3 * highest)
    axes.set_ylabel("£ million per trust and month")
    axes.set_xlabel("Month of the financial year")
    line = {"arrowstyle": "-", "color": style.INK, "relpos": (0, 0.5)}
    for words, spend, at, low, high in (
        ("innovations (hatched)", innovation, 1.0, routine.iloc[1], 1.17),
        ("routine investment", routine, 3.0, 0.0, 1.0),
    ):
        axes.annotate(
            f"{words}: £{spend.sum():.2f}m a year",
            xy=(at, low + spend.iloc[int(at)] / 2.0),
            xytext=(at, high * highest),
            ha="left",
            backgroundcolor="white",
            arrowprops=line,
        )
    style.label_ends(axes, [(mean, f"mean month:\n£{mean:.2f}m")])


RUN_FIGURES = {"adoption": adoption, "barriers": barriers, "trust": trust, "year": year}
"""The figures of one scenario, by name."""
