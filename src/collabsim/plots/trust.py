"""Trust both ways and permission received, over time."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.plots import style
from collabsim.results import Results
from collabsim.summary import period

LINES = {
    "trust_nhs": "NHS trusts' trust\nin companies",
    "trust_company": "companies' trust\nin NHS trusts",
    "permission_received": "permission\nreceived",
}


def numbers(results: Results) -> DataFrame:
    """Return median and range of each line, month by month from today."""
    return style.over_replicates(results.tables["metrics"], LINES)


def title(shown: DataFrame, after: str) -> str:
    """Return what became of NHS trusts' trust in companies."""
    trust = shown["trust_nhs_median"]
    moved = trust.iloc[-1] - trust.iloc[0]
    if abs(moved) < METRICS["trust_nhs"].matters:
        return f"Trust in companies hardly moves in {after}"
    way = "rises" if moved > 0 else "falls"
    return f"Trust in companies {way} by {abs(moved):.2f} in {after}"


def figure(results: Results) -> Figure:
    """Draw the three indices with the range over runs."""
    shown = numbers(results)
    with style.house():
        sheet = style.sheet(
            title(shown, period(results)),
            f"{results.scenarios[0]}: means over NHS trusts, on model scales; "
            f"{style.band(results)}",
            results,
        )
        axes = sheet.subplots()
        for rank, name in enumerate(LINES):
            style.line_with_band(axes, shown, name, rank, 1.0)
        style.years_from_today(axes, shown)
        axes.set_ylim(0.0, 1.0)
        axes.set_ylabel("Index, 0 to 1")
        ends = {name: shown[f"{name}_median"].iloc[-1] for name in LINES}
        style.label_ends(
            axes,
            [(ends[name], f"{text}: {ends[name]:.2f}") for name, text in LINES.items()],
            [(colour, "") for colour in style.COLOURS],
        )
    return sheet
