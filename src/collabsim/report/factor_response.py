"""Grids: a metric along the values of one factor, and the effect of another factor along it.

The figures *response*, *turning* and *goodhart* show both.
"""

from __future__ import annotations

import textwrap
from functools import partial
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.analysis import Effects, contrasts
from collabsim.experiment.variants import OWN
from collabsim.metrics import METRICS, Metric
from collabsim.report import style
from collabsim.report.charts import draw_lines, shade_small
from collabsim.report.claims import Claim, Metrics, claims_of, metric_of
from collabsim.report.formats import (
    capitalise,
    format_level,
    format_list,
    format_signed,
    label_of,
    name_of,
    variant_name,
)
from collabsim.report.question import Finding, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.wording import caveat, describe, why_open

LEVELS = {"mean": "level_mean", "low": "level_low", "high": "level_high"}
"""Columns of a level, beside those of its change since the first value of the line."""

GAP = ("goodhart_gap", "benefit")
"""What is reported and not real, beside what it was to bring."""

PANELS, VARIANTS = 2, 4
"""Metrics of a response, and structural variants of an effect, that have a panel each."""


def response(question: Question) -> DataFrame:
    """Return every metric along a factor, a line for each level of the next.

    In every structural variant, averaged over its parameter sets. Effects are what has changed
    since the line's first value, paired: of two levels that share their random draws it tells what
    the factor does. The levels stand in ``level_mean`` with ``level_low`` and ``level_high``.
    """
    along, applied, third = question.axes
    places = [
        (value, level, question.point_at({along: value, applied: level}))
        for level in (question.levels[applied] if applied else (0.0,))
        for value in sorted(question.levels[along])
    ]
    rows = DataFrame(places, columns=["value", "level", "point"])
    rows["line"] = [question.word(applied, level) for level in rows["level"]]
    at = np.eye(len(question.runs.design))[rows["point"]]
    first = at[rows.groupby("level")["point"].transform(lambda points: points.index[0])]

    def of(metric: str) -> DataFrame:
        names = [str(n) for n in rows.index]
        levels, since = (
            _with_rows(question, contrasts(question.runs, metric, names, weights), rows)
            for weights in (at, at - first)
        )
        return since.assign(**{name: levels[end] for end, name in LEVELS.items()})

    held = f"{name_of(third)} at {question.levels[third][0]:g}" if third else ""
    return question.every_metric(of).assign(factor=along, applied=applied, held=held)


def turning(question: Question) -> DataFrame:
    """Return what the applied factor changes along the horizontal one, in every structural variant."""
    along, applied, _ = question.axes
    made = question.every_metric(
        lambda metric: _with_rows(question, *question.effect_along(metric))
    )
    ends = {"applied_from": question.levels[applied][0], "applied_to": question.levels[applied][-1]}
    return made.assign(factor=along, applied=applied, **ends)


def steps(question: Question) -> DataFrame:
    """Return what each step along the horizontal factor changes, and all of them (``whole``).

    All else stands at its first value. In every structural variant.
    """
    along, _, _ = question.axes
    values = sorted(question.levels[along])
    ends = [(values[0], values[-1]), *(pairwise(values) if len(values) > 2 else [])]
    weights = np.zeros((len(ends), len(question.runs.design)))
    for row, (start, end) in zip(weights, ends, strict=True):
        row[question.point_at({along: end})] += 1.0
        row[question.point_at({along: start})] -= 1.0
    names = [f"{start:g} to {end:g}" for start, end in ends]

    def of(metric: str) -> DataFrame:
        return question.by_structure(contrasts(question.runs, metric, names, weights))

    made = question.every_metric(of)
    return made.assign(whole=made["name"] == names[0], factor=along)


def _with_rows(question: Question, effects: Effects, rows: DataFrame) -> DataFrame:
    """Return effects in every structural variant with the values that each stands at."""
    made = question.by_structure(effects)
    place = made["name"].map({name: n for n, name in enumerate(effects.names)})
    made.insert(1, "structure", made.pop("structure"))
    for n, name in enumerate(("value", "level", "line")):
        made.insert(2 + n, name, rows[name].to_numpy()[place])
    return made


def along_tables(question: Question) -> dict[str, DataFrame]:
    """Return the tables of effects along a factor."""
    return {"turning": turning(question), "steps": steps(question)}


def along_findings(question: Question, tables: dict[str, DataFrame]) -> list[Finding | None]:
    """Say how far the horizontal factor moves each metric, then what the applied one does along it."""
    return [*_steps(tables["steps"], question), _turning(tables["turning"], question)]


