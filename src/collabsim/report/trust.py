"""Trust both ways and permission received, over time."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import change, open_to
from collabsim.comparison import paired
from collabsim.metrics import METRICS
from collabsim.report import style
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


def title(results: Results) -> str:
    """Return what became of NHS trusts' trust in companies since today, run by run."""
    runs = results.tables["metrics"].pivot_table(
        index="month", columns="replicate", values="trust_nhs", dropna=False
    )
    after = period(results)
    if -1 not in runs.index:
        return f"Trust in companies over {after}"
    end, start = (runs.loc[month].to_numpy(float) for month in (runs.index.max(), -1))
    claim = paired(METRICS["trust_nhs"], end, start, after, "today").claim
    if claim.case == "undefined":
        return f"Trust in companies is not defined after {after}"
    if not claim.signed:
        return f"Trust in companies over {after}: {open_to([claim])}"
    way = "rises" if claim.sign > 0 else "falls"
    note = "" if claim.case in ("up", "down") else ", perhaps too little to matter"
    return f"Trust in companies {way} by {change('trust_nhs', claim.mean)} in {after}{note}"


def figure(results: Results) -> Figure:
    """Draw the three indices with the range over runs."""
    shown = numbers(results)
    with style.house():
        sheet = style.sheet(
            title(results),
            f"{results.scenarios[0]}: means over NHS trusts, on model scales; "
            f"{style.band(results)}{style.left_out(results, LINES)}",
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
