"""The validation page: what was reached and what was not, failures first, in plain English.

Made of a calibration's tables and nothing else, so that the page says what the run gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from collabsim.calibration.alternatives import in_structures, ladder
from collabsim.calibration.aside import aside, foretold
from collabsim.calibration.known import parameters
from collabsim.calibration.patterns import PATTERNS, UNTESTED
from collabsim.calibration.search import against, judged, none, still, waves
from collabsim.calibration.sources import table, targets
from collabsim.calibration.space import space
from collabsim.calibration.tables import made_by
from collabsim.calibration.targets import WITHIN, measured, yardsticks
from collabsim.calibration.terms import terms

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Tables = Mapping[str, "DataFrame"]

NINE, TOO_MANY = 0.9, 0.97
"""Share of points that bands of nine in ten should hold, and from which they are too wide."""

MOST_SETS = 0.5
"""A pattern is called reached if this share of the accepted sets holds it."""

OFTEN, LUCK_ENOUGH = 0.8, 0.6
KEY = ("P1", "P2", "P3", "P6", "P8", "P13", "P14", "P22")
"""Patterns that a model of spread has to show together."""

FIGURES = "figures/validation"
"""Where figures are, seen from the page that ships."""

ROLES = {"check": "checks", "set": "set a default, chooses sets", "given": "set a default"}


def page(tables: Tables, figures: str = FIGURES) -> str:
    """Return the whole page, in Markdown; ``figures`` is where its figures are, seen from it."""
    parts = [
        "# Held to what NHS trusts really did",
        *([f"Results version `{made_by(tables)}`."] if made_by(tables) else []),
        *(_of_accepted(tables, figures) if len(tables["accepted"]) else [none(tables)]),
        *filter(None, [aside(tables)]),
        "## Without a mechanism, or in another form",
        ladder(tables),
        *filter(None, [in_structures(tables)]),
        "## What the data say of the parameters",
        parameters(tables),
        *filter(None, [terms(tables)]),
        "## How the sets were found",
        waves(tables),
        "## What was measured",
        targets(),
        "",
    ]
    return "\n\n".join(parts)


def _of_accepted(tables: Tables, figures: str) -> list[str]:
    """Return the sections that have something to say only if a set was accepted."""
    return [
        WORDS,
        "## What the model fails at",
        failures(tables),
        "## What it reaches",
        _opening(tables),
        "## Measured uptake",
        uptake(tables, figures),
        "## Patterns",
        patterns(tables, figures),
    ]


WORDS = """
How far the model follows what was measured, and what that does and does not show. Failures come
first. A *set* is one value for every parameter in doubt; a *series* is a measured curve of uptake, a
*pattern* another fact about spread, each with an id of the evidence register (`collabsim explain
P8`). A series is *followed* if the error is within its *yardstick*: three times that of a *Bass
curve* (the usual curve of three numbers for spread by outside pull and imitation) fitted to its every
point, or the noise that chance alone gives a share of so many organisations. A *check* is a pattern
that nothing was chosen with in view. *Luck* is the seed of all draws.
""".strip()
"""What the page begins with."""


def _opening(tables: Tables) -> str:
    sets = len(tables["accepted"])
    inside = _covered(tables)
    held = _held(tables)
    return (
        f"Of {judged(tables)} parameter sets, drawn around the defaults and within the plausible "
        f"ranges of {len(space().names)} parameters, {sets} were accepted: on luck that no fit had seen they "
        f"follow all {len(measured())} measured series and are ruled out by no pattern that helps to choose. "
        f"That luck chose them, so all that follows, but for the series kept aside, is of luck that has "
        f"chosen nothing, another for every set; on that {still(tables)} of the {sets} pass. They are the doubt that experiments run "
        f'over with `parameters = "plausible"`. Their bands hold {100 * inside:.0f} % of the measured '
        f"points that they were chosen on, and {len(held)} of {len(PATTERNS)} readings of patterns lie "
        f"inside their tolerance in at least half of them; some of those can hardly fail. {_default(tables)}Following a curve does not show why it runs as it does: read the "
        "failures, the nulls and the list of what is not identified before the fit."
    )


def _default(tables: Tables) -> str:
    """Say what the default of every parameter reaches, if it was accepted."""
    mine = tables["patterns"][tables["patterns"]["set"] == 0]
    if mine.empty:
        return ""
    missed = [str(name) for name in mine[~mine["holds"].astype(bool)]["pattern"]]
    words = f"all but {', '.join(missed)}" if missed else f"all {len(mine)} readings at once"
    scores = tables["scores"][tables["scores"]["set"] == 0]
    followed = int(scores["within"].sum())
    return (
        f"The default of every parameter, one set for all, follows {followed} of {len(scores)} series and "
        f"holds {words}: it was chosen with most of them in view. "
    )


def _covered(tables: Tables) -> float:
    cover = tables["coverage"]
    return float((cover["inside"] * cover["points"]).sum() / cover["points"].sum())


def _held(tables: Tables) -> list[str]:
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    return [str(name) for name in PATTERNS if share.get(name, 0.0) >= MOST_SETS]


def failures(tables: Tables) -> str:
    """Return what was missed and what it means, as a list."""
    said = [_gates(tables), SILENT]
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    for name, pattern in PATTERNS.items():
        if share.get(name, 1.0) < MOST_SETS:
            middle = _median(tables, name)
            said.append(
                f"**{name} is missed** in {100 * (1 - share.get(name, 0.0)):.0f} % of the accepted "
                f"sets: {pattern.says} is {middle} (median), measured {pattern.target}."
            )
    said += [_again(tables), _at_once(tables["patterns"]), _often(share), _beside(tables)]
    narrow = [row for row in tables["coverage"].itertuples() if row.inside < NINE]
    said += [
        f"**The band of {row.series} is too narrow or misplaced**: it holds "
        f"{100 * row.inside:.0f} % of the points."
        for row in narrow
    ]
    alone = tables["coverage"][tables["coverage"]["inside_one_set"] < LUCK_ENOUGH]
    said += [
        f"**Luck alone does not explain {row.series}**: the band of a single set holds "
        f"{100 * row.inside_one_set:.0f} % of its points, so the curve of one set is a little off in "
        f"shape{'; the sets together cover it' if row.inside >= NINE else ''}."
        for row in alone.itertuples()
    ]
    if _covered(tables) > TOO_MANY:
        said.append(
            f"**Bands are too wide**: all together they hold {100 * _covered(tables):.0f} % of the "
            "points where 90 % would be right. One England's luck is a large part of them, so the "
            "data rule out less than the curves suggest."
        )
    said += foretold(tables)
    said += [
        *(" ".join(each.split()) for each in KNOWN_LIMITS.strip().split("\n\n")),
    ]
    said.append(_few(tables))
    said = list(filter(None, said))
    return "\n".join(f"- {each}" for each in said)


SILENT = (
    "**Trust, permission, perceptions and leadership are measured by no series.** The data neither "
    "confirm nor deny what the model says of them."
)

KNOWN_LIMITS = """
**Products that failed to reach England are not in the data**, so a model fitted to those that did
is too hopeful about what has not been seen.

