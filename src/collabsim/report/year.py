"""The financial year: routine and innovation spend by month, March apart."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import YEAR
from collabsim.report import style
from collabsim.results import Results

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
SPEND = ("spend_routine", "spend_innovation")


def numbers(results: Results) -> DataFrame:
    """Return mean spend a trust in each month of the financial year, since today (£ million)."""
    metrics = results.tables["metrics"]
    first = metrics["month"].min()  # runs start in April
    rows = metrics[metrics["month"] >= 0]
    means = rows.groupby((rows["month"] - first) % YEAR)[list(SPEND)].mean()
    means = means.reindex(range(YEAR)).rename_axis("season").reset_index()
    means.insert(0, "name", MONTHS)
    return means


def figure(results: Results) -> Figure:
    """Draw spend by month as stacked bars, with the mean month."""
    shown = numbers(results).fillna(0.0)
    months = shown["spend_routine"] + shown["spend_innovation"]
    mean, march = float(months.mean()), float(months.iloc[-1])
    says = f"March spend is {march / mean:.1f} times the mean month" if mean else "Nothing is spent"
    with style.house():
        sheet = style.sheet(
            says,
            f"{results.scenarios[0]}: mean spend of an NHS trust out of its discretionary pot, by month "
            "of the financial year, over all years from today and all runs",
            results,
        )
        _bars(sheet, shown, mean, max(float(months.max()), 1e-9))
    return sheet


def _bars(sheet: Figure, shown: DataFrame, mean: float, highest: float) -> None:
    routine, innovation = (shown[name] for name in SPEND)
    axes = sheet.subplots()
    axes.bar(MONTHS, routine, color=[*[style.GREY] * (YEAR - 1), style.BLUE], width=0.75)
    new = axes.bar(MONTHS, innovation, bottom=routine, color=style.ORANGE, width=0.75)
    for bar in new:
        bar.set(hatch="//", edgecolor="white")
    axes.axhline(mean, color=style.INK, linewidth=2.0, linestyle=style.DASHES[1])
    axes.set_xlim(-0.6, YEAR - 0.4)
    axes.set_ylim(0.0, 1.3 * highest)
    axes.set_ylabel("£ million per trust and month")
    axes.set_xlabel("Month of the financial year")
    axes.annotate(
        f"innovations (hatched): £{innovation.sum():.2f}m a year",
        xy=(1.0, routine.iloc[1] + innovation.iloc[1] / 2.0),
        xytext=(1.0, 1.17 * highest),
        ha="left",
        backgroundcolor="white",
        arrowprops={"arrowstyle": "-", "color": style.GREY, "relpos": (0, 0.5)},
    )
    axes.annotate(
        f"routine investment: £{routine.sum():.2f}m a year",
        xy=(3.0, routine.iloc[3] / 2.0),
        xytext=(3.0, 1.0 * highest),
        ha="left",
        backgroundcolor="white",
        arrowprops={"arrowstyle": "-", "color": style.INK, "relpos": (0, 0.5)},
    )
    style.label_ends(axes, [(mean, f"mean month:\n£{mean:.2f}m")])
