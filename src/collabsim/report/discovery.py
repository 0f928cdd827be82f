"""Scenario discovery: under which assumptions the best package fails; the figure *discovery*.

Cases are the parameter sets of the baseline, each once. Crossed with structural variants a set
would be many cases that are one, and a box would be found in chance; what other variants make
of the same box is said beside it.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from pandas import DataFrame, Series, concat

from collabsim.analysis import Box, differences, discover
from collabsim.analysis.cube import Floats, direction
from collabsim.experiment.variants import OWN
from collabsim.intervals import alike
from collabsim.parameters import described
from collabsim.report import style
from collabsim.report.formats import (
    capitalise,
    format_count,
    format_list,
    label_of,
    name_of,
    variant_name,
)
from collabsim.report.lettering import name_axes
from collabsim.report.openings import describe_limit, of_box
from collabsim.report.question import Part, Question, Unanswered
from collabsim.report.source import Source
from collabsim.report.style import Chart, panels
from collabsim.report.wording import describe_identical
from collabsim.scenario.groups import GROUPS

ENOUGH = 10
"""Parameter sets without which there is nothing to discover."""

FIXED = ("structure", "failed", "inside", "fails")
"""Columns of the table that are no assumption."""


def table(question: Question) -> DataFrame:
    """Return a row a case: structural variant, assumptions, whether it failed, and is in the box.

    ``fails`` is what counts as failing, and ``NAME:low`` and ``NAME:high`` are the box's limits.
    """
    return _found(question)[0]


def answer(question: Question) -> Part:
    """Return the box in which failures gather, and what other structural variants make of it."""
    found, box = _found(question)
    by = format_count(question.source.replicates, "replicate")
    by = by if question.source.replicates == 1 else f"means of {by}"
    others = found[found["structure"] != OWN].groupby("structure", sort=False)
    each = [_beside(str(name), rows, box) for name, rows in others]
    return Part.of(
        {"discovery": found},
        f"By {by} a case: {describe_box(box, str(found['fails'].iloc[0]))}",
        f"The same fails {format_list(each)}." if each else "",
        opening=of_box(found, box),
    )


def describe_box(box: Box, what: str) -> str:
    """Return a box in a sentence; ``what`` is what fails, such as "the package fails"."""
    share = f"{what} in {box.failures} of {box.cases} cases"
    if not box.failures or box.failures == box.cases:
        return f"{share}."
    if not box.limits:
        return f"{share}, and no assumption tells which."
    where = " and ".join(describe_limit(name, *ends) for name, ends in box.limits.items())
    return (
        f"{share}: mostly where {where}. That holds in {100 * box.coverage:.0f}% of these "
        f"cases (coverage), and in {100 * box.density:.0f}% of the cases where it holds "
        f"{what} (density)."
    )


def _beside(structure: str, rows: DataFrame, box: Box) -> str:
    words = f"in {rows['failed'].sum()} of {len(rows)} cases in {variant_name(structure)}"
    inside = rows.loc[rows["inside"], "failed"]
    if not box.limits or inside.empty:
        return words
    return f"{words} ({100 * inside.mean():.0f}% of those in this box)"


def _found(question: Question) -> tuple[DataFrame, Box]:
    """Return the table of cases of every structural variant, and the box of the baseline's."""
    gains, what = _best(question)
    by_structure = question.runs.variants.groupby("structure", sort=False)
    cases = {str(name): _cases(question, gains, rows) for name, rows in by_structure}
    own = cases[OWN]
    if len(own) < ENOUGH:
        raise Unanswered(f"it needs {ENOUGH} parameter sets; here are {len(own)}.")
    varied = [name for name in own if name != "failed" and own[name].nunique() > 1]
    box = discover(own[varied], own["failed"].to_numpy(bool))
    kept = [
        rows[[*varied, "failed"]].assign(structure=name, inside=partial(_inside, box=box))
        for name, rows in cases.items()
    ]
    limits = {
        f"{name}:{end}": value
        for name, ends in box.limits.items()
        for end, value in zip(("low", "high"), ends, strict=True)
    }
    return concat(kept, ignore_index=True).assign(fails=what, **limits), box


def _best(question: Question) -> tuple[Floats, str]:
    """Return what the best package of the baseline gains in every model variant; what fails means.

    It fails where it does not improve the metric by what matters.
    """
    metric, what = question.metric, label_of(question.metric)
    if metric.better == "neither":
        raise Unanswered(f"neither more nor less {what} is better.")
    effects = differences(question.runs, question.metric.name)
    means = direction(question.metric) * effects.overall()["mean"].to_numpy(float)
    if np.isnan(means).all():
        raise Unanswered("no package has runs in every parameter set.")
    best = int(np.nanargmax(means))
    if alike(effects.values[best].ravel(), metric.matters):
        same = describe_identical(question.source.replicates)
        raise Unanswered(f"every case and replicate is the same; {same}.")
    short = f"less than {metric.change(metric.matters)}"
    does = f"adds {short} to" if metric.better == "higher" else f"takes {short} off"
    gains = direction(question.metric) * effects.by_variant()[best]
    return gains, f"{question.called(effects.names[best])} {does} {what}"