**The speed of medicines rests on one series of use.** P2 comes from Australian prescriptions, and
its source's abstract does not say which moment counts as adopted; here it is half of an
innovation's own ceiling.

**Four series end in the pandemic**, which is not modelled, one of them (infliximab) lies wholly in it, and
primary PCI has five points.

**Not every reading is a hard test.** P10 and P11 follow from parameters and rules alone, without a
run, and P17 from a practice whose start and growth were given to it. P16, P18 and P23 have tolerances so wide that only a gross error would miss them. P13 pools
three dates into one ratio. The tolerance of P22, 0.2 to 0.5, is wider than what was measured, because
the measured firms are one sector's. P6a cannot fail low, and P13 hardly: places that do not differ at
all would be within one stated error of its tolerance.

**Bands are judged on the points that chose the sets.** Only the luck is new; what sets that were
chosen without a series make of it is told further down.

**Attributes that were set after looking** (launch, first and full use, how widely known, which
barriers a class meets) are a fit too, beyond the one number a series that is searched.
"""
"""What no run of this calibration can mend, one paragraph each."""


def _again(tables: Tables) -> str:
    """Say how many accepted sets owe that to the luck that accepted them, and what they fail."""
    sets, passed = len(tables["accepted"]), still(tables)
    if passed == sets:
        return ""
    words = ", ".join(f"{name} in {count}" for name, count in against(tables))
    return (
        f"**Luck helped to accept**: on luck that has chosen nothing {sets - passed} of {sets} accepted sets "
        f"would not be accepted. They fail {words}. So far does acceptance hang on the seed: another would "
        f"keep {_share(passed, sets)} of these sets."
    )


def _share(some: int, of: int) -> str:
    """Return a share with its 95 % confidence interval (Clopper and Pearson)."""
    from scipy.stats import binomtest

    ends = binomtest(some, of).proportion_ci()
    return (
        f"{100 * some / of:.0f} % (95 % interval {100 * ends.low:.0f} to {100 * ends.high:.0f} %)"
    )


def _beside(tables: Tables) -> str:
    """Name the readings whose median is tolerated and is not what was measured."""
    beside = []
    for name, pattern in PATTERNS.items():
        mine = tables["patterns"][tables["patterns"]["pattern"] == name]["value"]
        if pattern.measured is None or mine.empty:
            continue
        low, high = pattern.measured
        near = low - pattern.error <= mine.median() <= high + pattern.error
        if pattern.holds(mine.median()) and not near:
            beside.append(f"{name} {mine.median():.3g} ({pattern.target})")
    if not beside:
        return ""
    return f"**Tolerated, and not what was measured**, in the median set: {'; '.join(beside)}."


def _gates(tables: Tables) -> str:
    """Say whether the model without any barrier follows the series as well."""
    if "ladder" not in tables:
        return ""
    within = tables["ladder"].set_index("rung")["within"]
    if within["no gates"] < within["full model"]:
        return ""
    return (
        "**The gates are not identified.** A model in which every barrier is open follows as many series "
        "(see the ladder). What the model says of barriers and levers rests on judgement, which the "
        "ranges of the parameters carry."
    )


def _few(tables: Tables) -> str:
    each = len(tables["accepted"]) / len(space().names)
    return (
        f"**The sets fill little of the space they are drawn from**: {each:.1f} sets a parameter, and "
        "densest around defaults that were themselves chosen with the data in view. They show a doubt "
        "that is surely there, not all of it."
    )


def _at_once(patterns: DataFrame) -> str:
    held = patterns.groupby("set")["holds"].sum()
    every = int(patterns.groupby("set")["holds"].all().sum())
    return (
        f"**Not all patterns hold at once**: a set holds {held.min()} to {held.max()} of "
        f"{len(PATTERNS)} readings, {held.median():.0f} in the median, and all of them in {every} of "
        f"{len(held)} accepted sets. {', '.join(KEY)} hold together in {_together(patterns)}."
    )


def _together(patterns: DataFrame) -> int:
    """Return in how many sets every reading of the key patterns holds."""
    key = patterns[patterns["pattern"].str.rstrip("abc").isin(KEY)]
    return int(key.groupby("set")["holds"].all().sum())


def _often(share: Any) -> str:
    missed = sorted((float(share[n]), n) for n in PATTERNS if share.get(n, 1.0) < OFTEN)
    words = ", ".join(f"{name} by {100 * (1 - got):.0f} %" for got, name in missed)
    return f"**Missed by a fifth of the accepted sets or more**: {words or 'none'}."


def _median(tables: Tables, name: str) -> str:
    mine = tables["patterns"][tables["patterns"]["pattern"] == name]["value"]
    return f"{mine.median():.3g}" if len(mine) else "not read"


def uptake(tables: Tables, figures: str = FIGURES) -> str:
    """Return how each series is followed, beside its yardsticks."""
    from collabsim.results import ENOUGH_FOR_A_RANGE  # with it comes pandas: slow

    scores, cover = tables["scores"], tables["coverage"].set_index("series")
    rows = []
    for series in measured():
        mine = scores[scores["series"] == series.name]
        noise = series.noise()
        rows.append(
            [
                series.title,
                f"{yardsticks()[series.name].rmse:.3f}",
                "–" if noise != noise else f"{noise:.3f}",  # noqa: PLR0124 (not a number)
                f"{mine['rmse'].median():.3f}",
                f"{mine['ratio'].median():.1f} ({mine['ratio'].min():.1f}–{mine['ratio'].max():.1f})",
                f"{100 * mine['within'].mean():.0f} %",
                f"{100 * cover.loc[series.name, 'inside']:.0f} %",
                f"{100 * cover.loc[series.name, 'inside_one_set']:.0f} %",
            ]
        )
    head = (
        "series", "error of a free Bass curve", "noise of England", "error, median set",
        "ratio to Bass (range)", f"sets within {WITHIN:g} × Bass or the noise", "points in the band",
        "in the band of one set",
    )  # fmt: skip
    words = (
        "Errors are root mean square distances (share) between the data and the mean of the "
        "replicates, on luck that has chosen nothing. One number of each innovation was fitted under each set; "
        "all other parameters are shared. The noise of England is what chance alone would do to a "
        "share of so many organisations; of a share of use it is not known. The band of one set is "
        f"luck alone, and of fewer than {ENOUGH_FOR_A_RANGE} replicates all of them; the band of all "
        "sets holds their doubt as well."
    )
    pictures = "\n".join(f"![{series.title}]({figures}/{series.name}.svg)" for series in measured())
    return f"{table(head, rows)}\n\n{words}\n\n{pictures}"


def patterns(tables: Tables, figures: str = FIGURES) -> str:
    """Return every pattern with its tolerance, what it is used for and what was read."""
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    rows = []
    for name, pattern in PATTERNS.items():
        got = share.get(name)
        rows.append(
            [
                name,
                pattern.says,
                pattern.target,
                f"{pattern.low:g} to {pattern.high:g} {pattern.unit}",
                ROLES[pattern.role],
                _median(tables, name),
                "–" if got is None else f"{100 * got:.0f} %",
                pattern.why,
            ]
        )
    head = (
        "id",
        "reading",
        "measured",
        "tolerance",
        "used as",
        "median set",
        "sets inside",
        "note",
    )
    untested = table(("id", "not tested because"), ([n, why] for n, why in UNTESTED.items()))
    words = (
        "*Checks*: neither sets nor defaults were chosen with it in view. *Set a default*: one was, so "
        "agreement is no validation, whether it helps to choose sets as well or not. A set is ruled out by a reading three errors (the stated one and that of its "
        "mean, together) outside its tolerance, and a "
        "series beyond its yardstick: an accepted set may so miss a tolerance by less, and every series is "
        "followed by selection. F1 to F3 are read from "
        "the data on trusts' and physicians' first use."
    )
    figure = f"![Patterns]({figures}/patterns.svg)"
    return f"{words}\n\n{table(head, rows)}\n\n{figure}\n\n{untested}"
