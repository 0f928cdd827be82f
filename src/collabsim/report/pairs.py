"""Interactions: what two do together beyond what each does."""

from __future__ import annotations

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.claims import Claim, change, open_to, signed
from collabsim.experiment.variants import OWN
from collabsim.report import forest, style
from collabsim.report.about import About, label, pair, variant

ENOUGH_PAIRS = 3
"""Fewer pairs than this are shown structure by structure."""


def title(table: DataFrame) -> str:
    """Return which pair does most beyond the sum of its parts, of those of which that may be said."""
    every = [
        (Claim.of(row), row)
        for row in table.to_dict("records")
        if Claim.of(row).case != "undefined"
    ]
    if not every:
        return "No interaction could be worked out"
    sure = [each for each in every if each[0].signed]
    if not sure:
        return f"Beyond the sum: {open_to([claim for claim, _ in every])}"
    top, row = max(sure, key=lambda each: abs(each[0].mean))
    note = "" if top.case in ("up", "down") else ", perhaps too little to matter"
    if table["structure"].nunique() > 1:
        where = _short(variant(str(row["structure"])))
        return f"{signed(top.metric, top.mean)} beyond the sum in {where}{note}"
    word = "Beyond the sum" if top.mean > 0.0 else "Short of the sum"
    return f"{word} by {change(top.metric, top.mean)}: {_short(pair(top.name))}{note}"


def figure(table: DataFrame, about: About) -> Figure:
    """Draw the largest interactions; of few pairs, each in every structure."""
    metric = str(table["metric"].iloc[0])
    mine = table[(table["metric"] == metric) & table["mean"].notna()]
    whole = mine[mine["structure"] == OWN]
    if len(whole) < ENOUGH_PAIRS and mine["structure"].nunique() > 1:
        headed = mine
        shown, scope = _by_structure(headed)
    else:
        shown, scope, headed = whole, f"largest pairs{about.over}", whole
    every = shown
    shown = forest.largest(shown)
    with style.house():
        sheet = style.sheet(
            title(headed),
            f"{about.setting}: {label(metric)}, both less the sum of each; {scope}"
            f"{forest.shown(len(shown), every)}. {style.bar(about)}; grey: too small to matter",
            about,
        )
        axes = sheet.subplots()
        sheet.subplots_adjust(left=0.36, right=0.96)
        forest.draw(axes, shown, metric, variants=False)
        forest.name_rows(axes, [str(name) for name in shown["name"]], 38)
    return sheet


def _by_structure(table: DataFrame) -> tuple[DataFrame, str]:
    """Return rows named by all that tells them apart, and what a row is."""
    kinds = {"name": "pair", "structure": "structure"}
    apart = [column for column in kinds if table[column].nunique() > 1]
    words = {
        "name": table["name"].map(lambda name: pair(str(name))),
        "structure": table["structure"].map(lambda name: variant(str(name))),
    }
    named = table.assign(
        name=[", ".join(row) for row in zip(*(words[a] for a in apart), strict=True)]
    )
    of = "" if "name" in apart else f"{words['name'].iloc[0]}, "
    return named, f"{of}a row a {' and '.join(kinds[column] for column in apart)}"


def _short(words: str) -> str:
    return words if len(words.split()) <= 5 else "one pair"
