"""Judge one parameter set: fit one attribute a series, then read series and patterns.

The implausibility of a series is the root mean square, over its points, of the distance between
data and mean curve in units of everything that may part them: the luck of one England, the error
of the mean, and the stated discrepancy. A pattern's is the distance outside its tolerance in units
of its stated error and that of its mean over replicates. A set is ruled out by its worst.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from collabsim.calibration.bass import BassFit
from collabsim.calibration.patterns import FITTED, PATTERNS
from collabsim.calibration.model_outputs import Seen
from collabsim.calibration.ahsn_support import gains
from collabsim.calibration.targets import Score, Series, measured, score, yardsticks
from collabsim.calibration.variants import VARIANTS, long_run, variant
from collabsim.calibration.series_runs import Attributes, Followed, follow, run_series, series_world
from collabsim.record import Floats
from collabsim.scenario import Scenario
from collabsim.scenario.shipped import config_path

P17 = ("P17a", "P17b", "P17c")
"""Patterns that are read from a practice with support and without."""

CUTOFF = 3.0
"""Implausibility beyond which a set is ruled out (Pukelsheim's three sigma)."""


@dataclass(frozen=True)
class Judgement:
    """What was found of one parameter set.

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
    def worst(self) -> float:
        """The largest implausibility; patterns that are kept as checks have no say."""
        counted = (v for n, v in self.implausibility.items() if n in self.scores or n in FITTED)
        return max(counted, default=float("inf"))

    @property
    def plausible(self) -> bool:
        """Whether nothing rules the set out and every series is within its yardstick."""
        return self.worst < CUTOFF and all(each.within for each in self.scores.values())


def base() -> Scenario:
    """Return England with the measured innovations."""
    return Scenario.load(config_path("uptake_series.toml"))


def implausibility(series: Series, curves: Floats) -> float:
    """Return the implausibility of a series, given replicates of its curve (replicates, points)."""
    n = len(curves)
    luck = curves.var(axis=0, ddof=1) * (1.0 + 1.0 / n)
    allowed = luck + series.discrepancy**2
    return float(np.sqrt(np.mean((curves.mean(axis=0) - series.values) ** 2 / allowed)))


def judge(
    england: Scenario,
    replicates: int,
    seed: int,
    *,
    series: Sequence[Series] | None = None,
    attributes: Attributes | None = None,
    first: int = 0,
    patterns: Sequence[str] = FITTED,
    give_up: float = float("inf"),
    long_runs: int | None = None,
) -> Judgement:
    """Judge the parameters of a scenario that holds the measured innovations.

    Parameters
    ----------
    england : the scenario.
    replicates, seed, first : the luck; ``first`` is the number of the first replicate.
    series : all that ship, unless given.
    attributes : fitted before, on other luck; else one of each series is fitted now.
    patterns : the patterns to read.
    give_up : no pattern is read if two series are less plausible than this; were one allowed to
        spoil it, nothing would be known of sets chosen without that one.
    long_runs : replicates of England's long run; as many as of the series, unless given.

    Raises
    ------
    ValueError : for fewer than two replicates, of which no luck can be told.
    """
    if replicates < 2:
        raise ValueError(f"expected at least 2 replicates, found {replicates}")
    chosen = measured() if series is None else series
    followed = follow(
        series_world(england, chosen), chosen, replicates, seed, attributes=attributes, first=first
    )
    bass = {each.name: yard.rmse for each, yard in zip(chosen, _bass(chosen), strict=True)}
    scores = {s.name: score(s, followed.curves[s.name].mean(axis=0), bass[s.name]) for s in chosen}
    found = {s.name: implausibility(s, followed.curves[s.name]) for s in chosen}
    read: dict[str, tuple[float, float]] = {}
    if patterns and sum(far > give_up for far in found.values()) < 2:
        read = read_patterns(england, followed, patterns, long_runs or replicates, seed, first)
    found |= {name: PATTERNS[name].implausibility(*pair) for name, pair in read.items()}
    readings = {name: value for name, (value, _) in read.items()}
    return Judgement(followed.attributes, scores, readings, found, followed.curves)


def _bass(series: Sequence[Series]) -> list[BassFit]:
    shipped = {each.name: each for each in measured()}
    return [
        yardsticks()[each.name] if shipped.get(each.name) is each else each.bass()
        for each in series
    ]


def read_patterns(
    england: Scenario,
    followed: Followed,
    names: Sequence[str],
    replicates: int,
    seed: int,
    first: int,
) -> dict[str, tuple[float, float]]:
    """Return the reading of each pattern and its standard error over replicates.

    Read from England's long run, its variants where needed, and the series' runs.
    """
    records = run_series(long_run(england), replicates, seed, first)
    others = {}
    if {"P16", "P18", "P23"} & set(names):
        short = long_run(england).with_values({"world.months": 120})
        others = {v: run_series(variant(short, v), replicates, seed, first) for v in VARIANTS}
    supported = gains(england, replicates, seed, first) if set(P17) & set(names) else {}
    seen = Seen(england, followed, records, others, supported)
    return {name: (PATTERNS[name].value(seen), PATTERNS[name].luck(seen)) for name in names}


def with_settings(england: Scenario, settings: Mapping[str, float]) -> Scenario:
    """Return the scenario with a parameter set laid over it."""
    return england.with_values(dict(settings))


def scenario_of(config: str | Path | None) -> Scenario:
    """Return the scenario of a config, or England with the measured innovations."""
    return base() if config is None else Scenario.load(Path(config))
