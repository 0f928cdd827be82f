"""The financial year: spend by month, and innovation's share of it."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame, Series

from collabsim.intervals import alike, t_interval
from collabsim.metrics import YEAR
from collabsim.report import style
from collabsim.report.lettering import label_ends, name_axes
from collabsim.report.style import Chart
from collabsim.results import Results
from collabsim.scenario.dates import season_of

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
SPEND = ("spend_routine", "spend_innovation")


def year(results: Results) -> Chart:
    """Return routine and innovation spend by month of the financial year, and the latter's share.

    The numbers are mean spend a trust in each month since today (£ million).
    """
    metrics = results.tables["metrics"]
    rows = metrics[metrics["month"] >= 0]
    seasons = rows["month"].map(lambda month: season_of(month, results.today)).rename("season")
    means = rows.groupby(seasons)[list(SPEND)].mean().reindex(range(YEAR)).reset_index()
    means.insert(0, "name", MONTHS)
    means["innovation_share"] = means[SPEND[1]] / means[list(SPEND)].sum(axis=1).where(
        lambda s: s > 0.0
    )
    subtitle = (
        f"{results.scenarios[0]}: mean spend of an NHS trust out of its discretionary pot, over all years from "
        "today and all runs; above each month, innovation's share of it"
    )
    says = tuple(
        f"{name} {100 * share:.0f}%"
        for name, share in zip(MONTHS, means["innovation_share"], strict=True)
        if share > 0.0
    )
    return Chart(
        year_title(rows, seasons), subtitle, means, partial(_draw_year, means.fillna(0.0)), says
    )


def year_title(rows: DataFrame, seasons: Series) -> str:
    """Return how much March is more than other months, and whether innovation gets less of it."""
    march = seasons == YEAR - 1
    sums = [rows[kind].groupby(rows["replicate"])[list(SPEND)].mean() for kind in (march, ~march)]
    whole = [each.sum(axis=1, min_count=1) for each in sums]
    months = whole[1].mean() * (YEAR - 1) + whole[0].mean()
    if not months > 0.0:
        return "Nothing is spent" if months == 0.0 else "Spend is not defined"
    start = f"March spend is {whole[0].mean() * YEAR / months:.1f} times the mean month"
    shares = [each[SPEND[1]] / total for each, total in zip(sums, whole, strict=True)]
    gap = (shares[1] - shares[0]).to_numpy(float)
    if not t_interval(gap).low > 0.0 or alike(gap, 1.0):
        return start
    last, others = (f"{100.0 * each.mean():.0f}%" for each in shares)
    return f"{start}; innovation gets {last} of it, and {others} of other months'"


def _draw_year(means: DataFrame, axes: Axes) -> None:
    routine, innovation = (means[name] for name in SPEND)
    months = routine + innovation
    mean, highest = float(months.mean()), max(float(months.max()), 1e-9)
    axes.bar(MONTHS, routine, color=style.BLUE, width=0.75)
    axes.bar(MONTHS, innovation, bottom=routine, width=0.75, **style.HATCHED)
    axes.axhline(mean, color=style.INK, linewidth=2.0, linestyle=style.DASHES[1])
    for place, (top, share) in enumerate(zip(months, means["innovation_share"], strict=True)):
        axes.annotate(
            f"{100.0 * share:.0f}%", (place, top), (0, 4), textcoords="offset points", ha="center"
        )
    axes.set_xlim(-0.6, YEAR - 0.4)
    axes.set_ylim(0.0, 1.15 * highest)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    name_axes(axes, "Month of the financial year", "£ million a trust and month")
    last = (float(routine.iloc[-1]), float(innovation.iloc[-1]))
    label_ends(
        axes,
        [
            (last[0] / 2.0, f"routine:\n£{routine.sum():.2f}m a year"),
            (last[0] + last[1] / 2.0, f"innovation:\n£{innovation.sum():.2f}m a year"),
            (mean, f"mean month:\n£{mean:.2f}m"),
        ],
    )
