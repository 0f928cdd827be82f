"""A comparison of scenarios: paired differences from the first, in words, table and figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.analysis import Effects
from collabsim.intervals import LEVEL
from collabsim.metrics import METRICS, Metric
from collabsim.report.charts import MOST, draw_rows, name_rows
from collabsim.report.claims import Claim
from collabsim.report.formats import (
    capitalise,
    format_signed,
    format_threshold,
    label_of,
    scale_of,
)
from collabsim.report.lettering import head, inches
from collabsim.report.ranking import ranking
from collabsim.report.source import ending, source_of
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.summary import FORECAST, Summary, of_effects, sentence
from collabsim.report.titles import effect_title
from collabsim.report.wording import (
    describe_identical,
    describe_levels,
    describe_precision,
    describe_size,
    describe_turn,
    verb,
)
from collabsim.scenario.dates import YEAR, financial_year, season_of
from collabsim.scenario.differences import describe_unequal_months
from collabsim.scenario.faults import nearest

if TYPE_CHECKING:
    from collabsim.results import Results
    from collabsim.simulation import Simulation

SHOWN = (
    "adoption_piloted",
    "joint_working",
    "trust_nhs",
    "company_effort",
    "benefit",
    "equity_gini",
)
"""Metrics that have a panel of the figure: of more than a few scenarios, those of the first row."""

COLUMNS, FEW, BETWEEN = 3, 4, 100.0
"""Panels of a row; scenarios that leave room for two rows; points between those."""


def paired_difference(
    runs: Simulation, scenario: str, against: str, *, metric: str, level: float = LEVEL
) -> Claim:
    """Return how a metric at the end of the run differs between two scenarios, pair by pair.

    Both meet the same random draws in each replicate (common random numbers).

    Parameters
    ----------
    runs : a simulation of both.
    scenario, against : names of the two; the difference is that of the first minus the second.
    metric : name of one of the simulation's metrics.
    level : share of repetitions in which the interval covers the mean difference.

    Raises
    ------
    ValueError : if there is no such scenario or metric, naming the nearest, or the two end in
        different months.
    """
    for kind, word, known in (
        ("scenario", scenario, runs.ends),
        ("scenario", against, runs.ends),
        ("metric", metric, runs.metrics),
    ):
        if word not in known:
            raise ValueError(f'there is no {kind} "{word}".{nearest(word, known)}')
    unequal = describe_unequal_months({n: runs.scenarios[n] for n in (scenario, against)})
    if unequal:
        raise ValueError(unequal)
    ends, starts = ([run[metric] for run in runs.ends[name]] for name in (scenario, against))
    return paired(runs.metrics[metric], ends, starts, scenario, against, level)


def paired(
    metric: Metric,
    ends: Iterable[float],
    starts: Iterable[float],
    scenario: str,
    against: str,
    level: float = LEVEL,
    family: int = 1,
) -> Claim:
    """Return how a metric differs between two scenarios, a pair a replicate.

    It is an interval of the mean, not the range of single simulated Englands. Pairs in which the
    metric is not defined (NaN) are left out; below two there is no interval (NaN). ``family`` is
    how many differences are looked at together, of all scenarios in all metrics.
    """
    before = np.array(list(starts), np.float64)
    gaps = np.array(list(ends), np.float64) - before
    effect = Effects(metric, (scenario,), gaps[None, None], start=before[None, None])
    (row,) = effect.overall(level, family).to_dict("records")
    return replace(Claim.of(row, {metric.name: metric}), against=against)


def differences(metrics: DataFrame, names: Sequence[str] = tuple(METRICS)) -> list[Claim]:
    """Return, for every scenario after the first, how each named metric differs from the first's.

    What may be claimed of one is held against being one of all scenarios in all metrics, whichever
    are named, so that page, table and figure say the same.

    ``metrics`` is the table of that name of some results.
    """
    last = metrics[metrics["month"] == metrics["month"].max()].set_index("replicate")
    ends = dict(list(last.groupby("scenario", sort=False)))
    first, *others = metrics["scenario"].unique()
    family = len(others) * len(METRICS)
    return [
        paired(
            METRICS[name],
            ends[other][name].reindex(ends[first].index),
            ends[first][name],
            other,
            first,
            family=family,
        )
        for other in others
        for name in names
    ]


def defined(metrics: DataFrame, name: str) -> list[Claim]:
    """Return the differences in one metric, those left out that are not defined."""
    return [each for each in differences(metrics, [name]) if each.verdict != "undefined"]


OF_VARIANTS = (
    "variants",
    "up",
    "down",
    "sets_low",
    "sets_high",
    "structures_low",
    "structures_high",
)
"""Columns of a claim that say how it holds over alternatives, of which a comparison has none."""


def as_table(found: Sequence[Claim]) -> DataFrame:
    """Return differences as a table, one row each (``Claim.row``)."""
    return (
        DataFrame([each.row for each in found])
        .drop(columns=[*OF_VARIANTS], errors="ignore")
        .rename(columns={"name": "scenario"})
    )


def describe_difference(claim: Claim) -> str:
    """Return a difference in words that claim no more than may be claimed of it."""
    seen, runs = f"{describe_size(claim)}{describe_levels(claim)}", describe_precision(claim)
    more, little = f"; {runs}" if runs else "", f"less than {format_threshold(claim.metric)}"
    match claim.verdict:
        case "undefined":
            return "not defined"
        case "up" | "down":
            return f"{verb(claim)} {seen.lstrip('+−')}"
        case "rises" | "falls":
            return f"{claim.verdict}: {seen}, perhaps {little}{more}"
        case "little":
            return f"{little}: {seen}"
        case "constant":
            return f"{seen}; {describe_identical(claim.replicates)}"
    return f"too few replicates to say: {seen}{more}"


def summarise(results: Results, found: Sequence[Claim]) -> Summary:
    """Return what may be said of the first metric, of the scenario of which most may be."""
    first = METRICS[SHOWN[0]]
    mine = [each for each in found if each.metric == first]
    told = of_effects(mine, label_of(first))
    turns = _turns(results, [each.name for each in mine])
    return Summary(sentence(*filter(None, turns), *told.clauses), told.assumptions, FORECAST)


def _turns(results: Results, scenarios: Sequence[str]) -> list[str]:
    """Return until which year each scenario helps the first metric and then harms it, or the reverse."""
    metrics, today = results.tables["metrics"], results.today
    months = [int(m) for m in metrics["month"].unique() if m >= 0]
    by_year = {
        financial_year(month, today): defined(metrics[metrics["month"] <= month], SHOWN[0])
        for month in months
        if season_of(month, today) == YEAR - 1
    }
    return [
        describe_turn(
            [
                (year, claim)
                for year, found in by_year.items()
                for claim in found
                if claim.name == name
            ],
            name,
            label_of(METRICS[SHOWN[0]]),
        )
        for name in scenarios
    ]


def main_table(found: Sequence[Claim]) -> DataFrame:
    """Return every scenario's difference in each metric of the figure, a block a metric."""
    each = {name: [one for one in found if one.metric.name == name] for name in SHOWN}
    blocks = [_block(METRICS[name], claims) for name, claims in each.items() if claims]
    whole = concat(blocks) if blocks else DataFrame()
    whole.attrs["caption"] = "Every scenario against the first, measure by measure"
    return whole


