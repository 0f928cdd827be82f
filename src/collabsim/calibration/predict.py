"""Fit or foretell one series of one's own, over the accepted parameter sets.

Fitted, its one attribute is searched anew under each set. Foretold, nothing is: what is not said of
the innovation (pull, net value, cost, payback, stake, reach) is drawn as for those of its class, and
the band holds luck, parameters and that ignorance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from collabsim.calibration.judge import with_settings
from collabsim.calibration.own import Own
from collabsim.calibration.replicates import Purpose, first_replicate
from collabsim.calibration.tables import accepted, bands, coverage
from collabsim.calibration.targets import WITHIN, Score, Series, score
from collabsim.calibration.world import follow, series_world
from collabsim.population import LEAST_REACH, PULL_OF_VALUE, STAKE_SPREAD
from collabsim.record import Floats
from collabsim.scenario import Scenario

if TYPE_CHECKING:  # pandas is slow to import
    from pandas import DataFrame

Progress = Callable[[int, int], None]
Settings = Mapping[str, float]

IN = "in nine of ten simulated Englands"

NEAR = 0.05
"""Gap of means (share) beyond which a fit has not reached the series, whatever luck did."""


@dataclass(frozen=True)
class Outlook:
    """What the model says of one's own series.

    Attributes
    ----------
    band : month, measured (if it was), low, median and high of nine in ten simulated Englands.
    attributes : the fitted attribute under each set; none if nothing was fitted.
    score : of the mean curve over all sets, on luck not used in the fit; None if not measured.
    inside : share of measured points in the band; not a number if not measured.
    gap : mean of the curve less that of the series (share); not a number if not measured.
    """

    band: DataFrame
    attributes: tuple[float, ...]
    score: Score | None
    inside: float
    gap: float

    @property
    def how(self) -> str:
        """Whether the series was fitted or foretold, in a word or two."""
        if not self.attributes:
            return "foretold"
        return "fitted" if abs(self.gap) <= NEAR else "not fitted"

    def sentences(self, series: Series) -> list[str]:
        """Return what came out, in words: the end, what was fitted, and how near it came."""
        month, *ends = self.band.iloc[-1][["month", "median", "low", "high"]]
        middle, low, high = (f"{100 * end:.0f}" for end in ends)
        said = [
            f"{series.title}: in month {month:.0f} from launch {middle} % ({low} to {high} % {IN})."
        ]
        reached = abs(self.gap) <= NEAR
        if self.attributes and reached:
            reach = {f"{end:.3g}": None for end in (min(self.attributes), max(self.attributes))}
            many = len(self.attributes)
            said.append(f"Fitted {series.fitted}: {' to '.join(reach)} over {many} sets.")
        if self.attributes and not reached:
            where = "below" if self.gap < 0.0 else "above"
            said.append(
                f"Not fitted: with no {series.fitted} that was tried does the class follow the series; the "
                f"nearest curve stays {100 * abs(self.gap):.0f} percentage points {where} it on average. "
                "Look at the class and at what else is known of the innovation."
            )
        if self.score is not None:
            said.append(
                f"Error {100 * self.score.rmse:.1f} percentage points (root mean square), "
                f"{self.score.ratio:.1f} times that of a free Bass curve, which is fitted to every "
                f"point; {100 * self.inside:.0f} % of the points lie in the band."
            )
            if self.attributes:
                followed = self.score.within and reached
                said.append(
                    f"{'Followed' if followed else 'Not followed'}: the yardstick is {WITHIN:g} times the Bass curve or the noise of England."
                )
        return said


def chosen_sets(wanted: int) -> dict[int, Settings]:
    """Return so many of the accepted sets, evenly picked, by number.

    Raises
    ------
    ValueError : if there are not so many.
    """
    table = accepted().set_index("set")
    if not 0 < wanted <= len(table):
        raise ValueError(f"expected 1 to {len(table)} sets, found {wanted}")
    rows = np.linspace(0, len(table) - 1, wanted).round().astype(int)
    return {int(n): row.to_dict() for n, row in table.iloc[rows].iterrows()}


def fit_own(
    own: Own,
    england: Scenario,
    sets: Mapping[int, Settings],
    replicates: int = 12,
    seed: int = 1,
    progress: Progress | None = None,
) -> Outlook:
    """Fit the one attribute of one's own series under each set; judge on other replicates.

    Sets are given by number, from which the replicates of each follow.
    """
    curves, attributes = [], []
    for number, settings in sets.items():
        world = series_world(own.added_to(with_settings(england, settings)), [own.series])
        search, tell = (first_replicate(number, each) for each in (Purpose.SEARCH, Purpose.TELL))
        fitted = follow(world, [own.series], replicates, seed, first=search).attributes
        fresh = follow(world, [own.series], replicates, seed, attributes=fitted, first=tell)
        curves.append(fresh.curves[own.series.name])
        attributes.append(fitted[own.series.name])
        if progress is not None:
            progress(len(curves), len(sets))
    return _outlook(own, curves, attributes)


def predict_own(
    own: Own,
    england: Scenario,
    sets: Mapping[int, Settings],
    replicates: int = 12,
    seed: int = 1,
    progress: Progress | None = None,
) -> Outlook:
    """Foretell a series of one's own without looking at it: every run draws another innovation.

    Sets are given by number, from which the replicates of each follow.
    """
    curves = []
    for number, settings in sets.items():
        made, first = with_settings(england, settings), first_replicate(number, Purpose.TELL)
        runs = []
        for replicate in range(first, first + replicates):
            drawn = _drawn(own, made, (seed, replicate))
            world = series_world(drawn.added_to(made), [own.series])
            given = {own.series.name: _attribute(drawn, made)}
            run = follow(world, [own.series], 1, seed, attributes=given, first=replicate)
            runs.append(run.curves[own.series.name])
        curves.append(np.concatenate(runs))
        if progress is not None:
            progress(len(curves), len(sets))
    return _outlook(own, curves, [])


def _drawn(own: Own, england: Scenario, luck: tuple[int, int]) -> Own:
    """Return the innovation with what is not said of it drawn as its class's innovations are."""
    p, rng = england.parameters, np.random.default_rng(luck)
    kind = next(each for each in england.classes if each.name == own.innovation.kind)
    worth, pull, cost, payback, stake = rng.normal(size=5)
    said = own.innovation.values
    value = said.get("value", p.outcomes.value_mean + p.outcomes.value_spread * worth)
    drawn = {
        "value": value,
        "pull": kind.pull
        + p.hazard.pull_spread * pull
        + PULL_OF_VALUE * (value - p.outcomes.value_mean),
        "cost": kind.cost * np.exp(p.world.offer_spread * cost),
        "payback": kind.payback * np.exp(p.world.offer_spread * payback),
        "stake": float(np.clip(kind.stake + STAKE_SPREAD * stake, 0.0, 1.0)),
        "reach": LEAST_REACH + (1.0 - LEAST_REACH) * rng.random(),
    }
    values = MappingProxyType({**drawn, **said})
    return replace(own, innovation=replace(own.innovation, values=values))


def _attribute(own: Own, england: Scenario) -> float:
    kind = next(each for each in england.classes if each.name == own.innovation.kind)
    fitted = own.series.fitted
    return float(own.innovation.values.get(fitted, getattr(kind, fitted)))


def _outlook(own: Own, curves: Sequence[Floats], attributes: Sequence[float]) -> Outlook:
    named = [{own.series.name: each} for each in curves]
    band = bands(named, [own.series])
    if not own.measured:
        return Outlook(
            band.drop(columns="measured"), tuple(attributes), None, float("nan"), float("nan")
        )
    mean = np.concatenate(curves).mean(axis=0)
    inside = float(coverage(band, named, [own.series])["inside"].iloc[0])
    gap = float(mean.mean() - own.series.values.mean())
    return Outlook(band, tuple(attributes), score(own.series, mean), inside, gap)
