"""What each kind of analysis says first, where it is more than one ranking of effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pandas import DataFrame

from collabsim.analysis import Box
from collabsim.experiment.designs import EVERYTHING
from collabsim.experiment.variants import OWN
from collabsim.levers import LEVERS
from collabsim.report.claims import Claim
from collabsim.report.formats import (
    TIME,
    all_of,
    capitalise,
    change_of,
    format_change,
    format_list,
    held_at,
    label_of,
    name_of,
    scale_of,
    value_of,
    where_of,
)
from collabsim.report.judgement import evidence_for
from collabsim.report.question import Question
from collabsim.report.ranking import ranking
from collabsim.report.summary import (
    SOLE,
    Opening,
    describe_dependence,
    describe_side_effects,
    sentence,
)
from collabsim.report.wording import describe_again, describe_effect, describe_turn, format_worth
from collabsim.scenario.dates import end_of

FEW = 3
"""Factors that are named."""

NONE_TELLS = "no assumption tells under which"

SLIGHT = ("little", "constant")
"""Verdicts on effects that do not matter."""


class Subject(NamedTuple):
    """Something that is done in a grid: its clauses, and all rows of its effects on every metric."""

    who: str
    clauses: Sequence[str]
    claim: Claim
    rows: DataFrame


def of_grid(question: Question, turning: DataFrame, steps: DataFrame) -> Opening | None:
    """Return what the applied factor does along the other, or what the other does by itself.

    The one of which more may be claimed comes first.
    """
    mine = question.first(turning[turning["structure"] == OWN].dropna(subset=["mean"]))
    if mine.empty:
        return None
    told = [_applied(question, turning, mine), *_span(question, steps[steps["whole"]])]
    told.sort(key=lambda each: -abs(each.claim.sign))
    first, *rest = told
    rows = question.first(first.rows)
    claims = [question.claim(row) for _, row in rows.iterrows()]
    by_structure = list(zip(rows["structure"], claims, strict=True))
    what = label_of(question.metric)
    return Opening(
        [*first.clauses, *(each.clauses[0].replace(what, "it") for each in rest)],
        describe_dependence(_over_structures(first.claim, claims), first.who, what, by_structure),
        tuple(said for each in told for said in _harm(question, each)),
        ranking(question.claims(mine), "What is done"),
    )


def _applied(question: Question, turning: DataFrame, mine: DataFrame) -> Subject:
    """Return what the applied factor does along the other, told of the ends or where it is clear."""
    along, what = question.axes[0], label_of(question.metric)
    line = mine[mine["line"] == mine["line"].iloc[0]].sort_values("value")
    claims = list(zip(line["value"], question.claims(line), strict=True))
    shown = sorted(_shown(claims), key=lambda each: (-abs(each[1].sign), -abs(each[1].mean)))
    (value, first), *rest = shown
    done = change_of(question.axes[1], *_ends(question, question.axes[1]), question.today)
    effect = describe_effect(first, done, what)
    clauses = [f"{held_at(along, value, question.today)}, {effect}"]
    clauses += [f"{_there(question, along, n)} {describe_again(one)}" for n, one in rest]
    if all(one.verdict in SLIGHT for _, one in claims):
        clauses = [effect.replace(" by ", " by at most ")]
    turn = [(end_of(int(month), question.today), one) for month, one in claims if along == TIME]
    clauses = [*filter(None, [describe_turn(turn, done, what)]), *clauses]
    rows = turning[turning["name"] == first.name].dropna(subset=["mean"])
    return Subject(done, clauses, first, rows)


def _there(question: Question, along: str, value: float) -> str:
    """Return where a factor stands, once a sentence has named it."""
    known = along == TIME or along in LEVERS
    return held_at(along, value, question.today) if known else f"at {question.value(along, value)}"


def _ends(question: Question, name: str) -> tuple[float, float]:
    values = question.levels[name]
    return values[0], values[-1]


def _shown(line: Sequence[tuple[float, Claim]]) -> list[tuple[float, Claim]]:
    """Return the effects at both ends, or the clearest and the last if neither end is clear."""
    ends = [line[0], line[-1]] if len(line) > 1 else [line[0]]
    clear = [each for each in line[:-1] if each[1].sign]
    if not clear or any(claim.sign for _, claim in ends):
        return ends
    return [max(clear, key=lambda each: abs(each[1].mean)), line[-1]]


def _span(question: Question, whole: DataFrame) -> list[Subject]:
    """Return what the horizontal factor does from its first value to its last, if that is known."""
    along, rows = question.axes[0], whole.dropna(subset=["mean"])
    mine = question.claims(question.first(rows[rows["structure"] == OWN]))
    values, what = sorted(question.levels[along]), label_of(question.metric)
    who = change_of(along, values[0], values[-1], question.today)
    return [Subject(who, [describe_effect(each, who, what)], each, rows) for each in mine[:1]]


def _over_structures(claim: Claim, each: Sequence[Claim]) -> Claim:
    """Return a claim of the baseline with what was found in all structural variants."""
    means = [one.mean for one in each]
    return replace(
        claim,
        variants=sum(one.variants for one in each),
        up=sum(one.up for one in each),
        down=sum(one.down for one in each),
        structures=len(each),
        ranges=(*claim.ranges[:1], (min(means), max(means))),
    )


def _harm(question: Question, told: Subject) -> list[str]:
    rows = told.rows[
        (told.rows["structure"] == OWN) & (told.rows["metric"] != question.metric.name)
    ]
    return describe_side_effects(question.claims(rows), told.who)


def of_channels(question: Question, top: Claim, lost: DataFrame) -> Opening:
    """Return which ways carry an effect: what of it is lost where each is closed."""
    what = label_of(top.metric)
    each = [
        (str(row["structure"]), question.claim(row), row["share"]) for _, row in lost.iterrows()
    ]
    sure = [one for one in each if one[1].sign]
    words = [
        f"{format_change(claim.metric, claim.mean)} of it ({100 * share:.0f}%) is lost {where_of(where)}"
        for where, claim, share in sure
    ]
    rest = [where_of(where) for where, claim, _ in each if not claim.sign]
    if rest:
        where = f"in the other {len(rest)}" if sure and rest[1:] else format_list(rest, "or")
        words.append(f"no loss can be claimed {where}")
    main = sure[0][1] if sure else top
    said = describe_effect(top, _all_of(question, top), what)
    return Opening(
        [said, *words],
        describe_dependence(main, question.called(top.name), what),
        ("Do not add up what the ways carry: they overlap, and need not sum to the whole.",),
        ranking([replace(claim, name=where_of(where)) for where, claim, _ in each], "What is lost"),
    )


def _all_of(question: Question, claim: Claim) -> str:
    """Return what an effect is called; of everything at once how many things that is."""
    number = len(question.runs.factors)
    return all_of(number) if claim.name == EVERYTHING else question.called(claim.name)


def of_box(found: DataFrame, box: Box) -> Opening:
    """Return under which assumptions a package fails."""
    fails, cases = str(found["fails"].iloc[0]), f"{box.failures} of {box.cases} sets of assumptions"
    some = 0 < box.failures < box.cases
    where = [f"{name_of(name)} is {_side(*ends)}" for name, ends in box.limits.items()]
    mostly = f"this is mostly where {format_list(where)}" if where else NONE_TELLS
    others = [
        f"it is so under {rows['failed'].sum()} of {len(rows)} {where_of(str(name))}"
        for name, rows in found[found["structure"] != OWN].groupby("structure", sort=False)
    ]
    rows = [
        {
            "Assumption": capitalise(name_of(name)),
            "It fails mostly where this is": describe_limit(name, *ends).removeprefix(
                f"{name_of(name)} is "
            ),
            "Range tried": f"{_short(name, found[name].min())} to {_short(name, found[name].max())}",
            "Evidence": evidence_for(name),
        }
        for name, ends in box.limits.items()
    ]
    return Opening(
        [f"{fails} under {cases}"],
        sentence(*([mostly] if some else []), *others) if some or others else SOLE,
        (
            f"Do not read these limits as thresholds: they are read off {box.failures} cases that fail, and "
            f"{100 * (1 - box.density):.0f}% of the cases within them do not."
            if where
            else "Do not conclude that it cannot fail elsewhere: only plausible ranges were tried.",
        ),
        DataFrame(rows),
    )


def _side(low: float, high: float) -> str:
    """Return on which side of its range an assumption stands."""
    return "low" if low == float("-inf") else "high" if high == float("inf") else "in between"


def describe_limit(name: str, low: float, high: float) -> str:
    """Return between which values an assumption stands, in words."""
    who, ends = name_of(name), [_short(name, end) for end in (low, high)]
    if low == float("-inf"):
        return f"{who} is at most {ends[1]}"
    return (
        f"{who} is above {ends[0]}"
        if high == float("inf")
        else f"{who} is between {ends[0]} and {ends[1]}"
    )


def _short(name: str, value: float) -> str:
    return value_of(name, float(f"{value:.3g}"))


def of_shares(question: Question, mine: DataFrame, order: str, *, level: bool) -> Opening:
    """Return which assumptions make most of the uncertainty about a metric (Sobol')."""
    own, shown = mine[mine["variant"] == 0], "{:.0%}".format
    named = [
        f"{name_of(str(row['name']))} ({shown(row['total'])})"
        for _, row in own.nlargest(FEW, "total").iterrows()
    ]
    which = "which of them leads cannot be said" if level else ""
    columns = {"Takes part in, of the variance": "total", "Does alone, of the variance": "first"}
    return Opening(
        [
            f"the uncertainty about {label_of(question.metric)} comes mostly from {format_list(named)}",
            which,
        ],
        order or SOLE,
        (
            "Do not add these percentages up: what two assumptions do only together is counted with both.",
        ),
        _screened(mine, columns, lambda share: f"{100 * share:.0f}%"),
    )


def of_moves(question: Question, mine: DataFrame, order: str, sure: DataFrame) -> Opening:
    """Return which assumptions move a metric, each over its range (Morris)."""
    metric, own = question.metric, mine[mine["variant"] == 0]
    what, worth = f"{len(own)} assumptions", format_worth(metric)
    named = [
        f"{name_of(str(row['name']))} by {format_change(metric, row['size'])}"
        for _, row in sure.nlargest(FEW, "size").iterrows()
    ]
    answer = (
        f"over their plausible ranges, {len(sure)} of {what} move {label_of(metric)} by more than "
        f"{worth}: {format_list(named)}{' most' if len(sure) > FEW else ''}"
    )
    if sure.empty:
        answer = (
            f"we cannot tell which of {what} move {label_of(metric)} by more than the {worth} that we "
            f"call worth having: {int(own['blocks'].min())} tries of each are too few"
        )
    column = f"Moves it by ({scale_of(metric)[2]})"
    return Opening(
        [answer],
        order or SOLE,
        (
            "Do not take an assumption that is not in the table to be harmless: only these were varied.",
        ),
        _screened(mine, {column: "size"}, lambda size: format_change(metric, size).split(" ")[0]),
    )


def _screened(
    mine: DataFrame, columns: Mapping[str, str], shown: Callable[[float], str]
) -> DataFrame:
    """Return a row an assumption: each column with its interval and range, and how good its evidence is."""
    main = next(iter(columns.values()))
    rows = []
    for _, row in mine[mine["variant"] == 0].sort_values(main, ascending=False).iterrows():
        each = mine.loc[mine["name"] == row["name"], main].dropna()
        cells = {
            head: f"{shown(row[column])} ± {shown(row[f'{column}_half_width'])}"
            for head, column in columns.items()
        }
        reach = f"{shown(each.min())} to {shown(each.max())}" if len(each) > 1 else ""
        name = str(row["name"])
        rows.append(
            {
                "Assumption": capitalise(name_of(name)),
                **cells,
                "Range over structures": reach,
                "Evidence": evidence_for(name),
            }
        )
    return DataFrame(rows)
