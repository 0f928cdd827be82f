"""What held adoption back: attempts stopped by each barrier, in all and over time."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.composition import BARRIERS
from collabsim.intervals import alike, strict, t_interval
from collabsim.metrics import BARRIER_LABELS, YEAR
from collabsim.report import style
from collabsim.results import Results
from collabsim.summary import shares_by_run, stopped_by

SOFT = BARRIERS[6:]
FOLLOWED = 4
"""Barriers followed over time: more lines than this cannot be told apart."""


def numbers(results: Results) -> DataFrame:
    """Return each barrier's share of the attempts of twelve months, by the month they end with."""
    account = results.tables["account"]
    monthly = (
        account[account["family"] == "piloted"].groupby("month")[["attempts", *BARRIERS]].sum()
    )
    yearly = monthly.rolling(YEAR).sum()
    shares = yearly[list(BARRIERS)].div(yearly["attempts"].where(yearly["attempts"] > 0), axis=0)
    return shares[shares.index >= 0].reset_index()


def title(account: DataFrame, worst: list[str], whole: float) -> str:
    """Return which barriers stopped most, if they surely did, and how many attempts were stopped."""
    if not whole > 0.0:
        return "No attempt was stopped" if whole == 0.0 else "Nothing was attempted"
    runs = shares_by_run(account)
    second, third = (runs[name] for name in worst[1:3])
    gap = (second - third).to_numpy(float)
    held = t_interval(gap, strict(len(worst) * (len(worst) - 1) // 2))
    if not held.low > 0.0 or alike(gap, 1.0):
        return f"{whole:.0f}% of attempts stopped; which barriers stop most is open"
    first, next_ = (BARRIER_LABELS[name] for name in worst[:2])
    return f"{first[0].upper()}{first[1:]} and {next_} stop most; {whole:.0f}% stopped in all"


def figure(results: Results) -> Figure:
    """Draw the account of the piloted classes: bars since today, and the largest over time."""
    shares = stopped_by(results.tables["account"])
    worst = list(shares.index)
    with style.house():
        sheet = style.sheet(
            title(results.tables["account"], worst, 100.0 * shares.sum(skipna=False)),
            f"{results.scenarios[0]}: attempts at innovations that need a pilot, by the barrier that stopped "
            "them; soft barriers hatched. Not what removing one would gain",
            results,
        )
        bars, lines = sheet.subplots(1, 2, width_ratios=(1.0, 1.1))
        sheet.subplots_adjust(left=0.255, right=0.82, wspace=0.35)
        _bars(bars, worst, [100.0 * shares[name] for name in worst])
        _lines(lines, numbers(results), worst[:FOLLOWED])
    return sheet


def _bars(axes: Axes, names: list[str], values: list[float]) -> None:
    drawn = axes.barh(names, values, color=_colours(len(names)), height=0.7)
    for bar, name in zip(drawn, names, strict=True):
        if name in SOFT:
            bar.set(hatch="//", edgecolor="white")
    words = ["" if np.isnan(value) else f"{value:.0f}%" for value in values]
    axes.bar_label(drawn, words, padding=4, size=style.SMALL)
    axes.set_yticks(range(len(names)), [BARRIER_LABELS[name] for name in names])
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.set_xlim(0.0, 1.2 * np.nanmax([*values, 1.0]))
    axes.set_xlabel("% of attempts since today")
    axes.tick_params(axis="y", length=0)


def _lines(axes: Axes, shown: DataFrame, names: list[str]) -> None:
    years = (shown["month"] + 1) / YEAR
    for rank, name in enumerate(names):
        axes.plot(
            years,
            100.0 * shown[name],
            color=style.COLOURS[rank],
            linestyle=style.DASHES[rank],
            marker=style.MARKERS[rank],
            markersize=9,
            markevery=(3 * rank, YEAR),
        )
    style.years_from_today(axes, shown)
    highest = np.nanmax([0.01, *shown[names].to_numpy(float).ravel()])
    axes.set_ylim(0.0, 110.0 * highest)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel("% of attempts, last 12 months")
    ends = [(100.0 * float(shown[name].iloc[-1]), _lines_of(name)) for name in names]
    looks = list(zip(style.COLOURS, style.MARKERS, strict=True))
    style.label_ends(axes, ends, looks)


def _colours(count: int) -> list[str]:
    """Return the colours of bars: those followed over time have their line's."""
    followed = style.COLOURS[:FOLLOWED]
    return [*followed, *[style.GREY] * (count - len(followed))]


def _lines_of(name: str) -> str:
    return textwrap.fill(BARRIER_LABELS[name], 14)