def _block(metric: Metric, claims: Sequence[Claim]) -> DataFrame:
    """Return every scenario's difference in one metric, whose unit stands beside its name."""
    unit = scale_of(metric)[2]
    rows = ranking(claims, "Scenario").rename(columns={f"Change ({unit})": "Change"})
    rows.insert(1, "Measure", f"{metric.label}, {unit}")
    return rows


def table(results: Results) -> DataFrame:
    """Return every difference drawn, with its interval."""
    return as_table(differences(results.tables["metrics"], SHOWN))


def title(results: Results) -> str:
    """Return the finding on adoption of the piloted classes, no more than may be claimed."""
    kept = {*results.scenarios[1 : 1 + MOST]}
    known = [each for each in defined(results.tables["metrics"], SHOWN[0]) if each.name in kept]
    if not known:
        return f"{capitalise(label_of(METRICS[SHOWN[0]]))} is not defined"
    return effect_title(known)


def chart(results: Results) -> Chart:
    """Return a panel a metric: a dot and an interval for each scenario, zero and what matters."""
    source, every = source_of(results), results.scenarios[1:]
    kept = {*every[:MOST]}
    found = [c for c in differences(results.tables["metrics"], SHOWN) if c.name in kept]
    return Chart(
        title(results),
        f"Difference from {results.scenarios[0]} by {ending(results)}, on the same random draws. "
        f"{source.bar}; between the dashed lines: too small to matter{shown_of(len(kept), len(every), 'scenarios')}",
        table(results),
        partial(_draw, found),
        tuple(
            f"{each.name} {label_of(each.metric)} {format_signed(each.metric, each.mean)}"
            for each in found[:: len(SHOWN)]
        ),
    )


def _draw(found: list[Claim], axes: Axes) -> None:
    names = list(dict.fromkeys(each.name for each in found))
    few = len(names) <= FEW
    shown = SHOWN if few else SHOWN[:COLUMNS]
    high = 72.0 * inches(axes)[1]
    between = BETWEEN / max((high - BETWEEN) / 2.0, 1.0)
    grid = panels(axes, len(shown) // COLUMNS, COLUMNS, sharey=True, hspace=between, wspace=0.2)
    for panel, name in zip(grid.flat, shown, strict=True):
        _panel(panel, [each for each in found if each.metric.name == name])
    for row in grid[:, 0]:
        name_rows(row, names)


def _panel(axes: Axes, found: list[Claim]) -> None:
    rows = DataFrame({"mean": c.mean, "low": c.low, "high": c.high} for c in found)
    metric = found[0].metric
    draw_rows(axes, rows, metric)
    head(axes, metric.label)
    axes.set_xlabel(scale_of(metric)[2], size="small")
    axes.tick_params(axis="x", labelsize="small")
    axes.locator_params(axis="x", nbins=3)
