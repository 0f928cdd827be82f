"""What every column of every table means, with its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pandas import DataFrame

from collabsim.composition import BARRIERS
from collabsim.levers import LEVERS
from collabsim.metrics import METRICS, Metric
from collabsim.results.columns import COLUMNS, RUN, Column
from collabsim.scenario.columns import LEVEL
from collabsim.scenario.scenario_format import PARAMETERS

Words = Mapping[str, Mapping[str, str]]
"""Unit, label and definition of metrics by name."""


def described(metrics: Mapping[str, Metric]) -> dict[str, dict[str, str]]:
    """Return unit, label and definition of metrics by name, in words alone."""
    return {
        name: {"unit": each.unit, "label": each.label, "definition": each.says}
        for name, each in metrics.items()
    }


def dictionary(metrics: Words, barriers: Sequence[str] = BARRIERS) -> DataFrame:
    """Return unit, label and definition of every column that a table of a run may have.

    Parameters
    ----------
    metrics : what is said of each, as ``described`` has it.
    barriers : names of the barriers, one of a user's own among them.
    """
    names = [*(each.name for each in RUN), *metrics, *barriers]
    return dictionary_of(names, metrics, barriers)


def dictionary_of(
    names: Iterable[str], metrics: Words | None = None, barriers: Sequence[str] = ()
) -> DataFrame:
    """Return the same for the columns of these names, each once; of an unknown one its name alone."""
    known = {} if metrics is None else metrics
    rows = [_column(str(name), known, barriers) for name in dict.fromkeys(names)]
    return DataFrame(rows, columns=["column", "unit", "label", "definition"])


def _column(name: str, metrics: Words, barriers: Sequence[str]) -> Column:
    if name in metrics:
        about = metrics[name]
        return Column(name, about["unit"], about["label"], about["definition"])
    if name in METRICS:
        return _column(name, described({name: METRICS[name]}), barriers)
    if name in COLUMNS:
        return COLUMNS[name]
    if name in barriers:
        says = f"Attempts of the month stopped by {name}; shared out where several barriers stood in the way."
        return Column(name, "attempts", f"Stopped by {name}", says)
    factor, _, end = name.partition(":")
    limit = f" The {end} end of a box." if end else ""
    if factor in PARAMETERS:
        meta = PARAMETERS[factor]
        return Column(name, meta.unit, factor, f"{meta.says}.{limit}")
    if factor in LEVERS:
        return Column(name, LEVEL.unit, f"Lever {factor}", f"{LEVEL.says}.{limit}")
    return Column(name, "", name, "")