def _steps(found: DataFrame, question: Question) -> list[Finding]:
    """Say how far the horizontal factor moves each metric, and the first one step by step."""
    metric, what = question.metric.name, label_of(question.metric)
    every = found[found["whole"]].dropna(subset=["mean"])
    mine, rest = every[every["metric"] == metric], every[every["metric"] != metric]
    if mine.empty:
        return []
    each = (
        f"in {variant_name(row['structure'])} {describe(question.claim(row))}"
        for _, row in mine.iterrows()
    )
    span = f"From {mine['name'].iloc[0]} of {name_of(question.axes[0])}, {_rest(question)}"
    findings = [Finding(f"{span}, {what} changes: {'; '.join(each)}.", (*question.claims(mine),))]
    base = found[(found["structure"] == OWN) & ~found["whole"] & (found["metric"] == metric)]
    if len(base) > 1:
        words = (f"{row['name']}: {describe(question.claim(row))}" for _, row in base.iterrows())
        sentence = f"Step by step in the baseline: {'; '.join(words)}."
        findings.append(Finding(sentence, (*question.claims(base),)))
    sure = [claim for claim in question.claims(rest[rest["structure"] == OWN]) if claim.sign]
    if sure:
        others = "; ".join(f"{label_of(claim.metric)} {describe(claim)}" for claim in sure)
        findings.append(Finding(f"With it, in the baseline, {others}.", (*sure,)))
    return findings


def _rest(question: Question) -> str:
    """Say where all factors but the horizontal one are held: each at its first value."""
    off = [name for name in question.held_elsewhere if name != question.axes[0]]
    firsts = {name: question.value(name, question.levels[name][0]) for name in off}
    held = format_list(f"{name_of(name)} at {first}" for name, first in firsts.items())
    return f"with {held} and all else as today" if off else "all else as today"


def _turning(found: DataFrame, question: Question) -> Finding:
    """Say what the applied factor does at the ends of the other, in every structural variant."""
    along, applied = (name_of(name) for name in question.axes[:2])
    what, mine = label_of(question.metric), question.first(found)
    known = mine.dropna(subset=["mean"]).sort_values("value", kind="stable")
    sentences = []
    for structure, rows in known.groupby("structure", sort=False):
        each = []
        for line, values in rows.groupby("line", sort=False):
            ends = values.iloc[[0, -1] if len(values) > 1 else [0]]
            words = (
                f"at {question.value(question.axes[0], row['value'])} {describe(question.claim(row))}"
                for _, row in ends.iterrows()
            )
            where = f"with {line} " if line else ""
            each.append(f"{where}{format_list(words)}{_turn(question, values)}")
        sentences.append(f"{capitalise(variant_name(str(structure)))}: {'; '.join(each)}.")
    if not sentences:
        return Finding(f"No effect of {applied} on {what} is defined.")
    start, end = (
        question.value(question.axes[1], mine[f"applied_{name}"].iloc[0]) for name in ("from", "to")
    )
    head = f"Effect of {applied} ({start} to {end}) on {what} along {along}."
    return Finding(f"{head} {' '.join(sentences)}", tuple(question.claims(known)))


def _turn(question: Question, rows: DataFrame) -> str:
    """Say between which values an effect changes sign, if both signs may be claimed."""
    signs = np.array([question.claim(row).sign for _, row in rows.iterrows()])
    values = rows["value"].to_numpy()[signs != 0]
    changes = np.flatnonzero(np.diff(signs[signs != 0]))
    if not len(changes):
        return ""
    ends = (question.value(question.axes[0], values[changes[0] + n]) for n in (0, 1))
    return f", changing sign between {' and '.join(ends)}"


