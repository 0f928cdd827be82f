"""The page's first section: what the model fails at, and what no run of this calibration can mend."""

from __future__ import annotations

from pandas import DataFrame, Series

from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.prior import prior
from studies.england.markdown import percent
from studies.england.page_models import held_out_failure
from studies.england.page_search import ruled_out_by, still_plausible
from studies.england.tables import Tables

NINE, TOO_MANY = 0.9, 0.97
"""Share of points that bands of nine in ten should hold, and from which they are too wide."""

MOST_SETS = 0.5
"""A pattern is reached if this share of the plausible sets holds it."""

OFTEN, ENOUGH_ALONE = 0.8, 0.6
"""Share of sets that should hold a pattern, and of points that the band of one set should hold."""

KEY = ("P1", "P2", "P3", "P6", "P8", "P13", "P14", "P22")
"""Patterns that a model of spread has to show together."""

SILENT = (
    "**Trust, permission, perceptions and leadership are measured by no series.** The data neither "
    "confirm nor deny what the model says of them."
)

KNOWN_LIMITS = """
**Products that failed to reach England are not in the data**, so a model fitted to those that did
is too hopeful about what has not been observed.

**The speed of medicines rests on one series of use.** P2 comes from Australian prescriptions, and
its source's abstract does not say which moment counts as adopted; here it is half of an
innovation's own ceiling.

**Four series end in the pandemic**, which is not modelled, one of them (infliximab) lies wholly in it, and
primary PCI has five points.

**Not every reading is a hard test.** P10 and P11 follow from parameters and rules alone, without a
run, and P17 from a practice whose start and growth were given to it. P16, P18 and P23 have tolerances so
wide that only a gross error would miss them. P13 pools three dates into one ratio. The tolerance of P22,
0.2 to 0.5, is wider than what was measured, because the measured firms are one sector's. P6a cannot fail
low, and P13 hardly: places that do not differ at all would be within one stated error of its tolerance.

**Bands are compared with the points that chose the sets.** Only the random draws are new; what sets that
were chosen without a series make of it stands further down.

**Attributes that were set after looking** (launch, first and full use, how widely known, which
barriers a class meets) are a fit too, beyond the one number a series that is searched.
"""
"""What no run of this calibration can mend, one paragraph each."""


def failures(tables: Tables) -> str:
    """Return what was missed and what it means, as a list."""
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    lines = [
        _gates(tables),
        SILENT,
        *_missed(tables, share),
        _draws(tables),
        _at_once(tables["patterns"]),
        _often(share),
        _beside(tables["patterns"]),
        *_bands(tables["coverage"]),
        held_out_failure(tables),
        *(" ".join(each.split()) for each in KNOWN_LIMITS.strip().split("\n\n")),
        _few(len(tables["plausible_sets"]) / len(prior().names)),
    ]
    return "\n".join(f"- {each}" for each in lines if each)


def _gates(tables: Tables) -> str:
    """State whether the model without any barrier is consistent with as many series."""
    if "null_models" not in tables:
        return ""
    within = tables["null_models"].set_index("rung")["within"]
    if within["no gates"] < within["full model"]:
        return ""
    return (
        "**The gates are not identified.** A model in which every barrier is open is consistent with as "
        "many series (see the null models). What the model says of barriers and levers rests on "
        "judgement, which the ranges of the parameters carry."
    )


def _missed(tables: Tables, share: Series) -> list[str]:
    return [
        f"**{name} is missed** in {percent(1 - share[name])} of the plausible sets: {pattern.says} is "
        f"{median(tables, name)} (median), measured {pattern.target}."
        for name, pattern in PATTERNS.items()
        if share.get(name, 1.0) < MOST_SETS
    ]


def median(tables: Tables, name: str) -> str:
    """Return the median reading of a pattern."""
    mine = tables["patterns"][tables["patterns"]["pattern"] == name]["value"]
    return f"{mine.median():.3g}" if len(mine) else "not read"


def _draws(tables: Tables) -> str:
    """State how many plausible sets owe that to the draws that confirmed them, and what they fail."""
    sets, passed = len(tables["plausible_sets"]), still_plausible(tables)
    if passed == sets:
        return ""
    words = ", ".join(f"{name} in {count}" for name, count in ruled_out_by(tables))
    return (
        f"**Random draws helped to choose**: on held-out draws {sets - passed} of {sets} plausible sets "
        f"would be ruled out, by {words}. So far does the choice depend on the seed: another would keep "
        f"{_share(passed, sets)} of these sets."
    )


def _share(some: int, of: int) -> str:
    """Return a share with its 95 % confidence interval (Clopper and Pearson)."""
    from scipy.stats import binomtest

    ends = binomtest(some, of).proportion_ci()
    return f"{percent(some / of)} (95 % interval {100 * ends.low:.0f} to {percent(ends.high)})"


def _at_once(patterns: DataFrame) -> str:
    by_set = patterns.groupby("set")["holds"]
    held, every = by_set.sum(), int(by_set.all().sum())
    key = patterns[patterns["pattern"].str.rstrip("abc").isin(KEY)]
    return (
        f"**Not all patterns hold at once**: a set holds {held.min()} to {held.max()} of "
        f"{len(PATTERNS)} readings, {held.median():.0f} in the median, and all of them in {every} of "
        f"{len(held)} plausible sets. {', '.join(KEY)} hold together in "
        f"{int(key.groupby('set')['holds'].all().sum())}."
    )


def _often(share: Series) -> str:
    missed = sorted((float(share[n]), n) for n in PATTERNS if share.get(n, 1.0) < OFTEN)
    words = ", ".join(f"{name} by {percent(1 - held)}" for held, name in missed)
    return f"**Missed by a fifth of the plausible sets or more**: {words or 'none'}."


def _beside(patterns: DataFrame) -> str:
    """Name the readings whose median is tolerated and is not what was measured."""
    beside = []
    for name, pattern in PATTERNS.items():
        middle = patterns[patterns["pattern"] == name]["value"].median()
        if pattern.measured is None or not pattern.holds(middle):
            continue
        low, high = pattern.measured
        if not low - pattern.error <= middle <= high + pattern.error:
            beside.append(f"{name} {middle:.3g} ({pattern.target})")
    words = "; ".join(beside)
    return f"**Tolerated, and not what was measured**, in the median set: {words}." if words else ""


def _bands(cover: DataFrame) -> list[str]:
    lines = [
        f"**The band of {row.series} is too narrow or misplaced**: it holds {percent(row.inside)} of "
        "the points."
        for row in cover.itertuples()
        if row.inside < NINE
    ]
    lines += [
        f"**Random draws alone do not explain {row.series}**: the band of a single set holds "
        f"{percent(row.inside_one_set)} of its points, so the curve of one set is a little off in "
        f"shape{'; the sets together cover it' if row.inside >= NINE else ''}."
        for row in cover.itertuples()
        if row.inside_one_set < ENOUGH_ALONE
    ]
    if covered(cover) > TOO_MANY:
        lines.append(
            f"**Bands are too wide**: all together they hold {percent(covered(cover))} of the points "
            "where 90 % would be right. The random draws of one England are a large part of them, so "
            "the data rule out less than the curves suggest."
        )
    return lines


def covered(cover: DataFrame) -> float:
    """Return the share of all measured points that lie in their band."""
    return float((cover["inside"] * cover["points"]).sum() / cover["points"].sum())


def _few(each: float) -> str:
    return (
        f"**The sets fill little of the space they are drawn from**: {each:.1f} sets a parameter, and "
        "densest around defaults that were themselves chosen with the data in view. They show an "
        "uncertainty that is surely there, not all of it."
    )
