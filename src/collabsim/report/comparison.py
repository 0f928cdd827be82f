"""Paired differences: what each scenario changes, metric by metric, with intervals."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.claims import boldest, headline
from collabsim.comparison import Difference, as_table, differences
from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.results import Results
from collabsim.summary import period

SHOWN = (
    "adoption_piloted",
    "joint_working",
    "trust_nhs",
    "company_effort",
    "benefit",
    "equity_gini",
)


def numbers(results: Results) -> DataFrame:
    """Return every difference drawn, with its interval."""
    return as_table(differences(results.tables["metrics"], SHOWN))


def title(results: Results) -> str:
    """Return the finding on adoption of the piloted classes, no more than may be claimed."""
    found = differences(results.tables["metrics"], ["adoption_piloted"])
    known = [each.claim for each in found if each.verdict != "undefined"]
    if not known:
        return "Adoption of what needs a pilot is not defined"
    top = boldest(known)
    return f"Adoption: {headline(top, top.name, len(known))}"


def figure(results: Results) -> Figure:
    """Draw one panel a metric: a dot and an interval for each scenario, zero and what matters."""
    found = differences(results.tables["metrics"], SHOWN)
    with style.house():
        sheet = style.sheet(
            title(results),
            f"Difference from {results.scenarios[0]} after {period(results)}, run by run on the same luck. "
            f"{style.bar(results)}; grey: too small to matter",
            results,
        )
        sheet.subplots_adjust(
            left=0.2, right=0.97, top=sheet.subplotpars.top - style.PANEL, hspace=1.05, wspace=0.18
        )
        panels = sheet.subplots(2, 3, sharey=True)
        for axes, name in zip(panels.flat, SHOWN, strict=True):
            _panel(axes, [d for d in found if d.metric == name])
    return sheet


def _panel(axes: Axes, found: list[Difference]) -> None:
    metric = METRICS[found[0].metric]
    scale, unit = (100.0, "percentage points") if metric.is_share else (1.0, metric.unit)
    rows = range(len(found))
    axes.axvspan(-scale * metric.matters, scale * metric.matters, color=style.FAINT, linewidth=0)
    axes.axvline(0.0, color=style.INK, linewidth=1.0)
    low, high = [scale * d.low for d in found], [scale * d.high for d in found]
    axes.hlines(rows, low, high, color=style.BLUE, linewidth=5.0)
    axes.plot([scale * d.mean for d in found], rows, "o", **style.DOT)
    axes.set_title(textwrap.fill(metric.label, 22), size=style.BODY, loc="left")
    axes.set_xlabel(unit, size=style.SMALL)
    axes.tick_params(axis="x", labelsize=style.SMALL)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.set_yticks(rows, [textwrap.fill(d.scenario, 20) for d in found])
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.grid(visible=False)
