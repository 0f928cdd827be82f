"""What effects cost: per £100m and unit of attention, which settings are efficient, the best in a budget.

The figure *priced* shows effects against their cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame

from collabsim.analysis import Effects, differences, pareto
from collabsim.analysis.cube import direction
from collabsim.experiment.costs import costs_of
from collabsim.intervals import LEVEL
from collabsim.metrics import Metric
from collabsim.report import style, waiting
from collabsim.report.charts import say_rows
from collabsim.report.claims import Claim, Metrics, claims_of, metric_of
from collabsim.report.formats import (
    capitalise,
    format_count,
    format_list,
    format_range,
    format_signed,
    label_of,
    name_of,
    scale_of,
    short_name,
)
from collabsim.report.goals import OFTEN
from collabsim.report.lettering import label_points, name_axes
from collabsim.report.ordering import with_sign
from collabsim.report.question import Finding, Part, Question, Unanswered
from collabsim.report.ranking import ranking
from collabsim.report.source import Source
from collabsim.report.style import Chart
from collabsim.report.summary import Opening, describe_dependence, sentence
from collabsim.report.titles import too_close
from collabsim.report.wording import FEWEST, describe_effect

LABELS = 8
"""Settings that are named in the figure: all or, of more, efficient ones from end to end."""

FEW = 3
"""Settings that a sentence names."""

UNITS = {"money": (100.0, "£100m"), "attention": (100.0, "100 WTE-years of staff time")}
"""What effects are told per, as the amount of a cost and in words."""

VALUE = "Do not read the order as value for money"
EQUAL = f"{VALUE}: levers are compared as if they cost the same"
PRICES = "the analysis priced holds them against their prices"
RATES = (
    "Do not take an effect per £100m for what another £100m would buy: it is a rate at which what was "
    "run compares."
)


def table(question: Question) -> DataFrame:
    """Return the effect of every point on the first metric, what it costs, and whether it is efficient.

    Effects as in *differences*. Costs are over the whole run, beyond the base: ``money_...`` in £m of 2023/24,
    ``attention_...`` in WTE-years, low, central and high. ``per_money`` is the effect per £100m and
    ``per_attention`` per 100 WTE-years, with an interval that holds that of the effect and the range of the
    price, and ``..._least`` to ``..._most`` what comparisons are held against; not defined where nothing is spent. ``efficient`` says that no other setting does as much for
    less money, at central prices; ``share`` how often, were replicates drawn again; and
    ``efficient_attention`` the same of attention.
    """
    runs, metric = question.runs, question.metric
    if metric.better == "neither":
        raise Unanswered("it needs a first metric of which more or less is better.")
    costs = costs_of(question.base, runs.design)
    if not (costs["money_central"] + costs["attention_central"] != 0.0).any():
        raise Unanswered("it needs settings that differ in levers, which alone have a price.")
    found = question.overall(differences(runs, metric.name))
    others = [n for n in range(len(runs.design)) if n != runs.reference]
    found = found.join(costs.iloc[others].reset_index(drop=True))
    for unit, (amount, _) in UNITS.items():
        found = found.assign(**rates(found, unit, amount))
        cost = costs[f"{unit}_central"].to_numpy()
        front = pareto(runs, (metric.name,), {unit: cost}).iloc[others].reset_index(drop=True)
        more = "" if unit == "money" else f"_{unit}"
        found = found.assign(
            **{f"efficient{more}": front["pareto"], f"share{more}": front["share"]}
        )
    return found


def rates(found: DataFrame, unit: str, amount: float) -> dict[str, Any]:
    """Return effects over costs: the mean at the central price, and the ends at the ends of both."""
    spent = {
        end: found[f"{unit}_{end}"].where(found[f"{unit}_low"] > 0.0)
        for end in ("low", "central", "high")
    }
    made = {f"per_{unit}": amount * found["mean"] / spent["central"]}
    for ends in (("low", "high"), ("least", "most")):
        corners = [amount * found[end] / spent[price] for end in ends for price in ("low", "high")]
        reach = (np.min(corners, axis=0), np.max(corners, axis=0))
        made |= {f"per_{unit}_{end}": each for end, each in zip(ends, reach, strict=True)}
    return made


def answer(question: Question) -> Part:
    """Return what gains cost, which settings are efficient, and the best within a budget."""
    found = table(question)
    good = int(direction(question.metric))
    gains = with_sign(question.claims(found), good)
    if not gains:
        said = "No gain can be claimed of any setting, so that none can be called worth its price."
        return Part.of({"priced": found}, said)
    rows = found.set_index("name").loc[[each.name for each in gains]]
    return Part.of(
        {"priced": found},
        *(_per(rows, gains, unit, question) for unit in UNITS),
        _front(found, question),
        _within(rows, gains, question),
        opening=_opening(rows, gains, question),
    )


def _opening(rows: DataFrame, gains: Sequence[Claim], question: Question) -> Opening:
    """Return the best within the budget, else what does most per £100m if one setting clearly does.

    Of a question about waiting, or where several may do most, it is only what not to conclude.
    """
    metric, what = question.metric, label_of(question.metric)
    best = _best(rows, question)
    most = [best[0]] if best else _foremost(rows, "money", int(direction(metric)))
    if not most:
        return Opening([], "", [f"{EQUAL}."])
    claim, row = next(each for each in gains if each.name == most[0]), rows.loc[most[0]]
    who = short_name(question.called(claim.name))
    if best:
        said = f"for at most {_limits(question)}, {describe_effect(claim, who, what)}"
        level = f" and {format_count(best[1], 'other')} cannot be distinguished from it" * (
            best[1] > 0
        )
        caution = f"Do not take it for the best there is: only these settings were run{level}."
    elif len(most) > 1 or waiting.pairs(question):
        level = f"{len(most) - 1} of {format_count(len(rows) - 1, 'other gain')}"
        worth = f"per £100m {who} does most, but {level} cannot be distinguished from it."
        return Opening([], "", [f"{VALUE}: {worth}" if len(most) > 1 else RATES])
    else:
        said = f"per £100m, {who} does most for {what}: {format_rate(row, 'money', metric)}"
        caution = RATES
    depends = describe_dependence(claim, who, what).removesuffix(".")
    cost = sentence(depends, f"over the run it costs {_money(row)}")
    front = ranking([each for each in gains if rows["efficient"][each.name]], "What is efficient")
    spent = rows[rows["efficient"]].sort_values("mean", ascending=claim.sign < 0)
    front.insert(1, "Cost over the run", [_money(row) for _, row in spent.iterrows()])
    return Opening([said], cost, [caution], front)


def _per(rows: DataFrame, gains: Sequence[Claim], unit: str, question: Question) -> Finding | None:
    """Say which gain is largest per unit of a cost, and of how many that is open."""
    good, metric = int(direction(question.metric)), question.metric
    foremost = _foremost(rows, unit, good)
    if not foremost:
        return None
    first, *others = foremost
    size = format_rate(rows.loc[first], unit, metric)
    sentence = (
        f"Per {UNITS[unit][1]}, {question.called(first)} does most for {label_of(metric)}: {size}, with the "
        f"range of its price{_reaching([question.called(name) for name in others])}."
    )
    return Finding(sentence, tuple(each for each in gains if each.name == first))


def _foremost(rows: DataFrame, unit: str, good: int) -> list[str]:
    """Return the gain that is largest per unit of a cost, and those that may be larger; none if all are free."""
    order = rows.sort_values(f"per_{unit}", ascending=good < 0).dropna(subset=[f"per_{unit}"])
    worst, best = (good * order[f"per_{unit}_{end}"] for end in ("least", "most")[::good])
    return [str(name) for name in order.index[best >= worst.iloc[:1].max()]]


def format_rate(row: Any, unit: str, metric: Metric) -> str:
    """Return an effect per unit of a cost with its interval."""
    rate, low, high = (float(row[f"per_{unit}{end}"]) for end in ("", "_low", "_high"))
    return f"{format_signed(metric, rate)} ({format_range(metric, low, high, rate)})"


def _reaching(names: list[str]) -> str:
    if not names:
        return "; no other comes near"
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"; it cannot be distinguished from {format_list(names[:FEW], 'or')}{more}"


def _front(found: DataFrame, question: Question) -> str:
    """Say how many settings no other beats on effect and money."""
    count, number = int(found["efficient"].sum()), len(found)
    return (
        f"Of {format_count(number, 'setting')}, {count:,} {'is' if count == 1 else 'are'} efficient: none that "
        f"costs as little, at central prices, does as much for {label_of(question.metric)}"
        f"{_certainty(found, question.source.replicates)}."
    )


def _certainty(found: DataFrame, replicates: int) -> str:
    """Say how many settings would be efficient as a rule, were replicates drawn again."""
    if found["share"].isna().all() or replicates < FEWEST:
        return f", by means of {format_count(replicates, 'replicate')}"
    often = int((found["efficient"] & (found["share"] >= OFTEN)).sum())
    return f"; were replicates drawn again, {often:,} of them would be at least nine times in ten"


def _limits(question: Question) -> str:
    return format_list(_LIMIT[name].format(most) for name, most in question.within.items())


def _affordable(rows: DataFrame, question: Question) -> DataFrame:
    """Return the settings that keep within the limits that were stated, at central prices."""
    limits = question.within.items()
    return rows[np.logical_and.reduce([rows[f"{_UNIT[n]}_central"] <= most for n, most in limits])]


def _best(rows: DataFrame, question: Question) -> tuple[str, int] | None:
    """Return which setting does most within the limits, and how many cannot be told from it."""
    if not question.within or (fits := _affordable(rows, question)).empty:
        return None
    good = int(direction(question.metric))
    best = str((good * fits["mean"]).idxmax())
    effects = differences(question.runs, question.metric.name)
    return best, _rivals(effects, best, [str(name) for name in fits.index], good)


def _within(rows: DataFrame, gains: Sequence[Claim], question: Question) -> Finding | None:
    """Say which of the settings that were run does most within the budget that was stated."""
    limits, metric = question.within, question.metric
    if not limits:
        return None
    found, what = _best(rows, question), _limits(question)
    if not found:
        return Finding(
            f"No setting of which a gain can be claimed costs at most {what} over the run."
        )
    best, rivals = found
    row, fits = rows.loc[best], len(_affordable(rows, question))
    over = [_WORD[name] for name, most in limits.items() if row[f"{_UNIT[name]}_high"] > most]
    claim = next(each for each in gains if each.name == best)
    beside = f"; it cannot be distinguished from {format_count(rivals, 'other')}" if rivals else ""
    risk = (
        f"; at the high end of its price it exceeds the limit on {format_list(over)}"
        if over
        else ""
    )
    said = (
        f"Of the {format_count(fits, 'setting')} with a gain that cost at most {what} over the run, "
        f"{question.called(best)} does most: {format_signed(metric, claim.mean)} "
        f"({format_range(metric, claim.low, claim.high, claim.mean)}) for {_money(row)}{risk}{beside}. Others "
        "than those that were run may do better."
    )
    return Finding(said, (claim,))


_UNIT = {"budget": "money", "attention": "attention"}
_WORD = {"budget": "money", "attention": "staff time"}
_LIMIT = {"budget": "£{:,.0f}m", "attention": "{:,.0f} WTE-years"}
"""Names of limits: the cost that each is on, what that is called, and how it is written."""


def _money(row: Any) -> str:
    low, central, high = (row[f"money_{end}"] for end in ("low", "central", "high"))
    return f"£{central:,.0f}m (£{low:,.0f}m to £{high:,.0f}m)"


def _rivals(effects: Effects, best: str, names: list[str], good: int) -> int:
    """Return how many of some settings cannot be told from the best, as one of all pairs."""
    some = effects.only([effects.names.index(name) for name in names])
    pairs = max(1, len(names) * (len(names) - 1) // 2)
    gap = some.minus(names.index(best)).bounds(LEVEL, pairs)
    near = gap["most"] >= 0.0 if good > 0 else gap["least"] <= 0.0
    return int(near.sum()) - 1


def cautions(question: Question) -> tuple[str, ...]:
    """Return what must not be concluded about costs, where levers vary."""
    if len(question.levers) < 2:
        return ()
    return (RATES,) if "priced" in question.analyses else (f"{EQUAL}; {PRICES}.",)


def title(found: DataFrame, source: Source) -> str:
    """Return which setting does most for its money, or which are not distinguishable."""
    metric = metric_of(found, source.metrics)
    good = int(direction(metric))
    gains = [each.name for each in with_sign(claims_of(found, source.metrics), good)]
    rows = found.set_index("name").loc[gains]
    names = _foremost(rows, "money", good)
    if not names:
        return f"No gain in {label_of(metric)} can be claimed of any setting that costs money"
    what = f"{'raises' if good > 0 else 'lowers'} {label_of(metric)} most per {UNITS['money'][1]}"
    if len(names) > 1:
        return too_close(names, "one of {} settings", what)
    return capitalise(
        f"{name_of(names[0])} {what}: {format_rate(rows.loc[names[0]], 'money', metric)}"
    )


def chart(found: DataFrame, source: Source) -> Chart:
    """Return every setting's effect against what it costs, those that are efficient in front.

    Raises
    ------
    Unanswered : if none costs money.
    """
    metric = metric_of(found, source.metrics)
    if not (found["money_low"] > 0.0).any():
        raise Unanswered("no setting costs money.")
    return Chart(
        title(found, source),
        f"{source.setting}: {label_of(metric)}, difference from today{source.over}, against cost over the run. "
        "Diamonds: efficient, nothing as cheap does as much; dots: something does. "
        "Bars: 95% interval, range of the price",
        found,
        partial(_draw, found, source.metrics),
        say_rows(found[found["efficient"]].nlargest(LABELS, "mean"), metric),
    )


def _draw(found: DataFrame, metrics: Metrics, axes: Axes) -> None:
    metric = metric_of(found, metrics)
    scale, _, unit = scale_of(metric)
    paid = found[found["money_low"] > 0.0]
    front, rest = paid[paid["efficient"]], paid[~paid["efficient"]]
    axes.set_xscale("log")
    small = 8 if len(found) < 100 else 3
    axes.plot(rest["money_central"], scale * rest["mean"], "o", color=style.GREY, markersize=small)
    bars: Any = {"color": style.ORANGE, "linewidth": 2.0}
    axes.hlines(scale * front["mean"], front["money_low"], front["money_high"], **bars)
    axes.vlines(front["money_central"], scale * front["low"], scale * front["high"], **bars)
    ordered = front.sort_values("money_central")
    edge: Any = {"color": style.INK, "linewidth": 1.5, "where": "post"}
    axes.step(ordered["money_central"], scale * ordered["mean"], **edge)
    look: Any = {"color": style.ORANGE, "markeredgecolor": style.INK, "markersize": small + 3}
    axes.plot(front["money_central"], scale * front["mean"], "D", **look)
    axes.axhline(0.0, color=style.INK, linewidth=1.0)
    axes.xaxis.set_major_formatter(
        lambda each, _: f"£{each:,.0f}m" if each < 1e3 else f"£{each / 1e3:,.0f}bn"
    )
    name_axes(axes, "Cost over the run, 2023/24 prices", capitalise(unit))
    axes.margins(0.08)
    named = paid if len(paid) <= LABELS else ordered
    some = np.linspace(0, len(named) - 1, min(LABELS, len(named))).round().astype(int)
    shown = named.iloc[some]
    names = [capitalise(name_of(str(name))) for name in shown["name"]]
    label_points(axes, shown["money_central"], scale * shown["mean"], names)


ANALYSES = {"priced": answer}
FIGURES = {"priced": (table, chart)}
