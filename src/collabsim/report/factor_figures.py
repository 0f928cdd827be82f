"""The figures *response*, *goodhart* and *turning*: along the values of one factor, and what another does along it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS, Metric
from collabsim.report import style
from collabsim.report.charts import draw_lines, merged, shade_small
from collabsim.report.claims import Claim, Metrics, claims_of, first_metric
from collabsim.report.factor_response import response, turning
from collabsim.report.formats import (
    capitalise,
    format_list,
    format_signed,
    label_of,
    name_of,
    variant_name,
)
from collabsim.report.lettering import head, name_axes
from collabsim.report.ordering import clearest
from collabsim.report.question import Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.titles import by, effect_title, format_amount, from_to, moves
from collabsim.report.wording import caveat

GAP = ("goodhart_gap", "benefit")
"""What is reported and not real, beside what it was to bring."""

VARIANTS = 4
"""Structural variants of an effect that have a panel each."""


def response_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return by how much the line of which most can be said moves from end to end."""
    ends = _line_ends(found, metrics)
    claims = [claim for _, claim in ends]
    top = clearest(claims)
    line = next(str(word) for word, claim in ends if claim is top)
    with_line = f" with {line}" if top.sign and len(ends) > 1 else ""
    return effect_title([top], f"raising {_span(found)}{with_line}")


def _line_ends(found: DataFrame, metrics: Metrics) -> list[tuple[str, Claim]]:
    """Return what every line changes from its first value to its last that is defined."""
    known = found.dropna(subset=["mean"]).sort_values("value", kind="stable")
    lines = [(str(word), rows) for word, rows in known.groupby("line", sort=False) if len(rows) > 1]
    if not lines:
        raise Unanswered("of too few values is the metric defined to see a response.")
    return [(word, Claim.of(rows.iloc[-1].to_dict(), metrics)) for word, rows in lines]


def _span(found: DataFrame) -> str:
    """Return the horizontal factor and between what it moves."""
    values = found["value"]
    return f"{name_of(str(found['factor'].iloc[0]))} from {values.min():g} to {values.max():g}"


def goodhart_title(found: DataFrame) -> str:
    """Return how far the gap opens, and what benefit does meanwhile."""
    gap, benefit = (_end(found, metric) for metric in GAP)
    if gap is None or benefit is None:
        raise Unanswered("of too few values are the gap and net benefit defined.")
    if not gap.sign:
        return effect_title([gap], f"raising {_span(found)}")
    way = "rises" if gap.sign > 0 else "falls"
    grows = f"{'rises' if benefit.sign > 0 else 'falls'} {by(benefit)}"
    other = grows if benefit.sign else "cannot be told to change"
    what = capitalise(label_of(gap.metric))
    return f"{what} {way} {from_to(gap)} with {_span(found)}; net benefit {other}"


def _end(found: DataFrame, metric: str) -> Claim | None:
    """Return the change of a metric from the first value of the first line to the last."""
    mine = found[(found["metric"] == metric) & (found["structure"] == OWN)]
    first = claims_of(mine[mine["line"] == mine["line"].iloc[0]].sort_values("value"))
    return first[-1] if first else None


def response_chart(found: DataFrame, source: Source, gap: bool = False) -> Chart:
    """Return the first metric in the baseline, a line for each level of another factor.

    Or the gap and what it was to bring, a panel each.

    Raises
    ------
    Unanswered : if they are not defined for two values.
    """
    own = found[found["structure"] == OWN]
    first = own[own["metric"] == own["metric"].iloc[0]]
    shown = [source.metrics[name] for name in (GAP if gap else [str(first["metric"].iloc[0])])]
    held = str(own["held"].iloc[0])
    what = " and ".join(label_of(each) for each in shown)
    return Chart(
        goodhart_title(found) if gap else response_title(first, source.metrics),
        f"{source.setting}, the baseline{source.over}: {what}, change since {first['value'].min():g} of "
        f"{name_of(str(own['factor'].iloc[0]))} on the same random draws. {source.bar}"
        f"{f'; {held}' if held else ''}",
        found,
        partial(_draw_response, own, shown),
        _say_lines(first, shown[0], source.metrics),
    )


def _say_lines(found: DataFrame, metric: Metric, metrics: Metrics) -> tuple[str, ...]:
    """Return in words how far every line goes."""
    with suppress(Unanswered):
        ends = _line_ends(found, metrics)
        return tuple(f"{word or 'in all'} {format_signed(metric, c.mean)}" for word, c in ends)
    return ()


def _draw_response(own: DataFrame, shown: list[Metric], axes: Axes) -> None:
    for panel, metric in zip(panels(axes, 1, len(shown), wspace=1.1)[0], shown, strict=True):
        mine = own[own["metric"] == metric.name]
        draw_lines(panel, merged(mine), metric)
        panel.axhline(0.0, color=style.INK, linewidth=1.5)
        if len(shown) > 1:
            head(panel, metric.label)


