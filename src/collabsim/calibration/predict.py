"""Fit or foretell one series of one's own, over the accepted parameter sets.

Fitted, its one attribute is searched anew under each set. Foretold, nothing is: what is not said of
the innovation (pull, net value, cost, payback, stake, reach) is drawn as for those of its class, and
the band holds Monte Carlo variation, parameters and that ignorance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from collabsim.calibration.goodness_of_fit import with_settings
from collabsim.calibration.naive_forecasts import half
from collabsim.calibration.prediction import Outlook
from collabsim.calibration.user_series import Own
from collabsim.calibration.replicates import Purpose, first_replicate
from studies.england.fit_tables import accepted
from collabsim.calibration.targets import Series
from collabsim.calibration.series_runs import follow, series_world
from collabsim.population import LEAST_REACH, PULL_OF_VALUE, STAKE_SPREAD
from collabsim.record import Floats
from collabsim.scenario import Scenario

Progress = Callable[[int, int], None]
Settings = Mapping[str, float]


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

    It is fitted once more to the earlier half of the points alone, to see what it makes of the later.
    Sets are given by number, from which the replicates of each follow.
    """
    whole, early = own.series, _earlier(own.series)
    draws: list[Floats] = []
    before: list[Floats] = []
    attributes, reached = [], []
    for number, settings in sets.items():
        world = series_world(own.added_to(with_settings(england, settings)), [whole])
        search, tell = (first_replicate(number, each) for each in (Purpose.SEARCH, Purpose.TELL))
        for points, curves in ((early, before), (whole, draws)):
            found = follow(world, [points], replicates, seed, first=search)
            fresh = follow(
                world, [whole], replicates, seed, attributes=found.attributes, first=tell
            )
            curves.append(fresh.curves[whole.name])
        attributes.append(found.attributes[whole.name])  # the last is the fit to the whole
        reached.append(found.curves[whole.name].mean() - whole.values.mean())
        if progress is not None:
            progress(len(draws), len(sets))
    return Outlook(
        whole,
        own.measured,
        np.array(draws),
        tuple(attributes),
        np.array(before),
        float(np.mean(reached)),
    )


def _earlier(series: Series) -> Series:
    """Return the earlier half of a series."""
    points = slice(half(series))
    return replace(series, months=series.months[points], values=series.values[points])


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
    return Outlook(own.series, own.measured, np.array(curves))


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
