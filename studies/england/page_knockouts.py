"""The page on knock-outs: what each term is for, what was removed, what has no detectable effect."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

from pandas import DataFrame

from collabsim.calibration.patterns import PATTERNS
from collabsim.parameters import described
from collabsim.scenario import GROUPS
from studies.england.knockouts import CLASSES, CLOSER, LEVEL, NONE
from studies.england.markdown import code, table
from studies.england.tables import KNOCKOUTS, Tables, made_by

MOST = 3
"""Readings named of each term."""

REMOVED = {
    "traits.index_spread": "trusts alike in clarity, know-how and not-invented-here",
    "traits.pair_spread": "a trust disposed to all companies alike",
    "traits.link_spread": "trusts alike in hearing and needing the signal",
    "budget.deficit_persistence": "deficits drawn anew each year, with them the weakness of a type of trust",
    "clarity.symptom_pressure": "as many symptom projects whatever the slack",
    "clarity.challenge_delay": "a challenge of plans that takes no time",
    "trust.media": "a scandal charged to its sector in its own month",
    "trust.width": "0.12",
    "trust.company_prior": "3.5 events",
    "perceptions.stubborn": "no trust led by conviction alone",
    "perceptions.listening": "views not moved by peers'",
    "perceptions.confidence": "the same",
    "companies.place_focus": "outreach that does not look at the place",
    "ahsns.need_focus": "triage that does not look at local need",
    "perceptions.ease_spread": "trusts alike in their first ease with industry",
}
"""Parameters, and what the model has in their place."""

BEFORE = 259
"""Parameters of the model when it had them."""

FIRST, AT_ONCE = 14, 309
"""How many went at first, and the readings of patterns, levers and interactions compared on the same
draws with and without all of these: none moved by more than its error (Holm over each kind, twelve
replicates)."""

ONE_NUMBER = re.compile(r"series |P2a$|P6a$|P22$")
"""Readings that one number may set right: an innovation's attribute, or the pull of a class."""


def knockouts(tables: Tables) -> str:
    """Return the section, or nothing if nothing was taken out."""
    if KNOCKOUTS not in tables:
        return ""
    found = tables[KNOCKOUTS]
    alone, moves = found[found["lever"].isna()], found[found["lever"].notna()]
    none, kept = alone[alone["verdict"] == NONE], alone[alone["verdict"] != NONE]
    columns = int(alone["parameter"].str.startswith(CLASSES).sum())
    opening = (
        f"Every one of {len(alone) - columns} terms and parameters and {columns} "
        "columns of the innovation classes was taken out of the calibrated model by itself, set to the "
        "value at which it says nothing or, if it has none, to the further end of its range, and "
        f"{len(kept)} moved a pattern, a lever, an interaction or a feedback loop by more "
        "than its error, on the same draws. What moves nothing is tried at the ends of its range too, "
        f"and at last with {CLOSER} times the replicates on everything. A level of {100 * LEVEL:g} % is "
        "shared among all that is read and all these looks (t tests, Holm and Bonferroni), so chance "
        "keeps at most one in twenty of the terms without effect; what so many replicates cannot show "
        f"may still be there. Nothing was fitted anew: {_absorbed(kept)}"
    )
    parts = [
        _earlier(tables),
        opening,
        f"No detectable effect: {code(none['parameter'])}." if len(none) else "",
        _moves_without_effect(moves[moves["verdict"] == NONE], len(moves)),
        _unmeasured(kept),
    ]
    rows = [
        [f"`{row['parameter']}`", _change(row), _names(str(row["moves"])), _by(row)]
        for _, row in kept.iterrows()
    ]
    head = ("parameter", "taken out", "what first moves", "the first of these by")
    words = " ".join(filter(None, parts))
    return f"## What each term is for\n\n{words}\n\n{_removed()}\n\n{table(head, rows)}"


def _earlier(tables: Tables) -> str:
    """State it if terms were taken out of another model than the one that was calibrated."""
    then = made_by(tables, KNOCKOUTS)
    if then == made_by(tables):
        return ""
    return (
        f"**All of this section is of an earlier model** (results version `{then}`): the rules have "
        "changed since, and the calibration above was run again; this was not. [The changelog]"
        "(../CHANGELOG.md) states what changed."
    )


def _absorbed(kept: DataFrame) -> str:
    """State how many terms move nothing but what one number fitted anew would set right."""
    few = kept[kept["how_many"] <= kept["moves"].str.count(";") + 1]
    only = [all(ONE_NUMBER.match(each) for each in moves.split("; ")) for moves in few["moves"]]
    names = code(few["parameter"][only])
    return (
        f"of patterns, {sum(only)} terms move only the level of a series, the years to spread (P2a), the "
        "share of local innovations that do (P6a) or joint working (P22), which one number fitted anew "
        f"might set right (what they do to levers was not read){f': {names}' if names else ''}."
    )


def _unmeasured(kept: DataFrame) -> str:
    """State how many kept terms move nothing that was read before levers were applied."""
    first = kept["moves"].str.split("; ").str[0]
    read = [name.split()[0] in (*PATTERNS, "series", "error") for name in first]
    return (
        f"A kept term need not be identified, nor matter much: {len(kept) - sum(read)} of {len(kept)} move "
        "no series and no pattern, but what a lever, an interaction or a loop does, some by very little."
    )


def _removed() -> str:
    """State what earlier knock-outs removed, and how many parameters there were and are."""
    now = sum(len(described(GROUPS[group])) for group in GROUPS)
    words = (
        f"{len(REMOVED)} parameters moved nothing and were removed from the rules and the description of "
        f"the model, or made constants. The first {FIRST} had no detectable effect with twelve replicates "
        "and at the ends of their ranges, and when they were taken out, without all of them at once none "
        f"of {AT_ONCE} readings moved either; since then a term goes only if four times the replicates "
        f"show no effect. The model had {BEFORE} parameters and has {now}, one of them new since "
        "(`ahsns.spread_time`, for P17)."
    )
    rows = ([f"`{name}`", instead] for name, instead in REMOVED.items())
    return f"{words}\n\n{table(('gone', 'in its place'), rows)}"


def _by(row: Any) -> str:
    """Return by how much, in the reading's own unit, with the standard error of the change."""
    if isnan(row["change"]):
        return "–"
    return f"{row['change']:+.2g} ± {row['error']:.1g}".replace("-", "−")


def _change(row: Any) -> str:
    before = "of each class" if isnan(row["default"]) else f"{row['default']:g}"
    return f"{before} → {row['out']:g}"


def _moves_without_effect(moves: DataFrame, of: int) -> str:
    if moves.empty:
        return f"Each of {of} moves of levers that have several adds to its lever."
    pairs = ", ".join(f"`{row['parameter']}` of `{row['lever']}`" for _, row in moves.iterrows())
    return f"Of {of} moves of levers that have several, {len(moves)} add nothing to their lever: {pairs}."


def _names(moves: str) -> str:
    names = moves.split("; ")
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
