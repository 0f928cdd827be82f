"""Fit or predict one series of a user's, over the plausible parameter sets.

Fitted, its one attribute is searched anew under each set. Predicted, nothing is: what is not stated
of the innovation (pull, net value, cost, payback, stake, reach) is drawn as for those of its class,
and the interval holds Monte Carlo variation, parameter uncertainty and that ignorance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from collabsim.calibration.naive_forecasts import half
from collabsim.calibration.prediction import Prediction
from collabsim.calibration.replicates import Draws, Purpose, draws_of
from collabsim.calibration.series_runs import series_scenario, simulate
from collabsim.calibration.user_series import UserSeries
from collabsim.population import LEAST_REACH, PULL_OF_VALUE, STAKE_SPREAD
from collabsim.record import Floats
from collabsim.scenario import Scenario

Progress = Callable[[int, int], None]
Sets = Mapping[int, Mapping[str, float]]
"""Values of parameters by the number of their set, from which the replicates of each follow."""


def fit(
    user: UserSeries,
    england: Scenario,
    sets: Sets,
    replicates: int = 12,
    seed: int = 1,
    progress: Progress | None = None,
) -> Prediction:
    """Fit the one attribute of a user's series under each set; assess it on held-out replicates.

    It is fitted once more to the earlier half of the points alone, to see what it makes of the later.
    """
    whole = user.series
    points = slice(half(whole))
    early = replace(whole, months=whole.months[points], values=whole.values[points])
    curves: dict[bool, list[Floats]] = {False: [], True: []}
    attributes, gaps = [], []
    for number, settings in sets.items():
        scenario = series_scenario(user.added_to(england.with_values(settings)), [whole])
        search, report = (
            draws_of(number, purpose, replicates, seed)
            for purpose in (Purpose.SEARCH, Purpose.REPORT)
        )
        for series in (early, whole):
            found = simulate(scenario, [series], search)
            fresh = simulate(scenario, [whole], report, found.attributes)
            curves[series is whole].append(fresh.curves[whole.name])
        attributes.append(found.attributes[whole.name])  # the last is the fit to the whole
        gaps.append(found.curves[whole.name].mean() - whole.values.mean())
        if progress is not None:
            progress(len(gaps), len(sets))
    return Prediction(
        series=whole,
        known=user.measured,
        draws=np.array(curves[True]),
        attributes=tuple(attributes),
        early=np.array(curves[False]),
        gap=float(np.mean(gaps)),
    )


def predict(
    user: UserSeries,
    england: Scenario,
    sets: Sets,
    replicates: int = 12,
    seed: int = 1,
    progress: Progress | None = None,
) -> Prediction:
    """Predict a user's series without looking at it: every run draws another innovation."""
    curves = []
    for number, settings in sets.items():
        made = england.with_values(settings)
        draws = draws_of(number, Purpose.REPORT, replicates, seed)
        curves.append([_one(user, made, draws._replace(first=n)) for n in draws.numbers])
        if progress is not None:
            progress(len(curves), len(sets))
    return Prediction(user.series, user.measured, np.array(curves))


def _one(user: UserSeries, england: Scenario, draws: Draws) -> Floats:
    """Return the curve of the first of these replicates, under an innovation drawn for it."""
    drawn, series = draw_attributes(user, england, draws), user.series
    kind = next(each for each in england.classes if each.name == user.innovation.kind)
    given = drawn.innovation.values.get(series.fitted, getattr(kind, series.fitted))
    scenario, one = series_scenario(drawn.added_to(england), [series]), draws._replace(replicates=1)
    runs = simulate(scenario, [series], one, {series.name: float(given)})
    return np.asarray(runs.curves[series.name][0])


def draw_attributes(user: UserSeries, england: Scenario, draws: Draws) -> UserSeries:
    """Return the innovation with what is not stated of it drawn as its class's innovations are."""
    p, rng = england.parameters, np.random.default_rng((draws.seed, draws.first))
    kind = next(each for each in england.classes if each.name == user.innovation.kind)
    worth, pull, cost, payback, stake = rng.normal(size=5)
    stated = user.innovation.values
    value = stated.get("value", p.outcomes.value_mean + p.outcomes.value_spread * worth)
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
    values = MappingProxyType({**drawn, **stated})
    return replace(user, innovation=replace(user.innovation, values=values))