def _cases(question: Question, gains: Floats, variants: DataFrame) -> DataFrame:
    """Return the assumptions of these variants, and whether the package failed in each."""
    gained = gains[variants["variant"]]
    made = variants.drop(columns=["variant", "structure", "parameters"])
    made = made.assign(failed=gained < question.metric.matters)
    return made[~np.isnan(gained)].reset_index(drop=True)


def _inside(cases: DataFrame, box: Box) -> np.ndarray:
    inside = np.ones(len(cases), bool)
    for name, (low, high) in box.limits.items():
        values = cases[name].to_numpy(float)
        inside &= (values > low) & (values <= high)
    return inside


def title(found: DataFrame) -> str:
    """Return where failures gather."""
    what = capitalise(str(found["fails"].iloc[0]))
    first, *others = _bounded(found)
    low, high = _limits(found, first)
    where = f"below {high:.2g}" if np.isinf(low) else f"above {low:.2g}"
    more = f", and {len(others)} more hold" if others else ""
    return f"{what} mostly where {name_of(first)} is {where}{more}"


def chart(found: DataFrame, source: Source) -> Chart:
    """Return a strip for each assumption that bounds the box: failures above, the rest below.

    Raises
    ------
    Unanswered : if no assumption does.
    """
    mine = found[found["structure"] == OWN]
    names = _bounded(mine)
    if not names:
        raise Unanswered("no box of assumptions gathers the failures.")
    subtitle = f"{source.setting}, a mark a parameter set. {_box(mine)}"
    says = tuple(f"{_title_of(name)}: {_ends(mine, name)}" for name in names)
    return Chart(title(mine), subtitle, found, partial(_draw, mine, names), says)


def _ends(found: DataFrame, name: str) -> str:
    """Return between which values of an assumption the box lies."""
    values, (low, high) = found[name].to_numpy(float), _limits(found, name)
    return f"{max(low, values.min()):.2g} to {min(high, values.max()):.2g}"


def _draw(mine: DataFrame, names: list[str], axes: Axes) -> None:
    strips = panels(axes, len(names), 1, hspace=1.1)[:, 0]
    for strip, name in zip(strips, names, strict=True):
        _strip(strip, mine, name)


def _box(found: DataFrame) -> str:
    """Return what the box is and how well it tells failures."""
    failed, inside = found["failed"].astype(bool), found["inside"].astype(bool)
    coverage, density = ((failed & inside).sum() / max(of.sum(), 1) for of in (failed, inside))
    return (
        f"Blue: where all of these hold lie {100 * coverage:.0f}% of all failures (coverage), and "
        f"{100 * density:.0f}% of the sets fail there (density)"
    )


def _title_of(name: str) -> str:
    """Return what an assumption is, with its unit."""
    group, _, key = name.partition(".")
    if group in GROUPS:
        about = described(GROUPS[group])[key]
        return f"{about.says.split(' (')[0]}, {about.unit}"
    return capitalise(name_of(name)) + ("" if "." in name else ", 0 today to 1 the most")


def _strip(axes: Axes, found: DataFrame, name: str) -> None:
    values: Series = found[name].to_numpy(float)
    low, high = _limits(found, name)
    ends = max(low, values.min()), min(high, values.max())
    axes.axvspan(*ends, color=style.BLUE, alpha=style.BAND, linewidth=0)
    for end in ends:
        axes.axvline(end, color=style.BLUE, linewidth=2.5)
    spread, failed = np.linspace(-0.25, 0.25, len(values)), found["failed"].to_numpy(bool)
    for mask, height, colour, marker in (
        (failed, 1.0, style.ORANGE, "X"),
        (~failed, 0.0, style.GREY, "o"),
    ):
        axes.plot(values[mask], height + spread[mask], marker, color=colour, markersize=9)
    axes.set_yticks([0.0, 1.0], ["holds", "fails"])
    axes.set_ylim(-0.6, 1.6)
    name_axes(axes, _title_of(name))
    axes.grid(visible=False)


def _names(found: DataFrame) -> list[str]:
    return [name for name in found.columns if name not in FIXED and ":" not in name]


def _bounded(found: DataFrame) -> list[str]:
    return [name for name in _names(found) if f"{name}:low" in found]


def _limits(found: DataFrame, name: str) -> tuple[float, float]:
    low, high = (float(found[f"{name}:{end}"].iloc[0]) for end in ("low", "high"))
    return low, high


ANALYSES = {"discovery": answer}
FIGURES = {"discovery": (table, chart)}
