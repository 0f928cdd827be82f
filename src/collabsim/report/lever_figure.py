"""The figure *ranking*: the rankings of levers side by side."""

from __future__ import annotations

from functools import partial
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from pandas import DataFrame

from collabsim.metrics import METRICS, Metric
from collabsim.report.charts import MOST, draw_rows, largest, name_rows, say_rows
from collabsim.report.claims import Claim, Metrics, claims_of, first_metric, metric_of
from collabsim.report.formats import capitalise, label_of, name_of
from collabsim.report.lettering import head
from collabsim.report.levers import RANKINGS, table
from collabsim.report.ordering import clearest
from collabsim.report.question import Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, panels, shown_of
from collabsim.report.titles import by, effect_title, list_names

AFTER = {
    "alone": "alone",
    "removed": "added last",
    "shapley": "by Shapley share",
    "average": "on average",
}
"""The same within a title."""


def title(found: DataFrame, metrics: Metrics = METRICS) -> str:
    """Return which levers come first: all that are not distinguishable from the first."""
    return _headed(found, metrics)[0]


def _headed(found: DataFrame, metrics: Metrics) -> tuple[str, set[str]]:
    """Return the title, and the levers that it is about."""
    firsts = _every_first(found, metrics)
    metric = metric_of(found, metrics)
    what = f"{'lowers' if metric.better == 'lower' else 'raises'} {label_of(metric)}"
    if not any(firsts.values()):
        claims = claims_of(found[found["question"] == list(firsts)[-1]], metrics)
        return effect_title(claims), {each.name for each in [clearest(claims)] if each.sign}
    ranking, last = next((name, each) for name, each in reversed(firsts.items()) if each)
    first = firsts.get("alone") or []
    if len(last) == 1 and all(names == last for names in firsts.values()):
        size = by(Claim.of(_row_of(found, ranking, last[0]), metrics))
        where = " in every ranking" if len(firsts) > 1 else ""
        return capitalise(f"{name_of(last[0])} {what} most{where}, {size} {AFTER[ranking]}"), {
            *last
        }
    if first and not {*first} & {*last}:
        words = f"Alone {_lead(first, what)}; {AFTER[ranking]} {_lead(last, '')}"
        return words, {*first, *last}
    return capitalise(f"{_lead(last, what)} {AFTER[ranking]}"), {*last}


def _every_first(found: DataFrame, metrics: Metrics) -> dict[str, list[str]]:
    """Return the foremost levers of every ranking that has effects."""
    firsts = {name: _firsts(found[found["question"] == name], metrics) for name in RANKINGS}
    return {name: names for name, names in firsts.items() if names is not None}


def _row_of(found: DataFrame, ranking: str, name: str) -> dict[str, Any]:
    row: dict[str, Any]
    (row,) = found[(found["question"] == ranking) & (found["name"] == name)].to_dict("records")
    return row


def _firsts(rows: DataFrame, metrics: Metrics) -> list[str] | None:
    """Return the levers that no other is ahead of, if the first gains what matters.

    None if there are no effects, and no names if of no lever such a gain may be claimed.
    """
    mine = rows.dropna(subset=["mean"])
    if mine.empty:
        return None
    gain = "down" if metric_of(mine, metrics).better == "lower" else "up"
    if all(each.verdict != gain for each in claims_of(mine, metrics)):
        return []
    return list(mine[mine["rank_low"] == 1].sort_values("rank")["name"].astype(str))


def _lead(names: list[str], what: str) -> str:
    """Return who leads, or that these lead and cannot be distinguishable."""
    return f"{list_names(names, 'one of {} levers')} {what} most".replace("  ", " ")


def chart(found: DataFrame, source: Source) -> Chart:
    """Return the rankings of levers, a panel each: those that the title names, then the largest.

    Raises
    ------
    Unanswered : if no effect is defined.
    """
    metric, mine = first_metric(found, source.metrics)
    rankings = [name for name in RANKINGS if (mine["question"] == name).any()]
    order = mine[mine["question"] == rankings[-1]].dropna(subset=["mean"])
    if order.empty:
        raise Unanswered("no lever has an effect that is defined.")
    words, named = _headed(mine, source.metrics)
    kept = {*named, *largest(order, max(MOST - len(named - {*largest(order)["name"]}), 1))["name"]}
    shown = largest(order[order["name"].isin(kept)], len(kept))
    return Chart(
        words,
        f"{source.setting}: what each lever changes in {label_of(metric)}, on the same random draws with "
        f"and without it{source.over}. {source.bar}; between the dashed lines: too small to "
        f"matter{shown_of(len(shown), len(order), 'levers')}",
        found,
        partial(_draw, mine, metric, rankings, list(shown["name"]), named),
        say_rows(shown, metric),
    )


def _draw(
    mine: DataFrame,
    metric: Metric,
    rankings: list[str],
    names: list[str],
    bold: set[str],
    axes: Axes,
) -> None:
    row = panels(axes, 1, len(rankings), sharex=True, sharey=True, wspace=0.12)[0]
    name_rows(row[0], names, bold)
    for panel, ranking in zip(row, rankings, strict=True):
        rows = mine[mine["question"] == ranking].set_index("name").reindex(names).reset_index()
        draw_rows(panel, rows.drop(columns="variants"), metric, alone=len(row) == 1)
        panel.xaxis.set_major_locator(MaxNLocator(6 - len(rankings)))
        head(panel, RANKINGS[ranking][1])


FIGURES = {"ranking": (table, chart)}
