"""Assess one parameter set: fit one attribute a series, then read series and patterns.

The implausibility of a series is the root mean square, over its points, of the distance between
data and mean curve in units of everything that may part them: the random draws of one England,
the Monte Carlo error of the mean, and the stated discrepancy. A pattern's is the distance outside
its tolerance in units of its stated error and that of its mean over replicates. The worst of these
rules a set out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from collabsim.calibration.ahsn_support import gains
from collabsim.calibration.model_outputs import ModelOutputs, long_run, variants
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.replicates import Draws
from collabsim.calibration.series_runs import (
    Attributes,
    SeriesRuns,
    run_series,
    series_scenario,
    simulate,
)
from collabsim.calibration.targets import Score, Series, measured, score
from collabsim.record import Floats
from collabsim.scenario import Scenario
from collabsim.scenario.shipped import config_path

P17 = ("P17a", "P17b", "P17c")
"""Patterns that are read from a practice with support and without."""

OF_VARIANTS = ("P16", "P18", "P23")
"""Patterns that are read from variants of England."""

CUTOFF = 3.0
"""Implausibility from which a set is ruled out (Pukelsheim's three sigma)."""


@dataclass(frozen=True)
class Assessment:
    """How well one parameter set agrees with what was measured.

    Attributes
    ----------
    attributes : the fitted attribute of each series.
    scores : the score of each series.
    readings : the value of each pattern read; those not read are absent.
    implausibility : of each series and pattern.
    curves : for each series, an array (replicates, points).
    """

    attributes: Attributes
    scores: Mapping[str, Score]
    readings: Mapping[str, float]
    implausibility: Mapping[str, float]
    curves: Mapping[str, Floats] = field(repr=False)

    @property
    def ruled_out_by(self) -> list[str]:
        """Names of the series and patterns that rule the set out; those that are checks never do."""
        beyond = [name for name, score in self.scores.items() if not score.within]
        counted = {*self.scores, *FITTED} - {*beyond}
        return beyond + [
            name
            for name, far in self.implausibility.items()
            if name in counted and not far < CUTOFF
        ]

    @property
    def plausible(self) -> bool:
        """Whether nothing that was read rules the set out, and every series is consistent."""
        return bool(self.implausibility) and not self.ruled_out_by


def measured_england(config: str | Path | None = None) -> Scenario:
    """Return England with the measured innovations, or another config that has them."""
    return Scenario.load(config_path("uptake_series.toml") if config is None else Path(config))


def implausibility(series: Series, curves: Floats) -> float:
    """Return the implausibility of a series, given replicates of its curve (replicates, points)."""
    n = len(curves)
    allowed = curves.var(axis=0, ddof=1) * (1.0 + 1.0 / n) + series.discrepancy**2
    return float(np.sqrt(np.mean((curves.mean(axis=0) - series.values) ** 2 / allowed)))


def assess(
    england: Scenario,
    draws: Draws,
    *,
    attributes: Attributes | None = None,
    patterns: Sequence[str] = FITTED,
    give_up: float = float("inf"),
    long_runs: int | None = None,
) -> Assessment:
    """Assess the parameters of a scenario that holds the measured innovations.

    Parameters
    ----------
    england : the scenario.
    draws : random draws of the runs.
    attributes : fitted before, on other draws; else one of each series is fitted now.
    patterns : the patterns to read.
    give_up : no pattern is read if two series are less plausible than this; were one allowed to
        prevent it, nothing would be known of sets chosen without that one.
    long_runs : replicates of England's long run; as many as of the series, unless given.

    Raises
    ------
    ValueError : for fewer than two replicates, which have no Monte Carlo error.
    """
    if draws.replicates < 2:
        raise ValueError(f"expected at least 2 replicates, found {draws.replicates}")
    series = measured()
    runs = simulate(series_scenario(england, series), series, draws, attributes)
    scores = {s.name: score(s, runs.curves[s.name].mean(axis=0)) for s in series}
    found = {s.name: implausibility(s, runs.curves[s.name]) for s in series}
    read: dict[str, tuple[float, float]] = {}
    if patterns and sum(far > give_up for far in found.values()) < 2:
        fewer = draws._replace(replicates=long_runs or draws.replicates)
        read = read_patterns(england, runs, patterns, fewer)
    found |= {name: PATTERNS[name].implausibility(*pair) for name, pair in read.items()}
    readings = {name: value for name, (value, _) in read.items()}
    return Assessment(runs.attributes, scores, readings, found, runs.curves)


def read_patterns(
    england: Scenario, series: SeriesRuns, names: Sequence[str], draws: Draws
) -> dict[str, tuple[float, float]]:
    """Return the reading of each pattern and its Monte Carlo error over replicates.

    Read from England's long run, its variants where needed, and the series' runs.
    """
    outputs = ModelOutputs(
        england,
        series,
        run_series(long_run(england), draws),
        {n: run_series(each, draws) for n, each in variants(england).items()}
        if {*OF_VARIANTS} & {*names}
        else {},
        gains(england, draws) if {*P17} & {*names} else {},
    )
    return {n: (PATTERNS[n].value(outputs), PATTERNS[n].monte_carlo(outputs)) for n in names}
