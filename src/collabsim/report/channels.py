"""Channels: how much of an effect is lost where a structural variant closes a channel off; the figure *channels*."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes
from pandas import DataFrame, concat

from collabsim.analysis import Effects, channels, differences
from collabsim.experiment import Runs
from collabsim.experiment.variants import OWN
from collabsim.metrics import Metric
from collabsim.report.charts import draw_rows, name_rows, say_rows
from collabsim.report.claims import Claim, metric_of
from collabsim.report.formats import capitalise, label_of, name_of, variant_name
from collabsim.report.openings import of_channels
from collabsim.report.ordering import clearest
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart
from collabsim.report.titles import format_amount, moves
from collabsim.report.wording import caveat, describe


def table(question: Question) -> DataFrame:
    """Return what of each point's effect on each metric is lost in every other structural variant."""
    if question.structures < 2:
        raise Unanswered("it needs structural variants in which a channel is closed off.")
    runs = question.runs
    return question.every_metric(lambda metric: lost(runs, differences(runs, metric)))


def lost(runs: Runs, effects: Effects) -> DataFrame:
    """Return what of each effect is lost in every other structural variant, all as one family.

    ``share`` is that of the whole effect, unknown unless the sign of the whole may be claimed.
    Channels need not add up.
    """
    closed = channels(runs, effects)
    family = len(closed) * len(effects.names)
    tables = []
    for structure, both in closed.items():
        found, whole = (each.overall(family=family) for each in both)
        metrics = {effects.metric.name: effects.metric}
        claimed = [Claim.of(row, metrics).sign != 0 for row in whole.to_dict("records")]
        found["share"] = (found["mean"] / whole["mean"]).where(claimed)
        found.insert(2, "structure", structure)
        tables.append(found)
    return concat(tables, ignore_index=True)


def answer(question: Question) -> Part:
    """Return which channels carry the effect of which most can be said."""
    found, what = table(question), label_of(question.metric)
    tables = {"channels": found}
    top = _carried(question, differences(question.runs, question.metric.name))
    if top is None:
        return Part.of(tables, "No effect can be claimed that a channel could carry.")
    mine = question.first(found[found["name"] == top.name])
    rows = [
        (variant_name(str(row["structure"])), question.claim(row)) for _, row in mine.iterrows()
    ]
    lost = [f"closing {name} takes away {describe(each)}" for name, each in rows if each.sign]
    words = "; ".join(lost) or "of no channel can it be claimed that it carries any"
    sentence = f"Of the effect of {name_of(top.name)} on {what}: {words}."
    opening = of_channels(question, top, mine)
    return Part.of(tables, Finding(sentence, tuple(claim for _, claim in rows)), opening=opening)


def _carried(question: Question, effects: Effects) -> Claim | None:
    """Return the effect in the baseline of which most can be said, if its sign may be claimed."""
    own = question.claims(question.overall(effects.inside(OWN)))
    top = clearest(own) if own else None
    return top if top and top.sign else None


def figure_table(question: Question) -> DataFrame:
    """Return the effect on the first metric of which most can be said, and what every closed channel takes away.

    A row a structural variant, the baseline first: ``mean`` is the effect there, ``lost`` tells of rows
    what of it is lost.

    Raises
    ------
    Unanswered : if no effect can be claimed that a channel could carry.
    """
    effects = differences(question.runs, question.metric.name)
    top = _carried(question, effects)
    if top is None:
        raise Unanswered("no effect can be claimed that a channel could carry.")
    every = question.by_structure(effects)
    mine = every[(every["name"] == top.name) & (every["structure"] == OWN)].assign(lost=False)
    taken = question.first(table(question))
    return concat([mine, taken[taken["name"] == top.name].assign(lost=True)], ignore_index=True)


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the whole effect, and below what of it goes with every channel that is closed."""
    metric = metric_of(found, source.metrics)
    whole, *closed = found.to_dict("records")
    named = [(variant_name(str(row["structure"])), Claim.of(row, source.metrics)) for row in closed]
    who = name_of(str(whole["name"]))
    words = [f"{who}, all channels open", *(f"lost with {name}" for name, _ in named)]
    drawn = found.assign(name=words)
    return Chart(
        _title(named, Claim.of(whole, source.metrics), who),
        f"{source.setting}: {label_of(metric)}, difference from today on the same random draws{source.over}; below, how "
        "much smaller it is where a channel is closed. Channels need not add up",
        drawn,
        partial(_draw, drawn, metric),
        say_rows(drawn, metric),
    )


def _title(closed: list[tuple[str, Claim]], whole: Claim, who: str) -> str:
    """Return which closed channel takes most of the effect away, if that it does may be said."""
    sure = [each for each in closed if each[1].sign == whole.sign]
    start = f"{who} {moves(whole)}"
    if not sure:
        return capitalise(f"{start}; of no channel can it be told that it carries any of that")
    name, most = max(sure, key=lambda each: abs(each[1].mean))
    size = format_amount(most.metric, most.mean)
    return capitalise(f"{start}; with {name} {size} of that is lost{caveat(most)}")


def _draw(drawn: DataFrame, metric: Metric, axes: Axes) -> None:
    name_rows(axes, drawn["name"], {drawn["name"].iloc[0]})
    draw_rows(axes, drawn.drop(columns="variants"), metric, alone=True)


ANALYSES = {"channels": answer}
FIGURES = {"channels": (figure_table, chart)}
