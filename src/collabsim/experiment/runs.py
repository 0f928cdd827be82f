"""What an experiment leaves behind: four tables, and which of its points is *today*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pandas import DataFrame

KEYS = ("point", "variant", "replicate")
"""The columns that tell one run from every other."""


@dataclass(frozen=True)
class Runs:
    """The runs of an experiment: every point in every variant, on the same luck in each.

    Attributes
    ----------
    design : a row for each point: ``point`` (0, 1, ...), ``label``, and a column for each
        factor, a lever or ``group.parameter``, with its level or value.
    variants : a row for each alternative under which every point is run: ``variant`` (0, 1, ...;
        0 is the base's own), ``structure`` (its name), ``parameters`` (the set it takes from a
        table of parameter sets, -1 if the base's own), and a column for each value changed.
    runs : a row for each finished run: ``point``, ``variant``, ``replicate``, and a column for
        each metric with its value at the end of the run, NaN where it is undefined.
    failures : a row for each run that raised: ``point``, ``variant``, ``replicate``, ``reason``.
    reference : the point that is *today*.
    ends : first and last value of every factor, as the file writes them: an effect runs from the
        one to the other. Empty for points that were listed.
    """

    design: DataFrame
    variants: DataFrame
    runs: DataFrame
    failures: DataFrame
    reference: int = 0
    ends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of the metrics that were kept."""
        return tuple(name for name in self.runs.columns if name not in KEYS)

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of what varies from point to point."""
        return tuple(name for name in self.design.columns if name not in ("point", "label"))
