"""Analysis *interactions*: what two do together beyond each, and where an effect turns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts, interactions, levels
from collabsim.answer.along import axes_of, steps, turning
from collabsim.answer.asked import Asked, Part, Unanswered, by_world
from collabsim.answer.words import clear, listed, told
from collabsim.experiment.worlds import OWN
from collabsim.plots.about import capital, label, said

FEW = 3
"""So many pairs are told structure by structure, more only in the base's."""


def pairs(asked: Asked, metric: str) -> Effects:
    """Return the interaction of every pair of factors or, of listed points, of every sum.

    A listed point is held against today and two others, if those change different factors and it
    changes just what the two of them do. Values tell, whatever points are called.
    """
    try:
        return interactions(asked.runs, metric)
    except ValueError:
        sums = _sums(asked) if asked.kind == "list" else []
        if not sums:
            said_why = (
                "it needs all combinations of levers, or a point that changes what two others do, "
                "which have no factor in common."
            )
            raise Unanswered(said_why) from None
        labels = asked.runs.design["label"].astype(str)
        weights = np.zeros((len(sums), len(labels)))
        for row, (both, one, other) in zip(weights, sums, strict=True):
            row[[both, asked.runs.reference]] += 1.0
            row[[one, other]] -= 1.0
        names = [f"{labels[one]} x {labels[other]}" for _, one, other in sums]
        return contrasts(asked.runs, metric, names, weights)


def _sums(asked: Asked) -> list[tuple[int, int, int]]:
    """Return every point that changes just what two others change, apart from each other."""
    design = levels(asked.runs)
    today = design[asked.runs.reference]
    changes = [frozenset((f, row[f]) for f in np.flatnonzero(row != today)) for row in design]
    places = {each: n for n, each in enumerate(changes) if each}
    found = []
    for both, whole in enumerate(changes):
        for part, one in places.items():
            other = places.get(whole - part, -1) if part < whole else -1
            if one < other:
                found.append((both, one, other))
    return found


def table(asked: Asked) -> DataFrame:
    """Return the interactions in every structure, averaged over its parameter sets."""
    every = [_policy(asked, pairs(asked, each)).by_structure() for each in asked.runs.metrics]
    return concat(every, ignore_index=True)


def worlds_table(asked: Asked) -> DataFrame:
    """Return the interactions world by world."""
    every = [_policy(asked, pairs(asked, each)).table() for each in asked.runs.metrics]
    return by_world(asked, concat(every, ignore_index=True))


def _policy(asked: Asked, found: Effects) -> Effects:
    """Return the pairs that hold a lever, if any factor is one: others are conditions."""
    if not any("." not in name for name in asked.levels):
        return found
    kept = [n for n, name in enumerate(found.names) if not all("." in e for e in name.split(" x "))]
    names = tuple(found.names[n] for n in kept)
    return replace(found.each(lambda values: values[..., kept, :, :]), names=names)


def part(asked: Asked) -> Part:
    """Return the tables, the strongest pairs, and what one factor does along another."""
    tables, finding = {}, []
    try:
        tables["interactions"] = table(asked)
        tables["interactions_by_world"] = worlds_table(asked)
        finding.append(_pairs(tables["interactions"], asked.metric))
    except Unanswered:
        if not asked.grid:
            raise
    try:
        tables["turning"] = turning(asked)
        tables["steps"] = concat([steps(asked, metric) for metric in asked.runs.metrics])
        finding = [*_steps(tables["steps"], asked), *finding, *_turning(tables["turning"], asked)]
    except Unanswered:
        if not tables:
            raise
    return Part(tables, tuple(finding))


