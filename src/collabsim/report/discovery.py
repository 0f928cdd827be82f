"""When does it fail? The box of assumptions in which failures gather, and the cases themselves."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.experiment.variants import OWN
from collabsim.parameters import described
from collabsim.report import style
from collabsim.report.about import About, capital, said
from collabsim.scenario.groups import GROUPS

FIXED = ("structure", "failed", "inside")

PANELS = 3
"""Assumptions drawn if none bounds a box."""

WIDEST = 80
"""Letters below a panel."""


def title(table: DataFrame) -> str:
    """Return where failures gather."""
    failed, inside = table["failed"].astype(bool), table["inside"].astype(bool)
    if not failed.any() or failed.all():
        return f"It fails in {'every' if failed.any() else 'no'} case"
    if inside.all():
        return "No assumption tells when it fails"
    bounded = [name for name in _names(table) if f"{name}:low" in table]
    first = bounded[0]
    low, high = table[f"{first}:low"].iloc[0], table[f"{first}:high"].iloc[0]
    where = f"below {high:.2g}" if np.isinf(low) else f"above {low:.2g}"
    more = " (and more)" if len(bounded) > 1 else ""
    return f"Fails mostly with {said(first.split('.')[-1])} {where}{more}"


def figure(table: DataFrame, about: About, fails: str) -> Figure:
    """Draw a strip for each assumption that bounds the box: failures above, the rest below."""
    table = table[table["structure"] == OWN]
    bounded = [name for name in _names(table) if f"{name}:low" in table] or _names(table)[:PANELS]
    failed = table["failed"].astype(bool)
    with style.house():
        sheet = style.sheet(
            title(table),
            f"{about.setting}: fails means {fails}. {_box(table)}",
            about,
        )
        panels = sheet.subplots(len(bounded), 1, squeeze=False)[:, 0]
        sheet.subplots_adjust(
            left=0.12, right=0.96, top=sheet.subplotpars.top - style.PANEL, hspace=1.1
        )
        for axes, name in zip(panels, bounded, strict=True):
            _strip(axes, table, name, failed)
    return sheet


def _box(table: DataFrame) -> str:
    """Return what the box is and how well it tells failures, or that there is none."""
    names = _names(table)
    if not any(f"{name}:low" in table for name in names):
        return f"No box of assumptions gathers failures{style.of_all(min(PANELS, len(names)), len(names), 'assumptions')}"
    failed, inside = table["failed"].astype(bool), table["inside"].astype(bool)
    coverage = (failed & inside).sum() / max(failed.sum(), 1)
    density = (failed & inside).sum() / max(inside.sum(), 1)
    return (
        f"Blue band: the box, with {100 * coverage:.0f}% of all failures (coverage); "
        f"{100 * density:.0f}% of the cases in it fail (density)"
    )


def _title_of(name: str) -> str:
    """Return what an assumption is, with its unit."""
    group, _, key = name.partition(".")
    if group in GROUPS:
        about = described(GROUPS[group])[key]
        words = f"{about.says.split(' (')[0]}, {about.unit}"
        return words if len(words) <= WIDEST else f"{said(name)}, {about.unit}"
    return capital(said(name)) if "." in name else f"{capital(said(name))}, 0 today to 1 the most"


def _strip(axes: Axes, table: DataFrame, name: str, failed: DataFrame) -> None:
    values = table[name].to_numpy(float)
    least, most = values.min(), values.max()
    if f"{name}:low" in table:
        low, high = (float(table[f"{name}:{end}"].iloc[0]) for end in ("low", "high"))
        ends = max(low, least), min(high, most)
        axes.axvspan(*ends, color=style.BLUE, alpha=style.BAND, linewidth=0)
        for end in ends:
            axes.axvline(end, color=style.BLUE, linewidth=2.0)
    spread = np.linspace(-0.25, 0.25, len(values))
    for mask, height, colour, marker in (
        (failed, 1.0, style.ORANGE, "X"),
        (~failed, 0.0, style.GREY, "o"),
    ):
        chosen = mask.to_numpy(bool)
        axes.plot(values[chosen], height + spread[chosen], marker, color=colour, markersize=8)
    axes.set_yticks([0.0, 1.0], ["holds", "fails"])
    axes.set_ylim(-0.6, 1.6)
    axes.set_xlabel(_title_of(name))
    axes.grid(visible=False)


def _names(table: DataFrame) -> list[str]:
    return [name for name in table.columns if name not in FIXED and ":" not in name]