def response_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return where the first line starts and ends, if that it moves may be said."""
    first = (
        found[found["line"] == found["line"].iloc[0]].dropna(subset=["mean"]).sort_values("value")
    )
    if len(first) < 2:
        return "Too few values to see a response"
    end = Claim.of(first.iloc[-1].to_dict(), metrics)
    what = label_of(end.metric).split(",")[0]
    factor = name_of(str(first["factor"].iloc[0]))
    if not end.sign:
        return f"{capitalise(factor)} on {what}: {why_open([end])}"
    return f"{capitalise(what)}: {_from_to(end)} as {factor} rises{caveat(end)}"


def _from_to(claim: Claim) -> str:
    ends = (claim.start, claim.start + claim.mean)
    return " to ".join(format_level(claim.metric, end) for end in ends)


def goodhart_title(found: DataFrame) -> str:
    """Return how far the gap opens, and what benefit does meanwhile."""
    gap, benefit = (_end(found, metric) for metric in GAP)
    if gap is None or benefit is None:
        return "Too few values to see a gap change"
    if not gap.sign:
        return f"Change of the gap: {why_open([gap])}"
    way, link = ("widens", "yet") if gap.sign > 0 else ("narrows", "and")
    word = f"{link} benefit grows" if benefit.sign > 0 else "no growth of benefit clear"
    return f"Gap {way} from {_from_to(gap)}, {word}"


def _end(found: DataFrame, metric: str) -> Claim | None:
    """Return the change of a metric from the first value of the first line to the last."""
    mine = found[(found["metric"] == metric) & (found["structure"] == OWN)]
    first = claims_of(mine[mine["line"] == mine["line"].iloc[0]].sort_values("value"))
    return first[-1] if first else None


def response_chart(found: DataFrame, source: Source, metrics: tuple[str, ...] = ()) -> Chart:
    """Return up to two metrics in the baseline, a panel each, a line for each level of another factor.

    The first two of the table, unless others are named.
    """
    own = found[found["structure"] == OWN]
    shown = metrics or tuple(own["metric"].unique()[:PANELS])
    held = str(own["held"].iloc[0])
    return Chart(
        goodhart_title(found)
        if metrics == GAP
        else response_title(own[own["metric"] == shown[0]], source.metrics),
        f"{source.setting}, the baseline{source.over}: change from the lowest value, paired. "
        f"{source.bar}{f'; {held}' if held else ''}",
        found,
        partial(_draw_response, own, [source.metrics[name] for name in shown]),
        left=0.12,
        right=0.8,
        headed=True,
    )


def _draw_response(own: DataFrame, shown: list[Metric], axes: Axes) -> None:
    for panel, metric in zip(panels(axes, 1, len(shown), wspace=1.3)[0], shown, strict=True):
        draw_lines(panel, own[own["metric"] == metric.name], metric)
        panel.axhline(0.0, color=style.INK, linewidth=1.0)
        panel.set_title(textwrap.fill(metric.label, 26), size="medium", loc="left")


def goodhart(question: Question) -> DataFrame:
    """Return the response of the gap and of net benefit to the same factor."""
    if not {*GAP} <= {*question.runs.metrics}:
        raise Unanswered(f"it needs the metrics {' and '.join(GAP)}.")
    return response(question)


def turning_title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return the effect at both ends of the first line that changes sign or, if none does, of the first."""
    lines = [
        (str(rows["structure"].iloc[0]), claims_of(rows.sort_values("value"), metrics))
        for _, rows in found.groupby(["structure", "line"], sort=False)
    ]
    known = [(structure, line) for structure, line in lines if len(line) > 1]
    if not known:
        return "Too few values to see an effect change"
    turned = [each for each in known if each[1][0].sign * each[1][-1].sign < 0]
    structure, line = (turned or known)[0]
    start, end = line[0], line[-1]
    applied = name_of(str(found["applied"].iloc[0]))
    ends = [format_signed(each.metric, each.mean) for each in (start, end)]
    span = f"{ends[0].removesuffix(' points')} to {ends[1]}"
    if turned:
        where = "" if (structure, line) == known[0] else f" in {variant_name(structure)}"
        return f"{capitalise(applied)} turns from {span}{where}"
    if not any(each.sign for each in line):
        return f"Effect of {applied}: {why_open(line)}"
    if start.most < end.least or end.most < start.least:
        word = "grows" if abs(end.mean) > abs(start.mean) else "shrinks"
        return f"Effect of {applied} {word} from {span}"
    return f"Effect of {applied}: {span}, no clear trend"


def turning_chart(found: DataFrame, source: Source) -> Chart:
    """Return the effect on the first metric, a panel for each of the first structural variants."""
    metric = metric_of(found, source.metrics)
    mine = found[found["metric"] == metric.name]
    every = list(mine["structure"].unique())
    applied, factor = (name_of(str(mine[name].iloc[0])) for name in ("applied", "factor"))
    ends = f"{mine['applied_from'].iloc[0]:g} to {mine['applied_to'].iloc[0]:g}"
    shown = every[:VARIANTS]
    return Chart(
        turning_title(mine, source.metrics),
        f"{source.setting}: what {applied} ({ends}) changes in {label_of(metric)}, along {factor}; "
        f"paired. {source.bar}; grey: too small to matter{shown_of(len(shown), len(every))}",
        found,
        partial(_draw_turning, mine, metric, shown),
        left=0.12,
        right=0.97 if mine["line"].nunique() < 2 else 0.8,
        headed=True,
    )


def _draw_turning(mine: DataFrame, metric: Metric, shown: list[str], axes: Axes) -> None:
    row = panels(axes, 1, len(shown), sharey=True, wspace=0.1)[0]
    for panel, structure in zip(row, shown, strict=True):
        shade_small(panel, metric, across=True)
        rows, last = mine[mine["structure"] == structure], panel is row[-1]
        draw_lines(panel, rows, metric, labelled=last, ticks=max(3, 6 - len(shown)))
        words = textwrap.fill(variant_name(structure), 48 // len(shown))
        panel.set_title(words, size="medium", loc="left")
        if panel is not row[0]:
            panel.set_ylabel("")
            panel.set_xlabel("")
    row[0].set_xlabel(row[0].get_xlabel(), loc="left")  # once: below each, long names would collide


FIGURES = {
    "response": (response, response_chart),
    "goodhart": (goodhart, partial(response_chart, metrics=GAP)),
    "turning": (turning, turning_chart),
}
