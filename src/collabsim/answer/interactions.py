"""Analysis *interactions*: what two do together beyond each, and where an effect turns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from pandas import DataFrame, concat

from collabsim.analysis import Effects, contrasts, interactions, levels
from collabsim.answer.along import axes_of, steps, turning
from collabsim.answer.asked import Asked, Part, Unanswered, by_variant
from collabsim.answer.words import first_few, none_clear, row_told, signed_of
from collabsim.claims import Claim, claims, listed, told
from collabsim.experiment.variants import OWN
from collabsim.report.about import capital, label, pair, said, variant

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
    every = (_policy(asked, pairs(asked, each)) for each in asked.runs.metrics)
    return concat([asked.by_structure(each) for each in every], ignore_index=True)


def variants_table(asked: Asked) -> DataFrame:
    """Return the interactions variant by variant."""
    every = [_policy(asked, pairs(asked, each)).table() for each in asked.runs.metrics]
    return by_variant(asked, concat(every, ignore_index=True))


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
        tables["interactions_by_variant"] = variants_table(asked)
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
    """Say which pairs do more or less than the sum of each; of few, every one in every structure."""
    mine = found[found["metric"] == metric].dropna(subset=["mean"])
    whole = mine[mine["structure"] == OWN]
    if whole.empty:
        return "No interaction is defined in the base's structure."
    if len(whole) <= FEW and mine["structure"].nunique() > 1:
        each = []
        for name, rows in mine.groupby("name", sort=False):
            told_so = [f"in {variant(r['structure'])} {row_told(r)}" for _, r in rows.iterrows()]
            each.append(f"{capital(pair(str(name)))}: {'; '.join(told_so)}.")
        return f"On {label(metric)}, both less the sum of each. {' '.join(each)}"
    every = claims(whole)
    verbs = {1: "reinforce each other", -1: "get in each other's way"}
    words = [
        f"{len(signed_of(every, sign))} of {len(every)} pairs {verb}: {few}"
        for sign, verb in verbs.items()
        if (few := first_few(every, FEW, sign, pair))
    ]
    if not words:
        return none_clear(every, f"{label(metric)} beyond the sum of each", pair)
    return f"On {label(metric)}, {'; '.join(words)}."


def _steps(found: DataFrame, asked: Asked) -> list[str]:
    """Say how far the followed factor moves each metric, and the first one step by step."""
    along, metric = said(axes_of(asked)[0]), asked.metric
    every = found[found["whole"]].dropna(subset=["mean"])
    mine, rest = every[every["metric"] == metric], every[every["metric"] != metric]
    if mine.empty:
        return []
    each = (f"in {variant(row['structure'])} {row_told(row)}" for _, row in mine.iterrows())
    told_so = [
        f"From {mine['name'].iloc[0]} of {along}, {_rest(asked)}, {label(metric)} changes: {'; '.join(each)}."
    ]
    base = found[(found["structure"] == OWN) & ~found["whole"] & (found["metric"] == metric)]
    if len(base) > 1:
        words = (row_told(row, f"{row['name']}:") for _, row in base.iterrows())
        told_so.append(f"Step by step in the base: {'; '.join(words)}.")
    beside = claims(rest[rest["structure"] == OWN])
    others = [told(each, label(each.metric)) for each in beside if each.signed]
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
            ends = [
                row_told(row, f"at {row['value']:g}")
                for _, row in known.iloc[[0, -1] if len(known) > 1 else [0]].iterrows()
            ]
            where = f"with {line} " if line else ""
            each.append(f"{where}{listed(ends)}{_turn(known)}")
        if each:
            sentences.append(f"{capital(variant(str(structure)))}: {'; '.join(each)}.")
    start, end = (mine[name].iloc[0] for name in ("pulled_from", "pulled_to"))
    what = f"{capital(said(pulled))} ({start:g} to {end:g})"
    if not sentences:
        return [f"No effect of {said(pulled)} on {label(asked.metric)} is defined."]
    return [f"{what} changes {label(asked.metric)} along {said(along)}. {' '.join(sentences)}"]


def _turn(rows: DataFrame) -> str:
    """Say between which values an effect changes sign, if both signs may be claimed."""
    signs = np.array([Claim.of(row).sign for _, row in rows.iterrows()])
    values = rows["value"].to_numpy()[signs != 0]
    changes = np.flatnonzero(np.diff(signs[signs != 0]))
    if not len(changes):
        return ""
    return f", turning between {values[changes[0]]:g} and {values[changes[0] + 1]:g}"