def goodhart(question: Question) -> DataFrame:
    """Return the response of the gap and of net benefit to the same factor."""
    if not {*GAP} <= {*question.runs.metrics}:
        raise Unanswered(f"it needs the metrics {' and '.join(GAP)}.")
    return response(question)


def turning_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return the effect at both ends of the first line that changes sign or, if none does, of the first."""
    lines = [
        (str(rows["structure"].iloc[0]), rows.dropna(subset=["mean"]).sort_values("value"))
        for _, rows in found.groupby(["structure", "line"], sort=False)
    ]
    known = [(where, rows, claims_of(rows, metrics)) for where, rows in lines if len(rows) > 1]
    if not known:
        raise Unanswered("of too few values is the effect defined to see it change.")
    turned = [each for each in known if each[2][0].sign * each[2][-1].sign < 0]
    structure, rows, line = (turned or known)[0]
    applied, factor = (name_of(str(found[name].iloc[0])) for name in ("applied", "factor"))
    start, end = line[0], line[-1]
    low, high = (f"{value:g}" for value in rows["value"].iloc[[0, -1]])
    if start.sign and end.sign and (start.most < end.least or end.most < start.least):
        verb = "raises" if end.mean > 0.0 else "lowers"
        then = f"{verb} it by" if turned else "by"
        size = format_amount(end.metric, end.mean)
        also = f"and {then} {size} at {high}{caveat(end)}"
        where = f" in {variant_name(structure)}" if structure != known[0][0] else ""
        return capitalise(
            f"{applied} {moves(start)} at {factor} {low}{caveat(start)} {also}{where}"
        )
    some = [claim for claim in line if claim.verdict != "constant"] or line
    at = {id(claim): value for claim, value in zip(line, rows["value"], strict=True)}
    top = clearest(some)
    if not top.sign:
        return effect_title([top], f"{applied}, at any {factor} tried,")
    return capitalise(f"{applied} {moves(top)} at {factor} {at[id(top)]:g}{caveat(top)}")


def turning_chart(found: DataFrame, source: Source) -> Chart:
    """Return the effect on the first metric, a panel for each of the first structural variants.

    One in which nothing changes at all, in any run, is named and not drawn.
    """
    metric, mine = first_metric(found, source.metrics)
    still = [str(name) for name, rows in mine.groupby("structure", sort=False) if _is_still(rows)]
    every = list(mine["structure"].unique())
    moving = [name for name in every if name not in still] or every[:1]
    applied, factor = (name_of(str(mine[name].iloc[0])) for name in ("applied", "factor"))
    ends = f"{mine['applied_from'].iloc[0]:g} to {mine['applied_to'].iloc[0]:g}"
    shown = moving[:VARIANTS]
    nothing = f"; no change at all in {format_list(map(variant_name, still))}" if still else ""
    drawn = mine[mine["structure"].isin(shown)]
    return Chart(
        turning_title(drawn, source.metrics),
        f"{source.setting}: what {applied} ({ends}) changes in {label_of(metric)}, along {factor}, on the "
        f"same random draws. {source.bar}; between the dashed lines: too small to matter"
        f"{nothing}{shown_of(len(shown), len(moving))}",
        found,
        partial(_draw_turning, merged(drawn), metric, shown),
        _say_ends(drawn, metric),
    )


def _is_still(rows: DataFrame) -> bool:
    """Tell whether nothing changes in any run of a structural variant."""
    known = rows.dropna(subset=["mean"])
    return bool(len(known) and (known["same"] & (known["mean"] == 0.0)).all())


def _say_ends(drawn: DataFrame, metric: Metric) -> tuple[str, ...]:
    """Return in words the effect at both ends of the first line."""
    rows = drawn.dropna(subset=["mean"]).groupby(["structure", "line"], sort=False)
    first = next((rows for _, rows in rows), drawn[:0]).sort_values("value")
    return tuple(
        f"at {row['value']:g} {format_signed(metric, row['mean'])}"
        for row in first.iloc[[0, -1] if len(first) > 1 else []].to_dict("records")
    )


def _draw_turning(mine: DataFrame, metric: Metric, shown: list[str], axes: Axes) -> None:
    row = panels(axes, 1, len(shown), sharey=True, wspace=0.1)[0]
    for panel, structure in zip(row, shown, strict=True):
        shade_small(panel, metric, across=True)
        rows, last = mine[mine["structure"] == structure], panel is row[-1]
        draw_lines(panel, rows, metric, labelled=last, ticks=max(3, 6 - len(shown)))
        if len(shown) > 1 or structure != OWN:
            head(panel, variant_name(structure), 3)
        if panel is not row[0]:
            panel.set_ylabel("")
            panel.set_xlabel("")
    name_axes(row[0], name_of(str(mine["factor"].iloc[0])), panels=len(shown))
    row[0].xaxis.label.set(ha="left", x=0.0)  # once: below each, long names would collide


FIGURES = {
    "response": (response, response_chart),
    "goodhart": (goodhart, partial(response_chart, gap=True)),
    "turning": (turning, turning_chart),
}