def _pairs(found: DataFrame, metric: str) -> str:
    mine = found[(found["metric"] == metric)].dropna(subset=["mean"])
    whole = mine[mine["structure"] == OWN].sort_values("mean", ascending=False)
    if whole.empty:
        return "No interaction is defined in the base's structure."
    if len(whole) <= FEW and mine["structure"].nunique() > 1:
        told_each = []
        for name, rows in mine.groupby("name", sort=False):
            each = (
                f"{told(row, metric)} in {said(row['structure'])}" for _, row in rows.iterrows()
            )
            told_each.append(f"{said(str(name)).replace(' x ', ' and ')}: {'; '.join(each)}")
        return (
            f"On {label(metric)}, both less the sum of each (95% intervals): "
            f"{'. '.join(capital(each) for each in told_each)}."
        )
    up, down = whole[whole["low"] > 0.0], whole[whole["high"] < 0.0].iloc[::-1]
    words = []
    for rows, verb in ((up, "reinforce each other most"), (down, "get in each other's way most")):
        if len(rows):
            each = (
                f"{said(str(row['name'])).replace(' x ', ' and ')} {told(row, metric)}"
                for _, row in rows.head(FEW).iterrows()
            )
            words.append(f"{verb}: {listed(each)}")
    if not words:
        top = whole.loc[whole["mean"].abs().idxmax()]
        pair = said(str(top["name"])).replace(" x ", " and ")
        return f"No pair's interaction on {label(metric)} is clear of luck; the largest is {pair}, {told(top, metric)}."
    return f"Pairs that {'; pairs that '.join(words)}; {len(up)} of {len(whole)} pairs clearly reinforce, {len(down)} interfere."


def _steps(found: DataFrame, asked: Asked) -> list[str]:
    """Say how far the followed factor moves each metric, and the first one step by step."""
    along, metric = said(axes_of(asked)[0]), asked.metric
    every = found[found["whole"]].dropna(subset=["mean"])
    mine, rest = every[every["metric"] == metric], every[every["metric"] != metric]
    if mine.empty:
        return []
    each = (f"{told(row, metric)} in {said(str(row['structure']))}" for _, row in mine.iterrows())
    told_so = [
        f"From {mine['name'].iloc[0]} of {along}, {_rest(asked)}, {label(metric)} changes by {'; '.join(each)}."
    ]
    base = found[(found["structure"] == OWN) & ~found["whole"] & (found["metric"] == metric)]
    if len(base) > 1:
        words = (f"{row['name']}: {told(row, metric)}" for _, row in base.iterrows())
        told_so.append(f"Step by step in the base: {'; '.join(words)}.")
    others = [
        f"{label(row['metric'])} {told(row, row['metric'])}"
        for _, row in rest[rest["structure"] == OWN].iterrows()
        if clear(row)
    ]
    return [*told_so, *([f"With it, in the base, {'; '.join(others)}."] if others else [])]


def _rest(asked: Asked) -> str:
    """Say where all factors but the followed one are held: each at its first value."""
    along, *_ = axes_of(asked)
    off = [name for name in asked.off if name != along]
    if not off:
        return "all else as today"
    held = listed(f"{said(name)} at {asked.levels[name][0]:g}" for name in off)
    return f"with {held} and all else as today"


def _turning(found: DataFrame, asked: Asked) -> list[str]:
    """Say what the pulled factor does at the ends of the other, in every structure."""
    along, pulled, _ = axes_of(asked)
    mine = found[found["metric"] == asked.metric]
    sentences = []
    for structure, rows in mine.groupby("structure", sort=False):
        each = []
        for line, values in rows.groupby("line", sort=False):
            known = values.dropna(subset=["mean"]).sort_values("value")
            if known.empty:
                continue
            ends = (
                f"{told(row, asked.metric)} at {row['value']:g}"
                for _, row in known.iloc[[0, -1] if len(known) > 1 else [0]].iterrows()
            )
            where = f" with {line}" if line else ""
            each.append(f"{listed(ends)}{where}{_turn(known)}")
        if each:
            sentences.append(f"{said(str(structure))}: {'; '.join(each)}")
    start, end = (mine[name].iloc[0] for name in ("from", "to"))
    what = f"{capital(said(pulled))} ({start:g} to {end:g})"
    where = f"{label(asked.metric)} along {said(along)}"
    return [f"{what} changes {where}. In {'. In '.join(sentences)}."]


def _turn(rows: DataFrame) -> str:
    """Say between which values an effect changes sign, if luck does not explain it."""
    sure = rows[[clear(row) for _, row in rows.iterrows()]]
    signs = np.sign(sure["mean"].to_numpy())
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    if not len(changes):
        return ""
    values = sure["value"].to_numpy()
    return f", turning between {values[changes[0]]:g} and {values[changes[0] + 1]:g}"
