"""The validation page: what was reached and what was not, failures first, in plain English.

Made of a calibration's tables and nothing else, so that the page says what the run gave.
"""

from __future__ import annotations

from collabsim import evidence
from collabsim.calibration.patterns import PATTERNS
from collabsim.calibration.prior import prior
from collabsim.calibration.targets import WITHIN, measured
from collabsim.results import ENOUGH_FOR_A_RANGE
from studies.england import page_models, page_search
from studies.england.markdown import percent, table
from studies.england.page_failures import MOST_SETS, covered, failures, median
from studies.england.page_knockouts import knockouts
from studies.england.page_parameters import parameters
from studies.england.tables import Tables, made_by

FIGURES = "figures/validation"
"""Where figures are, seen from the page that ships."""

ROLES = {"check": "checks", "set": "set a default, chooses sets", "given": "set a default"}

WORDS = """
How far the model agrees with what was measured, and what that does and does not show. Failures come
first. A *set* is one value for every uncertain parameter; a *series* is a measured curve of uptake, a
*pattern* another fact about spread, each with an id of the evidence register (`collabsim explain
P8`). A set is *consistent with* a series if the error is within its *reference*: three times that of a
*Bass curve* (the usual curve of three numbers for spread by outside pull and imitation) fitted to its
every point, or the noise that chance alone gives a share of so many organisations. A *check* is a
pattern that nothing was chosen with in view. *Held-out draws* are replicates that have chosen nothing.
""".strip()
"""What the page begins with."""


def page(tables: Tables, figures: str = FIGURES) -> str:
    """Return the whole page, in Markdown; ``figures`` is where its figures are, seen from it."""
    version = made_by(tables)
    parts = [
        "# Compared with what NHS trusts really did",
        f"Results version `{version}`." if version else "",
        *_of_plausible_sets(tables, figures),
        page_models.held_out(tables),
        "## Without a mechanism, or in another form",
        page_models.null_models(tables),
        page_models.structural_variants(tables),
        "## What the data say of the parameters",
        parameters(tables),
        knockouts(tables),
        "## How the sets were found",
        page_search.waves(tables),
        "## What was measured",
        page_search.targets(),
    ]
    return "\n\n".join([*filter(None, parts), ""])


def _of_plausible_sets(tables: Tables, figures: str) -> list[str]:
    """Return the sections that have something to say only if a set is plausible."""
    if not len(tables["plausible_sets"]):
        return [page_search.none(tables)]
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


def _opening(tables: Tables) -> str:
    sets = len(tables["plausible_sets"])
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    held = sum(share.get(name, 0.0) >= MOST_SETS for name in PATTERNS)
    return (
        f"Of {page_search.assessed(tables)} parameter sets, drawn around the defaults and within the "
        f"plausible ranges of {len(prior().names)} parameters, {sets} are plausible: on independent draws "
        f"they are consistent with all {len(measured())} measured series and are ruled out by no pattern "
        "that helps to choose. Those draws chose them, so all that follows, but for the series held out, "
        "is of held-out draws, others for every set; on those "
        f"{page_search.still_plausible(tables)} of the {sets} pass. They are the parameter uncertainty "
        'that experiments run over with `parameters = "plausible"`. Their bands hold '
        f"{percent(covered(tables['coverage']))} of the measured points that they were chosen on, and "
        f"{held} of {len(PATTERNS)} readings of patterns lie inside their tolerance in at least half of "
        f"them; some of those can hardly fail. {_default(tables)}Following a curve does not show why it "
        "runs as it does: read the failures, the null models and the list of what is not identified "
        "before the fit."
    )


def _default(tables: Tables) -> str:
    """State what the default of every parameter reaches, if it is plausible."""
    mine, scores = (tables[name][tables[name]["set"] == 0] for name in ("patterns", "scores"))
    if mine.empty:
        return ""
    missed = ", ".join(mine[~mine["holds"].astype(bool)]["pattern"])
    words = f"all but {missed}" if missed else f"all {len(mine)} readings at once"
    return (
        f"The default of every parameter, one set for all, is consistent with {int(scores['within'].sum())} "
        f"of {len(scores)} series and holds {words}: it was chosen with most of them in view. "
    )


def uptake(tables: Tables, figures: str = FIGURES) -> str:
    """Return how near each series is reached, beside its references."""
    cover = tables["coverage"].set_index("series")
    rows = []
    for series in measured():
        mine = tables["scores"][tables["scores"]["series"] == series.name]
        ratio = mine["ratio"]
        rows.append(
            [
                series.title,
                f"{series.bass.rmse:.3f}",
                f"{series.noise:.3f}" if series.measure == "ever" else "–",
                f"{mine['rmse'].median():.3f}",
                f"{ratio.median():.1f} ({ratio.min():.1f}–{ratio.max():.1f})",
                percent(mine["within"].mean()),
                percent(cover.loc[series.name, "inside"]),
                percent(cover.loc[series.name, "inside_one_set"]),
            ]
        )
    head = ("series", "error of a free Bass curve", "noise of England", "error, median set",
            "ratio to Bass (range)", f"sets within {WITHIN:g} × Bass or the noise",
            "points in the band", "in the band of one set")  # fmt: skip
    words = (
        "Errors are root mean square distances (share) between the data and the mean of the replicates, "
        "on held-out draws. One number of each innovation was fitted under each set; all other "
        "parameters are shared. The noise of England is what chance alone would do to a share of so many "
        "organisations; of a share of use it is not known. The band of one set is random draws alone, "
        f"and of fewer than {ENOUGH_FOR_A_RANGE} replicates all of them; the band of all sets holds "
        "parameter uncertainty as well."
    )
    pictures = "\n".join(f"![{series.title}]({figures}/{series.name}.svg)" for series in measured())
    return f"{table(head, rows)}\n\n{words}\n\n{pictures}"


def patterns(tables: Tables, figures: str = FIGURES) -> str:
    """Return every pattern with its tolerance, what it is used for and what was read."""
    share = tables["patterns"].groupby("pattern")["holds"].mean()
    rows = [
        [
            name,
            pattern.says,
            pattern.target,
            f"{pattern.low:g} to {pattern.high:g} {pattern.unit}",
            ROLES[pattern.role],
            median(tables, name),
            percent(share[name]) if name in share else "–",
            pattern.why,
        ]
        for name, pattern in PATTERNS.items()
    ]
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
    words = (
        "*Checks*: neither sets nor defaults were chosen with it in view. *Set a default*: one was, so "
        "agreement is no validation, whether it helps to choose sets as well or not. A set is ruled out "
        "by a reading three errors (the stated one and that of its mean, together) outside its "
        "tolerance, and by a series beyond its reference: a plausible set may so miss a tolerance by "
        "less, and is consistent with every series by selection. F1 to F3 are read from the data on "
        "trusts' and physicians' first use."
    )
    tested = {name.rstrip("abc") for name in PATTERNS}
    others = [(name, row) for name, row in evidence.patterns().items() if name not in tested]
    untested = table(("id", "not tested because"), ([name, row.reason] for name, row in others))
    return f"{words}\n\n{table(head, rows)}\n\n![Patterns]({figures}/patterns.svg)\n\n{untested}"
