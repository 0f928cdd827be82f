"""Adoption over time: the piloted classes and medicines, always apart."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from matplotlib.figure import Figure
from pandas import DataFrame

from collabsim.metrics import METRICS
from collabsim.report import style
from collabsim.results import Results

LINES = {"adoption_medicines": "medicines", "adoption_piloted": "innovations\nthat need a pilot"}


def numbers(results: Results) -> DataFrame:
    """Return median and range of each line, month by month from today."""
    return style.over_replicates(results.tables["metrics"], LINES)


def title(ends: Mapping[str, float]) -> str:
    """Return what the families reach; one that no trust could use has no number."""
    piloted, medicines = (ends[f"adoption_{who}"] for who in ("piloted", "medicines"))
    if isnan(piloted) and isnan(medicines):
        return "No NHS trust could use any innovation"
    if isnan(medicines):
        return f"Innovations that need a pilot reach {_percent(piloted)}"
    if isnan(piloted):
        return f"Medicines reach {_percent(medicines)} of eligible pairs"
    return (
        f"Innovations that need a pilot reach {_percent(piloted)}, medicines {_percent(medicines)}"
    )


def figure(results: Results) -> Figure:
    """Draw how far innovations of the two families are in use, with the range over runs."""
    shown = numbers(results)
    ends = {name: float(shown[f"{name}_median"].iloc[-1]) for name in LINES}
    with style.house():
        sheet = style.sheet(
            title(ends),
            f"{results.scenarios[0]}: NHS trusts using an innovation they could use; "
            f"{style.band(results)}{style.left_out(results, LINES)}",
            results,
        )
        axes = sheet.subplots()
        for rank, name in enumerate(LINES):
            style.line_with_band(axes, shown, name, rank, 100.0)
        style.years_from_today(axes, shown)
        axes.set_ylim(0.0, 100.0)
        axes.set_ylabel(f"% of {METRICS['adoption_piloted'].unit.removeprefix('share of ')}")
        words = [
            (100.0 * ends[name], f"{text}: {_percent(ends[name])}") for name, text in LINES.items()
        ]
        style.label_ends(axes, words, [(colour, "") for colour in style.COLOURS])
    return sheet


def _percent(share: float) -> str:
    """Return a share as a percentage of two digits: small ones would lose half of what they say."""
    return f"{100.0 * share:.{int(share < 0.1)}f}%"
